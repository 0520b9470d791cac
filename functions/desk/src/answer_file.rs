//! The file that is an answer: put into the archive by staff, in the folder of its request and nowhere else.

use crate::Deps;
use crate::problem::Problem;
use crate::requests::found;
use archive::{ANSWERS, LARGEST_ANSWER};
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::digest::Digest;
use domain::law::VerifiableRight;
use domain::outbound_email::Addressee;
use domain::request::{
    Refused, Request as Obligation, RequestId, RequestKind, Response, ResponseDelivery,
    VerifiableStage,
};
use http::StatusCode;
use serde_json::json;
use store::{EmailState, PendingEmail};

/// Takes a file for the answer to an open request, as it comes: `PUT …/answer-file?ending=csv`. What it gives back is
/// what the answer then names. The same file again is the same key.
pub(crate) async fn put(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let mut parameters = crate::call::Parameters::of(request.uri());
    let ending = ending(parameters.take("ending"))?;
    parameters.done()?;
    let id = deps.meant(&name).await?;
    let asked = found(&deps, id).await?;
    if !takes_a_file(&asked) {
        let only =
            "A file is taken for a request to know, or for an explanation, until it is answered.";
        return Err(Problem::conflict(only));
    }
    reachable(&deps, &asked).await?;
    let content = to_bytes(request.into_body(), LARGEST_ANSWER).await;
    let content = content.map_err(|_| Problem::file_too_large())?;
    if content.is_empty() {
        return Err(Problem::field("body", "Send the file itself"));
    }
    let digest = Digest::of(&content);
    let hash = data_encoding::HEXLOWER.encode(&digest.as_bytes()[..16]);
    let key = format!("{}{hash}{ending}", folder(id));
    // Noted before it is stored: whatever is cut, it is erased with the request.
    if !deps.store.will_keep(id, &key).await? {
        return Err(Problem::conflict("Its person was forgotten."));
    }
    let bytes = content.len();
    let stored = deps.archive.put_file(&key, content.into()).await;
    stored.map_err(|error| Problem::of_archive(&error))?;
    tracing::info!(bytes, "staff stored the file of an answer");
    let body = json!({ "file": key, "bytes": bytes });
    Ok(gateway::response::json(StatusCode::CREATED, &body))
}

/// Whether the file that an answer names can be handed over: it is this request's own, it is there, and not too large.
pub(crate) async fn check(deps: &Deps, id: RequestId, answer: &Response) -> Result<(), Problem> {
    let Some(ResponseDelivery::File { key, .. }) = answer.delivery() else {
        return Ok(());
    };
    let wrong = |message: String| Err(Problem::field("delivery.file", message));
    if !key.starts_with(&folder(id)) {
        return wrong(format!("Give a key that begins with {}", folder(id)));
    }
    reachable(deps, &found(deps, id).await?).await?;
    let size = deps.archive.size(key).await;
    match size.map_err(|error| Problem::of_archive(&error))? {
        None => wrong("There is no such file: put it there first".to_owned()),
        Some(size) if usize::try_from(size).is_ok_and(|size| size <= LARGEST_ANSWER) => Ok(()),
        Some(_) => Err(Problem::file_too_large()),
    }
}

/// Whether a link and a code could reach the person: their emails go by mail, and none of them came back.
async fn reachable(deps: &Deps, request: &Obligation) -> Result<(), Problem> {
    let to = Addressee::of(&request.person, request.agent.as_ref());
    let emails = deps.store.emails_of(request.id).await?;
    let came_back = |email: &PendingEmail| {
        email.state == EmailState::Hand && email.post.first().map(|email| &email.to) == Some(&to)
    };
    match to {
        Addressee::Email(_) if !emails.iter().any(came_back) => Ok(()),
        Addressee::Email(_) | Addressee::Manual(_) => Err(Refused::FileByHand.into()),
    }
}

/// Where the files of a request are.
fn folder(id: RequestId) -> String {
    format!("{ANSWERS}{id}/")
}

fn takes_a_file(request: &Obligation) -> bool {
    matches!(
        request.kind,
        RequestKind::Verifiable {
            demand: VerifiableRight::Know
                | VerifiableRight::KnowCategories
                | VerifiableRight::AdmtAccess,
            stage: VerifiableStage::Open { .. },
            ..
        }
    )
}

/// What the file's name ends with when the person gets it, with its dot.
fn ending(given: Option<String>) -> Result<String, Problem> {
    let Some(ending) = given else {
        return Ok(String::new());
    };
    let fits = (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    match fits {
        true => Ok(format!(".{}", ending.to_ascii_lowercase())),
        false => Err(Problem::field(
            "ending",
            "Give up to five letters and digits, such as csv",
        )),
    }
}
