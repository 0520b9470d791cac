//! Journeys through the whole system, named as sentences.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod agent;
mod bad_input;
mod deadlines;
mod desk;
mod docs;
mod events;
mod faults;
mod follow_up;
mod form;
mod infra;
mod mail;
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
mod unsubscribe;
mod webhook;

/// A plain mail with these words.
fn mail(from: &str, message_id: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: privacy@example.com\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\
         Date: Sat, 21 Nov 2026 09:59:00 -0800\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}

/// The reference in a receipt page's address.
fn reference(location: &str) -> &str {
    location
        .split('/')
        .nth(2)
        .expect("an address like /status/reference/token")
}
