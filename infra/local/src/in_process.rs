//! The gateway of a system that runs in one process: each request goes to its function's router.

use crate::arrivals::Watch;
use crate::functions::{Function, Functions};
use crate::partner;
use crate::routes::function_of;
use crate::texts_page;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response as HttpResponse;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

/// Builds the router of each function that serves HTTP.
fn routers(functions: &Functions) -> HashMap<Function, Router> {
    HashMap::from([
        (
            Function::FormIntake,
            form_intake::router(functions.form_intake.clone()),
        ),
        (
            Function::StatusLookup,
            status_lookup::router(functions.status_lookup.clone()),
        ),
        (
            Function::LinkActions,
            link_actions::router(functions.link_actions.clone()),
        ),
        (
            Function::EmailWebhook,
            email_webhook::router(functions.email_webhook.clone()),
        ),
        (
            Function::DeskApi,
            desk_api::router(functions.desk_api.clone()),
        ),
        (
            Function::DeskPages,
            desk_pages::router(functions.desk_pages.clone()),
        ),
        (
            Function::Suppression,
            suppression::router(functions.suppression.clone()),
        ),
        (
            Function::Signals,
            signals::router(functions.signals.clone()),
        ),
        (
            Function::PartnerCallback,
            partner_callback::router(functions.partner_callback.clone()),
        ),
    ])
}

/// Routes each request as the gateway does. `own` serves the pages that exist only on this machine.
pub(crate) fn gateway(functions: &Functions, watch: Arc<Watch>, own: Router) -> Router {
    let routers = routers(functions);
    let route = move |mut request: Request<Body>| {
        let caller = request.extensions().get::<ConnectInfo<SocketAddr>>();
        if let Some(source) = caller.map(|caller| gateway::Source(caller.0.ip())) {
            request.extensions_mut().insert(source);
        }
        let path = request.uri().path();
        let function = function_of(path);
        let router = routers.get(&function).filter(|_| !is_own(path));
        let router = router.unwrap_or(&own).clone();
        let watch = (function == Function::EmailWebhook).then(|| Arc::clone(&watch));
        async move {
            let response = router
                .oneshot(request)
                .await
                .unwrap_or_else(|never| match never {});
            if let Some(watch) = watch
                && let Err(error) = watch.report_new().await
            {
                tracing::error!(%error, "the queue wasn't notified of new mail");
            }
            Ok::<HttpResponse, Infallible>(response)
        }
    };
    Router::new().fallback_service(tower::service_fn(route))
}

/// Reports whether this path exists only on this machine.
fn is_own(path: &str) -> bool {
    path == "/outbox"
        || path.starts_with("/outbox.")
        || path.starts_with("/outbox/")
        || path == partner::PATH
        || path == texts_page::PATH
}
