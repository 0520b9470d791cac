//! The settings of `status-lookup`.

use gateway::Edge;
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::OPT_OUT_COOKIE,
    &[settings::LINK_KEYS, settings::FORM_ORIGINS],
    settings::COMPANY,
];
