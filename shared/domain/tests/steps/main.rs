//! What a step does to a request, one file per step that has more to it than its row in the table of transitions.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod appeals;
mod asking;
mod opt_in;
mod repeats;
mod watch;
