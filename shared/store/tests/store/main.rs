//! The store's promises, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bounded;
mod browser_limit;
mod collections;
mod desk;
mod due;
mod erase;
mod events;
mod held;
mod interleaved;
mod keys;
mod minors;
mod notifications;
mod outbox;
mod partition_rates;
mod queue;
mod rekey;
mod requests;
mod search;
mod suppression;
mod table;
mod unopened;
mod unreadable;
