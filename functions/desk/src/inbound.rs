//! Inbound emails without a request: staff read them, open a request dated to their arrival, or close them.

use crate::error::Error;
use crate::fields::Fields;
use crate::original::Original;
use crate::staff_call::StaffCall;
use crate::views::InboundView;
use crate::{Deps, manual_request};
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::digest::Digest;
use domain::person::{Confidence, Identifier, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Identified, InboundEmail, Submission};
use gateway::Problem;
use http::StatusCode;
use serde::Serialize;
use store::UnopenedEmail;

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    inbound: InboundView,
    original: Original,
}

/// Shows an inbound email with its text.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
) -> Result<HttpResponse, Error> {
    let (id, mail) = find(&deps, &name).await?;
    let original = Original::of(&deps.archive, &mail.archived).await;
    let whole = Whole {
        original: original?,
        inbound: InboundView::of(id, mail),
    };
    Ok(gateway::response::json(StatusCode::OK, &whole))
}

/// Opens a request for the right that staff read in the email. Its deadlines count from the email's arrival.
pub(crate) async fn open(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let (id, mail) = find(&deps, &name).await?;
    let mut fields = Fields::of(&call.body)?;
    let right = fields.required("right", Fields::right);
    let person = fields.required("person", Fields::person);
    let agent = fields.agent("agent");
    let language = fields.language("language");
    fields.done()?;
    let (Some(right), Some(person)) = (right, person) else {
        return Err(Problem::bad_json().into());
    };
    // Idempotency: the same right of the same person in the same email is the same submission.
    let contact = person.contact().map(Identifier::normalized);
    let part = format!("{} {}", right.as_str(), contact.unwrap_or_default());
    let submission = Submission {
        receipt: id.part(&part),
        asked: Asked::Right(right),
        inbound_email: Some(origin(&mail, &person)),
        person,
        agent,
        channel: Channel::Email,
        locale: language.unwrap_or_default(),
        received: mail.received,
        approval_required: false,
        details: None,
        digest: Digest::of(part.as_bytes()),
    };
    let now = deps.clock.now();
    let receipt = submission.receipt.reference();
    let response = manual_request::store(&deps, &call, submission, now).await?;
    let opened = deps.store.look_up(Some(receipt)).await?;
    let opened = opened.map(|(receipt, _)| receipt.request);
    deps.store.triage(id, opened, &call.staff.actor()).await?;
    Ok(response)
}

fn origin(mail: &UnopenedEmail, person: &Person) -> InboundEmail {
    let read = |identifier: &Identifier| Identified {
        identifier: identifier.clone(),
        source: "staff read it in the email".to_owned(),
        confidence: Confidence::Certain,
    };
    InboundEmail {
        archived: mail.archived.clone(),
        message_id: None,
        arrived: mail.received,
        written: None,
        identified: person.identifiers().iter().map(read).collect(),
        reasons: vec![mail.why.clone(), "staff opened it".to_owned()],
        cited: Vec::new(),
        authentication: None,
    }
}

/// Takes an email that needs no request off its list.
pub(crate) async fn close(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    Fields::of(&call.body)?.done()?;
    let (id, mail) = find(&deps, &name).await?;
    deps.store.triage(id, None, &call.staff.actor()).await?;
    Ok(gateway::response::json(
        StatusCode::OK,
        &InboundView::of(id, mail),
    ))
}

async fn find(deps: &Deps, name: &str) -> Result<(ReceiptId, UnopenedEmail), Error> {
    let no_email = || Problem::not_found("There is no such inbound email.");
    let id: ReceiptId = name.parse().map_err(|_| no_email())?;
    let mail = deps.store.unopened(id).await?;
    mail.map(|mail| (id, mail)).ok_or_else(|| no_email().into())
}
