//! Erasure of a person, or of one message: data is deleted, and records that the law requires stay.

pub(crate) mod message;
pub(crate) mod request;
