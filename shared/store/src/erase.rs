//! Erasure of a person: their data is deleted, and what the law wants kept stays.

pub(crate) mod request;
