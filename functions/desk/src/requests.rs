//! One request: the actions of staff on it.

use crate::actions::{self, Action, ActionCall};
use crate::error::{Error, changed, no_request, not_possible};
use crate::staff_call::StaffCall;
use crate::views::Summary;
use crate::{Deps, response, response_file};
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::request::{Command, CommandName, Request as Obligation, RequestId};
use gateway::{Problem, RETRY_AFTER};
use http::StatusCode;
use runtime::Limit;
use serde_json::json;
use std::time::Duration;
use store::{OutboxItem, PendingEmail};

/// How long one call erases. The rest of the function's time is for the last objects of the archive.
const ERASE_FOR: Duration = Duration::from_secs(15);

/// Reads a request that must exist.
pub(crate) async fn found(deps: &Deps, id: RequestId) -> Result<Obligation, Error> {
    let request = deps.store.request(id).await?;
    request.ok_or_else(|| no_request().into())
}

/// Applies the action that the body names.
pub(crate) async fn act(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let action = actions::read(&call.body, None)?;
    apply(&deps, &name, &call, action).await
}

/// Blocks the erasure of a request, or allows it again.
pub(crate) async fn hold(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let action = actions::read(&call.body, Some(CommandName::Hold))?;
    apply(&deps, &name, &call, action).await
}

/// Erases the person of a request.
pub(crate) async fn erase(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let action = actions::read(&call.body, Some(CommandName::Erase))?;
    apply(&deps, &name, &call, action).await
}

async fn apply(
    deps: &Deps,
    name: &str,
    call: &StaffCall,
    asked: ActionCall,
) -> Result<HttpResponse, Error> {
    if call.staff.role < asked.spec.role {
        return Err(Problem::role_required(asked.spec.role).into());
    }
    let id = deps.find_request(name).await?;
    let now = deps.clock.now();
    let order = call.order(asked.why);
    let erased = found(deps, id).await?.erased.is_some();
    if erased && !matches!(asked.action, Action::Erase) {
        let gone = "The person of this request was erased. No action is possible.";
        return Err(not_possible(gone).into());
    }
    let mut other = None;
    let request = match asked.action {
        Action::Erase => erase_person(deps, id, call).await?,
        Action::Command(Command::Respond(mut response)) => {
            response_file::check(deps, id, &response).await?;
            let request = found(deps, id).await?;
            if let Some(denial) = response.denial_mut()
                && denial.basis.needs_earlier_responses()
            {
                denial.earlier_responses = deps.store.earlier_responses(&request).await?;
            }
            let command = Command::Respond(response);
            deps.store.take_action(id, command, &order, now).await?
        }
        Action::Command(command) => deps.store.take_action(id, command, &order, now).await?,
        Action::Split(right) => {
            other = Some(deps.store.split_off(id, right, &order, now).await?);
            found(deps, id).await?
        }
        Action::Join(to) => {
            let to = deps.find_request(&to).await?;
            let target = deps.store.request(to).await?;
            if target.is_none_or(|target| target.erased.is_some()) {
                return Err(Problem::field("to", "There is no such request").into());
            }
            other = Some(to);
            deps.store.join(id, to, &order, now).await?
        }
    };
    tracing::info!(
        action = asked.spec.name.as_str(),
        role = call.staff.role.as_str(),
        "staff acted on a request"
    );
    let body = json!({
        "request": Summary::of(&request, now),
        "other": other,
        "actions": actions::offered(&request, now),
    });
    Ok(response::versioned(StatusCode::OK, request.version, &body))
}

/// Erases a person. If that takes longer than one call, the response says so, and the same call continues. The sweeper
/// also continues it, at the latest on the next day.
async fn erase_person(deps: &Deps, id: RequestId, call: &StaffCall) -> Result<Obligation, Error> {
    let order = call.order(None);
    let request = found(deps, id).await?;
    if order.seen.is_some_and(|seen| seen != request.version) && request.erased.is_none() {
        return Err(changed(request.version).into());
    }
    let now = deps.clock.now();
    let limit = Limit::within(ERASE_FOR);
    let stop = || limit.has_come();
    loop {
        let erased = deps.store.erase(id, order.by.clone(), now, &stop).await?;
        for key in &erased.archived {
            deps.archive.erase(key).await?;
        }
        deps.store.archive_erased(id, &erased.archived).await?;
        if erased.complete {
            return Ok(erased.request);
        }
        if stop() {
            tracing::info!("an erasure takes more than one call");
            return Err(Problem::unavailable(RETRY_AFTER).into());
        }
    }
}

/// Returns the text of an email, as it is sent or printed.
pub(crate) fn words(deps: &Deps, email: &PendingEmail) -> emails::RenderedEmail {
    match &email.content {
        OutboxItem::Single(email) => emails::render(email, &deps.company, &deps.links),
        OutboxItem::Summary(held) => emails::render_summary(held, &deps.company, &deps.links),
        OutboxItem::Staff { email, .. } => emails::render_for_staff(email, &deps.company),
        OutboxItem::Partner { email, .. } => {
            emails::render_for_partner(email, &deps.company, &deps.links)
        }
    }
}
