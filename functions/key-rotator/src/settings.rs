//! The settings of `key-rotator`: none of its own.

use runtime::Declared;

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[];
