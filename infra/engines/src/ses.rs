//! SES on loopback: takes `SendEmail` and `SendRawEmail` as SES does, and keeps each letter.
//!
//! It speaks the query protocol of SES v1, gives each mail its message id, puts its own
//! `Message-ID` and `Date` in, refuses what SES refuses, and delivers to nobody. Kept mail is in
//! [`Engine::sent`]; with a folder it survives a restart. Tests can make it fail with
//! [`Engine::fail_next`].
//!
//! What SES would tell of each mail, [`Engine::take_events`] gives: deliveries, and what the mailbox
//! simulator's addresses make.
//!
//! Not done: identities (every sender counts as verified), templates and sending quotas.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;

use self::mailbox::Mailbox;
use self::order::Order;
use super::loopback::{self, Running, Withheld};
use super::{Clock, Stop};

mod address;
mod answer;
mod events;
mod header;
mod mailbox;
mod order;
mod sent;

#[cfg(test)]
mod tests;

pub use self::sent::SentMail;

/// The largest mail that SES takes, attachments and encoding included.
pub const MAX_MESSAGE_BYTES: usize = 40 * 1024 * 1024;

/// The most that a request with the largest mail can weigh: base64, every character escaped.
const MAX_REQUEST_BYTES: usize = MAX_MESSAGE_BYTES * 4 + 1024 * 1024;

/// Where sent mail is kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// In memory, gone when the engine ends.
    Memory,
    /// In this folder, made when missing: an `.eml` and a `.json` file for each mail.
    Folder(PathBuf),
}

/// A way to fail, for one call.
///
/// The AWS client repeats a call after all of these but [`SesFault::MessageRejected`]; a test that
/// wants to see the fault uses [`Retries::Never`](super::clients::Retries::Never).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SesFault {
    /// `Throttling`, HTTP 400: the mail is not taken.
    Throttle,
    /// `MessageRejected`, HTTP 400: the mail is not taken, and never will be.
    MessageRejected,
    /// `InternalFailure`, HTTP 500: the mail is not taken.
    ServerError,
    /// The mail is taken and kept, and then the connection drops without an answer.
    AnswerLost,
}

/// A running SES. Clones are handles of the same engine.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
    office: Arc<Office>,
}

/// Starts SES on 127.0.0.1 at `port`, or at a free one for 0.
///
/// `clock` gives the time at which each mail is sent. A folder with mail from before is read in.
pub async fn start(place: Place, port: u16, clock: Clock, stop: Stop) -> Result<Engine> {
    let mailbox = match place {
        Place::Memory => Mailbox::in_memory(),
        Place::Folder(folder) => {
            let opened = tokio::task::spawn_blocking(move || Mailbox::open(folder));
            opened
                .await
                .context("reading the kept mail was cut short")??
        }
    };
    let office = Arc::new(Office {
        mailbox,
        clock: Hands(clock),
        faults: Mutex::default(),
        events: Mutex::default(),
    });
    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    let desk = Arc::clone(&office);
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { desk.serve(request).await }
    });
    Ok(Engine {
        running: Running::start(address, loopback::serve(listener, service, stop)),
        office,
    })
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

    /// Every mail that was taken, oldest first, those of earlier runs included.
    pub fn sent(&self) -> Vec<SentMail> {
        self.office.mailbox.all()
    }

    /// What SES tells of the mail that it took since the last call, oldest first, each event as it is
    /// written to a topic. It tells only of mail that names a configuration set. What nobody took is
    /// gone with the engine.
    pub fn take_events(&self) -> Vec<String> {
        std::mem::take(&mut self.office.events())
    }

    /// Makes the next sending call fail this way; several wait in line, one for each call.
    pub fn fail_next(&self, fault: SesFault) {
        self.office
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(fault);
    }

    /// Resolves when the engine has ended, which it does once the stop signal was given.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

/// What serves the calls.
#[derive(Debug)]
struct Office {
    mailbox: Mailbox,
    clock: Hands,
    faults: Mutex<VecDeque<SesFault>>,
    events: Mutex<Vec<String>>,
}

/// The clock, made printable.
struct Hands(Clock);

impl std::fmt::Debug for Hands {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

impl Office {
    fn events(&self) -> MutexGuard<'_, Vec<String>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(
        &self,
        request: Request<Incoming>,
    ) -> std::result::Result<Response<Full<Bytes>>, Withheld> {
        let Ok(body) = Limited::new(request.into_body(), MAX_REQUEST_BYTES)
            .collect()
            .await
        else {
            return Ok(answer::refused(&order::Refusal::too_long_a_request()));
        };
        let order = match Order::read(&body.to_bytes()) {
            Ok(order) => order,
            Err(refusal) => return Ok(answer::refused(&refusal)),
        };
        let fault = self
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        match fault {
            Some(SesFault::Throttle) => Ok(answer::throttled()),
            Some(SesFault::MessageRejected) => Ok(answer::message_rejected()),
            Some(SesFault::ServerError) => Ok(answer::server_error()),
            Some(SesFault::AnswerLost) => {
                self.take(order).await;
                Err(Withheld)
            }
            None => Ok(self.take(order).await),
        }
    }

    async fn take(&self, order: Order) -> Response<Full<Bytes>> {
        let action = order.action();
        let mail = match order.into_mail((self.clock.0)(), MAX_MESSAGE_BYTES) {
            Ok(mail) => mail,
            Err(refusal) => return answer::refused(&refusal),
        };
        let message_id = mail.message_id.clone();
        let events = events::of(&mail);
        match self.mailbox.keep(mail).await {
            Ok(()) => {
                self.events().extend(events);
                answer::sent(action, &message_id)
            }
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "a mail could not be kept");
                answer::server_error()
            }
        }
    }
}
