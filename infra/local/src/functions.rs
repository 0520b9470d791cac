//! The functions of the system. [`functions!`] is the only list of them: a new function is one more row.

use runtime::{BadSetting, Declared, Runtime};

/// Declares [`Function`] and [`Functions`] from rows of a variant, a crate and the name of the package.
macro_rules! functions {
    ($($(#[$doc:meta])* $variant:ident, $package:ident, $name:literal;)*) => {
        /// A function of the system.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Function {
            $($(#[$doc])* $variant,)*
        }

        impl Function {
            /// Every function.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// Returns the name of the function's folder and package.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the settings that the function declares.
            #[must_use]
            pub fn settings(self) -> Declared {
                match self {
                    $(Self::$variant => $package::SETTINGS,)*
                }
            }
        }

        /// The dependencies of every function.
        pub struct Functions {
            $($(#[$doc])* pub $package: $package::Deps,)*
        }

        impl Functions {
            /// Builds each function's dependencies from its runtime.
            ///
            /// # Errors
            /// [`BadSetting`] names the setting that is missing or unusable.
            pub(crate) fn of<'a>(
                runtime_of: impl Fn(Function) -> &'a Runtime,
            ) -> Result<Self, BadSetting> {
                Ok(Self {
                    $($package: $package::Deps::of(runtime_of(Function::$variant))?,)*
                })
            }
        }
    };
}

functions! {
    /// Serves the form and takes requests from it and from programs.
    FormIntake, form_intake, "form-intake";
    /// Shows the status of a request.
    StatusLookup, status_lookup, "status-lookup";
    /// Does what a person chooses from a link in an email.
    LinkActions, link_actions, "link-actions";
    /// Takes messages from email providers' webhooks.
    EmailWebhook, email_webhook, "email-webhook";
    /// Reads inbound messages and creates requests.
    EmailIntake, email_intake, "email-intake";
    /// Sends the emails in the outbox.
    OutboxSender, outbox_sender, "outbox-sender";
    /// Records bounces, complaints and deliveries that SES reports.
    EmailEvents, email_events, "email-events";
    /// Checks deadlines, sends the digest and erases old requests.
    DeadlineSweeper, deadline_sweeper, "deadline-sweeper";
    /// Serves the staff API.
    DeskApi, desk_api, "desk-api";
    /// Serves the desk in the browser.
    DeskPages, desk_pages, "desk-pages";
    /// Answers other systems about suppressed identifiers.
    Suppression, suppression, "suppression";
    /// Takes browsers' opt-out signals and one-click unsubscribes.
    Signals, signals, "signals";
    /// Notifies partners.
    PartnerNotifier, partner_notifier, "partner-notifier";
    /// Takes partners' acknowledgments.
    PartnerCallback, partner_callback, "partner-callback";
    /// Rotates the keys of links.
    KeyRotator, key_rotator, "key-rotator";
}
