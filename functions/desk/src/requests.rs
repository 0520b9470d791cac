//! One request: all that is known of it, the steps on it, and everything of it in one file.

use crate::call::{Call, no_request};
use crate::notices::NoticeView;
use crate::original::{MOST, Original};
use crate::problem::Problem;
use crate::steps::{self, Ordered, Told};
use crate::view::{LetterView, Summary, Whole, logged};
use crate::{Deps, Staff, answer, answer_file};
use archive::{ANSWERS, Archive, ArchiveError};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response;
use data_encoding::BASE64;
use domain::request::{Request as Obligation, RequestId, Step};
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use store::{OwedLetter, Post, StepError};

/// One request, with its log, its letters, the originals and the steps that it allows.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let id = deps.meant(&name).await?;
    let request = found(&deps, id).await?;
    let mut originals = Vec::new();
    let kept = deps.store.archived_with(id).await?;
    let letters = kept.iter().filter(|key| !key.starts_with(ANSWERS));
    for archived in letters.take(MOST) {
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
    words: impl Fn(&OwedLetter) -> Option<emails::Words>,
) -> Result<Whole<T>, Problem> {
    let id = request.id;
    let log = logged(deps.store.log(id).await?, deps.store.words(id).await?);
    let receipts = deps.store.receipts_of(id).await?;
    let letters = deps.store.letters_of(id).await?;
    let letters = letters
        .iter()
        .map(|letter| LetterView::of(letter, words(letter)));
    let notices = deps.store.notices_of(id).await?.into_iter();
    let notices = notices
        .flat_map(|(_, told)| told)
        .map(NoticeView::of)
        .collect();
    let now = deps.clock.now();
    Ok(Whole::new(
        request,
        log,
        receipts,
        letters.collect(),
        notices,
        originals,
        now,
    ))
}

/// Takes a step that the body names.
pub(crate) async fn step(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let call = Call::of(request).await?;
    let told = steps::read(&call.body, None)?;
    take(&deps, &name, &call, told).await
}

/// Holds it, or holds it no longer.
pub(crate) async fn hold(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let call = Call::of(request).await?;
    let told = steps::read(&call.body, Some("hold"))?;
    take(&deps, &name, &call, told).await
}

/// Forgets its person.
pub(crate) async fn erase(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let call = Call::of(request).await?;
    let told = steps::read(&call.body, Some("erase"))?;
    take(&deps, &name, &call, told).await
}

async fn take(deps: &Deps, name: &str, call: &Call, told: Told) -> Result<Response, Problem> {
    if call.staff.role < told.row.role {
        return Err(Problem::role_too_small(told.row.role));
    }
    let id = deps.meant(name).await?;
    let now = deps.clock.now();
    let order = call.order(told.why);
    let erased = found(deps, id).await?.erased.is_some();
    if erased && !matches!(told.ordered, Ordered::Erase) {
        let gone = "Its person was forgotten: nothing is left to do about it.";
        return Err(Problem::conflict(gone));
    }
    let mut other = None;
    let taken = match told.ordered {
        Ordered::Erase => forget(deps, id, call).await?,
        Ordered::Step(Step::Answer(mut answer)) => {
            answer_file::check(deps, id, &answer).await?;
            let request = found(deps, id).await?;
            if let Some(denial) = answer.denial_mut()
                && denial.basis.stands_on_earlier()
            {
                denial.earlier = deps.store.earlier_answers(&request).await?;
            }
            let step = Step::Answer(answer);
            deps.store.take_order(id, step, &order, now).await?
        }
        Ordered::Step(step) => deps.store.take_order(id, step, &order, now).await?,
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
        step = told.row.step,
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
        return Err(StepError::Moved { version }.into());
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
) -> Result<Response, Problem> {
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
    let words = |letter: &OwedLetter| Some(words(&deps, letter));
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

/// A letter's words, as they are sent or posted.
pub(crate) fn words(deps: &Deps, letter: &OwedLetter) -> emails::Words {
    match &letter.post {
        Post::One(letter) => emails::write(letter, &deps.company, &deps.links),
        Post::Summary(held) => emails::write_summary(held, &deps.company, &deps.links),
        Post::Staff { letter, .. } => emails::write_for_staff(letter, &deps.company),
        Post::Partner { letter, .. } => {
            emails::write_for_partner(letter, &deps.company, &deps.links)
        }
    }
}
