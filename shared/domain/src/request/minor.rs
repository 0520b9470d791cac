//! Requests about people under 16 (Civ. Code § 1798.120(c), (d); 11 CCR §§ 7070, 7071).
//!
//! A company that knows that a person is under 16 may not sell or share their data without an opt-in. So a submission that says
//! so is an opt-out as well. A person from 13 to 15 opts in like everyone else, in two steps. For a child under 13, a parent or
//! guardian opts in: first they ask, then staff establish that they are the parent, and then the parent confirms from the link in
//! an email.
//!
//! The company may ask for an opt-in again twelve months after the latest request, as for everyone. It sends a refusal as another
//! opt-out. The sixteenth birthday, which Civ. Code § 1798.135(c)(5) names as well, shortens nothing: no birthday is stored.

use super::apply::Outcome;
use super::{
    Asked, CommandName, ConfirmedParent, ParentMethod, Refused, Request, RequestId, RequestKind,
    Submission, VerifiableStage,
};
use crate::law::{ImmediateRight, Right};
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader};
use crate::person::{AgeGroup, Agent, EmailAddress, Identifier, Permission, Person};
use crate::suppression::Cause;
use jiff::Timestamp;

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);

impl Person {
    /// Whether the person is a child under 13, so that a parent or guardian decides.
    #[must_use]
    pub fn is_child(&self, agent: Option<&Agent>) -> bool {
        self.age == Some(AgeGroup::Under13) || agent.is_some_and(Agent::is_parent)
    }
}

impl Submission {
    /// Whether the submission is about a child under 13.
    #[must_use]
    pub fn is_about_child(&self) -> bool {
        self.person.is_child(self.agent.as_ref())
    }

    /// Returns the request that this submission opens as the cause of its suppressions.
    pub(super) fn cause(&self, request: RequestId) -> Cause {
        Cause {
            request,
            about_child: self.is_about_child(),
        }
    }

    //= req: ca-civ-120-c, ca-civ-120-d
    /// Returns the opt-out that comes with a request for another right by or for a person under 16. It has a receipt of its
    /// own, derived from that of this submission.
    #[must_use]
    pub fn opt_out_of_minor(&self) -> Option<Self> {
        let is_minor = self.person.age.is_some() || self.is_about_child();
        let is_other = matches!(self.asked, Asked::Right(right) if right != OPT_OUT);
        (is_minor && is_other).then(|| Self {
            receipt: self.receipt.part("the opt-out of a person under 16"),
            asked: Asked::Right(OPT_OUT),
            companions: Vec::new(),
            details: None,
            ..self.clone()
        })
    }
}

impl Request {
    /// Whether the request is about a child under 13.
    #[must_use]
    pub fn is_about_child(&self) -> bool {
        self.person.is_child(self.agent.as_ref())
    }

    /// Returns the request as the cause of its suppressions.
    pub(super) fn cause(&self) -> Cause {
        Cause {
            request: self.id,
            about_child: self.is_about_child(),
        }
    }

    //= req: ca-civ-120-c
    /// Returns the opt-out that the store submits before staff confirm another right of a person under 16. It keeps the
    /// person opted out when the provisional opt-out of the review ends.
    #[must_use]
    pub fn opt_out_beside(&self, confirmed: Right) -> Option<Submission> {
        let is_minor = self.person.age.is_some() || self.is_about_child();
        let opt_out = self.split(OPT_OUT).ok();
        opt_out.filter(|_| is_minor && confirmed != OPT_OUT)
    }

    /// Whether a submission can be about the same person. A request about a child and one about anyone else are never merged.
    /// Children of one family can share an address, and a stranger can claim to be a parent. So another name, or another
    /// address of the person who acts for the child, is another request.
    pub(super) fn may_be_same_person(&self, submission: &Submission) -> bool {
        if !self.is_about_child() || !submission.is_about_child() {
            return self.is_about_child() == submission.is_about_child();
        }
        let has_other_name = match (&self.person.name, &submission.person.name) {
            (Some(name), Some(other)) => name != other,
            _ => false,
        };
        let address = |agent: &Option<Agent>| {
            let email = agent.as_ref()?.email.as_ref()?;
            Some(email.normalized().to_owned())
        };
        let has_other_address = match (address(&self.agent), address(&submission.agent)) {
            (Some(known), Some(other)) => known != other,
            _ => false,
        };
        !has_other_name && !has_other_address
    }

    /// Returns the parent or guardian whom a repeat names, if the request is about a child and knows no address of anyone who
    /// acts for the child, and no other name of them. So a repeat adds to what is known, and replaces nothing.
    pub(super) fn parent_in_repeat(&self, submission: &Submission) -> Option<Agent> {
        let known = self.agent.as_ref();
        let known_name = known.and_then(|agent| agent.name.clone());
        let is_open = self.is_about_child()
            && self.parent.is_none()
            && known.and_then(|agent| agent.email.as_ref()).is_none();
        let named = submission.agent.clone().filter(Agent::is_parent);
        let parent = named.filter(|parent| is_open && parent.email.is_some())?;
        match (known_name, &parent.name) {
            (Some(known), Some(name)) if known != *name => None,
            (known, _) => Some(Agent {
                name: parent.name.clone().or(known),
                ..parent
            }),
        }
    }

    /// Whether a parent or guardian must be confirmed before the company discloses, changes or deletes data.
    pub(super) fn lacks_parent(&self) -> bool {
        self.is_about_child() && self.parent.is_none()
    }

    /// Returns the address of the parent or guardian that staff confirmed.
    #[must_use]
    pub fn confirmed_parent(&self) -> Option<&EmailAddress> {
        self.parent?;
        self.agent.as_ref()?.email.as_ref()
    }

    //= req: ca-7070-a-1, ca-7070-c, ca-7026-k, ut-13-61-202-2
    /// Records that the requester is the parent or guardian. If they asked to opt the child back in, sends them the email with
    /// the second step; nothing changes before they confirm it. No other parent gets this question (11 CCR § 7026(k)).
    pub(super) fn confirm_parent(
        &self,
        by: ParentMethod,
        email: Option<EmailAddress>,
        opt_in: bool,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        match &self.kind {
            RequestKind::Immediate { .. } => {
                self.right_in_force(CommandName::ConfirmParent)?;
            }
            RequestKind::Verifiable {
                stage: VerifiableStage::Open { .. },
                ..
            } if opt_in => return Err(self.wrong_stage(CommandName::OptIn)),
            RequestKind::Verifiable {
                stage: VerifiableStage::Open { .. },
                ..
            } => {}
            _ => return Err(self.wrong_stage(CommandName::ConfirmParent)),
        }
        if !self.is_about_child() {
            return Err(Refused::NotAChild);
        }
        // An agent with a signed permission is not the parent, so the parent gets neither their name nor their address.
        let known = self.agent.as_ref().filter(|agent| agent.is_parent());
        let agent = Agent {
            name: known.and_then(|agent| agent.name.clone()),
            email: email.or_else(|| known.and_then(|agent| agent.email.clone())),
            permission: Permission::ParentOrGuardian,
        };
        let mut emails = Vec::new();
        if opt_in {
            let address = agent.email.as_ref().ok_or(Refused::NoEmailAddress)?;
            let command = CommandName::ConfirmParent.as_str();
            let mut email = OutboundEmail::about(self, command, EmailKind::OptInConfirmation, None);
            email.to = Addressee::to(address);
            email.reader = Reader::Parent;
            email.received = now;
            emails.push(email);
        }
        Ok(Outcome {
            agent: Some(agent),
            parent: Some(ConfirmedParent { at: now, by }),
            emails,
            ..Outcome::quiet(self.kind.clone())
        })
    }

    /// Returns the right that the holder of this identifier can end for the child.
    pub(super) fn right_for_parent(
        &self,
        confirmed: &Identifier,
    ) -> Result<ImmediateRight, Refused> {
        let right = self.right_in_force(CommandName::OptIn)?;
        let parent = self.confirmed_parent().ok_or(Refused::ParentNotConfirmed)?;
        match Identifier::Email(parent.clone()).is_same(confirmed) {
            true => Ok(right),
            false => Err(Refused::UnknownIdentifier),
        }
    }
}
