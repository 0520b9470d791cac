//! Measures the reader: `evaluate [--json] [--misses] [--leave-out] PATH...`.
//!
//! A path is a file of labeled messages (`*.jsonl`), or a folder of outside mail: then each of its tables is
//! printed overall, for the two thirds of the entries that phrases were made on, and for the last third, by
//! the hash of their ids. `--leave-out` reads each source of the training data with weights that never saw
//! that source, and prints the curve of missed opt-outs against reviews. The phrases may have seen it: figures of a
//! source that a phrase was made on say so in `docs/reading.md`. The exit code says whether every target of the
//! folder is met.
//!
//! Build it with `--profile measure`: release builds abort where a message makes the reader panic.

mod forwards;
mod interval;
mod leave_out;
mod letters;
mod messages;
mod outcomes;
mod table;

use domain::person::EmailAddress;
use mail_reader::Inbox;
use outcomes::{Tallies, messages_of};
use std::path::Path;
use std::process::ExitCode;
use table::{Corpus, Table};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let paths: Vec<&Path> = arguments
        .iter()
        .filter(|a| !a.starts_with("--"))
        .map(Path::new)
        .collect();
    if paths.is_empty() && !flag("--leave-out") {
        eprintln!("usage: evaluate [--json] [--misses] [--leave-out] PATH...");
        return ExitCode::from(2);
    }
    let misses = flag("--misses");
    if flag("--leave-out") && !leave_out::evaluate(&inbox(), misses) {
        return ExitCode::FAILURE;
    }
    let mut met = true;
    for path in paths {
        met &= match path.is_dir() {
            true => folder(path, flag("--json"), misses),
            false => {
                labeled(path, misses);
                true
            }
        };
    }
    if met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The inbox that the messages are sent to.
fn inbox() -> Inbox {
    Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        others: Vec::new(),
        groups: Vec::new(),
        colleagues: vec!["company.example".to_owned()],
        authserv_id: None,
    }
}

/// Measures one file of labeled messages.
fn labeled(file: &Path, misses: bool) {
    let inbox = inbox();
    let mut tallies = Tallies::default();
    for message in messages_of(file) {
        tallies.add(&message, &message.outcome(&inbox));
    }
    tallies.print(&file.display().to_string(), misses);
}

/// Measures a folder of outside mail; says whether its targets are met.
fn folder(folder: &Path, json: bool, misses: bool) -> bool {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let files = files.iter().map(std::fs::DirEntry::path);
    for file in files.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    }) {
        labeled(&file, misses);
    }
    for inner in [
        "letters/letters.jsonl",
        "letters/nonrequests.jsonl",
        "letters/written/cases.jsonl",
    ] {
        let file = folder.join(inner);
        if file.exists() && !json {
            labeled(&file, misses);
        }
    }
    let Some(corpus) = Corpus::of(folder) else {
        return false;
    };
    let mut tables: Vec<Table> = forwards::evaluate(&corpus);
    tables.extend(letters::requests(&corpus));
    tables.extend(letters::ordinary(&corpus));
    tables.extend(messages::automatic(&corpus));
    tables.extend(messages::mime(&corpus));
    if json {
        let values: Vec<_> = tables.iter().map(|table| table.json(misses)).collect();
        println!("{}", serde_json::Value::Array(values));
    } else {
        println!(
            "\n{:62} {:>22} {:>20} {:>20}",
            "", "all", "two thirds", "last third"
        );
        for table in &tables {
            table.print(misses);
        }
    }
    tables.iter().all(Table::is_met)
}
