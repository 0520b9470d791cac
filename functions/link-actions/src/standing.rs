//! Whether what a link offers can be done, was done, or can't be done: told by the machine itself, which is asked
//! without anything being written.

use crate::visit::Visit;
use crate::{Deps, ReplyError};
use domain::keys::LinkAction;
use domain::log::{Entry, Event};
use domain::request::{
    Command, ImmediateStage, Refused, Request, RequestKind, Response, ResponseDelivery,
    ReviewStage, VerifiableStage, VerificationMethod,
};
use domain::suppression::Purpose;
use jiff::{SignedDuration, Timestamp};
use store::Standing as Stopped;

/// Where a link_action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It can be done.
    Open,
    /// It was done.
    Done,
    /// It can't be done, or no more.
    Refused(Why),
}

/// Why a link_action can't be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The request has been answered.
    Answered,
    /// It has not been answered yet.
    NotAnswered,
    /// A person reads the email again, or has found that it asks for nothing.
    BeingRead,
    /// The choice is in force, so there is nothing to appeal against.
    InForce,
    /// The choice isn't in force, since it was not honored.
    NotInForce,
    /// The person made the choice again after the email left.
    ChosenAgain,
    /// No rule grants it.
    NoAppeal,
    /// There is no file.
    NoFile,
    /// Too many wrong codes.
    Locked,
    /// The file was collected, and the link has been used up.
    UsedUp,
    /// The file isn't there, or too large to be handed over here.
    CantHandOver,
    /// So much was written already that more of it belongs in an email.
    TooMany,
}

/// How long an email that was asked for may take before another is asked for.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Where this visit's link_action stands.
pub(crate) async fn of(deps: &Deps, visit: &Visit, now: Timestamp) -> Result<Standing, ReplyError> {
    let request = &visit.request;
    let allows = |command: Command| request.apply(command, now).map(|_| ());
    Ok(match visit.link_action {
        LinkAction::Confirm => {
            match allows(Command::Verify(VerificationMethod::AddressConfirmed)) {
                Ok(()) => Standing::Open,
                Err(_) => confirmed(request),
            }
        }
        LinkAction::RequestOptIn => {
            let of = visit.addresses().into_iter().next();
            match allows(Command::AskOptIn {
                of: of.unwrap_or_else(|| visit.identifier()),
            }) {
                Ok(()) if was_asked(&deps.store.log(request.id).await?, visit, now) => {
                    Standing::Done
                }
                Ok(()) => Standing::Open,
                Err(Refused::EndedAlready) => Standing::Done,
                Err(_) => ended(request),
            }
        }
        LinkAction::OptIn => {
            let confirmed = visit.identifier();
            let stopped = deps.store.suppression(&confirmed).await?;
            let purpose = purpose(request);
            let mut of_purpose = stopped
                .purposes
                .iter()
                .filter(|(of, _)| Some(*of) == purpose);
            // A link's time is a whole second.
            let after =
                |at: &Timestamp| at.duration_since(visit.made) > SignedDuration::from_secs(1);
            match of_purpose.next().map(|(_, standing)| standing) {
                Some(Stopped::Ended(at)) if *at >= visit.made => Standing::Done,
                Some(Stopped::InForce { since, .. }) if after(since) => {
                    Standing::Refused(Why::ChosenAgain)
                }
                _ => match allows(Command::OptIn { confirmed }) {
                    Ok(()) => Standing::Open,
                    Err(Refused::EndedAlready) => Standing::Done,
                    Err(_) => ended(request),
                },
            }
        }
        LinkAction::Appeal => match allows(Command::Appeal) {
            Ok(()) => Standing::Open,
            Err(Refused::NotGranted { .. } | Refused::NoLaw) => Standing::Refused(Why::NoAppeal),
            Err(_) => appealed(request),
        },
        LinkAction::AnswerQuestion => Standing::Open,
        LinkAction::Download => match file_of(request) {
            None => Standing::Refused(Why::NoFile),
            Some(_) => {
                let collection = deps.store.collection(request.id).await?;
                if collection.is_used_up(now) {
                    Standing::Refused(Why::UsedUp)
                } else if collection.is_locked() {
                    Standing::Refused(Why::Locked)
                } else {
                    Standing::Open
                }
            }
        },
    })
}

/// The file that is an answer.
pub(crate) struct File<'a> {
    /// Its key in the archive.
    pub(crate) key: &'a str,
    /// Which code opens it.
    pub(crate) round: u32,
}

/// The file that is the answer, if it is one.
pub(crate) fn file_of(request: &Request) -> Option<File<'_>> {
    let RequestKind::Verifiable { stage, .. } = &request.kind else {
        return None;
    };
    match stage.answer()?.delivery() {
        Some(ResponseDelivery::File { key, renewed }) => Some(File {
            key,
            round: renewed.map_or(0, |renewed| renewed.round),
        }),
        Some(ResponseDelivery::Elsewhere { .. }) | None => None,
    }
}

/// What the request stops.
fn purpose(request: &Request) -> Option<Purpose> {
    match &request.kind {
        RequestKind::Immediate { choice, .. } => Some((*choice).into()),
        RequestKind::Verifiable { .. } | RequestKind::Review { .. } => None,
    }
}

/// Whether every address that can be asked was asked within the last day: the email is on its way. The log names no
/// address, so what was asked for one that has ended since counts for that one.
fn was_asked(log: &[Entry], visit: &Visit, now: Timestamp) -> bool {
    let name = Command::AskOptIn {
        of: visit.identifier(),
    }
    .name();
    let asked = log.iter().filter(|entry| {
        matches!(&entry.event, Event::Command { command, .. } if command == name)
            && now.duration_since(entry.at) < ASK_AGAIN_AFTER
    });
    let since = now.checked_sub(ASK_AGAIN_AFTER).unwrap_or(Timestamp::MIN);
    asked.count() >= visit.addresses().len() + visit.ended_since(since)
}

fn confirmed(request: &Request) -> Standing {
    match &request.kind {
        RequestKind::Verifiable { stage, .. } => match stage {
            // What is wanted would be taken, so it has been shown.
            VerifiableStage::Open { .. } => Standing::Done,
            VerifiableStage::Responded { answer, .. }
            | VerifiableStage::Appealing { answer, .. }
            | VerifiableStage::AppealDecided { answer, .. } => match answer {
                Response::Granted { .. } | Response::InPart { .. } => Standing::Done,
                Response::Denied { .. } | Response::NotVerified => Standing::Refused(Why::Answered),
            },
        },
        RequestKind::Immediate { .. } | RequestKind::Review { .. } => {
            Standing::Refused(Why::BeingRead)
        }
    }
}

fn ended(request: &Request) -> Standing {
    match &request.kind {
        RequestKind::Immediate {
            stage: ImmediateStage::Ended { .. },
            ..
        } => Standing::Done,
        RequestKind::Immediate { .. } => Standing::Refused(Why::NotInForce),
        RequestKind::Verifiable { .. } => Standing::Refused(Why::BeingRead),
        RequestKind::Review { stage } => match stage {
            ReviewStage::Waiting { .. } => Standing::Refused(Why::BeingRead),
            ReviewStage::NotARequest { .. } | ReviewStage::Joined { .. } => {
                Standing::Refused(Why::NotInForce)
            }
        },
    }
}

fn appealed(request: &Request) -> Standing {
    match &request.kind {
        RequestKind::Verifiable {
            stage: VerifiableStage::Appealing { .. } | VerifiableStage::AppealDecided { .. },
            ..
        } => Standing::Done,
        RequestKind::Immediate { stage, .. } => match stage {
            ImmediateStage::Appealing { .. } | ImmediateStage::AppealDecided { .. } => {
                Standing::Done
            }
            ImmediateStage::InForce { .. } | ImmediateStage::Done { .. } => {
                Standing::Refused(Why::InForce)
            }
            ImmediateStage::Denied { .. } | ImmediateStage::Ended { .. } => {
                Standing::Refused(Why::NotInForce)
            }
        },
        RequestKind::Verifiable { .. } | RequestKind::Review { .. } => {
            Standing::Refused(Why::NotAnswered)
        }
    }
}
