//! The law and the life of a request; pure.
pub mod company;
pub mod person;
