//! The earlier requests of an inbound email, and the commands that it gives in their threads.
//!
//! A reference in an email is a claim by its writer, so it changes no address, person or right of the request. Two
//! commands may follow from a reply, and only where the writer's address is the request's own: an appeal, and the
//! confirmation of a request in a direct answer to our email. Everything else is attached for staff.

use crate::plan::decided_sender;
use domain::law::Right;
use domain::log::Actor;
use domain::person::Identifier;
use domain::request::{Command, Request, RequestId, VerificationMethod};
use jiff::Timestamp;
use mail_reader::{Intent, MessageRead, Reply, RequestReference};
use store::{ActionError, EmailIntake, StoreError};

/// The maximum number of requests that one email is attached to.
const MAX_REQUESTS: usize = 5;
/// The maximum number of references that are looked up.
const MAX_REFERENCES: usize = 20;

/// The earlier requests that an email belongs to.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    /// The requests, the one with the strongest reference first.
    pub(crate) requests: Vec<RequestId>,
    /// The first of them, if the email names it: by the Message-ID of our email, our reply address or the reference number.
    answered: Option<Answered>,
}

#[derive(Debug)]
struct Answered {
    request: Request,
    /// True if `In-Reply-To` holds the Message-ID of an email that we sent. Only its recipient knows that ID.
    by_message_id: bool,
}

impl Thread {
    /// Whether the email names one of our emails or requests.
    pub(crate) fn answers_us(&self) -> bool {
        self.answered.is_some()
    }

    /// Whether a message that states this right only speaks of the request that it answers.
    pub(crate) fn is_about(&self, message: &MessageRead, right: Right) -> bool {
        let speaks_of_it = matches!(
            message.reply,
            Some(Reply::Appeal | Reply::Confirmation | Reply::NotMe)
        );
        let answered = self.answered.as_ref();
        speaks_of_it && answered.is_some_and(|answered| answered.request.right() == Some(right))
    }

    /// Finds the requests that these references name. Erased requests are left out. An email without a reference costs
    /// no read.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub(crate) async fn of(
        store: &EmailIntake,
        references: &[RequestReference],
    ) -> Result<Self, StoreError> {
        let mut thread = Self::default();
        for reference in references.iter().take(MAX_REFERENCES) {
            let request = match reference {
                RequestReference::ReplyAddress(number)
                | RequestReference::Subject(number)
                | RequestReference::Text(number) => store
                    .look_up(Some(*number))
                    .await?
                    .map(|(_, request)| request),
                RequestReference::InReplyTo(id) | RequestReference::Thread(id) => {
                    let id = id.split('@').next().unwrap_or_default();
                    let sent = store.sent_email(id).await?;
                    match sent.and_then(|sent| sent.requests.first().copied()) {
                        Some(request) => store.request(request).await?,
                        None => None,
                    }
                }
            };
            let Some(request) = request.filter(|request| request.erased.is_none()) else {
                continue;
            };
            if !thread.requests.contains(&request.id) {
                thread.requests.push(request.id);
            }
            let by_message_id = matches!(reference, RequestReference::InReplyTo(_));
            match &mut thread.answered {
                None => {
                    thread.answered = Some(Answered {
                        request,
                        by_message_id,
                    });
                }
                Some(answered) if answered.request.id == request.id => {
                    answered.by_message_id |= by_message_id;
                }
                _ => {}
            }
            if thread.requests.len() == MAX_REQUESTS {
                break;
            }
        }
        Ok(thread)
    }

    /// Finds the requests of a message. One that asks about an earlier request without naming it belongs to the active
    /// requests of its sender.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub(crate) async fn of_message(
        store: &EmailIntake,
        message: &MessageRead,
    ) -> Result<Self, StoreError> {
        let mut thread = Self::of(store, &message.references).await?;
        let asks_after = message
            .intents
            .iter()
            .any(|stated| stated.intent == Intent::FollowUp);
        if thread.requests.is_empty()
            && asks_after
            && let Some(sender) = decided_sender(message)
        {
            let contact = Identifier::Email(sender.address.clone());
            thread.requests = store.active_requests_of(&contact).await?;
        }
        Ok(thread)
    }

    /// Applies the command that a reply asks for. Returns true if the request took it.
    ///
    /// # Errors
    /// [`ActionError`] if the command can't be stored. A refused command is no error: the reply goes to staff.
    pub(crate) async fn act(
        &self,
        store: &EmailIntake,
        message: &MessageRead,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        let Some((request, command)) = self.command(message) else {
            return Ok(false);
        };
        let name = command.name();
        match store.apply(request, command, Actor::Person, now).await {
            Ok(_) => {
                tracing::info!(command = %name, "a person acted by a reply");
                Ok(true)
            }
            Err(ActionError::Refused(_) | ActionError::AnotherActive { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn command(&self, message: &MessageRead) -> Option<(RequestId, Command)> {
        let Answered {
            request,
            by_message_id,
        } = self.answered.as_ref()?;
        let writer = Identifier::Email(decided_sender(message)?.address.clone());
        let corrected = request.corrected_address.iter();
        let mut corrected = corrected.map(|corrected| Identifier::Email(corrected.to.clone()));
        let mut known = request.person.identifiers().iter();
        let is_theirs = known.any(|known| known.is_same(&writer))
            || corrected.any(|known| known.is_same(&writer));
        let command = match message.reply? {
            Reply::Appeal if is_theirs => Command::Appeal,
            // An agent gets emails about the request, too, so for an agent's request the person uses the link.
            Reply::Confirmation if is_theirs && *by_message_id && request.agent.is_none() => {
                Command::Verify(VerificationMethod::AddressConfirmed)
            }
            _ => return None,
        };
        Some((request.id, command))
    }
}
