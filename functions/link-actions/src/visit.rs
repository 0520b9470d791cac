//! The link that a person opened, and the request behind it.

use crate::{Deps, LinkError};
use domain::keys::LinkAction;
use domain::outbound_email::{Addressee, Reader};
use domain::person::{EmailAddress, Identifier};
use domain::receipt::{Receipt, Reference};
use domain::request::Request;
use jiff::Timestamp;

/// A valid link with its request.
pub(crate) struct Visit {
    /// The action that the link is for.
    pub(crate) action: LinkAction,
    /// The receipt that the email was about.
    pub(crate) receipt: Receipt,
    /// The current request.
    pub(crate) request: Request,
    /// The address of the email's reader.
    pub(crate) holder: EmailAddress,
    /// The time in the link: when the request was made.
    pub(crate) made: Timestamp,
    /// The questions that staff asked, for the page that answers them.
    pub(crate) questions: Vec<String>,
}

/// The parts of a link, not yet checked.
#[derive(Default)]
pub(crate) struct Link {
    action: Option<LinkAction>,
    reference: Option<Reference>,
    token: String,
}

impl Link {
    /// Reads the parts of a link. A part that can't be parsed makes the link invalid, like any other wrong part.
    pub(crate) fn read(action: &str, reference: &str, token: String) -> Self {
        Self {
            action: LinkAction::named(action),
            reference: Reference::parse(reference).ok(),
            token,
        }
    }

    /// Returns the visit if the link is valid and has not expired. Every link costs the same two reads, so that the timing
    /// doesn't reveal whether a request exists.
    pub(crate) async fn open(&self, deps: &Deps) -> Result<Option<Visit>, LinkError> {
        let found = deps.store.look_up(self.reference).await?;
        let (Some((receipt, request)), Some(action)) = (found, self.action) else {
            return Ok(None);
        };
        let fits = |holder: EmailAddress| {
            let made = deps
                .links
                .action_made(&self.token, action, &receipt.id, &holder)?;
            Some((holder, made))
        };
        let Some((holder, made)) = holders(action, &request).into_iter().find_map(fits) else {
            return Ok(None);
        };
        let questions = match action {
            LinkAction::AnswerQuestion => deps.store.questions(request.id).await?,
            _ => Vec::new(),
        };
        let visit = Visit {
            questions,
            action,
            receipt,
            request,
            holder,
            made,
        };
        Ok(Some(visit).filter(|visit| !visit.has_ended(deps.clock.now())))
    }
}

impl Visit {
    /// Returns whether the link has expired.
    fn has_ended(&self, now: Timestamp) -> bool {
        let from = match self.action {
            LinkAction::Download => self.request.file_sent_at(),
            _ => Some(self.made),
        };
        let over = |from: Timestamp, time| now.duration_since(from) > time;
        match (from, self.action.works_for()) {
            (Some(from), Some(time)) => over(from, time),
            _ => false,
        }
    }

    /// Returns the reader's address as an identifier.
    pub(crate) fn identifier(&self) -> Identifier {
        Identifier::Email(self.holder.clone())
    }

    /// Returns the addresses that can still opt back in: the reader's own, and those that this submission named.
    /// Addresses that already opted back in are left out.
    pub(crate) fn addresses(&self) -> Vec<Identifier> {
        let mut addresses = self.named();
        addresses.retain(|address| self.request.ended_for(address).is_none());
        addresses
    }

    /// Returns how many of these addresses opted back in since this time.
    pub(crate) fn ended_since(&self, since: Timestamp) -> usize {
        let named = self.named();
        let ended = named
            .iter()
            .filter_map(|address| self.request.ended_for(address));
        ended.filter(|at| *at >= since).count()
    }

    fn named(&self) -> Vec<Identifier> {
        let mut addresses = vec![self.identifier()];
        for named in &self.receipt.identifiers {
            let is_address = matches!(named, Identifier::Email(_));
            let known = self.request.person.identifiers();
            let is_known = known.iter().any(|known| known.is_same(named));
            let is_new = !addresses.iter().any(|address| address.is_same(named));
            if is_address && is_known && is_new {
                addresses.push(named.clone());
            }
        }
        addresses
    }
}

/// Returns the addresses that can have received an email with this link. If staff remove an address from the request, its
/// links stop working.
fn holders(action: LinkAction, request: &Request) -> Vec<EmailAddress> {
    let (person, agent) = (&request.person, request.agent.as_ref());
    let emails_go_to = || match request.addressee() {
        Addressee::Email(address) => vec![address],
        Addressee::Manual(_) => Vec::new(),
    };
    match action {
        LinkAction::Confirm | LinkAction::RequestOptIn => match Reader::of(person, agent) {
            Reader::Unknown | Reader::Parent => Vec::new(),
            Reader::Person | Reader::Represented => emails_go_to(),
        },
        LinkAction::OptIn if request.is_about_child() => {
            request.confirmed_parent().cloned().into_iter().collect()
        }
        LinkAction::OptIn => {
            let known = person.identifiers().iter();
            known
                .filter_map(|identifier| match identifier {
                    Identifier::Email(address) => Some(address.clone()),
                    _ => None,
                })
                .collect()
        }
        LinkAction::Appeal
        | LinkAction::AnswerQuestion
        | LinkAction::Download
        | LinkAction::NewCode => emails_go_to(),
    }
}
