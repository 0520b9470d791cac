//! Erasure of a person: their data is deleted, and records that the law requires stay.

pub(crate) mod request;
