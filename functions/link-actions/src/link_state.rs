//! The state of a link: its action can be done, was done, or can't be done.
//!
//! The state machine decides. This module applies the command to the request in memory and writes nothing.

use crate::visit::Visit;
use crate::{Deps, LinkError};
use domain::keys::LinkAction;
use domain::request::{
    Command, ImmediateStage, Refused, Request, RequestKind, Response, ResponseDelivery,
    ReviewStage, VerifiableStage, VerificationMethod,
};
use domain::suppression::Purpose;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, SuppressionState as PurposeState};

/// The state of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// The action can be done.
    Open,
    /// The action was done.
    Done,
    /// The action can't be done, or can no longer be done.
    Refused(Reason),
}

/// The reason an action can't be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// We have responded to the request.
    AlreadyResponded,
    /// We have not responded yet.
    NoResponseYet,
    /// A person is reading the message again, or decided that it is not a request.
    UnderReview,
    /// The request is in force, so there is no denial to appeal.
    InForce,
    /// The request isn't in force, because it was denied.
    NotInForce,
    /// The person made the request again after we sent the email.
    RequestedAgain,
    /// No law grants an appeal.
    NoAppeal,
    /// The response is not a file.
    NoFile,
    /// The person entered too many wrong codes.
    Locked,
    /// The file was downloaded, and the link has expired.
    AlreadyDownloaded,
    /// The file doesn't exist, or is too large for a download.
    FileUnavailable,
    /// The file can be downloaded with the code that we sent.
    StillDownloadable,
    /// We sent the maximum number of codes.
    TooManyCodes,
    /// The person has sent the maximum number of messages.
    TooManyMessages,
}

/// The time before a person can ask for another confirmation email.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Returns the state of this visit's link.
pub(crate) async fn of(deps: &Deps, visit: &Visit, now: Timestamp) -> Result<LinkState, LinkError> {
    let request = &visit.request;
    let allows = |command: Command| request.apply(command, now).map(|_| ());
    Ok(match visit.action {
        LinkAction::Confirm => {
            match allows(Command::Verify(VerificationMethod::AddressConfirmed)) {
                Ok(()) => LinkState::Open,
                Err(_) => confirmed(request),
            }
        }
        LinkAction::RequestOptIn => {
            let of = visit.addresses().into_iter().next();
            match allows(Command::RequestOptIn {
                of: of.unwrap_or_else(|| visit.identifier()),
            }) {
                Ok(()) if was_asked(deps, visit, now).await? => LinkState::Done,
                Ok(()) => LinkState::Open,
                Err(Refused::AlreadyEnded) => LinkState::Done,
                Err(_) => ended(request),
            }
        }
        LinkAction::OptIn if request.is_about_child() => {
            // The suppressions are those of the child's identifiers, and the link is the parent's.
            let again = request.repeated.is_some_and(|at| at > visit.made);
            let confirmed = visit.identifier();
            match allows(Command::OptIn { confirmed }) {
                Ok(()) if again => LinkState::Refused(Reason::RequestedAgain),
                Ok(()) => LinkState::Open,
                Err(_) => ended(request),
            }
        }
        LinkAction::OptIn => {
            let confirmed = visit.identifier();
            let suppression = deps.store.suppression(&confirmed).await?;
            let purpose = purpose(request);
            let mut of_purpose = suppression
                .purposes
                .iter()
                .filter(|(of, _)| Some(*of) == purpose);
            // The time in a link has no fraction of a second.
            let after =
                |at: &Timestamp| at.duration_since(visit.made) > SignedDuration::from_secs(1);
            match of_purpose.next().map(|(_, state)| state) {
                Some(PurposeState::Ended(at)) if *at >= visit.made => LinkState::Done,
                Some(PurposeState::InForce { since, .. }) if after(since) => {
                    LinkState::Refused(Reason::RequestedAgain)
                }
                _ => match allows(Command::OptIn { confirmed }) {
                    Ok(()) => LinkState::Open,
                    Err(Refused::AlreadyEnded) => LinkState::Done,
                    Err(_) => ended(request),
                },
            }
        }
        LinkAction::Appeal => match allows(Command::Appeal) {
            Ok(()) => LinkState::Open,
            Err(Refused::NotGranted { .. } | Refused::NoLaw) => {
                LinkState::Refused(Reason::NoAppeal)
            }
            Err(_) => appealed(request),
        },
        LinkAction::AnswerQuestion => LinkState::Open,
        LinkAction::Download => match file_of(request) {
            None => LinkState::Refused(Reason::NoFile),
            Some(_) => {
                let collection = deps.store.downloads(request.id).await?;
                if collection.is_used_up(now) {
                    LinkState::Refused(Reason::AlreadyDownloaded)
                } else if collection.is_locked() {
                    LinkState::Refused(Reason::Locked)
                } else {
                    LinkState::Open
                }
            }
        },
        LinkAction::NewCode => new_code(deps, request, now).await?,
    })
}

/// The most codes for one file that a person can ask for. After that, staff send one.
const MOST_CODES: u32 = 10;

/// Returns the state of a link to a new code. A person needs one after the download, after too many wrong codes, or
/// after the time of the link.
async fn new_code(deps: &Deps, request: &Request, now: Timestamp) -> Result<LinkState, LinkError> {
    let (Some(file), Some(sent)) = (file_of(request), request.file_sent_at()) else {
        return Ok(LinkState::Refused(Reason::NoFile));
    };
    let downloads = deps.store.downloads(request.id).await?;
    let over = LinkAction::Download.works_for();
    let is_over = over.is_some_and(|time| now.duration_since(sent) > time);
    let has_ended = is_over || downloads.is_locked() || downloads.is_used_up(now);
    let is_recent = file.round > 0 && now.duration_since(sent) < ASK_AGAIN_AFTER;
    Ok(match (has_ended, is_recent) {
        (_, true) => LinkState::Done,
        (false, false) => LinkState::Refused(Reason::StillDownloadable),
        (true, false) if file.round >= MOST_CODES => LinkState::Refused(Reason::TooManyCodes),
        (true, false) => LinkState::Open,
    })
}

/// The file with a response.
pub(crate) struct File<'a> {
    /// The key in the archive.
    pub(crate) key: &'a str,
    /// The round of the code that opens the file.
    pub(crate) round: u32,
}

//= req: ca-7024-f
/// Returns the file, if the response is a file.
pub(crate) fn file_of(request: &Request) -> Option<File<'_>> {
    let RequestKind::Verifiable { stage, .. } = &request.kind else {
        return None;
    };
    match stage.response()?.delivery() {
        Some(ResponseDelivery::File { key, renewed }) => Some(File {
            key,
            round: renewed.map_or(0, |renewed| renewed.round),
        }),
        Some(ResponseDelivery::Elsewhere { .. }) | None => None,
    }
}

/// Returns the purpose that the request suppresses.
fn purpose(request: &Request) -> Option<Purpose> {
    match &request.kind {
        RequestKind::Immediate { right, .. } => Some((*right).into()),
        RequestKind::Verifiable { .. } | RequestKind::Review { .. } => None,
    }
}

/// Returns whether each address got a confirmation email within the last day, so that no further email is needed.
///
/// The log contains no addresses. An email to an address that opted back in since then is therefore counted, too.
async fn was_asked(deps: &Deps, visit: &Visit, now: Timestamp) -> Result<bool, StoreError> {
    let command = Command::RequestOptIn {
        of: visit.identifier(),
    };
    let since = now.checked_sub(ASK_AGAIN_AFTER).unwrap_or(Timestamp::MIN);
    let asked = deps
        .store
        .applied_since(visit.request.id, command.name(), since);
    Ok(asked.await? >= visit.addresses().len() + visit.ended_since(since))
}

fn confirmed(request: &Request) -> LinkState {
    match &request.kind {
        RequestKind::Verifiable { stage, .. } => match stage {
            // If the identity still had to be verified, the command would have been accepted.
            VerifiableStage::Open { .. } => LinkState::Done,
            VerifiableStage::Responded { response, .. }
            | VerifiableStage::Appealing { response, .. }
            | VerifiableStage::AppealDecided { response, .. } => match response {
                Response::Granted { .. } | Response::InPart { .. } => LinkState::Done,
                Response::Denied { .. } | Response::NotVerified => {
                    LinkState::Refused(Reason::AlreadyResponded)
                }
            },
        },
        RequestKind::Immediate { .. } | RequestKind::Review { .. } => {
            LinkState::Refused(Reason::UnderReview)
        }
    }
}

fn ended(request: &Request) -> LinkState {
    match &request.kind {
        RequestKind::Immediate {
            stage: ImmediateStage::Ended { .. },
            ..
        } => LinkState::Done,
        RequestKind::Immediate { .. } => LinkState::Refused(Reason::NotInForce),
        RequestKind::Verifiable { .. } => LinkState::Refused(Reason::UnderReview),
        RequestKind::Review { stage } => match stage {
            ReviewStage::Waiting { .. } => LinkState::Refused(Reason::UnderReview),
            ReviewStage::NotARequest { .. } | ReviewStage::Joined { .. } => {
                LinkState::Refused(Reason::NotInForce)
            }
        },
    }
}

fn appealed(request: &Request) -> LinkState {
    match &request.kind {
        RequestKind::Verifiable {
            stage: VerifiableStage::Appealing { .. } | VerifiableStage::AppealDecided { .. },
            ..
        } => LinkState::Done,
        RequestKind::Immediate { stage, .. } => match stage {
            ImmediateStage::Appealing { .. } | ImmediateStage::AppealDecided { .. } => {
                LinkState::Done
            }
            ImmediateStage::InForce { .. } | ImmediateStage::Done { .. } => {
                LinkState::Refused(Reason::InForce)
            }
            ImmediateStage::Denied { .. } | ImmediateStage::Ended { .. } => {
                LinkState::Refused(Reason::NotInForce)
            }
        },
        RequestKind::Verifiable { .. } | RequestKind::Review { .. } => {
            LinkState::Refused(Reason::NoResponseYet)
        }
    }
}
