//! Runs the deployed binaries as AWS runs them: the main journeys, and each function alone.
//!
//! The journeys in `tests/journeys` cover every case in one process. These tests show that nothing is lost between
//! processes.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod alone;
mod events;
mod journeys;
mod partners;
