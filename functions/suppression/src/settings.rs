//! The settings of `suppression`.

use gateway::{Authorizer, Edge};
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    &[settings::EXPORT_BUCKET],
    Authorizer::SETTINGS,
];
