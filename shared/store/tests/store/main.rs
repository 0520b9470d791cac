//! What the store promises, one test per promise, on the real engine.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bursts;
mod desk;
mod keys;
mod mail;
mod notifications;
mod outbox;
mod requests;
mod sent;
mod suppression;
mod table;
mod watch;
