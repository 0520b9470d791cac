//! What changed since a reader asked last.

use crate::Deps;
use crate::problem::Problem;
use crate::row::Row;
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use http::{StatusCode, Uri};
use serde::Serialize;
use store::ChangesCursor;

#[derive(Serialize)]
struct Answer<'a> {
    changes: Vec<Row<'a>>,
    /// The cursor of the next call.
    next: String,
    /// Whether to call again at once.
    more: bool,
}

pub(crate) async fn changes(State(deps): State<Deps>, uri: Uri) -> HttpResponse {
    let notified = async {
        let now = deps.clock.now();
        let since = match since(&uri)? {
            Some(cursor) => cursor,
            None => ChangesCursor::beginning(now),
        };
        let found = deps.store.changes(&since, now).await?;
        let body = Answer {
            changes: found.rows.iter().map(Row::of).collect(),
            next: written(&found.next),
            more: found.more,
        };
        Ok::<_, Problem>(gateway::response::json(StatusCode::OK, &body))
    };
    notified.await.unwrap_or_else(Problem::into_response)
}

/// A cursor, as clients see it.
pub(crate) fn written(cursor: &ChangesCursor) -> String {
    BASE64URL_NOPAD.encode(cursor.text().as_bytes())
}

fn since(uri: &Uri) -> Result<Option<ChangesCursor>, Problem> {
    let mut cursor = None;
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "since" {
            return Err(Problem::field(
                "query",
                "There is no such parameter here: give since, or none",
            ));
        }
        let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let read = text.and_then(|text| ChangesCursor::read(&text));
        let wrong = || Problem::field("since", "Give the next of the call before, or nothing");
        cursor = Some(read.ok_or_else(wrong)?);
    }
    Ok(cursor)
}
