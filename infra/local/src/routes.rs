//! The routing table of the gateway. A test compares the templates with it.

use crate::functions::Function;

/// The routes, as the gateway writes them. A path that matches no other route takes `$default`.
pub const ROUTES: &[(&str, Function)] = &[
    ("$default", Function::FormIntake),
    ("ANY /machine/{proxy+}", Function::FormIntake),
    ("ANY /status", Function::StatusLookup),
    ("ANY /status/{proxy+}", Function::StatusLookup),
    ("ANY /metrics", Function::StatusLookup),
    ("ANY /requests/{proxy+}", Function::LinkActions),
    ("ANY /inbound/{proxy+}", Function::EmailWebhook),
    ("ANY /api/desk/{proxy+}", Function::DeskApi),
    ("ANY /desk", Function::DeskPages),
    ("ANY /desk/{proxy+}", Function::DeskPages),
    ("ANY /suppression/{proxy+}", Function::Suppression),
    ("ANY /signals", Function::Signals),
    ("ANY /signals/{proxy+}", Function::Signals),
    ("ANY /unsubscribe/{proxy+}", Function::Signals),
    ("ANY /unsubscribe-links", Function::Signals),
    ("ANY /partners/{proxy+}", Function::PartnerCallback),
];

/// The routes on which the gateway authenticates callers and refuses all others.
pub const GUARDED: &[&str] = &[
    "ANY /machine/{proxy+}",
    "ANY /api/desk/{proxy+}",
    "ANY /suppression/{proxy+}",
    "ANY /unsubscribe-links",
];

/// Returns the function that serves this path.
pub(crate) fn function_of(path: &str) -> Function {
    route_of(path).1
}

/// Returns the route that this path takes, with its function.
pub(crate) fn route_of(path: &str) -> (&'static str, Function) {
    let fits = |route: &str| match route.strip_prefix("ANY ") {
        Some(pattern) => match pattern.strip_suffix("{proxy+}") {
            Some(start) => path.len() > start.len() && path.starts_with(start),
            None => path == pattern,
        },
        None => false,
    };
    let found = ROUTES
        .iter()
        .find(|(route, _)| fits(route))
        .or(ROUTES.iter().find(|(route, _)| *route == "$default"));
    found.copied().unwrap_or(("$default", Function::FormIntake))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_where_the_gateway_sends_them() {
        for (path, function) in [
            ("/", Function::FormIntake),
            ("/requests", Function::FormIntake),
            ("/status", Function::StatusLookup),
            ("/status/7K3M-9XQ2-4HTC/1.x", Function::StatusLookup),
            (
                "/requests/7K3M-9XQ2-4HTC/confirm/1.x",
                Function::LinkActions,
            ),
            ("/inbound/postmark", Function::EmailWebhook),
            ("/api/desk/requests", Function::DeskApi),
            ("/api/desk", Function::FormIntake),
            ("/desk", Function::DeskPages),
            ("/desk/requests/7K3M-9XQ2-4HTC", Function::DeskPages),
            ("/desks", Function::FormIntake),
            ("/suppression/check", Function::Suppression),
            ("/signals", Function::Signals),
            ("/signals/seen", Function::Signals),
            ("/unsubscribe/1.x", Function::Signals),
            ("/unsubscribe-links", Function::Signals),
            ("/unsubscribe", Function::FormIntake),
            ("/partners/callbacks", Function::PartnerCallback),
            ("/partners", Function::FormIntake),
            ("/statuses", Function::FormIntake),
            ("/nowhere", Function::FormIntake),
        ] {
            assert_eq!(function_of(path), function, "{path}");
        }
    }
}
