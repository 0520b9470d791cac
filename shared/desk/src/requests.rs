//! One request: the actions of staff on it.

use crate::actions::Offered;
use crate::actions::{self, Action, ActionCall, ActionSpec};
use crate::error::{Error, no_request, not_possible};
use crate::staff_order::StaffOrder;
use crate::views::{Summary, report_unreadable};
use crate::{Desk, approval, response_file};
use archive::RESPONSES;
use domain::receipt::Reference;
use domain::request::{Command, CommandName, Refused, Request as Obligation, RequestId};
use gateway::{Problem, RETRY_AFTER};
use runtime::Limit;
use serde::Serialize;
use std::time::Duration;
use store::{ActionError, OutboxItem, PendingEmail, StaffDecision};

/// How long one call erases. The rest of the function's time is for the last objects of the archive.
const ERASE_FOR: Duration = Duration::from_secs(15);

/// Reads a request that must exist.
pub(crate) async fn found(desk: &Desk, id: RequestId) -> Result<Obligation, Error> {
    let request = desk.store.request(id).await?;
    request.ok_or_else(|| no_request().into())
}

/// A request after an action.
#[derive(Debug, Serialize)]
pub struct Acted {
    /// The request.
    pub request: Summary,
    /// The other request of `split` and `join`.
    pub other: Option<RequestId>,
    /// Its reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_reference: Option<Reference>,
    /// Whether the action waits until another member of staff sends the same.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
    /// The actions that are possible now.
    pub actions: Vec<Offered>,
}

/// Applies an action to the request of this ID or reference.
///
/// # Errors
/// [`Error`] if the request doesn't allow the action, if a colleague was faster, or if the store or the archive fails.
pub async fn apply(
    desk: &Desk,
    name: &str,
    by: &StaffOrder,
    asked: ActionCall,
) -> Result<Acted, Error> {
    by.needs(asked.spec.role)?;
    let id = desk.find_request(name).await?;
    let now = desk.clock.now();
    let order = by.decision(asked.why.clone());
    let erased = found(desk, id).await?.erased.is_some();
    if erased && !matches!(asked.action, Action::Erase) {
        let gone = "The person of this request was erased. No action is possible.";
        return Err(not_possible(gone).into());
    }
    if let Some(proposed) = approval::propose(desk, &found(desk, id).await?, by, &asked).await? {
        return Ok(Acted {
            request: Summary::of(&proposed, now),
            other: None,
            other_reference: None,
            proposed: true,
            actions: actions::offered(&proposed, now),
        });
    }
    let mut other = None;
    let request = match asked.action {
        Action::Erase => erase_person(desk, id, by).await?,
        Action::Command(command @ Command::Respond { .. }) => {
            if let Command::Respond { response, .. } = &command {
                response_file::check(desk, id, response).await?;
            }
            let request = found(desk, id).await?;
            let command = with_earlier_responses(desk, &request, command).await?;
            desk.store.take_action(id, command, &order, now).await?
        }
        Action::Command(command) => desk.store.take_action(id, command, &order, now).await?,
        Action::EraseMessage(archived) => erase_message(desk, id, &archived, &order).await?,
        Action::Split(right) => {
            other = Some(desk.store.split_off(id, right, &order, now).await?);
            found(desk, id).await?
        }
        Action::Join(to) => {
            let to = desk.find_request(&to).await?;
            let target = desk.store.request(to).await?;
            if target.is_none_or(|target| target.erased.is_some()) {
                return Err(Problem::field("to", "There is no such request").into());
            }
            other = Some(to);
            desk.store.join(id, to, &order, now).await?
        }
    };
    tracing::info!(
        action = asked.spec.name.as_str(),
        role = by.staff.role.as_str(),
        "staff acted on a request"
    );
    Ok(Acted {
        request: Summary::of(&request, now),
        other,
        other_reference: other.map(|other| other.0.reference()),
        proposed: false,
        actions: actions::offered(&request, now),
    })
}

/// Whether nothing has happened on which the action depends since the version that staff saw.
///
/// # Errors
/// [`Error`] if the store fails.
pub async fn is_current(
    desk: &Desk,
    request: &Obligation,
    by: &StaffOrder,
    action: &str,
) -> Result<bool, Error> {
    let Some(spec) = ActionSpec::named(action) else {
        return Ok(false);
    };
    let decision = by.decision(None);
    let checked = desk.store.check_seen(request, spec.name, &decision).await;
    match checked {
        Ok(()) => Ok(true),
        Err(ActionError::Changed { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Adds the earlier responses to the same person to a denial that is based on them.
pub(crate) async fn with_earlier_responses(
    desk: &Desk,
    request: &Obligation,
    mut command: Command,
) -> Result<Command, Error> {
    if let Command::Respond { response, .. } = &mut command
        && let Some(denial) = response.denial_mut()
        && denial.basis.needs_earlier_responses()
    {
        let earlier = desk.store.earlier_responses(request).await?;
        report_unreadable(earlier.unreadable);
        denial.earlier_responses = earlier.found;
    }
    Ok(command)
}

/// Erases a person. If that takes longer than one call, the response says so, and the same call continues. The sweeper
/// also continues it, at the latest on the next day.
async fn erase_person(desk: &Desk, id: RequestId, by: &StaffOrder) -> Result<Obligation, Error> {
    let order = by.decision(None);
    let request = found(desk, id).await?;
    // The same call continues an erasure.
    if request.erased.is_none() {
        let check = desk.store.check_seen(&request, CommandName::Erase, &order);
        check.await?;
    }
    let now = desk.clock.now();
    let limit = Limit::within(ERASE_FOR);
    let stop = || limit.has_come();
    loop {
        let erased = desk.store.erase(id, order.by.clone(), now, &stop).await?;
        for key in &erased.archived {
            desk.archive.erase(key).await?;
        }
        desk.store.archive_erased(id, &erased.archived).await?;
        if erased.complete {
            return Ok(erased.request);
        }
        if stop() {
            tracing::info!("an erasure takes more than one call");
            return Err(Problem::unavailable(RETRY_AFTER).into());
        }
    }
}

//= req: ca-7060-d.3
/// Erases a message that the person sent after the request. The file of a response isn't a message.
async fn erase_message(
    desk: &Desk,
    id: RequestId,
    archived: &str,
    order: &StaffDecision,
) -> Result<Obligation, Error> {
    if archived.starts_with(RESPONSES) {
        return Err(Refused::NoSuchMessage.into());
    }
    let now = desk.clock.now();
    let erased = desk.store.erase_message(id, archived, order, now).await?;
    if erased.archived {
        desk.archive.erase(archived).await?;
        let archived = [archived.to_owned()];
        desk.store.archive_erased(id, &archived).await?;
    }
    Ok(erased.request)
}

/// Returns the text of an email, as it is sent or printed.
#[must_use]
pub fn words(desk: &Desk, email: &PendingEmail) -> emails::RenderedEmail {
    match &email.content {
        OutboxItem::Single(email) => emails::render(email, &desk.company, &desk.links, desk.texts),
        OutboxItem::Summary(held) => {
            emails::render_summary(held, &desk.company, &desk.links, desk.texts)
        }
        OutboxItem::Staff { email, .. } => emails::render_for_staff(email, &desk.company),
        OutboxItem::Partner { email, .. } => {
            emails::render_for_partner(email, &desk.company, &desk.links)
        }
    }
}
