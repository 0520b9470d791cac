//! Mail that opened nothing: read by staff, opened as a request with its first date, or put away.

use crate::call::Call;
use crate::fields::Fields;
use crate::original::Original;
use crate::problem::Problem;
use crate::queue::MailView;
use crate::{Deps, open};
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::digest::Digest;
use domain::person::{Confidence, Identifier, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Identified, MailOrigin, Submission};
use http::StatusCode;
use serde::Serialize;
use store::UnopenedMail;

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    mail: MailView,
    original: Original,
}

/// One mail, with its text.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path(name): Path<String>,
) -> Result<HttpResponse, Problem> {
    let (id, mail) = meant(&deps, &name).await?;
    let original = Original::of(&deps.archive, &mail.archived).await;
    let whole = Whole {
        original: original.map_err(|error| Problem::of_archive(&error))?,
        mail: MailView::of(id, mail),
    };
    Ok(gateway::response::json(StatusCode::OK, &whole))
}

/// Opens a request for what somebody read in it, counted from the mail's arrival.
pub(crate) async fn open(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let (id, mail) = meant(&deps, &name).await?;
    let mut fields = Fields::of(&call.body)?;
    let right = fields.required("right", Fields::right);
    let person = fields.required("person", Fields::person);
    let agent = fields.agent("agent");
    fields.done()?;
    let (Some(right), Some(person)) = (right, person) else {
        return Err(Problem::bad_json());
    };
    // The same right for the same person out of the same mail is the same submission.
    let contact = person.contact().map(Identifier::normalized);
    let part = format!("{} {}", right.as_str(), contact.unwrap_or_default());
    let submission = Submission {
        receipt: id.part(&part),
        asked: Asked::Right(right),
        mail: Some(origin(&mail, &person)),
        person,
        agent,
        channel: Channel::Email,
        received: mail.received,
        reviewed_first: false,
        digest: Digest::of(part.as_bytes()),
    };
    let now = deps.clock.now();
    let receipt = submission.receipt.reference();
    let taken = open::taken_in(&deps, &call, submission, now).await?;
    let opened = deps.store.look_up(Some(receipt)).await?;
    let opened = opened.map(|(receipt, _)| receipt.request);
    deps.store
        .settle_mail(id, opened, &call.staff.actor())
        .await?;
    Ok(taken)
}

fn origin(mail: &UnopenedMail, person: &Person) -> MailOrigin {
    let read = |identifier: &Identifier| Identified {
        identifier: identifier.clone(),
        source: "staff read it in the email".to_owned(),
        confidence: Confidence::Certain,
    };
    MailOrigin {
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

/// Takes it off its list: somebody read it, and it needs no request.
pub(crate) async fn close(
    State(deps): State<Deps>,
    Path(name): Path<String>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    Fields::of(&call.body)?.done()?;
    let (id, mail) = meant(&deps, &name).await?;
    deps.store
        .settle_mail(id, None, &call.staff.actor())
        .await?;
    Ok(gateway::response::json(
        StatusCode::OK,
        &MailView::of(id, mail),
    ))
}

async fn meant(deps: &Deps, name: &str) -> Result<(ReceiptId, UnopenedMail), Problem> {
    let no_mail = || Problem::not_found("There is no such mail.");
    let id: ReceiptId = name.parse().map_err(|_| no_mail())?;
    let mail = deps.store.unopened(id).await?;
    mail.map(|mail| (id, mail)).ok_or_else(no_mail)
}
