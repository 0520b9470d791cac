//! DynamoDB on loopback: the dynoxide engine over SQLite, behind its own HTTP server.
//!
//! What it does not do, so that no test relies on it: it never raises `TransactionConflict` (the
//! [proxy](super::proxy) can), its indexes are consistent at once, `ConsistentRead` changes
//! nothing, and items past their time to live stay. Its streams stay off: with one, each write
//! gets slower with every record kept.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::Stop;
use super::loopback::{self, LAST_WORDS, Running, told};

#[cfg(test)]
mod tests;

/// Where the tables are kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// In memory, gone when the engine ends.
    Memory,
    /// In this SQLite file, made when missing, together with the folder it is in.
    File(PathBuf),
}

/// A running DynamoDB.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts DynamoDB on 127.0.0.1 at `port`, or at a free one for 0.
pub async fn start(place: Place, port: u16, stop: Stop) -> Result<Engine> {
    let database = match place {
        Place::Memory => dynoxide::Database::memory().context("cannot open tables in memory")?,
        Place::File(file) => open(file).await?,
    };
    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    let listener = listener.into_std()?;
    let threads = Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("dynamodb")
        .enable_all()
        .build()
        .context("no threads for the DynamoDB engine")?;
    let serving = threads.spawn(async move {
        if let Err(error) = serve(listener, database, stop).await {
            tracing::error!(%error, "the DynamoDB engine ended");
        }
    });
    let threads = Threads(Some(threads));
    let running = Running::start(address, async move {
        let _ = serving.await;
        drop(threads);
    });
    Ok(Engine { running })
}

async fn serve(
    listener: std::net::TcpListener,
    database: dynoxide::Database,
    mut stop: Stop,
) -> Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let mut patience = stop.clone();
    let shutdown = async move { told(&mut stop).await };
    let serving = dynoxide::server::serve_with_shutdown(listener, database, shutdown);
    tokio::select! {
        ended = serving => ended.map_err(anyhow::Error::msg),
        () = async {
            told(&mut patience).await;
            tokio::time::sleep(LAST_WORDS).await;
        } => Ok(())
    }
}

/// Threads of the engine's own. It works in the thread that takes a call, and keeps it while it waits for the disk:
/// in the caller's threads, callers would wait who ask nothing of it.
struct Threads(Option<Runtime>);

impl Drop for Threads {
    /// Ends them, waiting for none: the thread that drops them may be one that others need.
    fn drop(&mut self) {
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

async fn open(file: PathBuf) -> Result<dynoxide::Database> {
    if let Some(folder) = file.parent() {
        super::make_folder(folder).await?;
    }
    let opened = tokio::task::spawn_blocking(move || {
        let path = file
            .to_str()
            .context("the path of the table file is not UTF-8")?;
        dynoxide::Database::new(path).with_context(|| format!("cannot open the table file {path}"))
    });
    opened
        .await
        .context("opening the table file was cut short")?
}

impl Engine {
    /// The URL to give to a client.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Resolves when the engine has ended, which it does once the stop signal was given.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}
