//! The settings of `form-intake`.

use gateway::{Authorizer, Edge};
use runtime::{Declared, Setting, settings};

/// The fields that the form requires beyond one identifier.
pub(crate) const REQUIRED_FIELDS: Setting = Setting::optional(
    "REQUIRED_FIELDS",
    "such as `delete=name+state,know=name`",
    "one identifier",
    "What the form requires beyond one identifier, for each verifiable right. Immediate rights can't require more.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::OPT_OUT_COOKIE,
    &[settings::LINK_KEYS, settings::ACCOUNT_KEYS],
    &[REQUIRED_FIELDS],
    Authorizer::SETTINGS,
    settings::COMPANY,
];
