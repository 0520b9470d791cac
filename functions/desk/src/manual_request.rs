//! Requests that reach staff by phone, on paper or in person. Staff record them with the date of arrival.

use crate::error::Error;
use crate::fields::Fields;
use crate::staff_call::StaffCall;
use crate::views::Summary;
use crate::{Deps, response};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use domain::digest::Digest;
use domain::receipt::{KeyOwner, ReceiptId};
use domain::request::{Asked, Channel, Submission};
use gateway::{IdempotencyKey, Problem, RETRY_AFTER};
use http::StatusCode;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::IntakeOutcome;

/// Records a request: creates it, or merges it into the active one of the same person and right.
pub(crate) async fn create(
    State(deps): State<Deps>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let now = deps.clock.now();
    let submission = read(&call, receipt(&call)?, now)?;
    store(&deps, &call, submission, now).await
}

/// Stores a submission that staff recorded or found in an inbound email.
pub(crate) async fn store(
    deps: &Deps,
    call: &StaffCall,
    submission: Submission,
    now: Timestamp,
) -> Result<HttpResponse, Error> {
    let submission = Submission {
        person: submission
            .person
            .under_health_law_if(deps.practices.health_data),
        ..submission
    };
    let staff = Some(call.staff.actor());
    let (receipt, status) = match deps.store.submit_by(submission, staff, now).await? {
        IntakeOutcome::Created(receipt) => (receipt, StatusCode::CREATED),
        IntakeOutcome::MergedIntoActive(receipt) | IntakeOutcome::Replayed(receipt) => {
            (receipt, StatusCode::OK)
        }
        IntakeOutcome::IdempotencyConflict => {
            let message = "This key was used before with another body";
            return Err(Problem::field("Idempotency-Key", message).into());
        }
    };
    let opened = deps.store.request(receipt.request).await?;
    let opened = opened.ok_or_else(crate::error::no_request)?;
    tracing::info!(channel = receipt.channel.as_str(), "staff opened a request");
    let body = json!({
        "request": Summary::of(&opened, now),
        "receipt": receipt.reference(),
        "opened": status == StatusCode::CREATED,
    });
    Ok(response::versioned(status, opened.version, &body))
}

fn read(call: &StaffCall, receipt: ReceiptId, now: Timestamp) -> Result<Submission, Problem> {
    let mut fields = Fields::of(&call.body)?;
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
        received,
        inbound_email: None,
        approval_required: false,
        details: None,
        digest: Digest::of(&call.body),
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

/// Derives the receipt ID from the idempotency key, or makes a random one.
fn receipt(call: &StaffCall) -> Result<ReceiptId, Problem> {
    if let Some(key) = IdempotencyKey::read(&call.headers)? {
        return Ok(key.receipt(KeyOwner::Staff));
    }
    let mut random = [0; 16];
    match getrandom::fill(&mut random) {
        Ok(()) => Ok(ReceiptId::from_bytes(random)),
        Err(_) => {
            tracing::error!("the operating system returned no random bytes");
            Err(Problem::unavailable(RETRY_AFTER))
        }
    }
}
