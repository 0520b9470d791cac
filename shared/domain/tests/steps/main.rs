//! Commands with more effects than the table of transitions shows, one file each.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod appeals;
mod asking;
mod dates;
mod law_changes;
mod minors;
mod minors_age;
mod opt_in;
mod repeats;
mod watch;
