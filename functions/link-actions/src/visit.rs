//! Who opened a link, and what it lets them do.

use crate::{Deps, ReplyError};
use domain::keys::LinkAction;
use domain::outbound_email::{Addressee, Reader};
use domain::person::{EmailAddress, Identifier};
use domain::receipt::{Receipt, Reference};
use domain::request::{Request, RequestKind, ResponseDelivery};
use jiff::Timestamp;

/// A link that fits.
pub(crate) struct Visit {
    /// What it lets its reader do.
    pub(crate) link_action: LinkAction,
    /// The receipt that its email was about.
    pub(crate) receipt: Receipt,
    /// The request, as it is now.
    pub(crate) request: Request,
    /// The address that the email went to.
    pub(crate) holder: EmailAddress,
    /// When what the email was about was made.
    pub(crate) made: Timestamp,
}

/// A link as it was opened, whatever it may be.
#[derive(Default)]
pub(crate) struct Link {
    link_action: Option<LinkAction>,
    reference: Option<Reference>,
    token: String,
}

impl Link {
    /// A part that can't be read fits nothing, like any other that is wrong.
    pub(crate) fn read(link_action: &str, reference: &str, token: String) -> Self {
        Self {
            link_action: LinkAction::named(link_action),
            reference: Reference::parse(reference).ok(),
            token,
        }
    }

    /// The visit, if the link fits and has not ended. The same two reads, whatever was opened.
    pub(crate) async fn open(&self, deps: &Deps) -> Result<Option<Visit>, ReplyError> {
        let found = deps.store.look_up(self.reference).await?;
        let (Some((receipt, request)), Some(link_action)) = (found, self.link_action) else {
            return Ok(None);
        };
        let fits = |holder: EmailAddress| {
            let made = deps
                .links
                .action_made(&self.token, link_action, &receipt.id, &holder)?;
            Some((holder, made))
        };
        let Some((holder, made)) = holders(link_action, &request).into_iter().find_map(fits) else {
            return Ok(None);
        };
        let visit = Visit {
            link_action,
            receipt,
            request,
            holder,
            made,
        };
        Ok(Some(visit).filter(|visit| !visit.has_ended(deps.clock.now())))
    }
}

impl Visit {
    /// Whether the link worked for a time that is over.
    fn has_ended(&self, now: Timestamp) -> bool {
        let from = match self.link_action {
            LinkAction::Download => responded_at(&self.request),
            _ => Some(self.made),
        };
        let over = |from: Timestamp, time| now.duration_since(from) > time;
        match (from, self.link_action.works_for()) {
            (Some(from), Some(time)) => over(from, time),
            _ => false,
        }
    }

    /// The address that the email went to, as what a person is known by.
    pub(crate) fn identifier(&self) -> Identifier {
        Identifier::Email(self.holder.clone())
    }

    /// The addresses whose holders can be asked whether the choice ends: the email's own, and those that this
    /// submission named, but for those for which it has ended.
    pub(crate) fn addresses(&self) -> Vec<Identifier> {
        let mut addresses = self.named();
        addresses.retain(|address| self.request.ended_for(address).is_none());
        addresses
    }

    /// For how many of its addresses the choice has ended since then.
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

/// When the request was answered, or a new code for the answer was sent.
fn responded_at(request: &Request) -> Option<Timestamp> {
    match &request.kind {
        RequestKind::Verifiable { stage, .. } => {
            let answered = stage.responded_at()?;
            match stage.answer()?.delivery() {
                Some(ResponseDelivery::File {
                    renewed: Some(renewed),
                    ..
                }) => Some(renewed.at),
                _ => Some(answered),
            }
        }
        RequestKind::Immediate { .. } | RequestKind::Review { .. } => None,
    }
}

/// To which addresses an email with such a link can have gone. One that staff took off the request holds none
/// any more.
fn holders(link_action: LinkAction, request: &Request) -> Vec<EmailAddress> {
    let (person, agent) = (&request.person, request.agent.as_ref());
    let emails_go_to = || match Addressee::of(person, agent) {
        Addressee::Email(address) => vec![address],
        Addressee::Manual(_) => Vec::new(),
    };
    match link_action {
        LinkAction::Confirm | LinkAction::RequestOptIn => match Reader::of(person, agent) {
            Reader::Anybody => Vec::new(),
            Reader::Person | Reader::Represented => emails_go_to(),
        },
        LinkAction::OptIn => {
            let known = person.identifiers().iter();
            known
                .filter_map(|identifier| match identifier {
                    Identifier::Email(address) => Some(address.clone()),
                    _ => None,
                })
                .collect()
        }
        LinkAction::Appeal | LinkAction::AnswerQuestion | LinkAction::Download => emails_go_to(),
    }
}
