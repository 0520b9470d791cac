//! Two partners of the example company, so that the whole story can be seen on one machine: one takes webhooks at this
//! very address and acknowledges them, the other gets mail, which is on the outbox page with its link.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::get;
use domain::calendar::Calendar;
use domain::keys::PartnerKeys;
use domain::partner::{Confirms, Means, Partner, PartnerId, PartnerKind, Partners, SecretVersion};
use domain::person::EmailAddress;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use runtime::Clock;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;
use webhooks::{Headers, Key};

/// Where the partner that takes webhooks is.
pub(crate) const PATH: &str = "/example-partner";

/// Its id in the list of partners.
const AD_EXCHANGE: &str = "ad-exchange";

/// The partner that takes webhooks.
#[derive(Clone)]
pub(crate) struct ExamplePartner {
    pub(crate) store: Store,
    pub(crate) keys: PartnerKeys,
    pub(crate) clock: Clock,
    /// What it was told since the system started.
    pub(crate) notified: Arc<Mutex<Vec<Value>>>,
}

/// The partner's one address: `POST` takes a notification, `GET` shows those that it took.
pub(crate) fn router(partner: ExamplePartner) -> Router {
    Router::new()
        .route(PATH, get(show).post(take))
        .with_state(partner)
}

async fn show(State(partner): State<ExamplePartner>) -> HttpResponse {
    let notified = partner
        .notified
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let notified = serde_json::to_string_pretty(&*notified).unwrap_or_default();
    ([("content-type", "application/json")], notified).into_response()
}

/// Checks the signature, as a partner should, and acknowledges.
async fn take(
    State(partner): State<ExamplePartner>,
    headers: HeaderMap,
    body: Bytes,
) -> HttpResponse {
    let header = |name| {
        headers
            .get(name)
            .map_or(&[][..], http::HeaderValue::as_bytes)
    };
    let signed = Headers {
        id: header(webhooks::ID),
        timestamp: header(webhooks::TIMESTAMP),
        signature: header(webhooks::SIGNATURE),
    };
    let now = partner.clock.now();
    let fits = |key: Key| key.check(&signed, &body, now).is_ok();
    let keys = partner.secrets(now).await;
    if !keys.into_iter().any(fits) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let notification = serde_json::from_slice(&body).unwrap_or_default();
    let mut notified = partner
        .notified
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    notified.push(notification);
    StatusCode::NO_CONTENT.into_response()
}

impl ExamplePartner {
    async fn secrets(&self, now: Timestamp) -> Vec<Key> {
        let list = self.store.partners().await.ok().flatten();
        let Some(Partner {
            id,
            means: Means::Webhook { secret, .. },
            ..
        }) = list.and_then(|list| ad_exchange(&list).cloned())
        else {
            return Vec::new();
        };
        let secrets = self.keys.secrets(&id, secret, now);
        secrets
            .iter()
            .filter_map(|secret| Key::of(&secret.0).ok())
            .collect()
    }
}

fn ad_exchange(list: &Partners) -> Option<&Partner> {
    list.all.iter().find(|one| one.id.as_str() == AD_EXCHANGE)
}

/// Lists the two, unless somebody has set a list; and says where this system is now, if it has moved.
pub(crate) async fn list(
    store: &Store,
    keys: &PartnerKeys,
    base_url: &str,
    now: Timestamp,
) -> Result<()> {
    let here = format!("{base_url}{PATH}");
    let list = match store.partners().await? {
        None => Partners {
            version: 1,
            set_at: now,
            all: example(keys, &here, now)?,
        },
        Some(mut list) => {
            let url = list.all.iter_mut().find_map(|one| match &mut one.means {
                Means::Webhook { url, .. } if one.id.as_str() == AD_EXCHANGE => Some(url),
                _ => None,
            });
            match url {
                Some(url) if url.ends_with(PATH) && *url != here => *url = here,
                _ => return Ok(()),
            }
            list.version += 1;
            list
        }
    };
    store.set_partners(&list).await?;
    Ok(())
}

fn example(keys: &PartnerKeys, here: &str, now: Timestamp) -> Result<Vec<Partner>> {
    let from = Calendar::California.date_of(now);
    let third_party = |id: &str, name: &str, means| -> Result<Partner> {
        Ok(Partner {
            id: PartnerId::parse(id)?,
            name: name.to_owned(),
            kind: PartnerKind::ThirdParty,
            rights: PartnerKind::ThirdParty.notified_identifiers(),
            from,
            until: None,
            means,
        })
    };
    let webhook = Means::Webhook {
        url: here.to_owned(),
        confirms: Confirms::Response,
        secret: SecretVersion::first(keys.current()),
    };
    let mail = Means::Mail {
        address: EmailAddress::parse("privacy@mail-house.example")?,
    };
    Ok(vec![
        third_party(AD_EXCHANGE, "Ad Exchange", webhook)?,
        third_party("mail-house", "Mail House", mail)?,
    ])
}
