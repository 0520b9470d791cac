//! The form for a request by phone, on paper or in person.

use crate::Deps;
use crate::actions::{FormField, Input, agent_inputs, form_field, person_inputs};
use crate::emails::errors_of;
use crate::frame::Frame;
use crate::inbox::right_field;
use crate::posted::Posted;
use crate::request::Failure;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use data_encoding::BASE64URL_NOPAD;
use desk::manual_request::create;
use domain::digest::Digest;
use domain::log::Role;
use domain::receipt::ReceiptId;
use domain::request::Channel;
use gateway::{FieldError, Problem};
use http::StatusCode;

/// The field with the random value that makes a second press count once.
const NONCE: &str = "nonce";

#[derive(Template)]
#[template(path = "new.html")]
struct NewPage<'a> {
    frame: Frame<'a>,
    nonce: String,
    fields: Vec<FormField>,
    agent: Vec<FormField>,
    errors: Vec<FieldError>,
    can_act: bool,
}

/// Shows the form.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
) -> HttpResponse {
    page(&deps, &signed, None, StatusCode::OK)
}

fn page(
    deps: &Deps,
    signed: &Signed,
    failure: Option<Failure<'_>>,
    status: StatusCode,
) -> HttpResponse {
    let pages = &deps.pages;
    let failure = failure.as_ref();
    let channels = Channel::BY_STAFF.map(Channel::as_str);
    let channels = channels.map(|name| (name.to_owned(), words::value(pages, name)));
    let field = |name, input| form_field(pages, "new", name, input, true, failure);
    let mut channel = field("channel", Input::Choice(channels.into()));
    channel.label = pages.text("desk-new-channel").into();
    let mut received = field("received", Input::Line("text"));
    received.label = pages.text("desk-new-received").into();
    received.hint = pages.text("desk-new-received-hint").into();
    let mut right = right_field(pages, failure);
    right.label = pages.text("desk-new-right").into();
    let mut fields = vec![channel, received, right];
    fields.extend(person_inputs(pages, "person", "new", failure));
    let agent = agent_inputs(pages, "agent", "new", failure);
    let nonce = failure.and_then(|failure| {
        let found = failure.pairs.iter().find(|(name, _)| name == NONCE);
        found.map(|(_, value)| value.clone())
    });
    let Some(nonce) = nonce.or_else(random) else {
        return deps.failed(Some(signed), Problem::unavailable(gateway::RETRY_AFTER));
    };
    let page = NewPage {
        frame: deps.frame(signed, "new"),
        nonce,
        errors: failure.map_or_else(Vec::new, |failure| failure.errors.to_vec()),
        fields,
        agent,
        can_act: signed.staff.role >= Role::Decide,
    };
    pages.unlisted(status, &page)
}

fn random() -> Option<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).ok()?;
    Some(BASE64URL_NOPAD.encode(&random))
}

/// Records the request. The same form counts once, however often it is sent.
pub(crate) async fn record(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let mut posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let entered = posted.pairs.clone();
    let nonce = posted.value(NONCE).to_owned();
    posted.pairs.retain(|(name, _)| name != NONCE);
    let parts = posted.pairs.iter();
    let parts = parts.flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    let digest = Digest::of_parts(parts);
    let staff = &posted.signed.staff;
    let seed = Digest::of_parts([b"desk-form", nonce.as_bytes(), staff.id.as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(&seed.as_bytes()[..16]);
    let receipt = ReceiptId::from_bytes(id);
    match create(&deps.desk, staff, receipt, posted.fields(), digest).await {
        Ok(recorded) => {
            let reference = recorded.request.reference;
            deps.pages
                .see_other(&format!("/desk/requests/{reference}?done=new"))
        }
        Err(error) => {
            let problem = Problem::from(error);
            let failure = Failure {
                action: "new",
                pairs: &entered,
                errors: &errors_of(&problem),
            };
            page(&deps, &posted.signed, Some(failure), problem.status())
        }
    }
}
