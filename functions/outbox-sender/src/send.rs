//! One email at a time: claim, count, send, mark.

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

/// What became of an email.
enum Fate {
    Sent,
    Held,
    Covered,
    HandedOver,
    Postponed {
        /// Whether it was tried for long.
        stuck: bool,
    },
    /// Somebody else has it, or it is not due.
    NotOurs,
}

/// Sends these emails, and begins none after the limit: those come due in the index. One that fails doesn't keep the
/// others.
pub(crate) async fn all(deps: &Deps, keys: &[EmailKey], limit: Limit, run: &mut Run) {
    for key in keys.iter().take_while(|_| !limit.has_come()) {
        match one(deps, key).await {
            Ok(Fate::Sent) => run.sent += 1,
            Ok(Fate::Held) => run.held += 1,
            Ok(Fate::Covered) => run.covered += 1,
            Ok(Fate::HandedOver) => run.handed_over += 1,
            Ok(Fate::Postponed { stuck }) => {
                run.postponed += 1;
                run.stuck += u32::from(stuck);
            }
            Ok(Fate::NotOurs) => {}
            Err(Failed { error, stuck }) => {
                run.failed += 1;
                run.stuck += u32::from(stuck);
                tracing::error!(%error, "an email comes due again");
            }
        }
    }
}

/// Why an email comes due again.
struct Failed {
    error: StoreError,
    /// Whether somebody must look into it: it was tried for long, or the table won't have it at all.
    stuck: bool,
}

async fn one(deps: &Deps, key: &EmailKey) -> Result<Fate, Failed> {
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
        return Ok(Fate::NotOurs);
    };
    let left = leave(deps, key, &pending, now).await;
    left.map_err(|error| Failed {
        error,
        stuck: pending.attempts >= TRIES_UNTIL_STUCK,
    })
}

/// A claimed email leaves, or it is found why it doesn't.
async fn leave(
    deps: &Deps,
    key: &EmailKey,
    pending: &PendingEmail,
    now: Timestamp,
) -> Result<Fate, StoreError> {
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
        Addressee::Manual(why) => return hand_over(deps, pending, *why, now).await,
        // An email to ourselves would come back as a request.
        Addressee::Email(address) if address.normalized() == deps.company.inbox.normalized() => {
            return hand_over(deps, pending, ManualDeliveryReason::OurOwnAddress, now).await;
        }
        Addressee::Email(address) => address.clone(),
    };
    let identifier = Identifier::Email(address.clone());
    if pending.state == EmailState::Held {
        deps.store.summarize(pending, &identifier, now).await?;
        return Ok(Fate::Held);
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
                return Ok(Fate::Covered);
            }
            SendDecision::Hold => {
                deps.store
                    .hold(pending, &identifier, before(by).max(now))
                    .await?;
                return Ok(Fate::Held);
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

/// The morning of the day before a date: when a held email leaves at the latest.
fn before(date: Date) -> Timestamp {
    let day_before = date.yesterday().unwrap_or(date);
    let morning = Calendar::California
        .start_of(day_before)
        .checked_add(SignedDuration::from_hours(9));
    morning.unwrap_or(Timestamp::MAX)
}

async fn hand_over(
    deps: &Deps,
    pending: &PendingEmail,
    why: ManualDeliveryReason,
    now: Timestamp,
) -> Result<Fate, StoreError> {
    deps.store.hand_to_staff(pending, why, now).await?;
    Ok(Fate::HandedOver)
}

async fn send(
    deps: &Deps,
    pending: &PendingEmail,
    raw: std::io::Result<Vec<u8>>,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<Fate, StoreError> {
    let raw = raw.map_err(|_| StoreError::Encode { kind: "email" })?;
    let message = RawMessage::builder().data(Blob::new(raw)).build();
    let Ok(message) = message else {
        return Err(StoreError::Encode { kind: "email" });
    };
    let answer = deps
        .ses
        .send_raw_email()
        .source(deps.company.inbox.as_str())
        .destinations(address.as_str())
        .raw_message(message)
        .set_configuration_set_name(deps.configuration_set.clone())
        .send()
        .await;
    match answer {
        Ok(taken) => {
            deps.store
                .mark_sent(
                    pending,
                    &Sent {
                        at: now,
                        ses_id: taken.message_id,
                    },
                )
                .await?;
            Ok(Fate::Sent)
        }
        Err(error) if is_about_the_email(&error) && pending.attempts >= TRIES_BEFORE_STAFF => {
            tracing::warn!(code = code(&error), "SES won't take an email");
            hand_over(deps, pending, ManualDeliveryReason::Refused, now).await
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
                    now.checked_add(pause(pending.attempts)).unwrap_or(now),
                )
                .await?;
            let stuck = pending.attempts >= TRIES_UNTIL_STUCK;
            Ok(Fate::Postponed { stuck })
        }
    }
}

/// How often an email is tried that SES refuses for itself, before staff get it.
const TRIES_BEFORE_STAFF: u64 = 3;

/// How often an email was tried in its first ten minutes.
const TRIES_UNTIL_STUCK: u64 = 7;

/// Whether SES refuses this email, rather than any email at this moment. While our own identity isn't
/// verified it refuses them all, and they can leave once it is.
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

/// How long to wait after so many attempts: 10 seconds, doubled each time, an hour at the most. The alarm about what is
/// stuck looks at two hours.
fn pause(attempts: u64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or(u32::MAX)
        .min(12);
    SignedDuration::from_secs((10_i64 << doublings).min(60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        assert_eq!(pause(1), SignedDuration::from_secs(10));
        assert_eq!(pause(2), SignedDuration::from_secs(20));
        assert_eq!(pause(0), SignedDuration::from_secs(10));
        assert_eq!(pause(u64::MAX), SignedDuration::from_hours(1));
    }

    #[test]
    fn what_is_stuck_was_tried_for_ten_minutes() {
        let tried: SignedDuration = (1..TRIES_UNTIL_STUCK).map(pause).sum();
        assert_eq!(tried.as_mins(), 10);
    }

    #[test]
    fn a_held_email_leaves_before_its_date() {
        let date = jiff::civil::date(2026, 12, 9);
        assert!(before(date) < Calendar::California.start_of(date));
    }
}
