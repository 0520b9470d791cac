//! The feed of changes since the previous call.

use crate::Deps;
use crate::error::Error;
use crate::row::Row;
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use gateway::Problem;
use http::{StatusCode, Uri};
use serde::Serialize;
use store::ChangesCursor;

#[derive(Serialize)]
struct Response<'a> {
    changes: Vec<Row<'a>>,
    /// The cursor for the next call.
    next: String,
    /// Whether more changes are available now.
    more: bool,
}

pub(crate) async fn changes(State(deps): State<Deps>, uri: Uri) -> HttpResponse {
    let changes = async {
        let now = deps.clock.now();
        let since = match since(&uri)? {
            Some(cursor) => cursor,
            None => ChangesCursor::beginning(now),
        };
        let found = deps.store.changes(&since, now).await?;
        crate::row::report_unreadable(found.unreadable, now);
        let body = Response {
            changes: found.rows.iter().map(Row::of).collect(),
            next: encoded(&found.next),
            more: found.more,
        };
        Ok::<_, Error>(gateway::response::json(StatusCode::OK, &body))
    };
    changes.await.unwrap_or_else(Error::into_response)
}

/// Encodes a cursor for clients.
pub(crate) fn encoded(cursor: &ChangesCursor) -> String {
    BASE64URL_NOPAD.encode(cursor.text().as_bytes())
}

fn since(uri: &Uri) -> Result<Option<ChangesCursor>, Problem> {
    let mut cursor = None;
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "since" {
            let error = gateway::json::unknown("parameter", &name, &["since"]);
            return Err(Problem::invalid(vec![error]));
        }
        let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let read = text.and_then(|text| ChangesCursor::read(&text));
        let wrong = || {
            Problem::field(
                "since",
                "Send the value of next from the previous call, or leave it out",
            )
        };
        cursor = Some(read.ok_or_else(wrong)?);
    }
    Ok(cursor)
}
