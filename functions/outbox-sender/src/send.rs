//! Sends one email: claim, count, start, send, mark.

use crate::pace::Pace;
use crate::{Deps, LEASE, mime};
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};
use domain::calendar::Calendar;
use domain::company::Company;
use domain::outbound_email::{Addressee, EMAIL_TAG, EmailKind, ManualDeliveryReason, SendPolicy};
use domain::partner::Partners;
use domain::person::{EmailAddress, Identifier};
use jiff::{SignedDuration, Timestamp};
use std::error::Error;
use store::{
    EmailKey, EmailState, JoinDecision, OutboxItem, PendingEmail, SendDecision, Sent, StoreError,
    SummaryDecision,
};

/// The result for one email.
pub(crate) enum SendResult {
    Sent,
    /// SES may have accepted it, and the table doesn't have the outcome.
    Unconfirmed {
        /// Whether it happened to the same email before.
        stuck: bool,
    },
    Held,
    Covered,
    HandedOver,
    Postponed {
        /// Whether it was retried for ten minutes or more.
        stuck: bool,
    },
    /// SES accepts no more emails at this rate.
    Throttled,
    /// Another run holds the claim, or the email is not due.
    NotClaimed,
}

/// Why an email failed. It comes due again.
pub(crate) struct Failed {
    pub(crate) error: StoreError,
    /// Whether staff must investigate: it was retried for long, or the table refuses it.
    pub(crate) stuck: bool,
}

/// How long an email that SES may have accepted waits for SES's event, before it is sent again. A second copy does less
/// harm than no copy.
const EVENT_WITHIN: SignedDuration = SignedDuration::from_mins(30);

/// How long an email that can't be read waits. It must not keep coming due before the others.
const UNREADABLE: SignedDuration = SignedDuration::from_hours(1);

/// How long an email waits that SES throttled. The run also slows down.
const THROTTLED: SignedDuration = SignedDuration::from_secs(30);

/// Sends an email, if it is due.
pub(crate) async fn one(deps: &Deps, pace: &Pace, key: &EmailKey) -> Result<SendResult, Failed> {
    let now = deps.clock.now();
    let pending = match deps.store.claim(key, now, LEASE).await {
        Ok(Some(pending)) => pending,
        Ok(None) => return Ok(SendResult::NotClaimed),
        Err(error) => return Err(not_claimed(deps, key, error, now).await),
    };
    let result = process(deps, pace, key, &pending, now).await;
    result.map_err(|error| Failed {
        error,
        stuck: pending.attempts >= ATTEMPTS_UNTIL_STUCK,
    })
}

async fn not_claimed(deps: &Deps, key: &EmailKey, error: StoreError, now: Timestamp) -> Failed {
    let unreadable = matches!(error, StoreError::Corrupt { .. });
    if unreadable && let Err(error) = deps.store.postpone(key, now + UNREADABLE, 1).await {
        tracing::warn!(%error, "an unreadable email is not postponed");
    }
    Failed {
        stuck: unreadable || matches!(error, StoreError::Refused { .. }),
        error,
    }
}

/// Sends a claimed email, or finds that it must be held, covered or delivered manually.
async fn process(
    deps: &Deps,
    pace: &Pace,
    key: &EmailKey,
    pending: &PendingEmail,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    let id = pending.key.email_id();
    if let OutboxItem::Staff { to, email } = &pending.content {
        let words = emails::render_for_staff(email, &deps.company);
        let raw = mime::to_staff(id, to.as_str(), words, &deps.company, now);
        return send(deps, pace, pending, raw, to, now).await;
    }
    if let OutboxItem::Partner { to, email } = &pending.content {
        let words = emails::render_for_partner(email, &deps.company, &deps.links);
        let raw = mime::to_partner(id, to.as_str(), words, &deps.company, now);
        return send(deps, pace, pending, raw, to, now).await;
    }
    let Some(email) = pending.content.first() else {
        return Err(StoreError::Corrupt { kind: "email" });
    };
    let address = match &email.to {
        Addressee::Manual(why) => return deliver_manually(deps, pending, *why, now).await,
        // An email to our own inbox would become a request.
        Addressee::Email(address) if deps.company.has_inbox(address) => {
            return deliver_manually(deps, pending, ManualDeliveryReason::OurOwnAddress, now).await;
        }
        Addressee::Email(address) => address,
    };
    if email.is_done_without_partners() && deps.store.receipt_says_done(pending).await? {
        deps.store.mark_covered(key).await?;
        return Ok(SendResult::Covered);
    }
    let partners = match email.kind {
        EmailKind::ImmediateRecorded => deps.store.partner_list(&deps.partner_list).await?,
        _ => None,
    };
    let noted = match without_partners(deps, pending, partners.as_deref(), now).await {
        // Another run has joined it with the other receipts of its message.
        Err(StoreError::Changed) => return Ok(SendResult::NotClaimed),
        noted => noted?,
    };
    let pending = noted.as_ref().unwrap_or(pending);
    if let Some(kept) = join(deps, pending, address, now).await? {
        return Ok(kept);
    }
    if let Some(kept) = count(deps, key, pending, address, now).await? {
        return Ok(kept);
    }
    let Some(email) = pending.content.first() else {
        return Err(StoreError::Corrupt { kind: "email" });
    };
    let words = match &pending.content {
        OutboxItem::Summary(emails) => {
            emails::render_summary(emails, &deps.company, &deps.links, deps.texts)
        }
        OutboxItem::Single(_) | OutboxItem::Staff { .. } | OutboxItem::Partner { .. } => {
            emails::render(email, &deps.company, &deps.links, deps.texts)
        }
    };
    let sender = sender(deps, &pending.content);
    let raw = mime::message(email, id, address.as_str(), words, sender, now);
    send(deps, pace, pending, raw, address, now).await
}

/// Returns the company as the recipient of this email knows it. Staff and partners know it by its own name.
fn sender<'a>(deps: &'a Deps, content: &OutboxItem) -> &'a Company {
    deps.company.under(match content {
        OutboxItem::Single(email) => email.brand.as_ref(),
        OutboxItem::Summary(emails) => emails::brand_of(emails),
        OutboxItem::Staff { .. } | OutboxItem::Partner { .. } => None,
    })
}

/// Notes on a receipt that no partner has to be notified, so that it also says that the request is done. Returns the changed
/// email. Once an attempt to send it has started, its text stays the same.
async fn without_partners(
    deps: &Deps,
    pending: &PendingEmail,
    partners: Option<&Partners>,
    now: Timestamp,
) -> Result<Option<PendingEmail>, StoreError> {
    let (OutboxItem::Single(email), Some(partners)) = (&pending.content, partners) else {
        return Ok(None);
    };
    let today = Calendar::California.date_of(now);
    if pending.started || email.no_partners || !email.concerns_no_partner(partners, today) {
        return Ok(None);
    }
    deps.store.note_no_partners(&pending.key).await?;
    let mut noted = pending.clone();
    if let OutboxItem::Single(email) = &mut noted.content {
        email.no_partners = true;
    }
    Ok(Some(noted))
}

/// Replaces the receipts of one message by one email, once all of them are stored. Returns the result of an email that
/// doesn't leave now.
async fn join(
    deps: &Deps,
    pending: &PendingEmail,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<Option<SendResult>, StoreError> {
    let is_part = matches!(&pending.content, OutboxItem::Single(email) if email.together.is_some());
    if !is_part || pending.state != EmailState::Pending || !is_limited(pending) {
        return Ok(None);
    }
    let partners = deps.store.partner_list(&deps.partner_list).await?;
    let address = Identifier::Email(address.clone());
    let joining = deps
        .store
        .join_message(pending, &address, partners.as_deref(), now, deps.budget);
    match joining.await {
        Ok(JoinDecision::Alone) => Ok(None),
        Ok(JoinDecision::Joined) => Ok(Some(SendResult::Held)),
        Ok(JoinDecision::Wait(until)) => {
            let tried = pending.attempts.saturating_sub(1);
            match deps.store.postpone(&pending.key, until, tried).await {
                Ok(()) => Ok(Some(SendResult::Postponed { stuck: false })),
                Err(StoreError::Changed) => Ok(Some(SendResult::NotClaimed)),
                Err(error) => Err(error),
            }
        }
        Ok(JoinDecision::Covered) => {
            deps.store.mark_covered(&pending.key).await?;
            Ok(Some(SendResult::Covered))
        }
        Ok(JoinDecision::Hold(until)) => {
            deps.store.hold(pending, &address, until, now).await?;
            Ok(Some(SendResult::Held))
        }
        // Another run has joined them.
        Err(StoreError::Changed) => Ok(Some(SendResult::NotClaimed)),
        Err(error) => Err(error),
    }
}

/// Counts an email to a person against the limit of its address. This is the only place where emails are counted, and
/// every one passes it. Returns the result of an email that doesn't leave now.
async fn count(
    deps: &Deps,
    key: &EmailKey,
    pending: &PendingEmail,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<Option<SendResult>, StoreError> {
    let address = Identifier::Email(address.clone());
    if pending.state == EmailState::Held {
        return summarize(deps, pending, &address, now).await.map(Some);
    }
    if !is_limited(pending) {
        deps.store.count_required(pending, &address, now).await?;
        return Ok(None);
    }
    let decision = deps.store.reserve(pending, &address, now, deps.budget);
    match decision.await? {
        SendDecision::Send => Ok(None),
        SendDecision::Covered => {
            deps.store.mark_covered(key).await?;
            Ok(Some(SendResult::Covered))
        }
        SendDecision::Hold(until) => {
            deps.store.hold(pending, &address, until, now).await?;
            Ok(Some(SendResult::Held))
        }
    }
}

/// Whether the limit can hold an email: anyone could have caused it, and staff didn't release it. A summary was counted
/// when it was created.
fn is_limited(pending: &PendingEmail) -> bool {
    let OutboxItem::Single(email) = &pending.content else {
        return false;
    };
    matches!(email.send_policy, SendPolicy::Unproven { .. }) && !pending.released
}

/// Replaces the held emails of an address by a summary, if the address has room.
async fn summarize(
    deps: &Deps,
    held: &PendingEmail,
    address: &Identifier,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    let decision = deps.store.summarize(held, address, now, deps.budget).await;
    let kept = match decision {
        Ok(SummaryDecision::Summarized) => return Ok(SendResult::Held),
        Ok(SummaryDecision::Wait(until)) => deps.store.hold(held, address, until, now).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(SendResult::Held),
        // Another email's run has put this one into its summary.
        Err(StoreError::Changed) => Ok(SendResult::NotClaimed),
        Err(error) => Err(error),
    }
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

/// Sends an email. Only here does it take a place in the account's rate, so held emails don't slow down the others.
async fn send(
    deps: &Deps,
    pace: &Pace,
    pending: &PendingEmail,
    raw: std::io::Result<Vec<u8>>,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    let unencoded = || StoreError::Encode { kind: "email" };
    let raw = raw.map_err(|_| unencoded())?;
    let message = RawMessage::builder().data(Blob::new(raw)).build();
    let message = message.map_err(|_| unencoded())?;
    // SES's events repeat the tag, so an event finds the email even if the table never gets SES's message ID.
    let tag = MessageTag::builder().name(EMAIL_TAG);
    let tag = tag.value(pending.key.tag()).build();
    let tag = tag.map_err(|_| unencoded())?;
    pace.turn().await;
    let again = now + EVENT_WITHIN;
    deps.store.start_send(&pending.key, now, again).await?;
    let response = deps
        .ses
        .send_raw_email()
        .source(sender(deps, &pending.content).inbox.as_str())
        .destinations(address.as_str())
        .raw_message(message)
        .tags(tag)
        .set_configuration_set_name(deps.configuration_set.clone())
        .send()
        .await;
    match response {
        Ok(accepted) => {
            let sent = Sent {
                at: now,
                ses_id: accepted.message_id,
            };
            Ok(mark_sent(deps, pending, &sent).await)
        }
        Err(error) => not_sent(deps, pending, &error, now).await,
    }
}

async fn mark_sent(deps: &Deps, pending: &PendingEmail, sent: &Sent) -> SendResult {
    match deps.store.mark_sent(pending, sent).await {
        Ok(()) => SendResult::Sent,
        Err(error) => {
            tracing::error!(%error, "an email was sent and not marked: it waits for SES's event");
            SendResult::Unconfirmed { stuck: false }
        }
    }
}

async fn not_sent<R>(
    deps: &Deps,
    pending: &PendingEmail,
    error: &SdkError<SendRawEmailError, R>,
    now: Timestamp,
) -> Result<SendResult, StoreError> {
    let attempts = pending.attempts;
    tracing::warn!(code = code(error), attempts, "an email was not sent");
    if is_unanswered(error) {
        return Ok(SendResult::Unconfirmed {
            stuck: attempts > 1,
        });
    }
    if is_about_the_email(error) && attempts >= ATTEMPTS_BEFORE_STAFF {
        return deliver_manually(deps, pending, ManualDeliveryReason::Refused, now).await;
    }
    let key = &pending.key;
    if is_throttled(error) {
        let tried = attempts.saturating_sub(1);
        deps.store.postpone(key, now + THROTTLED, tried).await?;
        return Ok(SendResult::Throttled);
    }
    deps.store
        .postpone(key, now + backoff(attempts), attempts)
        .await?;
    let stuck = attempts >= ATTEMPTS_UNTIL_STUCK;
    Ok(SendResult::Postponed { stuck })
}

/// The number of attempts for an email that SES refuses, before staff must deliver it.
const ATTEMPTS_BEFORE_STAFF: u64 = 3;

/// The number of attempts in the first ten minutes of an email.
const ATTEMPTS_UNTIL_STUCK: u64 = 7;

/// Whether SES gave no answer that we could read. It may have accepted the email.
fn is_unanswered<R>(error: &SdkError<SendRawEmailError, R>) -> bool {
    match error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        SdkError::DispatchFailure(failure) => {
            let error = failure.as_connector_error();
            !error.is_some_and(|error| is_unconnected(error))
        }
        _ => false,
    }
}

/// Whether no connection to SES was made, so that SES can't have got the email: DNS, a refused connection, or a timeout
/// while connecting.
fn is_unconnected(error: &(dyn Error + 'static)) -> bool {
    let client = error.downcast_ref::<hyper_util::client::legacy::Error>();
    client.is_some_and(hyper_util::client::legacy::Error::is_connect)
        || error.source().is_some_and(is_unconnected)
}

/// Whether SES refuses this particular email. While our own identity is unverified, SES refuses all emails; they can be
/// sent after verification.
fn is_about_the_email<R>(error: &SdkError<SendRawEmailError, R>) -> bool {
    let refused = matches!(
        code(error),
        "MessageRejected" | "InvalidParameterValue" | "ValidationError"
    );
    refused && !message(error).contains("not verified")
}

/// Whether SES refuses the rate. This passes in seconds, so it is no reason to alert staff. The daily quota has the same
/// code, and is one.
fn is_throttled<R>(error: &SdkError<SendRawEmailError, R>) -> bool {
    let throttled = matches!(code(error), "Throttling" | "ThrottlingException");
    throttled && !message(error).contains("Daily")
}

fn code<R>(error: &SdkError<SendRawEmailError, R>) -> &str {
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    code.unwrap_or("no answer")
}

fn message<R>(error: &SdkError<SendRawEmailError, R>) -> &str {
    let service = error.as_service_error();
    service
        .and_then(ProvideErrorMetadata::message)
        .unwrap_or_default()
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

    fn refused(code: &str, message: &str) -> SdkError<SendRawEmailError, ()> {
        let meta = aws_sdk_ses::error::ErrorMetadata::builder();
        let meta = meta.code(code).message(message).build();
        SdkError::service_error(SendRawEmailError::generic(meta), ())
    }

    /// Sends an email to an SES at this port, and returns the error.
    async fn error_at(port: u16) -> SdkError<SendRawEmailError> {
        use aws_sdk_ses::config::{BehaviorVersion, Config, Credentials, Region};
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
            .retry_config(aws_sdk_ses::config::retry::RetryConfig::disabled())
            .endpoint_url(format!("http://127.0.0.1:{port}"))
            .build();
        let raw = RawMessage::builder().data(Blob::new("raw")).build();
        let sends = aws_sdk_ses::Client::from_conf(config)
            .send_raw_email()
            .raw_message(raw.unwrap());
        sends.send().await.unwrap_err()
    }

    #[tokio::test]
    async fn only_an_email_that_reached_ses_waits_for_its_event() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = async {
            let (connection, _) = listener.accept().await.unwrap();
            connection.readable().await.unwrap();
        };
        let (cut_off, ()) = tokio::join!(error_at(port), cut);
        assert!(is_unanswered(&cut_off), "{cut_off:?}");
        drop(listener);
        let refused = error_at(port).await;
        assert!(!is_unanswered(&refused), "{refused:?}");
    }

    #[test]
    fn only_the_daily_quota_is_a_reason_to_alert_staff() {
        let rate = refused("Throttling", "Maximum sending rate exceeded.");
        let quota = refused("Throttling", "Daily message quota exceeded.");
        assert!(is_throttled(&rate));
        assert!(!is_throttled(&quota));
        assert!(!is_unanswered(&quota));
    }
}
