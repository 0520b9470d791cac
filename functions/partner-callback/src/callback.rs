//! A signed callback: `{"id": "msg_…"}`, the id that came with the notification.

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

/// What a callback is answered.
#[derive(Serialize)]
pub(crate) struct Taken {
    id: String,
    /// How far the notification has come.
    state: &'static str,
}

/// Takes a callback, or says what is wrong with it.
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
    let secrets = secrets(deps, &id).await?;
    if let Err(wrong) = check(deps, headers, body, &secrets) {
        tracing::warn!(partner = %id.to, reason = %wrong, "a callback is not taken");
        return Ok(Err(Problem::invalid_signature(match wrong {
            NotSigned::Wrong => {
                "Sign id.timestamp.body with the secret that this notification's partner got from us, as Standard Webhooks says."
            }
            NotSigned::NoTime => "Send the second of the attempt in webhook-timestamp.",
            NotSigned::Stale => {
                "It was signed more than five minutes ago, or your clock is wrong. Sign it again when you send it."
            }
        })));
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

/// The secrets of the partner of a notification: of the list as it is now, or, if it is listed no longer, of the one that
/// the notification was unfolded by.
async fn secrets(deps: &Deps, id: &DeliveryId) -> Result<Vec<PartnerSecret>, StoreError> {
    let list = deps.store.partners().await?;
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
        Some(Means::Webhook { secret, .. }) => deps.keys.secrets(&id.to, secret, deps.clock.now()),
        Some(Means::Email { .. }) | None => Vec::new(),
    })
}

fn check(
    deps: &Deps,
    headers: &HeaderMap,
    body: &[u8],
    secrets: &[PartnerSecret],
) -> Result<(), NotSigned> {
    let header = |name| {
        headers
            .get(name)
            .map_or(&[][..], http::HeaderValue::as_bytes)
    };
    let headers = Headers {
        id: header(webhooks::ID),
        timestamp: header(webhooks::TIMESTAMP),
        signature: header(webhooks::SIGNATURE),
    };
    let mut checked = Err(NotSigned::Wrong);
    for secret in secrets {
        let key = Key::of(&secret.0).map_err(|_| NotSigned::Wrong)?;
        match key.check(&headers, body, deps.clock.now()) {
            Err(NotSigned::Wrong) => {}
            fits => checked = fits,
        }
    }
    checked
}
