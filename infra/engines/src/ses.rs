//! SES on loopback: accepts `SendEmail` and `SendRawEmail`, and keeps each email instead of delivering it.
//!
//! It uses the query protocol of SES v1, gives each email a message ID, sets `Message-ID` and `Date`, and refuses what SES
//! refuses. [`Engine::sent`] returns the emails. With a folder, they last after a restart. Tests can make a call fail with
//! [`Engine::fail_next`].
//!
//! [`Engine::take_events`] returns the events that SES would publish: deliveries, and the events of the mailbox simulator's
//! addresses.
//!
//! Not implemented: identities (every sender counts as verified), templates and sending quotas.

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

/// The largest message that SES accepts, in bytes, with attachments and encoding.
pub const MAX_MESSAGE_BYTES: usize = 40 * 1024 * 1024;

/// The largest request, in bytes: the largest message in Base64, with every character escaped.
const MAX_REQUEST_BYTES: usize = MAX_MESSAGE_BYTES * 4 + 1024 * 1024;

/// The location of sent emails.
#[derive(Clone, Debug)]
pub enum Place {
    /// In memory, until the engine ends.
    Memory,
    /// In this folder, which is created if it is missing: an `.eml` and a `.json` file for each email.
    Folder(PathBuf),
}

/// A fault of one call.
///
/// A client with retries repeats the call, except after [`SesFault::MessageRejected`]. A test that must see the fault uses
/// [`Retries::Never`](super::clients::Retries::Never).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SesFault {
    /// `Throttling`, HTTP 400: the email is not accepted.
    Throttle,
    /// `MessageRejected`, HTTP 400: the email is not accepted, and a retry is useless.
    MessageRejected,
    /// `InternalFailure`, HTTP 500: the email is not accepted.
    ServerError,
    /// The email is accepted, and then the connection drops without a response.
    AnswerLost,
}

/// A running SES engine. Clones share it.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
    office: Arc<Office>,
}

/// Starts SES on 127.0.0.1 at `port` (0 takes a free one).
///
/// `clock` returns the sending time of each email. Emails that are already in the folder are loaded.
pub async fn start(place: Place, port: u16, clock: Clock, stop: Stop) -> Result<Engine> {
    let mailbox = match place {
        Place::Memory => Mailbox::in_memory(),
        Place::Folder(folder) => {
            let opened = tokio::task::spawn_blocking(move || Mailbox::open(folder));
            opened
                .await
                .context("reading the stored emails was interrupted")??
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
    /// Returns the URL for a client.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Returns every accepted email, oldest first, including those of earlier runs.
    pub fn sent(&self) -> Vec<SentMail> {
        self.office.mailbox.all()
    }

    /// Returns the events since the last call, oldest first, each as SES publishes it to a topic. Only emails with a
    /// configuration set have events. Events that are not taken are lost when the engine ends.
    pub fn take_events(&self) -> Vec<String> {
        std::mem::take(&mut self.office.events())
    }

    /// Makes the next sending call fail. Several faults form a queue, one for each call.
    pub fn fail_next(&self, fault: SesFault) {
        self.office
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(fault);
    }

    /// Waits until the engine has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

/// The service.
#[derive(Debug)]
struct Office {
    mailbox: Mailbox,
    clock: Hands,
    faults: Mutex<VecDeque<SesFault>>,
    events: Mutex<Vec<String>>,
}

/// The clock, with `Debug`.
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
                tracing::error!(error = format!("{error:#}"), "an email could not be stored");
                answer::server_error()
            }
        }
    }
}
