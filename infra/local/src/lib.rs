//! Being built.
pub mod engines;
