//! How a submission becomes a request.

use super::{
    Asked, ImmediateStage, Note, NotificationProgress, Refused, Request, RequestId, RequestKind,
    ReviewStage, SetBy, Submission, Transition, VerifiableStage, Verification, Write,
};
use crate::calendar::{Calendar, Due, HOLIDAYS_VERSION};
use crate::law::{ApplicableRules, Means, Right};
use crate::log::{Actor, Entry, Event};
use crate::notification::PartnerNotification;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy};
use crate::person::{Identifier, Region};
use crate::receipt::Receipt;
use crate::suppression::{Purpose, Suppression, SuppressionChange};
use jiff::Timestamp;

/// The version of a request that was just opened.
const FIRST_VERSION: u64 = 1;

/// The dates that a submission gets, by the day on which it reached us.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) rules: Option<ApplicableRules>,
    pub(super) due: Due,
    pub(super) acknowledge: Option<Due>,
    pub(super) set_by: SetBy,
}

impl Terms {
    /// The terms of a right of somebody in `region`, on the day of receipt.
    pub(super) fn of(
        right: Right,
        region: Option<Region>,
        received: Timestamp,
    ) -> Result<Self, Refused> {
        Self::by(Means::Request, right, region, received)
    }

    /// The same for a right that is exercised by these means.
    fn by(
        means: Means,
        right: Right,
        region: Option<Region>,
        received: Timestamp,
    ) -> Result<Self, Refused> {
        let day = Calendar::California.date_of(received);
        let rules = right.rules_by(means, region, day).ok_or(Refused::NoLaw)?;
        Ok(Self {
            rules: Some(rules),
            due: rules.due(day).0,
            acknowledge: rules.acknowledgement_due(day),
            set_by: SetBy::Law,
        })
    }

    /// The terms of an email that nobody has read: no law counts days for reading, so the house takes the
    /// strictest date that the email could turn out to have, acknowledgements among them.
    pub(super) fn of_doubt(region: Option<Region>, received: Timestamp) -> Result<Self, Refused> {
        let dates = Right::ON_THE_FORM
            .into_iter()
            .filter_map(|right| Self::of(right, region, received).ok());
        let dates = dates.flat_map(|terms| std::iter::once(terms.due).chain(terms.acknowledge));
        let due = dates.reduce(Due::earlier).ok_or(Refused::NoLaw)?;
        Ok(Self {
            rules: None,
            due,
            acknowledge: None,
            set_by: SetBy::Policy,
        })
    }

    /// The terms of a submission, by what it says itself.
    pub(super) fn of_submission(submission: &Submission) -> Result<Self, Refused> {
        let (region, received) = (submission.person.region, submission.received);
        match submission.asked {
            Asked::Right(right) => Self::by(submission.channel.means(), right, region, received),
            Asked::Unclear { .. } => Self::of_doubt(region, received),
        }
    }
}

impl Request {
    /// Opens a request for a submission that meets none that stands.
    ///
    /// Its clock runs from the day on which it reached us; a choice is in force from `now`, when it is
    /// written down, and its email says so. An email that could be an opt-out is in force as one while it
    /// waits to be read.
    ///
    /// # Errors
    /// [`Refused::NoLaw`] if no law grants the right yet; [`Refused::NobodyNamed`] if a right is asked for
    /// without saying whose data it is about.
    pub fn open(submission: Submission, now: Timestamp) -> Result<Transition, Refused> {
        let terms = Terms::of_submission(&submission)?;
        if matches!(submission.asked, Asked::Right(_)) && submission.person.identifiers().is_empty()
        {
            return Err(Refused::NoIdentifier);
        }
        let id = RequestId(submission.receipt);
        let receipt = receipt(&submission, id, true, &terms, now);
        let emails = receipt_emails(&submission, &terms, now);
        let entry = Entry {
            at: now,
            by: who(&submission),
            event: Event::Created {
                asked: submission.asked.clone(),
                channel: submission.channel,
                received: submission.received,
            },
        };
        let suppressions = begin(&submission, submission.person.identifiers(), id, now);
        let request = Self {
            id,
            version: FIRST_VERSION,
            kind: kind(&submission, &terms, now)?,
            person: submission.person,
            agent: submission.agent,
            channel: submission.channel,
            received: submission.received,
            holidays: HOLIDAYS_VERSION.to_owned(),
            inbound_email: submission.inbound_email,
            approval_required: submission.approval_required,
            read_by_staff: false,
            held: false,
            erased: None,
            checked_until: None,
            progress: None,
            overflow_of: None,
            continued_in: None,
            repeated: None,
        };
        let notifications = notifications(&request);
        Ok(Transition {
            request,
            write: Write::Create,
            entry,
            receipt: Some(receipt),
            emails,
            notifications,
            suppressions,
        })
    }

    /// The same beside a request that stands and answered [`Refused::TooManyIdentifiers`]: an obligation of its own, with its
    /// own date and notification. Gives back what becomes of both, to be written together.
    ///
    /// # Errors
    /// As for [`Request::open`].
    pub fn open_overflow(
        &self,
        submission: Submission,
        now: Timestamp,
    ) -> Result<(Transition, Transition), Refused> {
        let mut opened = Self::open(submission, now)?;
        opened.request.overflow_of = Some(self.id);
        let id = opened.id();
        let mut noted = self.noted(Note::ContinuedIn { into: id }, now);
        noted.request.continued_in = Some(id);
        Ok((opened, noted))
    }
}

fn kind(submission: &Submission, terms: &Terms, since: Timestamp) -> Result<RequestKind, Refused> {
    match &submission.asked {
        Asked::Right(right) => {
            let rules = terms.rules.ok_or(Refused::NoLaw)?;
            Ok(kind_of(*right, rules, since, terms, FIRST_VERSION))
        }
        Asked::Unclear {
            reason,
            may_opt_out,
        } => {
            // Without anybody named there is nothing that could be stopped meanwhile.
            let named = !submission.person.identifiers().is_empty();
            let provisional_since = (*may_opt_out && named).then_some(since);
            let stage = ReviewStage::Waiting {
                due: terms.due,
                reason: *reason,
                provisional_since,
            };
            Ok(RequestKind::Review { stage })
        }
    }
}

/// The first stage of a right on its grounds, for a request in this version.
pub(super) fn kind_of(
    right: Right,
    rules: ApplicableRules,
    since: Timestamp,
    terms: &Terms,
    version: u64,
) -> RequestKind {
    match right {
        Right::Immediate(right) => {
            let stage = ImmediateStage::InForce {
                due: terms.due,
                progress: NotificationProgress::Pending {
                    notification: version,
                },
            };
            RequestKind::Immediate {
                right,
                rules,
                since,
                ended_for: Vec::new(),
                stage,
            }
        }
        Right::Verifiable(right) => {
            let stage = VerifiableStage::Open {
                acknowledge_by: terms.acknowledge,
                respond_by: terms.due,
                extended: None,
                verification: Verification::Pending,
            };
            RequestKind::Verifiable {
                right,
                rules,
                stage,
            }
        }
    }
}

/// What is owed to partners when a request like this begins. For a demand they are told when it is granted.
pub(super) fn notifications(request: &Request) -> Vec<PartnerNotification> {
    match &request.kind {
        RequestKind::Immediate { .. } => vec![PartnerNotification::TellPartners {
            request: request.id,
            version: request.version,
        }],
        RequestKind::Verifiable { .. } | RequestKind::Review { .. } => Vec::new(),
    }
}

pub(super) fn who(submission: &Submission) -> Actor {
    if submission.agent.is_some() {
        Actor::Agent
    } else {
        Actor::Person
    }
}

pub(super) fn receipt(
    submission: &Submission,
    request: RequestId,
    opened: bool,
    terms: &Terms,
    now: Timestamp,
) -> Receipt {
    Receipt {
        id: submission.receipt,
        request,
        created: opened,
        asked: submission.asked.clone(),
        rules: terms.rules,
        received: submission.received,
        recorded: now,
        channel: submission.channel,
        due: Some(terms.due),
        due_set_by: terms.set_by,
        identifiers: submission.person.identifiers().to_vec(),
        digest: submission.digest,
    }
}

/// The emails that a submission's receipt owes: one, or none. They depend on the submission alone, never on
/// whether somebody asked before.
pub(super) fn receipt_emails(
    submission: &Submission,
    terms: &Terms,
    now: Timestamp,
) -> Vec<OutboundEmail> {
    if submission.channel.is_confirmed_by_email() {
        vec![receipt_email(submission, terms, now)]
    } else {
        Vec::new()
    }
}

fn receipt_email(submission: &Submission, terms: &Terms, now: Timestamp) -> OutboundEmail {
    let (right, kind) = match &submission.asked {
        Asked::Right(right @ Right::Immediate(_)) => (Some(*right), EmailKind::ImmediateRecorded),
        Asked::Right(right @ Right::Verifiable(_)) => (Some(*right), EmailKind::VerifiableReceived),
        Asked::Unclear { .. } => (None, EmailKind::ReviewPending),
    };
    let in_force_since = stops(&submission.asked)
        .filter(|_| !submission.person.identifiers().is_empty())
        .map(|_| now);
    let by = terms.acknowledge.unwrap_or(terms.due).target;
    // A forward may reach us when its date has passed. The request is overdue; an email promises no past day.
    let today = Calendar::California.date_of(now);
    let due = Some(terms.due).filter(|due| due.latest >= today);
    OutboundEmail {
        id: submission.receipt.child("receipt email"),
        kind,
        to: Addressee::of(&submission.person, submission.agent.as_ref()),
        reader: Reader::of(&submission.person, submission.agent.as_ref()),
        receipt: submission.receipt,
        right,
        rules: terms.rules,
        received: submission.received,
        in_force_since,
        due,
        due_set_by: terms.set_by,
        in_reply_to: submission
            .inbound_email
            .as_ref()
            .and_then(|mail| mail.message_id.clone()),
        send_policy: if submission.approval_required {
            SendPolicy::AfterApproval
        } else {
            SendPolicy::Unproven { by }
        },
    }
}

/// What a submission stops from the moment it arrives.
fn stops(asked: &Asked) -> Option<Purpose> {
    match asked {
        Asked::Right(Right::Immediate(right)) => Some(Purpose::from(*right)),
        Asked::Unclear {
            may_opt_out: true, ..
        } => Some(Purpose::SaleSharing),
        Asked::Right(Right::Verifiable(_)) | Asked::Unclear { .. } => None,
    }
}

/// What a submission stops at once, for these identifiers.
pub(super) fn begin(
    submission: &Submission,
    identifiers: &[Identifier],
    cause: RequestId,
    now: Timestamp,
) -> Vec<Suppression> {
    let Some(purpose) = stops(&submission.asked) else {
        return Vec::new();
    };
    suppression_changes(
        identifiers,
        purpose,
        cause,
        now,
        SuppressionChange::AddCause,
    )
}

/// The same turn for each of these identifiers that can be stopped.
pub(super) fn suppression_changes(
    identifiers: &[Identifier],
    purpose: Purpose,
    cause: RequestId,
    at: Timestamp,
    turn: SuppressionChange,
) -> Vec<Suppression> {
    let one = |identifier: &Identifier| Suppression {
        identifier: identifier.clone(),
        purpose,
        cause,
        at,
        change: turn,
    };
    let stoppable = identifiers.iter().filter(|of| of.can_be_suppressed());
    stoppable.map(one).collect()
}
