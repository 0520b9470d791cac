//! Deliveries as providers send them, good and bad, against the real archive.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod corpus;
mod every_provider;
mod inbox;
mod mailgun;
mod postmark;
mod sendgrid;
mod ses;
mod sns;
mod standard;
