//! A room for one function: engines with an empty table, and its binary among them.

use crate::lambda::{Lambda, SETTINGS};
use crate::{Engines, Home, Stop, stop_signal};
use anyhow::Result;
use std::sync::Arc;
use tokio::sync::watch;

/// Engines of which a function finds what it finds in AWS: a table, the buckets, SES.
pub struct LambdaHarness {
    /// The engines.
    pub engines: Engines,
    stop: watch::Sender<bool>,
}

impl LambdaHarness {
    /// A room with nothing in its table, whose SES has Saturday, 2026-11-21, 10:00 in California.
    ///
    /// # Errors
    /// If an engine can't be started.
    pub async fn open() -> Result<Self> {
        let (stop, stopping) = stop_signal();
        let clock = || "2026-11-21T18:00:00Z".parse().unwrap_or_default();
        let engines = Engines::start(Home::Memory, Arc::new(clock), stopping).await?;
        let (_, table) = SETTINGS[0];
        store::schema::create_table(&engines.dynamodb_client(), table).await?;
        Ok(Self { engines, stop })
    }

    /// Starts a function's binary with these settings and those that every process here gets.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start(&self, binary: &str, own: &[(&str, &str)]) -> Result<Lambda> {
        let settings: Vec<_> = SETTINGS.iter().chain(own).copied().collect();
        Lambda::start(binary, &self.engines, &settings).await
    }

    /// Starts a function's binary without one of the settings.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start_without(&self, binary: &str, setting: &str) -> Result<Lambda> {
        let settings: Vec<_> = SETTINGS
            .iter()
            .copied()
            .filter(|(name, _)| *name != setting)
            .collect();
        Lambda::start(binary, &self.engines, &settings).await
    }

    /// The signal with which its engines end, for what is to end with them.
    #[must_use]
    pub fn stopping(&self) -> Stop {
        self.stop.subscribe()
    }
}
