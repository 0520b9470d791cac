//! Requests that reach staff by phone, on paper or in person. Staff record them with the date of arrival.

use crate::Desk;
use crate::error::Error;
use crate::fields::Fields;
use crate::views::Summary;
use domain::calendar::Calendar;
use domain::digest::Digest;
use domain::law::Right;
use domain::receipt::{ReceiptId, Reference};
use domain::request::{Asked, Channel, Submission};
use gateway::{Problem, RETRY_AFTER, Staff};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::IntakeOutcome;

/// A request after staff recorded it.
#[derive(Debug, Serialize)]
pub struct Recorded {
    /// The request.
    pub request: Summary,
    /// The reference of this submission.
    pub receipt: Reference,
    /// False if the submission joined an active request, or is a repeat.
    pub opened: bool,
}

/// Records a request: creates it, or merges it into the active one of the same person and right. `digest` is that of the
/// whole body.
///
/// # Errors
/// [`Error`] if a field is wrong, or if the store fails.
pub async fn create(
    desk: &Desk,
    staff: &Staff,
    receipt: ReceiptId,
    fields: Fields,
    digest: Digest,
) -> Result<Recorded, Error> {
    let now = desk.clock.now();
    let submission = read(fields, receipt, digest, now)?;
    store(desk, staff, submission, now).await
}

/// Stores a submission that staff recorded or found in an inbound email.
pub(crate) async fn store(
    desk: &Desk,
    staff: &Staff,
    submission: Submission,
    now: Timestamp,
) -> Result<Recorded, Error> {
    let submission = Submission {
        person: submission
            .person
            .under_health_law_if(desk.practices.health_data),
        ..submission
    };
    let by = Some(staff.actor());
    let (receipt, created) = match desk.store.submit_by(submission, by, now).await? {
        IntakeOutcome::Created(receipt) => (receipt, true),
        IntakeOutcome::MergedIntoActive(receipt) | IntakeOutcome::Replayed(receipt) => {
            (receipt, false)
        }
        IntakeOutcome::IdempotencyConflict => {
            let message = "This key was used before with another body";
            return Err(Problem::field("Idempotency-Key", message).into());
        }
    };
    let opened = desk.store.request(receipt.request).await?;
    let opened = opened.ok_or_else(crate::error::no_request)?;
    tracing::info!(channel = receipt.channel.as_str(), "staff opened a request");
    Ok(Recorded {
        request: Summary::of(&opened, now),
        receipt: receipt.reference(),
        opened: created,
    })
}

fn read(
    mut fields: Fields,
    receipt: ReceiptId,
    digest: Digest,
    now: Timestamp,
) -> Result<Submission, Problem> {
    let channels = Channel::BY_STAFF.map(Channel::as_str);
    let channel = fields.required("channel", |fields, name| fields.one_of(name, &channels));
    let received = fields.required("received", |fields, name| {
        let day = fields.date(name)?;
        let at = at_noon(day, now);
        if at.is_none() {
            fields.wrong(name, "Use today or an earlier day");
        }
        at
    });
    let right = fields.required("right", Fields::right);
    let person = fields.required("person", Fields::person);
    let is_stop = matches!(right, Some(Right::Immediate(_)));
    let by_post_only = person
        .as_ref()
        .is_some_and(|person| person.identifiers().is_empty());
    if is_stop && by_post_only {
        let needed = "Enter an email address, a phone number or an account ID: we can't stop anything for a postal address alone";
        fields.wrong("person.email", needed);
    }
    let agent = fields.agent("agent");
    let language = fields.language("language");
    fields.done()?;
    let channel = Channel::BY_STAFF
        .into_iter()
        .find(|known| Some(known.as_str()) == channel);
    let (Some(channel), Some(received), Some(right), Some(person)) =
        (channel, received, right, person)
    else {
        return Err(Problem::bad_json());
    };
    Ok(Submission {
        receipt,
        asked: Asked::Right(right),
        person,
        agent,
        channel,
        locale: language.unwrap_or_default(),
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest,
    })
}

/// Returns noon of this day in California, which is the same day everywhere in the United States. No later day than
/// today is possible.
fn at_noon(day: Date, now: Timestamp) -> Option<Timestamp> {
    let calendar = Calendar::California;
    let today = calendar.date_of(now);
    let noon = calendar.start_of(day) + SignedDuration::from_hours(12);
    (day <= today).then(|| noon.min(now))
}

/// Makes the ID of a receipt that no idempotency key names.
///
/// # Errors
/// [`Problem`] if the operating system returns no random bytes.
pub fn random_receipt() -> Result<ReceiptId, Problem> {
    let mut random = [0; 16];
    match getrandom::fill(&mut random) {
        Ok(()) => Ok(ReceiptId::from_bytes(random)),
        Err(_) => {
            tracing::error!("the operating system returned no random bytes");
            Err(Problem::unavailable(RETRY_AFTER))
        }
    }
}
