//! An SMTP server on loopback that passes each inbound message to a callback.
//!
//! The server replies 250 only after the callback has returned `Ok`. After an `Err` it replies 451, and the sender keeps the
//! message. The bytes are unchanged, except for the dots that SMTP adds. As SES does, the server adds `Return-Path` and
//! `Received` at the top.
//!
//! The server accepts every recipient. The callback decides which addresses count. There is no TLS and no login, because the
//! connection doesn't leave the machine.

use std::fmt::Display;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::session::Session;
use super::loopback::{self, Running};
use super::{Clock, Stop};

mod command;
mod content;
mod session;

#[cfg(test)]
mod tests;

/// The sender and the recipients of a message in the SMTP session. The header of the message may differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The sender. `None` is the null sender `<>`, which bounces and automatic replies use.
    pub mail_from: Option<String>,
    /// The recipients, at least one.
    pub rcpt_to: Vec<String>,
}

/// The limits of sessions.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest message, in bytes on the wire. A larger one gets 552.
    pub message_bytes: usize,
    /// The maximum number of recipients of a message. Further ones get 452.
    pub recipients: usize,
    /// The longest command line, in bytes. A longer one gets 500. Lines of a message have no limit, because the server must not
    /// refuse a message for its line lengths.
    pub command_bytes: usize,
    /// The maximum number of invalid commands, before the session ends with 421.
    pub mistakes: usize,
    /// The maximum number of simultaneous sessions. A further one gets 421.
    pub sessions: usize,
    /// How long a session may be silent, before it ends with 421.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 40 * 1024 * 1024,
            recipients: 100,
            command_bytes: 4096,
            mistakes: 20,
            sessions: 32,
            idle: Duration::from_secs(60),
        }
    }
}

/// A running SMTP server.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts the server on 127.0.0.1 at `port` (0 takes a free one).
///
/// The server calls `deliver` once for each message, also in parallel. After the stop signal, it finishes and answers started
/// deliveries.
pub async fn start<F, Fut, E>(
    port: u16,
    limits: Limits,
    clock: Clock,
    deliver: F,
    stop: Stop,
) -> Result<Engine>
where
    F: Fn(Envelope, Vec<u8>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    let shared = Arc::new(Shared {
        limits,
        clock,
        deliver,
    });
    Ok(Engine {
        running: Running::start(address, listen(listener, shared, stop)),
    })
}

impl Engine {
    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Returns the address as a URL for `curl`.
    pub fn endpoint(&self) -> String {
        format!("smtp://{}", self.running.address())
    }

    /// Waits until the server has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

/// The state that all sessions share.
struct Shared<F> {
    limits: Limits,
    clock: Clock,
    deliver: F,
}

async fn listen<F, Fut, E>(listener: TcpListener, shared: Arc<Shared<F>>, mut stop: Stop)
where
    F: Fn(Envelope, Vec<u8>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let places = Arc::new(Semaphore::new(shared.limits.sessions));
    let mut open = JoinSet::new();
    while let Some(stream) = loopback::next(&listener, &mut open, &mut stop).await {
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let session = Session::new(stream, Arc::clone(&shared), stop.clone());
        open.spawn(async move {
            match place {
                Some(_place) => session.run().await,
                None => session.turn_away().await,
            }
        });
    }
    drop(listener);
    loopback::finish(open).await;
}
