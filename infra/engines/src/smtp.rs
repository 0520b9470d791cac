//! The door for inbound mail on loopback: an SMTP listener that hands each letter to a callback.
//!
//! A letter counts as taken, and its sender hears 250, only after the callback has returned `Ok`;
//! after an `Err` the sender hears 451 and keeps the letter. The bytes stay as they came, but for
//! the dots that SMTP adds; above them stand the two fields that SES puts there on receipt,
//! `Return-Path` and `Received`.
//!
//! Every recipient is accepted: which addresses count is for the callback to say. There is no TLS
//! and no login, as nothing leaves the machine.

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

/// Who a letter is from and for, as the session said; the letter's own header may differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The sender; nothing for the null sender `<>`, which bounces and automatic answers use.
    pub mail_from: Option<String>,
    /// The recipients, at least one.
    pub rcpt_to: Vec<String>,
}

/// What a session may take up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest letter, in bytes as they arrive; a larger one is answered 552.
    pub message_bytes: usize,
    /// The most recipients of a letter; further ones are answered 452.
    pub recipients: usize,
    /// The longest command line; a longer one is answered 500. Lines of a letter have no limit,
    /// for a letter must not be refused because of how it is wrapped.
    pub command_bytes: usize,
    /// The most commands of a session that make no sense, before it is ended with 421.
    pub mistakes: usize,
    /// The most sessions at a time; a further one is answered 421.
    pub sessions: usize,
    /// How long a session may be silent, before it is ended with 421.
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

/// A running SMTP listener.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts the listener on 127.0.0.1 at `port`, or at a free one for 0.
///
/// `deliver` is called once for each letter, also for several at the same time. When the stop
/// signal comes, deliveries already begun are seen through and answered.
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
    let house = Arc::new(House {
        limits,
        clock,
        deliver,
    });
    Ok(Engine {
        running: Running::start(address, listen(listener, house, stop)),
    })
}

impl Engine {
    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// The address as a URL, as `curl` takes it.
    pub fn endpoint(&self) -> String {
        format!("smtp://{}", self.running.address())
    }

    /// Resolves when the listener has ended, which it does once the stop signal was given.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

/// What all sessions share.
struct House<F> {
    limits: Limits,
    clock: Clock,
    deliver: F,
}

async fn listen<F, Fut, E>(listener: TcpListener, house: Arc<House<F>>, mut stop: Stop)
where
    F: Fn(Envelope, Vec<u8>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let places = Arc::new(Semaphore::new(house.limits.sessions));
    let mut open = JoinSet::new();
    while let Some(stream) = loopback::next(&listener, &mut open, &mut stop).await {
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let session = Session::new(stream, Arc::clone(&house), stop.clone());
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
