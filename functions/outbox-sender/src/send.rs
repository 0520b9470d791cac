//! Sends one email at a time: claim, count, send, mark.

use crate::{Deps, LEASE, Run, mime};
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use domain::calendar::Calendar;
use domain::outbound_email::{Addressee, ManualDeliveryReason, SendPolicy};
use domain::person::{EmailAddress, Identifier};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use runtime::Limit;
use store::{EmailKey, EmailState, OutboxItem, PendingEmail, SendDecision, Sent, StoreError};

/// The result for one email.
enum SendResult {
    Sent,
    Held,
    Covered,
    HandedOver,
    Postponed {
        /// Whether it was retried for ten minutes or more.
        stuck: bool,
    },
    /// Another run holds the claim, or the email is not due.
    NotClaimed,
}

/// Sends these emails, and starts none after the limit: the others stay due in the index. A failure does not stop the
/// others.
pub(crate) async fn all(deps: &Deps, keys: &[EmailKey], limit: Limit, run: &mut Run) {
    for key in keys.iter().take_while(|_| !limit.has_come()) {
        match one(deps, key).await {
            Ok(SendResult::Sent) => run.sent += 1,
            Ok(SendResult::Held) => run.held += 1,
            Ok(SendResult::Covered) => run.covered += 1,
            Ok(SendResult::HandedOver) => run.handed_over += 1,
            Ok(SendResult::Postponed { stuck }) => {
                run.postponed += 1;
                run.stuck += u32::from(stuck);
            }
            Ok(SendResult::NotClaimed) => {}
            Err(Failed { error, stuck }) => {
                run.failed += 1;
                run.stuck += u32::from(stuck);
                tracing::error!(%error, "an email failed and comes due again");
            }
        }
    }
}

/// Why an email failed. It comes due again.
struct Failed {
    error: StoreError,
    /// Whether staff must investigate: it was retried for long, or the table refuses it.
    stuck: bool,
}

async fn one(deps: &Deps, key: &EmailKey) -> Result<SendResult, Failed> {
    let now = deps.clock.now();
    let claimed = deps.store.claim(key, now, LEASE).await;
    let claimed = claimed.map_err(|error| Failed {
        stuck: matches!(
            error,
            StoreError::Corrupt { .. } | StoreError::Refused { .. }
        ),
        error,
    })?;
    let Some(pending) = claimed else {
        return Ok(SendResult::NotClaimed);
    };
    let result = process(deps, key, &pending, now).await;
    result.map_err(|error| Failed {
        error,
        stuck: pending.attempts >= ATTEMPTS_UNTIL_STUCK,
    })
}

/// Sends a claimed email, or finds that it must be held, covered or delivered manually.
async fn process(
    deps: &Deps,
    key: &EmailKey,
    pending: &PendingEmail,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    if let OutboxItem::Staff { to, email } = &pending.content {
        let words = emails::render_for_staff(email, &deps.company);
        let id = pending.key.email_id();
        let raw = mime::to_staff(id, to.as_str(), words, &deps.company, now);
        return send(deps, pending, raw, to, now).await;
    }
    if let OutboxItem::Partner { to, email } = &pending.content {
        let words = emails::render_for_partner(email, &deps.company, &deps.links);
        let id = pending.key.email_id();
        let raw = mime::to_partner(id, to.as_str(), words, &deps.company, now);
        return send(deps, pending, raw, to, now).await;
    }
    let Some(email) = pending.content.first() else {
        return Err(StoreError::Corrupt { kind: "email" });
    };
    let address = match &email.to {
        Addressee::Manual(why) => return deliver_manually(deps, pending, *why, now).await,
        // An email to our own inbox would become a request.
        Addressee::Email(address) if address.normalized() == deps.company.inbox.normalized() => {
            return deliver_manually(deps, pending, ManualDeliveryReason::OurOwnAddress, now).await;
        }
        Addressee::Email(address) => address.clone(),
    };
    let identifier = Identifier::Email(address.clone());
    if pending.state == EmailState::Held {
        deps.store.summarize(pending, &identifier, now).await?;
        return Ok(SendResult::Held);
    }
    if let (OutboxItem::Single(_), SendPolicy::Unproven { by }) =
        (&pending.content, email.send_policy)
    {
        let today = Calendar::California.date_of(now);
        match deps
            .store
            .reserve(pending, &identifier, today, deps.budget)
            .await?
        {
            SendDecision::Send => {}
            SendDecision::Covered => {
                deps.store.mark_covered(key).await?;
                return Ok(SendResult::Covered);
            }
            SendDecision::Hold => {
                deps.store
                    .hold(pending, &identifier, before(by).max(now))
                    .await?;
                return Ok(SendResult::Held);
            }
        }
    }
    let words = match &pending.content {
        OutboxItem::Summary(emails) => emails::render_summary(emails, &deps.company, &deps.links),
        OutboxItem::Single(_) | OutboxItem::Staff { .. } | OutboxItem::Partner { .. } => {
            emails::render(email, &deps.company, &deps.links)
        }
    };
    let id = pending.key.email_id();
    let raw = mime::message(email, id, address.as_str(), words, &deps.company, now);
    send(deps, pending, raw, &address, now).await
}

/// Returns the morning of the day before a date: the latest time for a held email.
fn before(date: Date) -> Timestamp {
    let day_before = date.yesterday().unwrap_or(date);
    let morning = Calendar::California
        .start_of(day_before)
        .checked_add(SignedDuration::from_hours(9));
    morning.unwrap_or(Timestamp::MAX)
}

async fn deliver_manually(
    deps: &Deps,
    pending: &PendingEmail,
    why: ManualDeliveryReason,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    deps.store.hand_to_staff(pending, why, now).await?;
    Ok(SendResult::HandedOver)
}

async fn send(
    deps: &Deps,
    pending: &PendingEmail,
    raw: std::io::Result<Vec<u8>>,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    let raw = raw.map_err(|_| StoreError::Encode { kind: "email" })?;
    let message = RawMessage::builder().data(Blob::new(raw)).build();
    let Ok(message) = message else {
        return Err(StoreError::Encode { kind: "email" });
    };
    let response = deps
        .ses
        .send_raw_email()
        .source(deps.company.inbox.as_str())
        .destinations(address.as_str())
        .raw_message(message)
        .set_configuration_set_name(deps.configuration_set.clone())
        .send()
        .await;
    match response {
        Ok(accepted) => {
            deps.store
                .mark_sent(
                    pending,
                    &Sent {
                        at: now,
                        ses_id: accepted.message_id,
                    },
                )
                .await?;
            Ok(SendResult::Sent)
        }
        Err(error) if is_about_the_email(&error) && pending.attempts >= ATTEMPTS_BEFORE_STAFF => {
            tracing::warn!(code = code(&error), "SES refused an email");
            deliver_manually(deps, pending, ManualDeliveryReason::Refused, now).await
        }
        Err(error) => {
            tracing::warn!(
                code = code(&error),
                attempts = pending.attempts,
                "an email is postponed"
            );
            deps.store
                .postpone(
                    &pending.key,
                    now.checked_add(backoff(pending.attempts)).unwrap_or(now),
                )
                .await?;
            let stuck = pending.attempts >= ATTEMPTS_UNTIL_STUCK;
            Ok(SendResult::Postponed { stuck })
        }
    }
}

/// The number of attempts for an email that SES refuses, before staff must deliver it.
const ATTEMPTS_BEFORE_STAFF: u64 = 3;

/// The number of attempts in the first ten minutes of an email.
const ATTEMPTS_UNTIL_STUCK: u64 = 7;

/// Returns whether SES refuses this particular email. While our own identity is unverified, SES refuses all emails; they
/// can be sent after verification.
fn is_about_the_email<R>(error: &SdkError<SendRawEmailError, R>) -> bool {
    let refused = matches!(
        code(error),
        "MessageRejected" | "InvalidParameterValue" | "ValidationError"
    );
    let said = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::message)
        .unwrap_or_default();
    refused && !said.contains("not verified")
}

fn code<R>(error: &SdkError<SendRawEmailError, R>) -> &str {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
        .unwrap_or("delivery")
}

/// Returns the backoff after this number of attempts: 10 seconds, doubled each time, at most an hour. The alarm on stuck
/// emails covers two hours.
fn backoff(attempts: u64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or(u32::MAX)
        .min(12);
    SignedDuration::from_secs((10_i64 << doublings).min(60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_grows_to_an_hour() {
        assert_eq!(backoff(1), SignedDuration::from_secs(10));
        assert_eq!(backoff(2), SignedDuration::from_secs(20));
        assert_eq!(backoff(0), SignedDuration::from_secs(10));
        assert_eq!(backoff(u64::MAX), SignedDuration::from_hours(1));
    }

    #[test]
    fn a_stuck_email_was_retried_for_ten_minutes() {
        let tried: SignedDuration = (1..ATTEMPTS_UNTIL_STUCK).map(backoff).sum();
        assert_eq!(tried.as_mins(), 10);
    }

    #[test]
    fn a_held_email_is_sent_before_its_date() {
        let date = jiff::civil::date(2026, 12, 9);
        assert!(before(date) < Calendar::California.start_of(date));
    }
}
