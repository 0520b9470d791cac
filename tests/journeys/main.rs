//! End-to-end tests of the whole system in one process. Each name is a sentence.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod agent;
mod bad_input;
mod brands;
mod deadlines;
mod desk;
mod desk_pages;
mod docs;
mod edge;
mod events;
mod faults;
mod figures;
mod follow_up;
mod form;
mod infra;
mod languages;
mod law_changes;
mod mail;
mod minors;
mod outbox;
mod partners;
mod passed_on;
mod privacy;
mod repeat;
mod reply;
mod restart;
mod rotation;
mod signals;
mod status;
mod suppression;
mod threads;
mod together;
mod unsubscribe;
mod webhook;

use tests::mail;

/// Returns the reference in a receipt page's address.
fn reference(location: &str) -> &str {
    location
        .split('/')
        .nth(2)
        .expect("an address like /status/reference/token")
}
