//! Engines with an empty table, for tests that run the binary of one function.

use crate::lambda::{Lambda, SETTINGS};
use crate::{Engines, Home, Stop, stop_signal};
use anyhow::Result;
use std::sync::Arc;
use tokio::sync::watch;

/// Engines with what a function uses in AWS: a table, the buckets, SES and Secrets Manager.
pub struct LambdaHarness {
    /// The engines.
    pub engines: Engines,
    stop: watch::Sender<bool>,
}

impl LambdaHarness {
    /// Starts the engines with an empty table. Their clock is fixed at Saturday, 2026-11-21, 10:00 in California.
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

    /// Starts a function's binary with `SETTINGS` and these settings.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start(&self, binary: &str, own: &[(&str, &str)]) -> Result<Lambda> {
        let settings: Vec<_> = SETTINGS.iter().chain(own).copied().collect();
        Lambda::start(binary, &self.engines, &settings).await
    }

    /// Starts a function's binary without one of `SETTINGS`.
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

    /// Returns the stop signal of the engines, for other tasks that must end with them.
    #[must_use]
    pub fn stopping(&self) -> Stop {
        self.stop.subscribe()
    }
}
