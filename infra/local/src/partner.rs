//! Two partners of the example company, so that you can see notifications on one machine. One partner takes webhooks at
//! this address and acknowledges them. The other gets emails, which are on the outbox page with their link.

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
use runtime::{BadSetting, Clock, Runtime};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use store::Desk;
use webhooks::{Headers, Key};

/// The path of the partner that takes webhooks.
pub(crate) const PATH: &str = "/example-partner";

/// The ID of that partner in the list of partners.
const AD_EXCHANGE: &str = "ad-exchange";

/// The partner that takes webhooks.
#[derive(Clone)]
pub(crate) struct ExamplePartner {
    store: Desk,
    keys: PartnerKeys,
    clock: Clock,
    wall_clock: Clock,
    /// The notifications since the system started.
    notifications: Arc<Mutex<Vec<Value>>>,
}

/// Serves the partner's path: `POST` takes a notification, `GET` shows all of them.
pub(crate) fn router(partner: ExamplePartner) -> Router {
    Router::new()
        .route(PATH, get(show).post(take))
        .with_state(partner)
}

async fn show(State(partner): State<ExamplePartner>) -> HttpResponse {
    let notifications = partner
        .notifications
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let notifications = serde_json::to_string_pretty(&*notifications).unwrap_or_default();
    ([("content-type", "application/json")], notifications).into_response()
}

/// Verifies the signature, as every partner should, and acknowledges the notification.
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
    let signed_at = partner.wall_clock.now();
    let fits = |key: Key| key.check(&signed, &body, signed_at).is_ok();
    let keys = partner.secrets(partner.clock.now()).await;
    if !keys.into_iter().any(fits) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let notification = serde_json::from_slice(&body).unwrap_or_default();
    let mut notifications = partner
        .notifications
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    notifications.push(notification);
    StatusCode::NO_CONTENT.into_response()
}

impl ExamplePartner {
    pub(crate) fn new(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            store: runtime.store()?,
            keys: runtime.partner_keys()?,
            clock: runtime.clock(),
            wall_clock: runtime.wall_clock(),
            notifications: Arc::default(),
        })
    }

    /// Sets the list of partners to both examples if no list is set. If the system has a new address, corrects the
    /// address of the partner that takes webhooks.
    pub(crate) async fn list(&self, base_url: &str) -> Result<()> {
        list(&self.store, &self.keys, base_url, self.clock.now()).await
    }

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

async fn list(store: &Desk, keys: &PartnerKeys, base_url: &str, now: Timestamp) -> Result<()> {
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
            rights: PartnerKind::ThirdParty.notified_rights(),
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
    let mail = Means::Email {
        address: EmailAddress::parse("privacy@mail-house.example")?,
    };
    Ok(vec![
        third_party(AD_EXCHANGE, "Ad Exchange", webhook)?,
        third_party("mail-house", "Mail House", mail)?,
    ])
}
