//! DynamoDB on loopback: the dynoxide engine over SQLite, behind its own HTTP server.
//!
//! Differences from DynamoDB, on which no test may rely: it never raises `TransactionConflict` (the [proxy](super::proxy)
//! can), its indexes are consistent at once, `ConsistentRead` has no effect, and items past their time to live remain.
//! Streams are off by default, because with a stream each stored record slows down later writes.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::Stop;
use super::loopback::{self, LAST_WORDS, Running, stop_requested};

#[cfg(test)]
mod tests;

/// The location of the tables.
#[derive(Clone, Debug)]
pub enum Place {
    /// In memory, until the engine ends.
    Memory,
    /// In this SQLite file. The engine creates the file and its folder.
    File(PathBuf),
}

/// A running DynamoDB engine.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts DynamoDB on 127.0.0.1 at `port`, or at a free one for 0.
pub async fn start(place: Place, port: u16, stop: Stop) -> Result<Engine> {
    let database = match place {
        Place::Memory => dynoxide::Database::memory().context("can't open tables in memory")?,
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
    let shutdown = async move { stop_requested(&mut stop).await };
    let serving = dynoxide::server::serve_with_shutdown(listener, database, shutdown);
    tokio::select! {
        ended = serving => ended.map_err(anyhow::Error::msg),
        () = async {
            stop_requested(&mut patience).await;
            tokio::time::sleep(LAST_WORDS).await;
        } => Ok(())
    }
}

/// The engine's own threads. The engine blocks its thread while it waits for the disk. In the caller's threads, it would
/// delay unrelated work.
struct Threads(Option<Runtime>);

impl Drop for Threads {
    /// Ends the threads without waiting, because the current thread may have other work.
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
        dynoxide::Database::new(path).with_context(|| format!("can't open the table file {path}"))
    });
    opened
        .await
        .context("opening the table file was interrupted")?
}

impl Engine {
    /// Returns the URL for a client.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Waits until the engine has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}
