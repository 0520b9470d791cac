//! The settings of `email-events`.

use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[settings::TABLE];
