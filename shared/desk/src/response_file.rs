//! The file of a response: staff upload it, and the archive stores it in the folder of its request.

use crate::Desk;
use crate::error::{Error, not_possible};
use crate::requests::found;
use archive::{ERASED, LARGEST_RESPONSE_FILE, RESPONSES};
use domain::digest::Digest;
use domain::law::VerifiableRight;
use domain::outbound_email::Addressee;
use domain::request::{
    Refused, Request as Obligation, RequestId, RequestKind, Response, ResponseDelivery,
    VerifiableStage,
};
use gateway::Problem;
use serde::Serialize;
use store::{EmailState, PendingEmail};

/// The number of emails of a request to read at a time.
const EMAILS_PER_READ: u16 = 100;

/// The problem detail of a file that is too large for a link.
const FILE_TOO_LARGE: &str = "A file holds at most 4 MB. Compress it, or deliver a larger one in another way and say how: {\"delivery\": {\"elsewhere\": …}}.";

/// The problem detail of a file whose person was erased.
const PERSON_ERASED: &str = "The person of this request was erased.";

/// A stored file.
#[derive(Debug, Serialize)]
pub struct Stored {
    /// The key that the action `respond` names.
    pub file: String,
    /// Its size.
    pub bytes: usize,
}

/// Returns the problem of a file that is too large for a link.
#[must_use]
pub fn too_large() -> Problem {
    Problem::too_large(FILE_TOO_LARGE)
}

/// Stores a file for the response to an open request. The same file always gets the same key.
///
/// # Errors
/// [`Error`] if the request takes no file, if the file is empty or too large, or if the store or the archive fails.
pub async fn put(
    desk: &Desk,
    name: &str,
    ending: Option<String>,
    content: Vec<u8>,
) -> Result<Stored, Error> {
    let ending = self::ending(ending)?;
    let id = desk.find_request(name).await?;
    let stored = found(desk, id).await?;
    if !takes_a_file(&stored) {
        let only =
            "Only a request to know or for an explanation accepts a file, until it has a response.";
        return Err(not_possible(only).into());
    }
    reachable(desk, &stored).await?;
    if content.len() > LARGEST_RESPONSE_FILE {
        return Err(too_large().into());
    }
    if content.is_empty() {
        return Err(Problem::field("body", "Send the content of the file").into());
    }
    let digest = Digest::of(&content);
    let hash = data_encoding::HEXLOWER.encode(&digest.as_bytes()[..16]);
    let key = format!("{}{hash}{ending}", folder(id));
    // Recorded before it is stored: if the function stops in between, the file is still erased with the request.
    if !desk.store.link_archived(id, &key).await? {
        return Err(not_possible(PERSON_ERASED).into());
    }
    let bytes = content.len();
    desk.archive.put_file(&key, content).await?;
    keep_if_linked(desk, id, &key).await?;
    tracing::info!(bytes, "staff stored the file of a response");
    Ok(Stored { file: key, bytes })
}

/// Erases a file if its person was erased while it was stored, because that erasure may not have found it.
pub(crate) async fn keep_if_linked(desk: &Desk, id: RequestId, key: &str) -> Result<(), Error> {
    if desk.store.link_archived(id, key).await? {
        return Ok(());
    }
    desk.archive.erase(key).await?;
    Err(not_possible(PERSON_ERASED).into())
}

/// Checks that the file of a response can be delivered: it belongs to this request, exists and is not too large.
pub(crate) async fn check(desk: &Desk, id: RequestId, response: &Response) -> Result<(), Error> {
    let Some(ResponseDelivery::File { key, .. }) = response.delivery() else {
        return Ok(());
    };
    let wrong = |message: String| Err(Problem::field("delivery.file", message).into());
    if !key.starts_with(&folder(id)) || key.starts_with(&export_folder(id)) {
        return wrong(format!("Use a key that begins with {}", folder(id)));
    }
    reachable(desk, &found(desk, id).await?).await?;
    match desk.archive.size(key).await? {
        None => wrong("There is no such file. Upload it first".to_owned()),
        Some(size) if usize::try_from(size).is_ok_and(|size| size <= LARGEST_RESPONSE_FILE) => {
            Ok(())
        }
        Some(_) => Err(too_large().into()),
    }
}

/// Checks that a link and a code can reach the person: they have an email address, and no email to it bounced.
async fn reachable(desk: &Desk, request: &Obligation) -> Result<(), Error> {
    let to = request.addressee();
    if matches!(to, Addressee::Manual(_)) {
        return Err(Refused::NoEmailForFile.into());
    }
    let bounced = |email: &PendingEmail| {
        email.state == EmailState::ManualDelivery
            && email.content.first().map(|email| &email.to) == Some(&to)
    };
    let mut after = None;
    loop {
        let page = desk
            .store
            .emails_page(request.id, after.as_deref(), EMAILS_PER_READ);
        let page = page.await?;
        if page.found.iter().any(bounced) {
            return Err(Refused::NoEmailForFile.into());
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Returns the folder of a request's files.
fn folder(id: RequestId) -> String {
    format!("{RESPONSES}{id}/")
}

/// Returns the folder of a request's exports. They are erased with the person, as its other files are.
pub(crate) fn export_folder(id: RequestId) -> String {
    format!("{}export/", folder(id))
}

/// Returns the folder of exports of an erased request, whose files end by themselves.
pub(crate) fn export_folder_of_erased(id: RequestId) -> String {
    format!("{ERASED}{id}/")
}

/// Returns whether the response to a request can deliver a file.
#[must_use]
pub fn takes_a_file(request: &Obligation) -> bool {
    matches!(
        request.kind,
        RequestKind::Verifiable {
            right: VerifiableRight::Know
                | VerifiableRight::KnowCategories
                | VerifiableRight::AdmtAccess,
            stage: VerifiableStage::Open { .. },
            ..
        }
    )
}

/// Returns the extension of the file that the person gets, with its dot.
fn ending(given: Option<String>) -> Result<String, Problem> {
    let Some(ending) = given else {
        return Ok(String::new());
    };
    let fits = (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    match fits {
        true => Ok(format!(".{}", ending.to_ascii_lowercase())),
        false => Err(Problem::field(
            "ending",
            "Use up to five letters and digits, such as csv",
        )),
    }
}
