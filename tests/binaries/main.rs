//! The binaries that are deployed, fed as AWS feeds them: the main journeys, and each function by itself. The journeys in
//! `tests/journeys` go through every corner in one process; these show that nothing is lost between processes.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod alone;
mod events;
mod journeys;
mod partners;
