//! Which function answers which path: the gateway's table. A test holds the templates to it.

/// A function of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// The hosted form and its JSON twin.
    FormIntake,
    /// Where does my request stand.
    StatusLookup,
    /// What a person does from a link in an email.
    LinkActions,
    /// Mail providers' webhooks.
    EmailWebhook,
    /// Raw mail becomes requests.
    EmailIntake,
    /// The emails that are owed.
    OutboxSender,
    /// What SES tells of the emails that were sent.
    EmailEvents,
    /// What time does to requests.
    DeadlineSweeper,
    /// What waits for staff, and the steps that they take.
    Desk,
    /// What is stopped, for other systems.
    Suppression,
    /// Browsers' signals, and one-click unsubscribe.
    Signals,
    /// Notices to those who get people's data.
    PartnerNotifier,
    /// Acknowledgements of those who were told.
    PartnerCallback,
    /// New keys for links.
    KeyRotator,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 14] = [
        Self::FormIntake,
        Self::StatusLookup,
        Self::LinkActions,
        Self::EmailWebhook,
        Self::EmailIntake,
        Self::OutboxSender,
        Self::EmailEvents,
        Self::DeadlineSweeper,
        Self::Desk,
        Self::Suppression,
        Self::Signals,
        Self::PartnerNotifier,
        Self::PartnerCallback,
        Self::KeyRotator,
    ];

    /// The function's folder and package.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FormIntake => "form-intake",
            Self::StatusLookup => "status-lookup",
            Self::LinkActions => "link-actions",
            Self::EmailWebhook => "email-webhook",
            Self::EmailIntake => "email-intake",
            Self::OutboxSender => "outbox-sender",
            Self::EmailEvents => "email-events",
            Self::DeadlineSweeper => "deadline-sweeper",
            Self::Desk => "desk",
            Self::Suppression => "suppression",
            Self::Signals => "signals",
            Self::PartnerNotifier => "partner-notifier",
            Self::PartnerCallback => "partner-callback",
            Self::KeyRotator => "key-rotator",
        }
    }
}

/// The routes, as the gateway writes them. What fits none goes to `$default`.
pub const ROUTES: &[(&str, Function)] = &[
    ("$default", Function::FormIntake),
    ("ANY /machine/{proxy+}", Function::FormIntake),
    ("ANY /status", Function::StatusLookup),
    ("ANY /status/{proxy+}", Function::StatusLookup),
    ("ANY /requests/{proxy+}", Function::LinkActions),
    ("ANY /inbound/{proxy+}", Function::EmailWebhook),
    ("ANY /desk/{proxy+}", Function::Desk),
    ("ANY /suppression/{proxy+}", Function::Suppression),
    ("ANY /signals", Function::Signals),
    ("ANY /signals/{proxy+}", Function::Signals),
    ("ANY /unsubscribe/{proxy+}", Function::Signals),
    ("ANY /unsubscribe-links", Function::Signals),
    ("ANY /partners/{proxy+}", Function::PartnerCallback),
];

/// The routes on which the gateway asks who calls, and lets nobody through of whom it doesn't know.
pub const GUARDED: &[&str] = &[
    "ANY /machine/{proxy+}",
    "ANY /desk/{proxy+}",
    "ANY /suppression/{proxy+}",
    "ANY /unsubscribe-links",
];

/// The function that answers this path.
pub(crate) fn function_of(path: &str) -> Function {
    route_of(path).1
}

/// The route that this path takes.
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
            ("/requests/7K3M-9XQ2-4HTC/confirm/1.x", Function::LinkActions),
            ("/inbound/postmark", Function::EmailWebhook),
            ("/desk/requests", Function::Desk),
            ("/desk", Function::FormIntake),
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
