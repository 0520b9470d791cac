//! Inbound emails without a request: staff read them, open a request dated to their arrival, or close them.

use crate::Desk;
use crate::error::{Error, not_possible};
use crate::fields::Fields;
use crate::manual_request::{self, Recorded};
use crate::original::{self, Original};
use crate::reading;
use crate::views::InboundView;
use domain::company::BrandId;
use domain::digest::Digest;
use domain::person::{Confidence, EmailAddress, Identifier, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Identified, InboundEmail, Submission, staff_answer};
use gateway::{Problem, Staff};
use serde::Serialize;
use store::UnopenedEmail;

/// An inbound email with its text.
#[derive(Debug, Serialize)]
pub struct Whole {
    /// The email as a list shows it.
    #[serde(flatten)]
    pub inbound: InboundView,
    /// What it says.
    pub original: Original,
}

/// Returns an inbound email with its text.
///
/// # Errors
/// [`Error`] if there is no such email, or if the store or the archive fails.
pub async fn read(desk: &Desk, name: &str) -> Result<Whole, Error> {
    let (id, mail) = find(desk, name).await?;
    let original = Original::of(&desk.archive, &mail.archived, &desk.company.inbox).await;
    Ok(Whole {
        original: original?,
        inbound: InboundView::of(id, mail),
    })
}

/// Opens a request for the right that staff read in the email. Its deadlines count from the email's arrival.
///
/// # Errors
/// [`Error`] if a field is wrong, or if the store fails.
pub async fn open(
    desk: &Desk,
    name: &str,
    staff: &Staff,
    mut fields: Fields,
) -> Result<Recorded, Error> {
    let (id, mail) = find(desk, name).await?;
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
        brand: brand_of(desk, &mail).await,
        received: mail.received,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(part.as_bytes()),
    };
    let now = desk.clock.now();
    let receipt = submission.receipt.reference();
    let recorded = manual_request::store(desk, staff, submission, now).await?;
    let opened = desk.store.look_up(Some(receipt)).await?;
    let opened = opened.map(|(receipt, _)| receipt.request);
    desk.store.triage(id, opened, &staff.actor()).await?;
    Ok(recorded)
}

/// Returns the brand whose inbox the email was sent to. `None` for the company itself, and if the email can't be read.
async fn brand_of(desk: &Desk, mail: &UnopenedEmail) -> Option<BrandId> {
    if desk.company.brands.is_empty() {
        return None;
    }
    let raw = desk.archive.get(&mail.archived).await.ok()?;
    let recipients = mail_reader::recipients(&raw);
    let mut brands = recipients.iter();
    brands
        .find_map(|to| desk.company.brand_of_inbox(to))
        .cloned()
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

/// Answers the writer of an email with a `text` of staff, and takes the email off its list. `address` corrects where the
/// answer goes, and `language` is the language of its frame.
///
/// # Errors
/// [`Error`] if a field is wrong, if the email names no address, or if the store fails.
pub async fn reply(
    desk: &Desk,
    name: &str,
    staff: &Staff,
    mut fields: Fields,
) -> Result<InboundView, Error> {
    let (id, mail) = find(desk, name).await?;
    if let Some(request) = mail.about.first() {
        let there =
            "This email belongs to a request. Write to the requester there, with the action write.";
        return Err(not_possible(there).with_request(*request).into());
    }
    let text = fields.required("text", Fields::text);
    let address = fields.email("address");
    let language = fields.language("language");
    let address = address.or_else(|| mail.heading.sender.clone());
    if address.is_none() {
        fields.wrong("address", "The email names no sender. Enter an address");
    }
    let ours = desk.company.inbox.normalized();
    let is_ours = |address: &EmailAddress| {
        address.normalized() == ours || desk.company.brand_of_inbox(address).is_some()
    };
    if address.as_ref().is_some_and(is_ours) {
        fields.wrong("address", "This is our own address. Enter that of a person");
    }
    fields.done()?;
    let (Some(text), Some(address)) = (text, address) else {
        return Err(Problem::bad_json().into());
    };
    let raw = original::raw(&desk.archive, &mail.archived).await?;
    let message_id = raw.and_then(|raw| reading::message_id(&raw, &desk.company.inbox));
    let email = staff_answer(
        id,
        text,
        &address,
        language.unwrap_or_default(),
        brand_of(desk, &mail).await,
        mail.received,
        message_id,
    );
    // Stored before the email leaves its list: an interruption must not lose the answer.
    desk.store
        .queue_reply(id, email, None, desk.clock.now())
        .await?;
    desk.store.triage(id, None, &staff.actor()).await?;
    tracing::info!("staff answered an inbound email");
    Ok(InboundView::of(id, mail))
}

/// Takes an email that needs no request off its list.
///
/// # Errors
/// [`Error`] if there is no such email, or if the store fails.
pub async fn close(desk: &Desk, name: &str, staff: &Staff) -> Result<InboundView, Error> {
    let (id, mail) = find(desk, name).await?;
    desk.store.triage(id, None, &staff.actor()).await?;
    Ok(InboundView::of(id, mail))
}

async fn find(desk: &Desk, name: &str) -> Result<(ReceiptId, UnopenedEmail), Error> {
    let no_email = || Problem::not_found("There is no such inbound email.");
    let id: ReceiptId = name.parse().map_err(|_| no_email())?;
    let mail = desk.store.unopened(id).await?;
    mail.map(|mail| (id, mail)).ok_or_else(|| no_email().into())
}
