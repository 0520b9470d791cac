//! Webhooks of mail providers.
//!
//! The function checks a delivery as its provider documents, stores the raw message, and only then responds.
//!
//! `POST /inbound/{provider}`; [`PROVIDERS`] is the table of providers. A provider without its setting gets a 404. A
//! provider that would drop a message after an error's status gets a 503 instead.
//!
//! The main path of inbound email is another one: SES writes a message of up to 40 MB to S3, and S3 notifies the queue.
//! A webhook passes API Gateway, which hands a function at most 6 MB, with binary bodies in base64 (`lambda_http`
//! decodes them): about 4.4 MB of mail. The gateway responds to a larger delivery with 413, and so does the limit
//! [`LARGEST_BODY`]. The module of each provider says how its provider reacts.

mod delivery;
mod form;
mod parts;
mod password;
mod providers;
mod response;
mod secret;
mod settings;
mod web;

pub use delivery::{Found, Mail, Refusal, WebhookDelivery};
pub use providers::{PROVIDERS, Provider, Reader, Readers};
pub use settings::SETTINGS;
pub use web::{Unreachable, Web};

use archive::{Archive, Put};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::middleware::from_fn;
use axum::response::Response as HttpResponse;
use axum::routing::post;
use gateway::{Edge, Problem};
use runtime::{BadSetting, Clock, Runtime};

/// The maximum size of a body, in bytes: the maximum that API Gateway passes on. A binary body of about 4.4 MB reaches
/// this size in base64.
pub const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// The function's dependencies.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// The archive of raw messages.
    pub archive: Archive,
    /// The readers of the configured providers.
    pub readers: Readers,
    /// The client for the pages of SNS: certificates and confirmations.
    pub web: Web,
    /// The clock of signatures, which providers' clocks agree with.
    pub wall_clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            archive: runtime.archive()?,
            readers: Readers::of(runtime.settings())?,
            web: Web::internet(),
            wall_clock: runtime.wall_clock(),
        })
    }
}

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    // Mailgun sends the raw message only to a URL that ends in `mime`.
    let mime = |state, request| receive(state, Path("mailgun".to_owned()), request);
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/inbound/{provider}", post(receive))
        .route("/inbound/mailgun/mime", post(mime))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || response::refused(Refusal::NotConfigured))
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), routes)
        .layer(from_fn(response::never_drop))
}

async fn receive(
    State(deps): State<Deps>,
    Path(provider): Path<String>,
    request: Request,
) -> HttpResponse {
    let Some((name, reader)) = deps.readers.get(&provider) else {
        return response::refused(Refusal::NotConfigured);
    };
    match process(&deps, name, reader, request).await {
        Ok(outcome) => {
            tracing::info!(provider = name, outcome, "a delivery was accepted");
            response::accepted(outcome)
        }
        Err(refusal) => {
            tracing::warn!(provider = name, reason = %refusal, "a delivery was refused");
            response::refused(refusal)
        }
    }
}

/// Reads a delivery and stores its message. Returns the outcome.
async fn process(
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
    let now = deps.wall_clock.now();
    let delivery = WebhookDelivery::open(head.headers, body, bucket, now).await;
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
        // Invariant: `WebhookDelivery::read` never returns this.
        Found::Certificate(_) => Err(Refusal::Unavailable),
    }
}
