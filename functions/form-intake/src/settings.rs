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

/// The least time until anyone's submission is answered.
pub(crate) const RESPONSE_MILLISECONDS: Setting = Setting::optional(
    "RESPONSE_MILLISECONDS",
    "whole number up to 5000",
    "250",
    "The least time in milliseconds until a submission by anyone is answered, so that the time doesn't show whether the person has asked before. Lambda bills the wait: at most a cent for ten thousand submissions at 250. `0` turns it off.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::OPT_OUT_COOKIE,
    &[settings::LINK_KEYS, settings::ACCOUNT_KEYS],
    &[REQUIRED_FIELDS, settings::PRACTICES, settings::FORM_ORIGINS],
    &[RESPONSE_MILLISECONDS],
    Authorizer::SETTINGS,
    settings::COMPANY,
];
