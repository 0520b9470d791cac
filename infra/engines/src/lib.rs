//! AWS services on loopback: DynamoDB, S3, SES and Secrets Manager; and an SMTP server for inbound messages.
//!
//! The functions use the same AWS clients as in AWS, with another address. Every engine listens only on 127.0.0.1, takes a
//! free port for port 0, returns its address, and ends with the [`Stop`] signal.
//!
//! [`smtp`] and [`proxy`] are not part of [`Engines`]: `smtp` needs a callback for messages, and only tests use `proxy`, to
//! make calls fail.

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

/// The clock of the engines.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The stop signal: an engine ends when the value becomes `true` or the sender is dropped.
pub type Stop = watch::Receiver<bool>;

/// Makes a stop signal.
///
/// Keep the sender as long as the engines must run. A dropped sender stops them.
pub fn stop_signal() -> (watch::Sender<bool>, Stop) {
    watch::channel(false)
}

/// The bucket of raw mail.
pub const BUCKET: &str = "honored-raw-mail";

/// The bucket of exports.
pub const EXPORTS: &str = "honored-exports";

/// The location of the engines' data.
#[derive(Clone, Debug)]
pub enum Home {
    /// In memory or in temporary files, until the [`Engines`] are dropped.
    Memory,
    /// In this folder, which is created if it is missing. The data lasts after a restart.
    Folder(PathBuf),
}

/// The services, started together.
#[derive(Debug)]
pub struct Engines {
    /// DynamoDB.
    pub dynamodb: dynamodb::Engine,
    /// S3, with [`BUCKET`] and [`EXPORTS`].
    pub s3: s3::Engine,
    /// SES, which keeps the sent emails.
    pub ses: ses::Engine,
    /// Secrets Manager. It starts without secrets.
    pub secrets: secrets::Engine,
    _scratch: Option<tempfile::TempDir>,
}

impl Engines {
    /// Starts the engines on free ports.
    ///
    /// Only one set of engines may use a folder at a time.
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

    /// Returns a client of DynamoDB with quick retries.
    pub fn dynamodb_client(&self) -> aws_sdk_dynamodb::Client {
        clients::dynamodb(self.dynamodb.endpoint(), clients::Retries::Quick)
    }

    /// Returns a client of S3 with quick retries.
    pub fn s3_client(&self) -> aws_sdk_s3::Client {
        clients::s3(self.s3.endpoint(), clients::Retries::Quick)
    }

    /// Returns a client of SES without retries, as in AWS. The outbox decides when to retry.
    pub fn ses_client(&self) -> aws_sdk_ses::Client {
        clients::ses(self.ses.endpoint(), clients::Retries::Never)
    }

    /// Returns a client of Secrets Manager with quick retries.
    pub fn secrets_client(&self) -> aws_sdk_secretsmanager::Client {
        clients::secrets(self.secrets.endpoint(), clients::Retries::Quick)
    }

    /// Waits until every engine has ended after the stop signal.
    pub async fn stopped(&self) {
        self.dynamodb.stopped().await;
        self.s3.stopped().await;
        self.ses.stopped().await;
        self.secrets.stopped().await;
    }
}

/// Creates `folder` and its parents.
async fn make_folder(folder: &Path) -> Result<()> {
    tokio::fs::create_dir_all(folder)
        .await
        .with_context(|| format!("can't create the folder {}", folder.display()))
}
