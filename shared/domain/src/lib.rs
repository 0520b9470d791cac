//! The law and the life of a request.
//!
//! Nothing here reaches out: no network, no clock, no environment, no randomness. The time is an
//! argument, a decision is a value, and what this crate cannot reach it cannot get wrong.

pub mod calendar;
pub mod company;
pub mod digest;
pub mod figures;
pub mod keys;
pub mod law;
pub mod locale;
pub mod log;
pub mod notification;
pub mod outbound_email;
pub mod partner;
pub mod person;
pub mod receipt;
pub mod record;
pub mod request;
pub mod search;
pub mod signal;
pub mod staff;
pub mod suppression;
