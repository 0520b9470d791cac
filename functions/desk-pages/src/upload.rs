//! The upload of a response file, as a browser sends a form with a file.

use crate::Deps;
use crate::session::{Signed, is_ours};
use archive::LARGEST_RESPONSE_FILE;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::response_file;
use gateway::Problem;
use http::header::CONTENT_TYPE;
use multer::{Constraints, Multipart, SizeLimit};

/// The room for the fields beside the file, in bytes.
const BESIDE: u64 = 4096;

/// Stores a file for the response. The form of the response then names it.
pub(crate) async fn put(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path(name): Path<String>,
    request: Request,
) -> HttpResponse {
    match store(&deps, &signed, &name, request).await {
        Ok(file) => {
            let query = crate::words::query([("file", file.as_str())]);
            deps.pages
                .see_other(&format!("/desk/requests/{name}?{query}"))
        }
        Err(problem) => deps.failed(Some(&signed), problem),
    }
}

async fn store(
    deps: &Deps,
    signed: &Signed,
    name: &str,
    request: Request,
) -> Result<String, Problem> {
    let (head, body) = request.into_parts();
    let sent = head.headers.get(CONTENT_TYPE);
    let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(sent).map_err(|_| Problem::bad_form())?;
    let most = LARGEST_RESPONSE_FILE as u64 + BESIDE;
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
    let stream = body.into_data_stream();
    let mut form = Multipart::with_constraints(stream, boundary, limits);
    let unreadable = |error: multer::Error| match error {
        multer::Error::StreamSizeExceeded { .. } => response_file::too_large(),
        _ => Problem::bad_form(),
    };
    let mut is_checked = false;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("csrf") => {
                let csrf = field.text().await.map_err(unreadable)?;
                is_checked = is_ours(deps, &head.headers, signed, &csrf);
            }
            Some("file") if is_checked => {
                let ending = field.file_name().and_then(ending);
                let content = field.bytes().await.map_err(unreadable)?;
                let stored = response_file::put(&deps.desk, name, ending, content.into()).await?;
                return Ok(stored.file);
            }
            _ => return Err(Problem::bad_form()),
        }
    }
    Err(Problem::bad_form())
}

/// Returns the ending of a file name, if the link can keep it.
fn ending(name: &str) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    let fits = (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| ending.to_owned())
}
