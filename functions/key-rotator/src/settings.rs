//! The settings of `key-rotator`, which has no own ones.

use runtime::Declared;

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[];
