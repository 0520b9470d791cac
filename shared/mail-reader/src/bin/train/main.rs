//! Makes `src/classifier/weights.bin` from `training/*.jsonl`: `train [--check]`.
//!
//! It prints what weights that never saw a source make of that source's messages. With `--check` it writes
//! nothing, and fails if the committed weights aren't these.

use mail_reader::classifier::Label;
use mail_reader::classifier::training::{self, Example};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (examples, digest) = match training::read(&home.join("training")) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("the training data can't be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    let learned = training::train(&examples, digest);
    report(&examples, &learned);
    let bytes = learned.to_bytes();
    let path = home.join("src/classifier/weights.bin");
    if check {
        let same = std::fs::read(&path).is_ok_and(|committed| committed == bytes);
        println!(
            "the committed weights are {}",
            if same { "these" } else { "others" }
        );
        return if same {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    match std::fs::write(&path, &bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} can't be written: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

fn report(examples: &[Example], learned: &training::Learned) {
    println!("label            yes   no   AP     found at 1 % false   found at p > 0.5, false");
    for label in Label::ALL {
        let mut scored: Vec<(f32, bool)> = examples
            .iter()
            .zip(&learned.unseen)
            .filter(|(example, _)| example.target(label) != 0)
            .map(|(example, scores)| (scores[label as usize], example.target(label) > 0))
            .collect();
        scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        let yes = scored.iter().filter(|(_, yes)| *yes).count();
        let no = scored.len() - yes;
        let (mut found, mut wrong, mut precision, mut at_percent) = (0, 0, 0.0, 0);
        for (_, is) in &scored {
            if *is {
                found += 1;
                precision += f64::from(found) / f64::from(found + wrong);
            } else {
                wrong += 1;
            }
            if wrong as usize * 100 <= no {
                at_percent = found;
            }
        }
        let at_half = scored.iter().filter(|(p, yes)| *p > 0.5 && *yes).count();
        let false_half = scored.iter().filter(|(p, yes)| *p > 0.5 && !*yes).count();
        println!(
            "{:15} {yes:4} {no:4}  {:.4} {:.3}   {:.3} {false_half}",
            label.as_str(),
            precision / yes.max(1) as f64,
            f64::from(at_percent) / yes.max(1) as f64,
            at_half as f64 / yes.max(1) as f64,
        );
    }
}
