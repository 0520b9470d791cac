//! The processes: one for each function, one event at a time.
//!
//! Lambda starts a second process when the first one is busy. Here the event waits, so that tests don't overload a machine
//! with two cores.

use crate::functions::Function;
use anyhow::{Context, Result};
use engines::Engines;
use engines::lambda::Lambda;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Mutex;

pub(super) struct Fleet {
    folder: PathBuf,
    engines: Arc<Engines>,
    settings: Vec<(String, String)>,
    processes: BTreeMap<Function, Mutex<Process>>,
}

/// A function's process, and the logs of earlier ones.
#[derive(Default)]
struct Process {
    running: Option<Lambda>,
    logs: String,
}

impl Fleet {
    pub(super) fn new(
        folder: &Path,
        engines: Arc<Engines>,
        settings: Vec<(String, String)>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            engines,
            settings,
            processes: Function::ALL.map(|of| (of, Mutex::default())).into(),
        }
    }

    /// Invokes a function. As in Lambda, a new process replaces one that ended.
    pub(super) async fn invoke(&self, function: Function, event: Value) -> Result<Value> {
        let mut process = self.processes[&function].lock().await;
        let mut lambda = match process.running.take() {
            Some(running) => running,
            None => self.start(function).await?,
        };
        let answer = lambda.invoke(event).await;
        if lambda.has_ended()? {
            process.logs += &lambda.stop().await?;
        } else {
            process.running = Some(lambda);
        }
        answer
    }

    async fn start(&self, function: Function) -> Result<Lambda> {
        let binary = self.folder.join(function.name());
        let binary = binary.to_str().context("the folder's name is not UTF-8")?;
        let settings = self.settings.iter();
        let settings: Vec<_> = settings
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Lambda::start(binary, &self.engines, &settings).await
    }

    /// Stops every process. Returns their logs.
    pub(super) async fn stop(&self) -> Result<String> {
        let mut all = String::new();
        for process in self.processes.values() {
            let mut process = process.lock().await;
            all += &std::mem::take(&mut process.logs);
            if let Some(lambda) = process.running.take() {
                all += &lambda.stop().await?;
            }
        }
        Ok(all)
    }
}
