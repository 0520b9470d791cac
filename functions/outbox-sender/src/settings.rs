//! The settings of `outbox-sender`.

use runtime::{Declared, Setting, settings};

/// The configuration set that reports events.
pub(crate) const CONFIGURATION_SET: Setting = Setting::optional(
    "CONFIGURATION_SET",
    "name of an SES configuration set",
    "SES reports no events",
    "The configuration set through which emails leave. SES reports bounces and complaints for it.",
);

/// The account's sending rate.
pub(crate) const EMAILS_PER_SECOND: Setting = Setting::optional(
    "EMAILS_PER_SECOND",
    "whole number",
    "14",
    "The account's sending rate in SES. A run of the outbox sends at this rate and slows down if SES throttles it.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    settings::TABLE,
    settings::COMPANY,
    &[settings::LINK_KEYS],
    &[CONFIGURATION_SET, EMAILS_PER_SECOND],
];
