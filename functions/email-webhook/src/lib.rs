//! Mail providers' webhooks: a delivery is checked as its provider documents, the raw message is stored, and
//! only then is it answered.
//!
//! `POST /inbound/{provider}`; [`PROVIDERS`] is the table of providers. A provider whose setting is not there
//! is a 404.
//!
//! The main road of mail is another: SES writes it to S3 (up to 40 MB) and S3 tells the queue. A webhook goes
//! through the gateway, which hands a function at most 6 MB, binary bodies in base64 (`isBase64Encoded`, undone
//! by `lambda_http` before the router sees them): about 4.4 MB of mail. A larger one is answered 413 by the
//! gateway, and a larger one that got here by [`LARGEST_BODY`]; each provider's module says what its provider
//! does then.

mod answer;
mod delivery;
mod form;
mod parts;
mod password;
mod providers;
mod secret;
mod web;

pub use delivery::{Found, Mail, Refusal, WebhookDelivery};
pub use providers::{PROVIDERS, Provider, Reader, Readers};
pub use web::{Unreachable, Web};

use archive::{Archive, Put};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::post;
use gateway::Edge;
use runtime::{BadSetting, Clock, Runtime};

/// The largest body that is taken, in bytes: what a function can be handed. Text passes the gateway as it is,
/// binary bodies of about 4.4 MB are as large by then.
pub const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// What the function can do.
#[derive(Debug, Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// Where raw mail is stored.
    pub archive: Archive,
    /// The providers that are configured.
    pub readers: Readers,
    /// The pages that SNS names: its certificates, and its confirmations.
    pub web: Web,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            archive: runtime.archive()?,
            readers: Readers::of(runtime.settings())?,
            web: Web::internet(),
            clock: runtime.clock(),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    // Mailgun sends the raw message only to an address that ends in `mime`.
    let mime = |state, request| take(state, Path("mailgun".to_owned()), request);
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/inbound/{provider}", post(take))
        .route("/inbound/mailgun/mime", post(mime))
        .method_not_allowed_fallback(async || answer::only_post())
        .fallback(async || answer::refused(Refusal::NotConfigured))
        .with_state(deps);
    edge.before(routes)
}

async fn take(
    State(deps): State<Deps>,
    Path(provider): Path<String>,
    request: Request,
) -> HttpResponse {
    let Some((name, reader)) = deps.readers.get(&provider) else {
        return answer::refused(Refusal::NotConfigured);
    };
    match received(&deps, name, reader, request).await {
        Ok(outcome) => {
            tracing::info!(provider = name, outcome, "a delivery was taken");
            answer::taken(outcome)
        }
        Err(refusal) => {
            tracing::warn!(provider = name, reason = %refusal, "a delivery was refused");
            answer::refused(refusal)
        }
    }
}

/// Reads a delivery and does what it asks for. It says what came of it.
async fn received(
    deps: &Deps,
    name: &'static str,
    reader: &Reader,
    request: Request,
) -> Result<&'static str, Refusal> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| Refusal::TooLarge)?;
    let bucket = deps.archive.bucket();
    let delivery = WebhookDelivery::open(head.headers, body, bucket, deps.clock.now()).await;
    match delivery.read(reader, &deps.web).await? {
        Found::Mail(mail) => match deps.archive.put_new(&mail.key(name), mail.raw).await {
            Ok(Put::New) => Ok("stored"),
            Ok(Put::Known) => Ok("already stored"),
            Err(error) => {
                tracing::error!(%error, "a message could not be stored");
                Err(Refusal::Unavailable)
            }
        },
        Found::Nothing(why) => Ok(why),
        Found::Confirm(address) => {
            deps.web.visit(&address).await?;
            Ok("the subscription is confirmed")
        }
        // `Delivery::read` answers these itself.
        Found::Certificate(_) => Err(Refusal::Unavailable),
    }
}
