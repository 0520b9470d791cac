//! One notice to one recipient: sent, and what came of it written down.

use crate::{Deps, body};
use domain::notice::{Dispatch, DispatchState, Failure, PartnerLetter, Tried};
use domain::recipient::{Confirms, Means, Recipient, RecipientId, SecretVersion};
use domain::request::Request;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Post, StoreError, StoredDispatch};
use webhooks::Key;

/// Recipients that did not answer in this run. They are left alone until the next, and nothing is counted against
/// them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resting(Arc<Mutex<BTreeSet<RecipientId>>>);

impl Resting {
    pub(crate) fn has(&self, recipient: &RecipientId) -> bool {
        let resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.contains(recipient)
    }

    fn add(&self, recipient: &RecipientId) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.insert(recipient.clone());
    }
}

/// Tells one recipient, if it is its time. Gives back how far that has come; nothing if it was left as it is.
pub(crate) async fn one(
    deps: &Deps,
    request: &Request,
    seen: StoredDispatch,
    recipient: Option<Recipient>,
    resting: &Resting,
) -> Result<Option<DispatchState>, StoreError> {
    let now = deps.clock.now();
    if !matches!(seen.dispatch.state, DispatchState::Owed { .. }) {
        let looked = seen.dispatch.looked_at(now);
        return write(deps, &seen, looked).await;
    }
    if resting.has(&seen.dispatch.to) {
        return Ok(None);
    }
    let tried = match recipient.as_ref().map(|recipient| &recipient.means) {
        Some(Means::Webhook {
            url,
            confirms,
            secret,
        }) => {
            let posted = post(deps, request, &seen, url, *secret).await;
            if matches!(posted, Err(Failure::Late | Failure::Unreachable)) {
                resting.add(&seen.dispatch.to);
            }
            match (posted, confirms) {
                (Ok(()), Confirms::Answer) => Tried::Acknowledged,
                (Ok(()), Confirms::Callback) => Tried::Arrived,
                (Err(failure), _) => Tried::Failed(failure),
            }
        }
        Some(Means::Mail { address }) if address.takes_mail_from_ses() => {
            let kind = recipient.as_ref().map(|recipient| recipient.kind);
            let letter = kind.and_then(|kind| PartnerLetter::about(request, &seen.id(), kind));
            let letter = letter.ok_or(StoreError::Unreadable { kind: "request" })?;
            let post = Post::Partner {
                to: address.clone(),
                letter,
            };
            let sent = seen.dispatch.tried(Tried::Arrived, now);
            let told = deps.store.tell_by_letter(&seen, &sent, &post, now).await?;
            return Ok(told.then_some(sent.state));
        }
        Some(Means::Mail { .. }) | None => Tried::Failed(Failure::BadAddress),
    };
    let moved = seen.dispatch.tried(tried, deps.clock.now());
    write(deps, &seen, moved).await
}

async fn write(
    deps: &Deps,
    seen: &StoredDispatch,
    moved: Dispatch,
) -> Result<Option<DispatchState>, StoreError> {
    // Whoever acknowledged meanwhile was faster, and that counts.
    let written = deps.store.move_dispatch(seen, &moved).await?;
    if let (true, DispatchState::GivenUp { .. }) = (written, moved.state) {
        tracing::warn!(recipient = %moved.to, tries = moved.tries, "a recipient is given up");
    }
    Ok(written.then_some(moved.state))
}

async fn post(
    deps: &Deps,
    request: &Request,
    seen: &StoredDispatch,
    url: &str,
    secret: SecretVersion,
) -> Result<(), Failure> {
    let id = seen.id().to_string();
    let body = body::of(request, &id);
    let now = deps.clock.now();
    let mut second = String::new();
    let mut signatures = Vec::new();
    for secret in deps.keys.secrets(&seen.dispatch.to, secret, now) {
        let key = Key::of(&secret.0).map_err(|_| Failure::BadAddress)?;
        let (at, signature) = key.sign(&id, &body, now);
        second = at;
        signatures.push(signature);
    }
    if signatures.is_empty() {
        tracing::error!(recipient = %seen.dispatch.to, "the key of a recipient's secret is gone: give it a new one");
        return Err(Failure::BadAddress);
    }
    let headers = [
        (webhooks::ID, id),
        (webhooks::TIMESTAMP, second),
        (webhooks::SIGNATURE, signatures.join(" ")),
    ];
    deps.web.post(url, headers, body).await
}
