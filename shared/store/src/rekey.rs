//! Moves items to a new index key, when the key is rotated.

pub(crate) mod pass;
