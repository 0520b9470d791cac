//! Turns a submission into a request.

use super::repeats::Repeats;
use super::{
    Asked, ImmediateStage, Note, NotificationProgress, Refused, Request, RequestId, RequestKind,
    ReviewStage, SetBy, Submission, Transition, VerifiableStage, Verification, Write,
};
use crate::calendar::{Calendar, Due, HOLIDAYS_VERSION};
use crate::law::{ApplicableRules, Means, Right};
use crate::log::{Actor, Entry, Event};
use crate::notification::PartnerNotification;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader, SendPolicy, Together};
use crate::person::{Identifier, Person, Region};
use crate::receipt::Receipt;
use crate::search::SearchChange;
use crate::suppression::{Cause, Purpose, Suppression, SuppressionChange};
use jiff::Timestamp;

/// The version of a new request.
const FIRST_VERSION: u64 = 1;

/// The rules and due dates of a submission, from its day of receipt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) rules: Option<ApplicableRules>,
    pub(super) due: Due,
    pub(super) acknowledge: Option<Due>,
    pub(super) set_by: SetBy,
}

impl Terms {
    /// Returns the terms of a right of this person, received at `received`.
    pub(super) fn of(right: Right, person: &Person, received: Timestamp) -> Result<Self, Refused> {
        Self::by(Means::Request, right, person, person.region, received)
    }

    /// Returns the terms of a right that a resident of this state exercises by these means.
    fn by(
        means: Means,
        right: Right,
        person: &Person,
        region: Option<Region>,
        received: Timestamp,
    ) -> Result<Self, Refused> {
        let day = Calendar::California.date_of(received);
        let rules = right.rules_in(means, region, person.under_health_law, day);
        let rules = rules.ok_or(Refused::NoLaw)?;
        Ok(Self {
            rules: Some(rules),
            due: rules.due(day).0,
            acknowledge: rules.acknowledgement_due(day),
            set_by: SetBy::Law,
        })
    }

    /// Returns the terms of an email under review. No law sets a deadline for reading it, so company policy takes the
    /// strictest one that could apply, including confirmations of receipt. A person who names no state may live in any.
    pub(super) fn of_review(person: &Person, received: Timestamp) -> Result<Self, Refused> {
        let others = Region::all().filter(|_| person.region.is_none()).map(Some);
        let regions = std::iter::once(person.region).chain(others);
        let dates = regions.flat_map(|region| {
            let terms = move |right| Self::by(Means::Request, right, person, region, received);
            Right::ALL
                .into_iter()
                .filter_map(move |right| terms(right).ok())
        });
        let dates = dates.flat_map(|terms| std::iter::once(terms.due).chain(terms.acknowledge));
        let due = dates.reduce(Due::earlier).ok_or(Refused::NoLaw)?;
        Ok(Self {
            rules: None,
            due,
            acknowledge: None,
            set_by: SetBy::Policy,
        })
    }

    /// Returns the terms of a submission.
    pub(super) fn of_submission(submission: &Submission) -> Result<Self, Refused> {
        let (person, received) = (&submission.person, submission.received);
        match submission.asked {
            Asked::Right(right) => {
                let means = submission.channel.means();
                Self::by(means, right, person, person.region, received)
            }
            Asked::Unclear { .. } => Self::of_review(person, received),
        }
    }
}

impl Request {
    //= req: ca-civ-135-e
    /// Creates a request for a submission that no active request can take.
    ///
    /// Its deadlines count from the day of receipt. An immediate right is in force from `now`, when it is stored, and
    /// its email says so. A possible opt-out is in force during review.
    ///
    /// # Errors
    /// [`Refused::NoLaw`] if no law grants the right yet. [`Refused::NoIdentifier`] if the submission exercises a right
    /// without any identifier.
    pub fn open(submission: Submission, now: Timestamp) -> Result<Transition, Refused> {
        let terms = Terms::of_submission(&submission)?;
        let person = &submission.person;
        let is_known = !person.identifiers().is_empty();
        let is_reachable = is_known || person.postal_address.is_some();
        match submission.asked {
            // What is stopped is stopped for an identifier.
            Asked::Right(Right::Immediate(_)) if !is_known => return Err(Refused::NoIdentifier),
            Asked::Right(_) if !is_reachable => return Err(Refused::NoIdentifier),
            _ => {}
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
        let cause = submission.cause(id);
        let suppressions = begin(&submission, submission.person.identifiers(), cause, now);
        let request = Self {
            id,
            version: FIRST_VERSION,
            kind: kind(&submission, &terms, now)?,
            person: submission.person,
            agent: submission.agent,
            parent: None,
            channel: submission.channel,
            locale: submission.locale,
            brand: submission.brand,
            received: submission.received,
            holidays: HOLIDAYS_VERSION.to_owned(),
            inbound_email: submission.inbound_email,
            approval_required: submission.approval_required,
            read_by_staff: false,
            held: false,
            assignee: None,
            corrected_address: None,
            also_named: Vec::new(),
            erased: None,
            checked_until: None,
            progress: None,
            overflow_of: None,
            continued_in: None,
            repeated: None,
            repeats: Some(Repeats::counted(None, now)),
            first_response: None,
        };
        let notifications = notifications(&request);
        Ok(Transition {
            search: SearchChange::of_new(&request),
            request,
            write: Write::Create,
            entry,
            receipt: Some(receipt),
            emails,
            notifications,
            suppressions,
        })
    }

    /// Creates an overflow request next to this active request, which refused the submission with
    /// [`Refused::TooManyIdentifiers`]. The overflow request has its own deadline and notification. Returns the
    /// transitions of both, to be written together: first the new request's.
    ///
    /// # Errors
    /// Those of [`Request::open`].
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
            // Without an identifier there is nothing to suppress.
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

//= req: ca-7026-d
/// Returns the first stage of a right, for a request with these rules and this version.
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

/// Returns the notifications to partners when a request like this begins. For a verifiable right, partners are notified
/// when it is granted.
pub(super) fn notifications(request: &Request) -> Vec<PartnerNotification> {
    match &request.kind {
        RequestKind::Immediate { .. } => vec![PartnerNotification::NotifyPartners {
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
        locale: submission.locale,
        brand: submission.brand.clone(),
        due: Some(terms.due),
        due_set_by: terms.set_by,
        identifiers: submission.person.identifiers().to_vec(),
        details: submission.details.clone(),
        digest: submission.digest,
    }
}

/// Returns the emails that confirm a submission: one or none. They depend only on the submission, so they don't reveal
/// whether the person had asked before.
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
    // A forwarded email may arrive after its due date. Then the request is overdue, and the email names no past date.
    let today = Calendar::California.date_of(now);
    let due = terms.due.ahead(today);
    OutboundEmail {
        id: OutboundEmail::receipt_email_id(&submission.receipt),
        kind,
        to: Addressee::of_receipt(&submission.person, submission.agent.as_ref()),
        reader: Reader::of(&submission.person, submission.agent.as_ref()),
        locale: submission.locale,
        brand: submission.brand.clone(),
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
            SendPolicy::Unproven {
                by: terms.acknowledge.map(|due| due.target),
            }
        },
        together: Together::of(&submission.companions, now),
        no_partners: false,
    }
}

/// Returns the purpose that a submission suppresses on receipt.
fn stops(asked: &Asked) -> Option<Purpose> {
    match asked {
        Asked::Right(Right::Immediate(right)) => Some(Purpose::from(*right)),
        Asked::Unclear {
            may_opt_out: true, ..
        } => Some(Purpose::SaleSharing),
        Asked::Right(Right::Verifiable(_)) | Asked::Unclear { .. } => None,
    }
}

//= req: ca-7026-f-1, ca-7027-g-1, ca-7221-n-1
/// Returns the suppressions that a submission causes on receipt, for these identifiers.
pub(super) fn begin(
    submission: &Submission,
    identifiers: &[Identifier],
    cause: Cause,
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

/// Returns the same change for each of these identifiers that can be suppressed.
pub(super) fn suppression_changes(
    identifiers: &[Identifier],
    purpose: Purpose,
    cause: Cause,
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
