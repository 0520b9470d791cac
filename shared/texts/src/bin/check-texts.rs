//! Checks a company's own texts before they are used: `cargo run -p texts --bin check-texts -- FOLDER`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        eprintln!(
            "Checks a company's own texts against the form of the built-in ones and against the law.\n\n    cargo run -p texts --bin check-texts -- FOLDER\n\nExit status: 0 if every text can be used, 1 if not, 2 if the command line is wrong.\nSee docs/languages.md."
        );
        return ExitCode::from(2);
    };
    let checked = texts::own::check(Path::new(&folder));
    for finding in &checked.findings {
        println!("{finding}\n");
    }
    let counts: Vec<_> = checked
        .messages
        .iter()
        .map(|(language, count)| format!("{language} {count}"))
        .collect();
    let counts = match counts.is_empty() {
        true => "none".to_owned(),
        false => counts.join(", "),
    };
    match checked.findings.len() {
        0 => {
            println!("Every text can be used. Own texts by language: {counts}.");
            ExitCode::SUCCESS
        }
        findings => {
            println!(
                "{findings} to correct. Own texts by language: {counts}. A deployed function shows the built-in text instead of one that is listed here."
            );
            ExitCode::FAILURE
        }
    }
}
