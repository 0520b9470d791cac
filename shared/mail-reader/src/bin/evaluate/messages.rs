//! Whole messages: automatic mail, and files that break parsers.

use super::letters::opens;
use super::table::{Corpus, Part, Share, Table};
use mail_reader::{Reading, read};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A message that takes longer counts as slow.
const SLOW: Duration = Duration::from_secs(2);

/// Reads `automatic/`.
pub(crate) fn automatic(corpus: &Corpus) -> Vec<Table> {
    let folder = corpus.folder.join("automatic");
    let mut opened = Table::of("automatic mail that opens a request", Share::AtMost(0.0));
    let mut answered = Table::of("automatic mail that is answered", Share::AtMost(0.0));
    let mut classes = Table::of(
        "automatic mail that is not taken for it, by class",
        Share::Shown,
    );
    for entry in corpus.lines(&folder.join("manifest.jsonl")) {
        let file = entry["file"].as_str().unwrap_or_default();
        let Ok(raw) = std::fs::read(folder.join(file)) else {
            continue;
        };
        let (opens, letter) = match read(&raw, &corpus.inbox) {
            Reading::Automatic { .. } => (false, false),
            read => {
                let letters = read.messages();
                let opens = letters.iter().any(opens);
                (
                    opens,
                    opens || letters.iter().any(|letter| !letter.intents.is_empty()),
                )
            }
        };
        opened.count(corpus, &format!("automatic/{file}"), opens, "opened");
        answered.count(corpus, &format!("automatic/{file}"), letter, "answered");
        let class = entry["class"].as_str().unwrap_or_default();
        classes.row(class, Part::of_id(file), letter);
    }
    vec![opened, answered, classes]
}

/// Reads `mime/`: each file whole, and cut at every kilobyte.
pub(crate) fn mime(corpus: &Corpus) -> Vec<Table> {
    let mut decided = Table::of(
        "messages that break parsers: decided, without a panic",
        Share::AtLeast(100.0),
    );
    let mut slow = Table::of("messages that break parsers: slow", Share::AtMost(0.0));
    let mut speed = Table::of("microseconds per message, whole", Share::Shown);
    let (mut took, mut files) = (Duration::ZERO, 0_u32);
    for path in files_below(&corpus.folder.join("mime")) {
        let Ok(raw) = std::fs::read(&path) else {
            continue;
        };
        let name = path
            .strip_prefix(&corpus.folder)
            .unwrap_or(&path)
            .display()
            .to_string();
        let start = Instant::now();
        let whole = catch_unwind(|| drop(read(&raw, &corpus.inbox))).is_ok();
        let time = start.elapsed();
        let cuts = (0..raw.len()).step_by(1024);
        let cut = cuts.map(|end| catch_unwind(|| drop(read(&raw[..end], &corpus.inbox))).is_ok());
        let all = cut.fold(whole, |all, one| all && one);
        decided.count(corpus, &name, all, "panicked");
        slow.count(corpus, &name, time > SLOW, &format!("{time:?}"));
        took += time;
        files += 1;
    }
    if let Some(mean) = took.checked_div(files) {
        speed.row(
            &format!("{} us over {files} files", mean.as_micros()),
            Part::Seen,
            true,
        );
    }
    vec![decided, slow, speed]
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
