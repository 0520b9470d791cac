//! The settings of `signals`.

use gateway::{Authorizer, Edge};
use runtime::{Declared, Setting, settings};

/// The sites whose scripts may call.
pub(crate) const SIGNAL_ORIGINS: Setting = Setting::optional(
    "SIGNAL_ORIGINS",
    "origins such as `https://www.example.com`, separated by commas",
    "only the pages' own origin",
    "The company's sites whose scripts may call `/signals`, exactly as browsers send their origin.",
);

/// The limit of browsers for one network address.
pub(crate) const BROWSERS_A_DAY: Setting = Setting::optional(
    "BROWSERS_A_DAY",
    "whole number",
    "2000",
    "How many browsers of one network address are recorded in a day. Other browsers keep their choice in a cookie until the next day.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::OPT_OUT_COOKIE,
    &[SIGNAL_ORIGINS, BROWSERS_A_DAY],
    &[settings::STAFF_ADDRESS, settings::ACCOUNT_KEYS],
    &[settings::UNSUBSCRIBE_KEYS],
    Authorizer::SETTINGS,
    settings::COMPANY,
];
