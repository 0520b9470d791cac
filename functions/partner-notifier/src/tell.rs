//! One notification to one partner: sent, and what came of it written down.

use crate::{Deps, body};
use domain::notification::{DeliveryState, Failure, PartnerDelivery, PartnerEmail, Tried};
use domain::partner::{Confirms, Means, Partner, PartnerId, SecretVersion};
use domain::request::Request;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use store::{OutboxItem, StoreError, StoredDelivery};
use webhooks::Key;

/// Partners that did not answer in this run. They are left alone until the next, and nothing is counted against
/// them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resting(Arc<Mutex<BTreeSet<PartnerId>>>);

impl Resting {
    pub(crate) fn has(&self, partner: &PartnerId) -> bool {
        let resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.contains(partner)
    }

    fn add(&self, partner: &PartnerId) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.insert(partner.clone());
    }
}

/// Tells one partner, if it is its time. Gives back how far that has come; nothing if it was left as it is.
pub(crate) async fn one(
    deps: &Deps,
    request: &Request,
    seen: StoredDelivery,
    partner: Option<Partner>,
    resting: &Resting,
) -> Result<Option<DeliveryState>, StoreError> {
    let now = deps.clock.now();
    if !matches!(seen.delivery.state, DeliveryState::Pending { .. }) {
        let checked_until = seen.delivery.checked_at(now);
        return write(deps, &seen, checked_until).await;
    }
    if resting.has(&seen.delivery.to) {
        return Ok(None);
    }
    let tried = match partner.as_ref().map(|partner| &partner.means) {
        Some(Means::Webhook {
            url,
            confirms,
            secret,
        }) => {
            let posted = post(deps, request, &seen, url, *secret).await;
            if matches!(posted, Err(Failure::Late | Failure::Unreachable)) {
                resting.add(&seen.delivery.to);
            }
            match (posted, confirms) {
                (Ok(()), Confirms::Response) => Tried::Acknowledged,
                (Ok(()), Confirms::Callback) => Tried::Arrived,
                (Err(failure), _) => Tried::Failed(failure),
            }
        }
        Some(Means::Email { address }) if address.is_deliverable_by_ses() => {
            let kind = partner.as_ref().map(|partner| partner.kind);
            let email = kind.and_then(|kind| PartnerEmail::about(request, &seen.id(), kind));
            let email = email.ok_or(StoreError::Invariant {
                what: "a notification belongs to an immediate or a verifiable request",
            })?;
            let post = OutboxItem::Partner {
                to: address.clone(),
                email,
            };
            let sent = seen.delivery.tried(Tried::Arrived, now);
            let notified = deps.store.send_by_email(&seen, &sent, &post, now).await?;
            return Ok(notified.then_some(sent.state));
        }
        Some(Means::Email { .. }) | None => Tried::Failed(Failure::BadAddress),
    };
    let moved = seen.delivery.tried(tried, deps.clock.now());
    write(deps, &seen, moved).await
}

async fn write(
    deps: &Deps,
    seen: &StoredDelivery,
    moved: PartnerDelivery,
) -> Result<Option<DeliveryState>, StoreError> {
    // Whoever acknowledged meanwhile was faster, and that counts.
    let written = deps.store.save_delivery(seen, &moved).await?;
    if let (true, DeliveryState::GivenUp { .. }) = (written, moved.state) {
        tracing::warn!(partner = %moved.to, tries = moved.tries, "a partner is given up");
    }
    Ok(written.then_some(moved.state))
}

async fn post(
    deps: &Deps,
    request: &Request,
    seen: &StoredDelivery,
    url: &str,
    secret: SecretVersion,
) -> Result<(), Failure> {
    let id = seen.id().to_string();
    let body = body::of(request, &id);
    let now = deps.clock.now();
    let mut second = String::new();
    let mut signatures = Vec::new();
    for secret in deps.keys.secrets(&seen.delivery.to, secret, now) {
        let key = Key::of(&secret.0).map_err(|_| Failure::BadAddress)?;
        let (at, signature) = key.sign(&id, &body, now);
        second = at;
        signatures.push(signature);
    }
    if signatures.is_empty() {
        tracing::error!(partner = %seen.delivery.to, "the key of a partner's secret is gone: give it a new one");
        return Err(Failure::BadAddress);
    }
    let headers = [
        (webhooks::ID, id),
        (webhooks::TIMESTAMP, second),
        (webhooks::SIGNATURE, signatures.join(" ")),
    ];
    deps.web.post(url, headers, body).await
}
