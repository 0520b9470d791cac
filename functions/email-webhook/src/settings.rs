//! The settings of `email-webhook`.

use crate::providers;
use gateway::Edge;
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    &[settings::RAW_MAIL_BUCKET],
    providers::SETTINGS,
];
