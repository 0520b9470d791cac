//! The store's promises, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod browser_limit;
mod desk;
mod due;
mod events;
mod keys;
mod notifications;
mod outbox;
mod requests;
mod suppression;
mod table;
mod unopened;
