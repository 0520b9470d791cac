//! The whole system on loopback for end-to-end tests: with a clock that the test moves, and a proxy before each engine that
//! can cut, throttle and count calls.

mod app;
mod built;
mod client;
mod close_guard;
mod deployed;
mod http_response;
mod logs;
mod partners;
mod post;
mod records;
mod verified_token;

pub use app::{Build, TestApp};
pub use built::binaries;
pub use client::TestClient;
pub use deployed::Deployed;
pub use http_response::HttpResponse;
pub use partners::{Partner, Reaction, Received};
pub use verified_token::with_token;

/// Returns a plain-text email.
#[must_use]
pub fn mail(from: &str, message_id: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: privacy@example.com\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\
         Date: Sat, 21 Nov 2026 09:59:00 -0800\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}
