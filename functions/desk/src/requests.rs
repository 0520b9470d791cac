//! One request: its whole record, the actions of staff on it, and its export.

use crate::actions::{self, Action, ActionCall};
use crate::error::{Error, changed, no_request, not_possible};
use crate::notifications::NotificationView;
use crate::original::{MOST, Original};
use crate::staff_call::StaffCall;
use crate::views::{EmailView, Summary, Whole, logged};
use crate::{Deps, Staff, response, response_file};
use archive::{ANSWERS, Archive, ArchiveError};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response as HttpResponse;
use data_encoding::BASE64;
use domain::request::{Command, CommandName, Request as Obligation, RequestId};
use gateway::Problem;
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use store::{OutboxItem, PendingEmail};

/// Shows a request with its log, emails, originals and the actions that it allows.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
) -> Result<HttpResponse, Error> {
    let id = deps.find_request(&name).await?;
    let request = found(&deps, id).await?;
    let mut originals = Vec::new();
    let archived = deps.store.archived_keys(id).await?;
    let emails = archived.iter().filter(|key| !key.starts_with(ANSWERS));
    for key in emails.take(MOST) {
        originals.push(Original::of(&deps.archive, key).await?);
    }
    let version = request.version;
    let whole = whole(&deps, request, originals, |_| None).await?;
    Ok(response::versioned(StatusCode::OK, version, &whole))
}

pub(crate) async fn found(deps: &Deps, id: RequestId) -> Result<Obligation, Error> {
    let request = deps.store.request(id).await?;
    request.ok_or_else(|| no_request().into())
}

async fn whole<T>(
    deps: &Deps,
    request: Obligation,
    originals: Vec<T>,
    words: impl Fn(&PendingEmail) -> Option<emails::RenderedEmail>,
) -> Result<Whole<T>, Error> {
    let id = request.id;
    let log = logged(
        deps.store.log(id).await?,
        deps.store.staff_reasons(id).await?,
    );
    let receipts = deps.store.receipts_of(id).await?;
    let emails = deps.store.emails_of(id).await?;
    let emails = emails
        .iter()
        .map(|email| EmailView::of(email, words(email)));
    let notifications = deps.store.notifications_of(id).await?.into_iter();
    let notifications = notifications
        .flat_map(|(_, notified)| notified)
        .map(NotificationView::of)
        .collect();
    let now = deps.clock.now();
    Ok(Whole::new(
        request,
        log,
        receipts,
        emails.collect(),
        notifications,
        originals,
        now,
    ))
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

async fn erase_person(deps: &Deps, id: RequestId, call: &StaffCall) -> Result<Obligation, Error> {
    let order = call.order(None);
    let request = found(deps, id).await?;
    if order.seen.is_some_and(|seen| seen != request.version) && request.erased.is_none() {
        return Err(changed(request.version).into());
    }
    let now = deps.clock.now();
    let forgotten = deps.store.erase(id, order.by, now).await?;
    for key in &forgotten.archived {
        deps.archive.erase(key).await?;
    }
    deps.store.archive_erased(id, &forgotten.archived).await?;
    Ok(forgotten.request)
}

/// The maximum of raw messages in one export, in bytes: Lambda limits a response to 6 MB.
const LARGEST_RAW: usize = 3 * 1024 * 1024;

/// A raw message.
#[derive(Serialize)]
struct Raw {
    archived: String,
    bytes: usize,
    /// The message in base64; absent if it does not fit into this export, or was erased.
    raw: Option<String>,
}

/// Everything about one request.
#[derive(Serialize)]
struct Export {
    exported_at: jiff::Timestamp,
    by: String,
    #[serde(flatten)]
    whole: Whole<Raw>,
}

/// Exports a request with all its evidence as a file.
pub(crate) async fn export(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    Extension(staff): Extension<Staff>,
) -> Result<HttpResponse, Error> {
    let id = deps.find_request(&name).await?;
    let request = found(&deps, id).await?;
    let (mut room, mut originals) = (LARGEST_RAW, Vec::new());
    for archived in deps.store.archived_keys(id).await? {
        let message = message(&deps.archive, &archived).await?;
        let bytes = message.as_ref().map_or(0, Vec::len);
        let fits = message.filter(|message| message.len() <= room);
        room -= fits.as_ref().map_or(0, Vec::len);
        originals.push(Raw {
            archived,
            bytes,
            raw: fits.map(|message| BASE64.encode(&message)),
        });
    }
    let version = request.version;
    let file = format!("attachment; filename=\"{}.json\"", id.0.reference());
    let words = |email: &PendingEmail| Some(words(&deps, email));
    let export = Export {
        exported_at: deps.clock.now(),
        by: staff.id,
        whole: whole(&deps, request, originals, words).await?,
    };
    let mut response = response::versioned(StatusCode::OK, version, &export);
    if let Ok(file) = HeaderValue::from_str(&file) {
        response.headers_mut().insert(CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

async fn message(archive: &Archive, archived: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
    match archive.size(archived).await? {
        Some(_) => archive.get(archived).await.map(Some),
        None => Ok(None),
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
