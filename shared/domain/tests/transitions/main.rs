//! The request's state machine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod fixtures;
mod intake;
mod notifications;
mod page;
mod rules;
mod table;
