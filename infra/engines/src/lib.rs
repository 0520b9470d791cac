//! The services that production rents, on loopback: DynamoDB, S3, SES, Secrets Manager, and a door for inbound mail.
//!
//! The functions do not know that they are here: they speak through the same AWS clients, to
//! another address. Every engine listens on 127.0.0.1 only, takes a free port when asked for port
//! 0, tells its real address, and ends when the [`Stop`] signal does.
//!
//! [`smtp`] and [`proxy`] are not part of [`Engines`]: the first needs to be told where mail goes,
//! the second belongs to the tests that want things to go wrong.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a panic is how a test fails")
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::Timestamp;
use tokio::sync::watch;

pub mod clients;
pub mod dynamodb;
pub mod lambda;
pub(crate) mod loopback;
pub mod proxy;
pub mod s3;
pub mod secrets;
pub mod ses;
pub mod smtp;

#[cfg(test)]
mod tests;

/// Where the time comes from. Tests move it; the local runner reads the machine's.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Tells an engine to end: when the value turns `true`, and also when its sender is gone.
pub type Stop = watch::Receiver<bool>;

/// The two ends of a stop signal.
///
/// Keep the sender for as long as the engines shall live: a dropped sender stops them.
pub fn stop_signal() -> (watch::Sender<bool>, Stop) {
    watch::channel(false)
}

/// The bucket that [`Engines`] makes for raw mail.
pub const BUCKET: &str = "honored-raw-mail";

/// The bucket of exports.
pub const EXPORTS: &str = "honored-exports";

/// Where a set of engines keeps what it is given.
#[derive(Clone, Debug)]
pub enum Home {
    /// Nowhere that lasts: the data goes with the [`Engines`].
    Memory,
    /// In this folder, made when missing; the data survives a restart.
    Folder(PathBuf),
}

/// The rented services, started together.
#[derive(Debug)]
pub struct Engines {
    /// The table's engine.
    pub dynamodb: dynamodb::Engine,
    /// The engine of the raw mail archive, with [`BUCKET`] in it.
    pub s3: s3::Engine,
    /// The engine that keeps the letters sent.
    pub ses: ses::Engine,
    /// The engine that hands out secrets; it has none until some are put in.
    pub secrets: secrets::Engine,
    _scratch: Option<tempfile::TempDir>,
}

impl Engines {
    /// Starts them on free ports.
    ///
    /// Run at most one set of engines on a folder at a time.
    pub async fn start(home: Home, clock: Clock, stop: Stop) -> Result<Self> {
        let (table, objects, mail, scratch) = match home {
            Home::Memory => {
                let scratch = tempfile::tempdir().context("no temporary folder for objects")?;
                let objects = scratch.path().join("objects");
                (
                    dynamodb::Place::Memory,
                    objects,
                    ses::Place::Memory,
                    Some(scratch),
                )
            }
            Home::Folder(folder) => (
                dynamodb::Place::File(folder.join("table.db")),
                folder.join("objects"),
                ses::Place::Folder(folder.join("sent")),
                None,
            ),
        };
        Ok(Self {
            dynamodb: dynamodb::start(table, 0, stop.clone()).await?,
            s3: s3::start(&objects, &[BUCKET, EXPORTS], 0, stop.clone()).await?,
            ses: ses::start(mail, 0, Arc::clone(&clock), stop.clone()).await?,
            secrets: secrets::start(0, clock, stop)?,
            _scratch: scratch,
        })
    }

    /// A client of the table's engine, with retries that lose no time.
    pub fn dynamodb_client(&self) -> aws_sdk_dynamodb::Client {
        clients::dynamodb(self.dynamodb.endpoint(), clients::Retries::Quick)
    }

    /// A client of the archive's engine, with retries that lose no time.
    pub fn s3_client(&self) -> aws_sdk_s3::Client {
        clients::s3(self.s3.endpoint(), clients::Retries::Quick)
    }

    /// A client of the mail engine, which tries once, as production's does: the outbox decides when to try again.
    pub fn ses_client(&self) -> aws_sdk_ses::Client {
        clients::ses(self.ses.endpoint(), clients::Retries::Never)
    }

    /// A client of the engine of secrets, with retries that lose no time.
    pub fn secrets_client(&self) -> aws_sdk_secretsmanager::Client {
        clients::secrets(self.secrets.endpoint(), clients::Retries::Quick)
    }

    /// Resolves when all have ended, which they do once the stop signal was given.
    pub async fn stopped(&self) {
        self.dynamodb.stopped().await;
        self.s3.stopped().await;
        self.ses.stopped().await;
        self.secrets.stopped().await;
    }
}

/// Makes `folder` and what leads to it.
async fn make_folder(folder: &Path) -> Result<()> {
    tokio::fs::create_dir_all(folder)
        .await
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}
