//! The settings of `partner-notifier`.

use runtime::{Declared, Setting, settings};

/// Allows partners on this machine.
pub(crate) const LOCAL_PARTNERS: Setting = Setting::optional(
    "LOCAL_PARTNERS",
    "`yes`",
    "only addresses on the internet",
    "Allows webhooks to partners on the same machine.",
)
.local();

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    settings::TABLE,
    &[settings::PARTNER_KEYS],
    &[LOCAL_PARTNERS],
];
