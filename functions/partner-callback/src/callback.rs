//! A signed callback: `{"id": "msg_…"}`, with the ID of the notification.

use crate::Deps;
use domain::keys::PartnerSecret;
use domain::notification::{By, DeliveryId};
use domain::partner::Means;
use http::HeaderMap;
use pages::{FieldError, Problem};
use serde::{Deserialize, Serialize};
use store::StoreError;
use webhooks::{Headers, Key, NotSigned};

#[derive(Deserialize)]
struct Body {
    id: String,
}

/// The response to a callback.
#[derive(Serialize)]
pub(crate) struct Taken {
    id: String,
    /// The state of the delivery.
    state: &'static str,
}

/// Checks a callback and records the acknowledgement. Returns the problem of an invalid one.
pub(crate) async fn take(
    deps: &Deps,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Result<Taken, Problem>, StoreError> {
    let Ok(Body { id }) = serde_json::from_slice(body) else {
        let example =
            "Send JSON with the id that came with the notification, like {\"id\":\"msg_…\"}";
        return Ok(Err(Problem::invalid(vec![FieldError::new("id", example)])));
    };
    let id = match DeliveryId::parse(&id) {
        Ok(id) => id,
        Err(error) => {
            let error = FieldError::new("id", error.to_string());
            return Ok(Err(Problem::invalid(vec![error])));
        }
    };
    let checked = verify(deps, headers, body, &id).await?;
    if let Err(wrong) = checked {
        tracing::warn!(partner = %id.to, reason = %wrong, "a callback is refused");
        return Ok(Err(refused(wrong)));
    }
    let now = deps.clock.now();
    let Some(moved) = deps.store.acknowledge(&id, By::Callback, now).await? else {
        return Ok(Err(Problem::no_page()));
    };
    tracing::info!(partner = %id.to, "a partner acknowledged by callback");
    Ok(Ok(Taken {
        id: id.to_string(),
        state: moved.state.name(),
    }))
}

/// Checks the signature. A callback whose form or time is wrong costs no read, because anyone can post one.
async fn verify(
    deps: &Deps,
    headers: &HeaderMap,
    body: &[u8],
    id: &DeliveryId,
) -> Result<Result<(), NotSigned>, StoreError> {
    let headers = signature_headers(headers);
    let now = deps.wall_clock.now();
    if let Err(wrong) = headers.check_form(now) {
        return Ok(Err(wrong));
    }
    let mut checked = Err(NotSigned::Wrong);
    for secret in secrets(deps, id).await? {
        let Ok(key) = Key::of(&secret.0) else {
            continue;
        };
        match key.check(&headers, body, now) {
            Err(NotSigned::Wrong) => {}
            fits => checked = fits,
        }
    }
    Ok(checked)
}

fn refused(wrong: NotSigned) -> Problem {
    Problem::invalid_signature(match wrong {
        NotSigned::Wrong => {
            "Sign id.timestamp.body with the secret that we gave to this notification's partner, as Standard Webhooks specifies."
        }
        NotSigned::NoTime => "Send the Unix time of the attempt in webhook-timestamp.",
        NotSigned::Stale => {
            "The signature is more than five minutes old, or your clock is wrong. Sign each attempt when you send it."
        }
    })
}

/// Returns the secrets of the notified partner: from the current list or, if it is no longer listed, from the list that the
/// notification was fanned out by.
async fn secrets(deps: &Deps, id: &DeliveryId) -> Result<Vec<PartnerSecret>, StoreError> {
    let now = deps.clock.now();
    let list = deps.partner_list.get(&deps.store, now).await?;
    let mut partner = list.and_then(|list| list.get(&id.to).cloned());
    if partner.is_none()
        && let Some(found) = deps.store.delivery(id).await?
        && let Some(notification) = deps.store.notification(&found.notification).await?
        && let Some((version, _)) = notification.pinned
    {
        let list = deps.store.partners_in(version).await?;
        partner = list.and_then(|list| list.get(&id.to).cloned());
    }
    Ok(match partner.map(|partner| partner.means) {
        Some(Means::Webhook { secret, .. }) => deps.keys.secrets(&id.to, secret, now),
        Some(Means::Email { .. }) | None => Vec::new(),
    })
}

fn signature_headers(headers: &HeaderMap) -> Headers<'_> {
    let header = |name| {
        headers
            .get(name)
            .map_or(&[][..], http::HeaderValue::as_bytes)
    };
    Headers {
        id: header(webhooks::ID),
        timestamp: header(webhooks::TIMESTAMP),
        signature: header(webhooks::SIGNATURE),
    }
}
