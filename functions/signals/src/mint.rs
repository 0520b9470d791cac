//! Unsubscribe links in bulk, for the company's own systems.

use crate::{Deps, token};
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use domain::person::EmailAddress;
use gateway::AccessDenied;
use http::StatusCode;
use pages::{FieldError, Problem, Wants, media_type};
use serde::Serialize;
use serde_json::Value;

/// The most addresses of one call.
const MOST: usize = 1_000;

/// The largest body that is taken, in bytes: as many addresses, as long as they can be.
const LARGEST_BODY: usize = 512 * 1024;

/// The links, in the order of the addresses.
#[derive(Serialize)]
struct Links {
    links: Vec<Link>,
}

/// A link, and the two header lines of mail that goes to its address.
#[derive(Serialize)]
struct Link {
    url: String,
    headers: ListHeaders,
}

#[derive(Serialize)]
struct ListHeaders {
    #[serde(rename = "List-Unsubscribe")]
    link: String,
    #[serde(rename = "List-Unsubscribe-OutboxItem")]
    one_click: &'static str,
}

/// Makes a link for each address.
pub(crate) async fn mint(State(deps): State<Deps>, request: Request) -> HttpResponse {
    match links(&deps, request).await {
        Ok(links) => deps.pages.json(StatusCode::OK, &Links { links }),
        Err(problem) => problem.answer(&deps.pages, Wants::Json),
    }
}

async fn links(deps: &Deps, request: Request) -> Result<Vec<Link>, Problem> {
    let (head, body) = request.into_parts();
    deps.authorizer.machine(&head).map_err(|shut| match shut {
        AccessDenied::Nobody => Problem::unauthorized(),
        AccessDenied::NoRole => Problem::no_role(),
    })?;
    if media_type(&head.headers) != "application/json" {
        return Err(Problem::unsupported_media_type());
    }
    let body = to_bytes(body, LARGEST_BODY).await;
    let body = body.map_err(|_| Problem::too_large())?;
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

/// The addresses of a call, or everything that is wrong with them.
fn addresses(body: &[u8]) -> Result<Vec<EmailAddress>, Problem> {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return Err(Problem::bad_request());
    };
    let wrong =
        |field: String, message: &str| Problem::invalid(vec![FieldError::new(field, message)]);
    let listed = object.get("addresses").and_then(Value::as_array);
    let listed = listed.filter(|listed| (1..=MOST).contains(&listed.len()));
    let listed = listed.ok_or_else(|| {
        wrong(
            "addresses".to_owned(),
            "Give a list of 1 to 1,000 addresses",
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
