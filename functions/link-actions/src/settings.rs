//! The settings of `link-actions`.

use gateway::Edge;
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    &[settings::RAW_MAIL_BUCKET],
    settings::COMPANY,
    &[settings::LINK_KEYS],
];
