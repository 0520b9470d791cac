//! Lists the texts of laws that someone must read: those that were read more than a year before a day, and those that no one
//! has read. Fails if one of the latter is in force on that day.
//!
//! ```sh
//! cargo run -p domain --example texts_to_read -- 2027-01-01
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command prints"
)]

use domain::law::texts_to_read;
use jiff::civil::Date;
use std::process::ExitCode;

fn main() -> ExitCode {
    let day = std::env::args().nth(1);
    let Some(Ok(day)) = day.map(|day| day.parse::<Date>()) else {
        eprintln!("give the day of the release, such as 2027-01-01");
        return ExitCode::FAILURE;
    };
    let mut unread = false;
    for text in texts_to_read(day) {
        let when = match text.read_on {
            Some(read) => format!("read on {read}"),
            None if text.is_unread_in_force(day) => "IN FORCE AND NOT READ".to_owned(),
            None => format!("not read, in force from {}", text.from),
        };
        println!(
            "{}, {}: {when} ({})",
            text.law.name(),
            text.cite,
            text.version
        );
        unread |= text.is_unread_in_force(day);
    }
    if unread {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
