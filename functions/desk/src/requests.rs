//! One request: all that is known of it, the steps on it, and everything of it in one file.

use crate::call::{Call, no_request};
use crate::notifications::NotificationView;
use crate::original::{MOST, Original};
use crate::problem::Problem;
use crate::steps::{self, Ordered, Told};
use crate::view::{EmailView, Summary, Whole, logged};
use crate::{Deps, Staff, answer, answer_file};
use archive::{ANSWERS, Archive, ArchiveError};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response as HttpResponse;
use data_encoding::BASE64;
use domain::request::{Command, Request as Obligation, RequestId};
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use store::{ActionError, OutboxItem, PendingEmail};

/// One request, with its log, its emails, the originals and the steps that it allows.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = deps.meant(&name).await?;
    let request = found(&deps, id).await?;
    let mut originals = Vec::new();
    let kept = deps.store.archived_with(id).await?;
    let emails = kept.iter().filter(|key| !key.starts_with(ANSWERS));
    for archived in emails.take(MOST) {
        let original = Original::of(&deps.archive, archived).await;
        originals.push(original.map_err(|error| Problem::of_archive(&error))?);
    }
    let version = request.version;
    let whole = whole(&deps, request, originals, |_| None).await?;
    Ok(answer::versioned(StatusCode::OK, version, &whole))
}

pub(crate) async fn found(deps: &Deps, id: RequestId) -> Result<Obligation, Problem> {
    deps.store.request(id).await?.ok_or_else(no_request)
}

async fn whole<T>(
    deps: &Deps,
    request: Obligation,
    originals: Vec<T>,
    words: impl Fn(&PendingEmail) -> Option<emails::Words>,
) -> Result<Whole<T>, Problem> {
    let id = request.id;
    let log = logged(deps.store.log(id).await?, deps.store.words(id).await?);
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

/// Takes a step that the body names.
pub(crate) async fn command(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let notified = steps::read(&call.body, None)?;
    take(&deps, &name, &call, notified).await
}

/// Holds it, or holds it no longer.
pub(crate) async fn hold(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let notified = steps::read(&call.body, Some("hold"))?;
    take(&deps, &name, &call, notified).await
}

/// Forgets its person.
pub(crate) async fn erase(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let notified = steps::read(&call.body, Some("erase"))?;
    take(&deps, &name, &call, notified).await
}

async fn take(
    deps: &Deps,
    name: &str,
    call: &Call,
    notified: Told,
) -> Result<HttpResponse, Problem> {
    if call.staff.role < notified.row.role {
        return Err(Problem::role_too_small(notified.row.role));
    }
    let id = deps.meant(name).await?;
    let now = deps.clock.now();
    let order = call.order(notified.why);
    let erased = found(deps, id).await?.erased.is_some();
    if erased && !matches!(notified.ordered, Ordered::Erase) {
        let gone = "Its person was forgotten: nothing is left to do about it.";
        return Err(Problem::conflict(gone));
    }
    let mut other = None;
    let taken = match notified.ordered {
        Ordered::Erase => forget(deps, id, call).await?,
        Ordered::Command(Command::Respond(mut answer)) => {
            answer_file::check(deps, id, &answer).await?;
            let request = found(deps, id).await?;
            if let Some(denial) = answer.denial_mut()
                && denial.basis.stands_on_earlier()
            {
                denial.earlier = deps.store.earlier_answers(&request).await?;
            }
            let command = Command::Respond(answer);
            deps.store.take_order(id, command, &order, now).await?
        }
        Ordered::Command(command) => deps.store.take_order(id, command, &order, now).await?,
        Ordered::Split(right) => {
            other = Some(deps.store.split_off(id, right, &order, now).await?);
            found(deps, id).await?
        }
        Ordered::Join(to) => {
            let to = deps.meant(&to).await?;
            let stands = deps.store.request(to).await?;
            if stands.is_none_or(|other| other.erased.is_some()) {
                return Err(Problem::field("to", "There is no such request"));
            }
            other = Some(to);
            deps.store.join(id, to, &order, now).await?
        }
    };
    tracing::info!(
        command = notified.row.command,
        role = call.staff.role.as_str(),
        "staff took a step"
    );
    let body = json!({
        "request": Summary::of(&taken, now),
        "other": other,
        "steps": steps::offered(&taken, now),
    });
    Ok(answer::versioned(StatusCode::OK, taken.version, &body))
}

async fn forget(deps: &Deps, id: RequestId, call: &Call) -> Result<Obligation, Problem> {
    let order = call.order(None);
    let request = found(deps, id).await?;
    if order.seen.is_some_and(|seen| seen != request.version) && request.erased.is_none() {
        let version = request.version;
        return Err(ActionError::Moved { version }.into());
    }
    let now = deps.clock.now();
    let forgotten = deps.store.forget(id, order.by, now).await?;
    for key in &forgotten.archived {
        let erased = deps.archive.erase(key).await;
        erased.map_err(|error| Problem::of_archive(&error))?;
    }
    deps.store.archive_forgot(id, &forgotten.archived).await?;
    Ok(forgotten.request)
}

/// The raw mail that is put into one export, in bytes: what a function may answer is bounded at 6 MB.
const LARGEST_RAW: usize = 3 * 1024 * 1024;

/// A message as it came.
#[derive(Serialize)]
struct Raw {
    archived: String,
    bytes: usize,
    /// The message in base64; none if it is too large for this file, or gone.
    raw: Option<String>,
}

/// Everything of a request in one file.
#[derive(Serialize)]
struct Export {
    exported_at: jiff::Timestamp,
    by: String,
    #[serde(flatten)]
    whole: Whole<Raw>,
}

/// One request with all its evidence.
pub(crate) async fn export(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    Extension(staff): Extension<Staff>,
) -> Result<HttpResponse, Problem> {
    let id = deps.meant(&name).await?;
    let request = found(&deps, id).await?;
    let (mut room, mut originals) = (LARGEST_RAW, Vec::new());
    for archived in deps.store.archived_with(id).await? {
        let message = message(&deps.archive, &archived).await;
        let message = message.map_err(|error| Problem::of_archive(&error))?;
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
    let mut response = answer::versioned(StatusCode::OK, version, &export);
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

/// An email's words, as they are sent or posted.
pub(crate) fn words(deps: &Deps, email: &PendingEmail) -> emails::Words {
    match &email.post {
        OutboxItem::Single(email) => emails::write(email, &deps.company, &deps.links),
        OutboxItem::Summary(held) => emails::write_summary(held, &deps.company, &deps.links),
        OutboxItem::Staff { email, .. } => emails::write_for_staff(email, &deps.company),
        OutboxItem::Partner { email, .. } => {
            emails::write_for_partner(email, &deps.company, &deps.links)
        }
    }
}
