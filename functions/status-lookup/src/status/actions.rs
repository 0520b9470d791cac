//! The actions on the status page that only the requester's emails link to.

use domain::keys::LinkAction;
use domain::outbound_email::Reader;
use domain::request::{Command, Request, RequestKind, Response, VerificationMethod};
use jiff::Timestamp;
use store::Downloads;

/// Returns the actions that the request accepts now, the most useful one first.
pub(super) fn of(request: &Request, downloads: &Downloads, now: Timestamp) -> Vec<LinkAction> {
    let accepts = |command: Command| request.apply(command, now).is_ok();
    // The link of a parent, or of an agent's address, confirms nothing.
    let reader = Reader::of(&request.person, request.agent.as_ref());
    let confirms = matches!(reader, Reader::Person | Reader::Represented)
        && accepts(Command::Verify(VerificationMethod::AddressConfirmed));
    let has_file = request.file_sent_at().is_some();
    let downloadable = is_downloadable(request, downloads, now);
    let appeals = denied(request) && accepts(Command::Appeal);
    [
        (LinkAction::Confirm, confirms),
        (LinkAction::Download, downloadable),
        (LinkAction::NewCode, has_file && !downloadable),
        (LinkAction::Appeal, appeals),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect()
}

/// Whether the file of the response can be downloaded with the code that we sent.
pub(super) fn is_downloadable(request: &Request, downloads: &Downloads, now: Timestamp) -> bool {
    let is_over = |sent: Timestamp| {
        let time = LinkAction::Download.works_for();
        time.is_some_and(|time| now.duration_since(sent) > time)
    };
    let over = request.file_sent_at().is_none_or(is_over);
    !over && !downloads.is_used_up(now) && !downloads.is_locked()
}

/// Whether we refused something, so that an appeal makes sense.
fn denied(request: &Request) -> bool {
    match &request.kind {
        RequestKind::Immediate { .. } => true,
        RequestKind::Verifiable { stage, .. } => {
            !matches!(stage.response(), Some(Response::Granted { .. }))
        }
        RequestKind::Review { .. } => false,
    }
}
