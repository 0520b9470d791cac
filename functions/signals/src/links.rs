//! Creates unsubscribe links in bulk for the company's own systems.

use crate::{Deps, token};
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use domain::person::EmailAddress;
use gateway::json;
use http::StatusCode;
use pages::{BodyFormat, FieldError, Problem, Wants};
use serde::Serialize;
use serde_json::Value;

/// The maximum number of addresses per call.
const MAX_ADDRESSES: usize = 1_000;

/// The maximum body size in bytes. The maximum number of longest addresses fits.
const MAX_BODY: usize = 512 * 1024;

/// The links, in the order of the addresses.
#[derive(Serialize)]
struct Links {
    links: Vec<Link>,
}

/// A link, and the two headers for emails to its address (RFC 8058).
#[derive(Serialize)]
struct Link {
    url: String,
    headers: ListHeaders,
}

#[derive(Serialize)]
struct ListHeaders {
    #[serde(rename = "List-Unsubscribe")]
    link: String,
    #[serde(rename = "List-Unsubscribe-Post")]
    one_click: &'static str,
}

/// Creates a link for each address.
pub(crate) async fn create(State(deps): State<Deps>, request: Request) -> HttpResponse {
    match links(&deps, request).await {
        Ok(links) => deps.pages.json(StatusCode::OK, &Links { links }),
        Err(problem) => deps.pages.problem(problem, Wants::Json),
    }
}

async fn links(deps: &Deps, request: Request) -> Result<Vec<Link>, Problem> {
    let (head, body) = request.into_parts();
    let machine = deps.authorizer.machine(&head);
    machine.map_err(|denied| deps.authorizer.refuse(&head, denied, deps.clock.now()))?;
    let body = to_bytes(body, MAX_BODY).await;
    let body = body.map_err(|_| Problem::form_too_large())?;
    if BodyFormat::of(&head.headers, &body) != BodyFormat::Json {
        return Err(Problem::neither_form_nor_json());
    }
    let addresses = addresses(&body)?;
    let link = |address| {
        let url = token::link(&deps.pages.company().base_url, &deps.keys, &address);
        let headers = ListHeaders {
            link: format!("<{url}>"),
            one_click: "List-Unsubscribe=One-Click",
        };
        Link { url, headers }
    };
    Ok(addresses.into_iter().map(link).collect())
}

/// Parses the addresses of a call. Returns all errors at once.
fn addresses(body: &[u8]) -> Result<Vec<EmailAddress>, Problem> {
    let object = json::object(body)?;
    let unknown = json::unknown_fields(&object, &["addresses"], "");
    if !unknown.is_empty() {
        return Err(Problem::invalid(unknown));
    }
    let wrong =
        |field: String, message: &str| Problem::invalid(vec![FieldError::new(field, message)]);
    let listed = object.get("addresses").and_then(Value::as_array);
    let listed = listed.filter(|listed| (1..=MAX_ADDRESSES).contains(&listed.len()));
    let listed = listed.ok_or_else(|| {
        wrong(
            "addresses".to_owned(),
            "Send a list of 1 to 1,000 addresses",
        )
    })?;
    let (mut addresses, mut errors) = (Vec::with_capacity(listed.len()), Vec::new());
    for (position, one) in listed.iter().enumerate() {
        match EmailAddress::parse(one.as_str().unwrap_or_default()) {
            Ok(address) => addresses.push(address),
            Err(unreadable) => {
                errors.push(FieldError::new(
                    format!("addresses[{position}]"),
                    unreadable.to_string(),
                ));
            }
        }
    }
    if errors.is_empty() {
        Ok(addresses)
    } else {
        Err(Problem::invalid(errors))
    }
}
