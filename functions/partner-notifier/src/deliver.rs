//! One delivery to one partner: sends it and stores the result.

use crate::{Deps, body};
use domain::notification::{DeliveryState, Failure, PartnerDelivery, PartnerEmail, Tried};
use domain::partner::{Confirms, Means, Partner, PartnerId, PartnerKind, SecretVersion};
use domain::person::EmailAddress;
use domain::request::Request;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use store::{OutboxItem, StoreError, StoredDelivery};
use webhooks::Key;

/// Partners that did not respond in this run. The run skips them without counting a failed attempt.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unresponsive(Arc<Mutex<BTreeSet<PartnerId>>>);

impl Unresponsive {
    pub(crate) fn has(&self, partner: &PartnerId) -> bool {
        let unresponsive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unresponsive.contains(partner)
    }

    fn add(&self, partner: &PartnerId) {
        let mut unresponsive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unresponsive.insert(partner.clone());
    }
}

/// Delivers to one partner if the delivery is due. Returns its new state if it changed.
pub(crate) async fn one(
    deps: &Deps,
    request: &Request,
    seen: StoredDelivery,
    partner: Option<Partner>,
    unresponsive: &Unresponsive,
) -> Result<Option<DeliveryState>, StoreError> {
    let now = deps.clock.now();
    let by_email = partner.as_ref().and_then(|partner| match &partner.means {
        Means::Email { address } if address.is_deliverable_by_ses() => {
            Some((partner.kind, address))
        }
        _ => None,
    });
    if !matches!(seen.delivery.state, DeliveryState::Pending { .. }) {
        if let (Some(to), Some(reminded)) = (by_email, seen.delivery.reminded(now)) {
            return email(deps, request, &seen, to, reminded).await;
        }
        let checked = seen.delivery.checked_at(now);
        return write(deps, &seen, checked).await;
    }
    if unresponsive.has(&seen.delivery.to) {
        return Ok(None);
    }
    let attempt = match partner
        .as_ref()
        .map(|partner| (partner.kind, &partner.means))
    {
        Some((
            kind,
            Means::Webhook {
                url,
                confirms,
                secret,
            },
        )) => {
            let body = body::of(request, &seen.id().to_string(), kind);
            let posted = post(deps, body, &seen, url, *secret).await;
            if matches!(posted, Err(Failure::Late | Failure::Unreachable)) {
                unresponsive.add(&seen.delivery.to);
            }
            match (posted, confirms) {
                (Ok(()), Confirms::Response) => Tried::Acknowledged,
                (Ok(()), Confirms::Callback) => Tried::Arrived,
                (Err(failure), _) => {
                    let to = &seen.delivery.to;
                    // It is tried again; the desk shows what is given up.
                    tracing::info!(partner = %to, ?failure, "a partner was not reached");
                    Tried::Failed(failure)
                }
            }
        }
        Some((_, Means::Email { .. })) | None => match by_email {
            Some(to) => {
                let sent = seen.delivery.emailed(now);
                return email(deps, request, &seen, to, sent).await;
            }
            None => Tried::Failed(Failure::BadAddress),
        },
    };
    let updated = seen.delivery.tried(attempt, deps.clock.now());
    write(deps, &seen, updated).await
}

/// Queues an email with the notification, or with a reminder of it.
async fn email(
    deps: &Deps,
    request: &Request,
    seen: &StoredDelivery,
    (kind, address): (PartnerKind, &EmailAddress),
    sent: PartnerDelivery,
) -> Result<Option<DeliveryState>, StoreError> {
    let email = PartnerEmail::about(request, &seen.id(), kind);
    let email = email.ok_or(StoreError::Invariant {
        what: "a notification belongs to an immediate or a verifiable request",
    })?;
    let post = OutboxItem::Partner {
        to: address.clone(),
        email: PartnerEmail {
            is_reminder: sent.reminders > 0,
            ..email
        },
    };
    let now = deps.clock.now();
    let written = deps.store.send_by_email(seen, &sent, &post, now).await?;
    Ok(written.then_some(sent.state))
}

async fn write(
    deps: &Deps,
    seen: &StoredDelivery,
    updated: PartnerDelivery,
) -> Result<Option<DeliveryState>, StoreError> {
    // If the partner acknowledged in the meantime, that state wins and this write fails.
    let written = deps.store.save_delivery(seen, &updated).await?;
    if let (true, DeliveryState::GivenUp { .. }) = (written, updated.state) {
        tracing::warn!(partner = %updated.to, tries = updated.tries, "a delivery is given up");
    }
    Ok(written.then_some(updated.state))
}

async fn post(
    deps: &Deps,
    body: Vec<u8>,
    seen: &StoredDelivery,
    url: &str,
    secret: SecretVersion,
) -> Result<(), Failure> {
    let id = seen.id().to_string();
    let signed_at = deps.wall_clock.now();
    let mut timestamp = String::new();
    let mut signatures = Vec::new();
    for secret in deps
        .keys
        .secrets(&seen.delivery.to, secret, deps.clock.now())
    {
        let key = Key::of(&secret.0).map_err(|_| Failure::BadAddress)?;
        let (at, signature) = key.sign(&id, &body, signed_at);
        timestamp = at;
        signatures.push(signature);
    }
    if signatures.is_empty() {
        tracing::error!(partner = %seen.delivery.to, "the key of a partner's secret is gone: set a new secret");
        return Err(Failure::BadAddress);
    }
    let headers = [
        (webhooks::ID, id),
        (webhooks::TIMESTAMP, timestamp),
        (webhooks::SIGNATURE, signatures.join(" ")),
    ];
    deps.web.post(url, headers, body).await
}
