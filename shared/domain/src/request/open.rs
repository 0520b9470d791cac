//! How a submission becomes a request.

use super::{
    Asked, Change, ChoiceStage, DemandStage, DoubtStage, Effect, Matter, Note, Proof, Refused,
    Request, RequestId, SetBy, Submission, Telling,
};
use crate::calendar::{Calendar, Due, HOLIDAYS_VERSION};
use crate::law::{Grounds, Means, Right};
use crate::letter::{Addressee, Letter, Pace, Reader, Says};
use crate::log::{Actor, Entry, Event};
use crate::notice::Notice;
use crate::person::{Identifier, Region};
use crate::receipt::Receipt;
use crate::suppression::{Purpose, Suppression, Turn};
use jiff::Timestamp;

/// The version of a request that was just opened.
const FIRST_VERSION: u64 = 1;

/// The dates that a submission gets, by the day on which it reached us.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) grounds: Option<Grounds>,
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
        let grounds = right.rules_by(means, region, day).ok_or(Refused::NoLaw)?;
        Ok(Self {
            grounds: Some(grounds),
            due: grounds.due(day).0,
            acknowledge: grounds.acknowledgement_due(day),
            set_by: SetBy::Law,
        })
    }

    /// The terms of a letter that nobody has read: no law counts days for reading, so the house takes the
    /// strictest date that the letter could turn out to have, acknowledgements among them.
    pub(super) fn of_doubt(region: Option<Region>, received: Timestamp) -> Result<Self, Refused> {
        let dates = Right::ON_THE_FORM
            .into_iter()
            .filter_map(|right| Self::of(right, region, received).ok());
        let dates = dates.flat_map(|terms| std::iter::once(terms.due).chain(terms.acknowledge));
        let due = dates.reduce(Due::earlier).ok_or(Refused::NoLaw)?;
        Ok(Self {
            grounds: None,
            due,
            acknowledge: None,
            set_by: SetBy::House,
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
    /// written down, and its letter says so. A letter that could be an opt-out is in force as one while it
    /// waits to be read.
    ///
    /// # Errors
    /// [`Refused::NoLaw`] if no law grants the right yet; [`Refused::NobodyNamed`] if a right is asked for
    /// without saying whose data it is about.
    pub fn open(submission: Submission, now: Timestamp) -> Result<Change, Refused> {
        let terms = Terms::of_submission(&submission)?;
        if matches!(submission.asked, Asked::Right(_)) && submission.person.identifiers().is_empty()
        {
            return Err(Refused::NobodyNamed);
        }
        let id = RequestId(submission.receipt);
        let receipt = receipt(&submission, id, true, &terms, now);
        let letters = receipt_letters(&submission, &terms, now);
        let entry = Entry {
            at: now,
            by: who(&submission),
            event: Event::Opened {
                asked: submission.asked.clone(),
                channel: submission.channel,
                received: submission.received,
            },
        };
        let suppressions = begin(&submission, submission.person.identifiers(), id, now);
        let request = Self {
            id,
            version: FIRST_VERSION,
            matter: matter(&submission, &terms, now)?,
            person: submission.person,
            agent: submission.agent,
            channel: submission.channel,
            received: submission.received,
            holidays: HOLIDAYS_VERSION.to_owned(),
            mail: submission.mail,
            reviewed_first: submission.reviewed_first,
            read_by_staff: false,
            held: false,
            erased: None,
            looked: None,
            telling: None,
            beside: None,
            goes_on_in: None,
            repeated: None,
        };
        let notices = notices(&request);
        Ok(Change {
            request,
            effect: Effect::Opens,
            entry,
            receipt: Some(receipt),
            letters,
            notices,
            suppressions,
        })
    }

    /// The same beside a request that stands and answered [`Refused::KnowsEnough`]: an obligation of its own, with its
    /// own date and notice. Gives back what becomes of both, to be written together.
    ///
    /// # Errors
    /// As for [`Request::open`].
    pub fn open_beside(
        &self,
        submission: Submission,
        now: Timestamp,
    ) -> Result<(Change, Change), Refused> {
        let mut opened = Self::open(submission, now)?;
        opened.request.beside = Some(self.id);
        let id = opened.id();
        let mut noted = self.noted(Note::GoesOn { into: id }, now);
        noted.request.goes_on_in = Some(id);
        Ok((opened, noted))
    }
}

fn matter(submission: &Submission, terms: &Terms, since: Timestamp) -> Result<Matter, Refused> {
    match &submission.asked {
        Asked::Right(right) => {
            let grounds = terms.grounds.ok_or(Refused::NoLaw)?;
            Ok(matter_of(*right, grounds, since, terms, FIRST_VERSION))
        }
        Asked::Unclear {
            reason,
            may_opt_out,
        } => {
            // Without anybody named there is nothing that could be stopped meanwhile.
            let named = !submission.person.identifiers().is_empty();
            let provisional_since = (*may_opt_out && named).then_some(since);
            let stage = DoubtStage::Waiting {
                due: terms.due,
                reason: *reason,
                provisional_since,
            };
            Ok(Matter::Doubt { stage })
        }
    }
}

/// The first stage of a right on its grounds, for a request in this version.
pub(super) fn matter_of(
    right: Right,
    grounds: Grounds,
    since: Timestamp,
    terms: &Terms,
    version: u64,
) -> Matter {
    match right {
        Right::Choice(choice) => {
            let stage = ChoiceStage::InForce {
                due: terms.due,
                telling: Telling::Owed { notice: version },
            };
            Matter::Choice {
                choice,
                grounds,
                since,
                ended_for: Vec::new(),
                stage,
            }
        }
        Right::Demand(demand) => {
            let stage = DemandStage::Open {
                acknowledge: terms.acknowledge,
                answer: terms.due,
                extended: None,
                proof: Proof::Wanted,
            };
            Matter::Demand {
                demand,
                grounds,
                stage,
            }
        }
    }
}

/// What is owed to partners when a request like this begins. For a demand they are told when it is granted.
pub(super) fn notices(request: &Request) -> Vec<Notice> {
    match &request.matter {
        Matter::Choice { .. } => vec![Notice::TellPartners {
            request: request.id,
            version: request.version,
        }],
        Matter::Demand { .. } | Matter::Doubt { .. } => Vec::new(),
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
        opened,
        asked: submission.asked.clone(),
        grounds: terms.grounds,
        received: submission.received,
        recorded: now,
        channel: submission.channel,
        due: Some(terms.due),
        due_set_by: terms.set_by,
        identifiers: submission.person.identifiers().to_vec(),
        digest: submission.digest,
    }
}

/// The letters that a submission's receipt owes: one, or none. They depend on the submission alone, never on
/// whether somebody asked before.
pub(super) fn receipt_letters(
    submission: &Submission,
    terms: &Terms,
    now: Timestamp,
) -> Vec<Letter> {
    if submission.channel.is_confirmed_by_letter() {
        vec![receipt_letter(submission, terms, now)]
    } else {
        Vec::new()
    }
}

fn receipt_letter(submission: &Submission, terms: &Terms, now: Timestamp) -> Letter {
    let (right, says) = match &submission.asked {
        Asked::Right(right @ Right::Choice(_)) => (Some(*right), Says::ChoiceRecorded),
        Asked::Right(right @ Right::Demand(_)) => (Some(*right), Says::DemandReceived),
        Asked::Unclear { .. } => (None, Says::WillBeRead),
    };
    let in_force_since = stops(&submission.asked)
        .filter(|_| !submission.person.identifiers().is_empty())
        .map(|_| now);
    let by = terms.acknowledge.unwrap_or(terms.due).target;
    // A forward may reach us when its date has passed. The request is overdue; a letter promises no past day.
    let today = Calendar::California.date_of(now);
    let due = Some(terms.due).filter(|due| due.latest >= today);
    Letter {
        id: submission.receipt.child("receipt letter"),
        says,
        to: Addressee::of(&submission.person, submission.agent.as_ref()),
        reader: Reader::of(&submission.person, submission.agent.as_ref()),
        receipt: submission.receipt,
        right,
        grounds: terms.grounds,
        received: submission.received,
        in_force_since,
        due,
        due_set_by: terms.set_by,
        in_reply_to: submission
            .mail
            .as_ref()
            .and_then(|mail| mail.message_id.clone()),
        pace: if submission.reviewed_first {
            Pace::AfterReview
        } else {
            Pace::Unproven { by }
        },
    }
}

/// What a submission stops from the moment it arrives.
fn stops(asked: &Asked) -> Option<Purpose> {
    match asked {
        Asked::Right(Right::Choice(choice)) => Some(Purpose::from(*choice)),
        Asked::Unclear {
            may_opt_out: true, ..
        } => Some(Purpose::SaleSharing),
        Asked::Right(Right::Demand(_)) | Asked::Unclear { .. } => None,
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
    turn(identifiers, purpose, cause, now, Turn::Begin)
}

/// The same turn for each of these identifiers that can be stopped.
pub(super) fn turn(
    identifiers: &[Identifier],
    purpose: Purpose,
    cause: RequestId,
    at: Timestamp,
    turn: Turn,
) -> Vec<Suppression> {
    let one = |identifier: &Identifier| Suppression {
        identifier: identifier.clone(),
        purpose,
        cause,
        at,
        turn,
    };
    let stoppable = identifiers.iter().filter(|of| of.can_be_stopped());
    stoppable.map(one).collect()
}
