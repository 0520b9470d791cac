//! The settings of `partner-callback`.

use gateway::Edge;
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::COMPANY,
    &[settings::LINK_KEYS, settings::PARTNER_KEYS],
];
