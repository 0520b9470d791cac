//! Requests that reach staff by phone, on paper or in person, written down with their date.

use crate::call::Call;
use crate::fields::Fields;
use crate::problem::Problem;
use crate::view::Summary;
use crate::{Deps, answer};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use domain::digest::Digest;
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Submission};
use http::StatusCode;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::IntakeOutcome;

/// Opens a request that was not written to us, or meets the one that stands.
pub(crate) async fn manual(
    State(deps): State<Deps>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let now = deps.clock.now();
    let submission = read(&call, receipt(&call)?, now)?;
    taken_in(&deps, &call, submission, now).await
}

/// Takes a submission in that staff wrote down or found in an email.
pub(crate) async fn taken_in(
    deps: &Deps,
    call: &Call,
    submission: Submission,
    now: Timestamp,
) -> Result<HttpResponse, Problem> {
    let staff = Some(call.staff.actor());
    let (receipt, status) = match deps.store.intake_by(submission, staff, now).await? {
        IntakeOutcome::Created(receipt) => (receipt, StatusCode::CREATED),
        IntakeOutcome::MergedIntoActive(receipt) | IntakeOutcome::Replayed(receipt) => {
            (receipt, StatusCode::OK)
        }
        IntakeOutcome::IdempotencyConflict => {
            let message = "This key came before with another body";
            return Err(Problem::field("Idempotency-Key", message));
        }
    };
    let opened = deps.store.request(receipt.request).await?;
    let opened = opened.ok_or_else(crate::call::no_request)?;
    tracing::info!(channel = receipt.channel.as_str(), "staff opened a request");
    let body = json!({
        "request": Summary::of(&opened, now),
        "receipt": receipt.reference(),
        "opened": status == StatusCode::CREATED,
    });
    Ok(answer::versioned(status, opened.version, &body))
}

fn read(call: &Call, receipt: ReceiptId, now: Timestamp) -> Result<Submission, Problem> {
    let mut fields = Fields::of(&call.body)?;
    let channels = Channel::BY_STAFF.map(Channel::as_str);
    let channel = fields.required("channel", |fields, name| fields.one_of(name, &channels));
    let received = fields.required("received", |fields, name| {
        let day = fields.date(name)?;
        let at = at_noon(day, now);
        if at.is_none() {
            fields.wrong(name, "Give today or a day before it");
        }
        at
    });
    let right = fields.required("right", Fields::right);
    let person = fields.required("person", Fields::person);
    let agent = fields.agent("agent");
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
        received,
        mail: None,
        reviewed_first: false,
        digest: Digest::of(&call.body),
    })
}

/// When something reached us on this day: noon in California is the same day everywhere in the United States.
fn at_noon(day: Date, now: Timestamp) -> Option<Timestamp> {
    let calendar = Calendar::California;
    let today = calendar.date_of(now);
    let noon = calendar.start_of(day) + SignedDuration::from_hours(12);
    (day <= today).then(|| noon.min(now))
}

/// By the caller's key, or at random.
fn receipt(call: &Call) -> Result<ReceiptId, Problem> {
    if let Some(key) = call.headers.get("idempotency-key") {
        let key = key.to_str().unwrap_or_default();
        let fits = (22..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        let message = "Send 22 to 255 visible ASCII characters, such as a UUID";
        return fits
            .then(|| ReceiptId::from_idempotency_key(&format!("desk {key}")))
            .ok_or_else(|| Problem::field("Idempotency-Key", message));
    }
    let mut random = [0; 16];
    match getrandom::fill(&mut random) {
        Ok(()) => Ok(ReceiptId::from_bytes(random)),
        Err(_) => Err(Problem::of_store(&store::StoreError::Contended)),
    }
}
