//! Measures the reader on a folder of outside mail: `evaluate DIR [--json] [--misses]`.
//!
//! Each table is printed overall, for the two thirds of the entries that phrases were made on, and for the
//! last third, by the hash of their ids. The exit code says whether every target is met.

mod forwards;
mod letters;
mod messages;
mod table;

use std::path::Path;
use std::process::ExitCode;
use table::{Corpus, Table};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let folder = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let corpus = folder.and_then(|folder| Corpus::of(Path::new(folder)));
    let Some(corpus) = corpus.filter(|corpus| corpus.folder.is_dir()) else {
        eprintln!("usage: evaluate DIR [--json] [--misses]");
        return ExitCode::from(2);
    };
    let mut tables: Vec<Table> = forwards::evaluate(&corpus);
    tables.extend(letters::requests(&corpus));
    tables.extend(letters::ordinary(&corpus));
    tables.extend(messages::automatic(&corpus));
    tables.extend(messages::mime(&corpus));
    let misses = flag("--misses");
    if flag("--json") {
        let values: Vec<_> = tables.iter().map(|table| table.json(misses)).collect();
        println!("{}", serde_json::Value::Array(values));
    } else {
        println!(
            "{:62} {:>22} {:>20} {:>20}",
            "", "all", "two thirds", "last third"
        );
        for table in &tables {
            table.print(misses);
        }
    }
    match tables.iter().all(Table::is_met) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
