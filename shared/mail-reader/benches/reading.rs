//! Measures reading: `cargo bench -p mail-reader --bench reading`.
//!
//! Ordinary messages per second, time per byte of large messages, and time and memory of the largest. Memory is the
//! allocator's peak, including the message. With `HONORED_CORPUS`, the corpus's ordinary and automatic messages are
//! read, too.

#[path = "../tests/reading/shapes.rs"]
mod shapes;

use domain::person::EmailAddress;
use mail_reader::{Inbox, content_digest, message_id, read};
use peak_alloc::PeakAlloc;
use serde_json::Value;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The measuring time per message.
const PATIENCE: Duration = Duration::from_secs(2);

const KB: usize = 1024;
const MB: usize = 1024 * KB;

fn main() {
    let inbox = Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        others: Vec::new(),
        groups: Vec::new(),
        colleagues: Vec::new(),
        authserv_id: None,
    };
    println!("| mail | messages | mean size | per second, one core | at least |");
    println!("| --- | --- | --- | --- | --- |");
    messages("ordinary, made up", &ordinary(), &inbox);
    if let Some(folder) = corpus() {
        messages("ordinary, outside", &letters(&folder), &inbox);
        messages(
            "automatic, outside",
            &files(&folder.join("automatic")),
            &inbox,
        );
    }
    println!("\n| shape | ns per byte at 40 KB | at 4 MB | ratio | under |");
    println!("| --- | --- | --- | --- | --- |");
    let all = || {
        shapes::COMMON
            .iter()
            .chain(&shapes::HOSTILE)
            .chain(&shapes::WORDY)
    };
    for (name, shape) in all() {
        let (small, large) = (shape(40 * KB), shape(4 * MB));
        let (small, large) = (per_byte(&small, &inbox), per_byte(&large, &inbox));
        println!(
            "| {name} | {small:.2} | {large:.2} | {:.2} | 2 |",
            large / small
        );
    }
    println!("\n| shape at 40 MB | time, under 2 s | peak memory to size, under 4 |");
    println!("| --- | --- | --- |");
    for (name, shape) in all() {
        let before = ALLOCATOR.current_usage();
        let raw = shape(40 * MB).into_boxed_slice();
        ALLOCATOR.reset_peak_usage();
        let took = best(&raw, &inbox, 5);
        let peak = (ALLOCATOR.peak_usage() - before) as f64 / raw.len() as f64;
        println!(
            "| {name} | {:.0} ms | {peak:.2} |",
            took.as_secs_f64() * 1_000.0
        );
    }
}

/// Reads a message as the function does, without the store. Returns the time.
fn take_in(raw: &[u8], inbox: &Inbox) -> Duration {
    let started = Instant::now();
    black_box(content_digest(black_box(raw)));
    black_box(message_id(black_box(raw)));
    black_box(read(black_box(raw), inbox));
    started.elapsed()
}

/// Returns messages per second. Each message's best time counts, because other work runs on the core, too.
fn messages(name: &str, mails: &[Vec<u8>], inbox: &Inbox) {
    let took: Duration = mails.iter().map(|raw| best(raw, inbox, 20)).sum();
    let size = mails.iter().map(Vec::len).sum::<usize>() / mails.len().max(1);
    println!(
        "| {name} | {} | {size} B | {:.0} | 1000 |",
        mails.len(),
        mails.len() as f64 / took.as_secs_f64()
    );
}

/// Returns the nanoseconds per byte.
fn per_byte(raw: &[u8], inbox: &Inbox) -> f64 {
    best(raw, inbox, 200).as_nanos() as f64 / raw.len() as f64
}

/// Returns the best time of several rounds, as many as fit into the measuring time.
fn best(raw: &[u8], inbox: &Inbox, rounds: u32) -> Duration {
    let started = Instant::now();
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        best = best.min(take_in(raw, inbox));
        if started.elapsed() > PATIENCE {
            break;
        }
    }
    best
}

/// Requests, replies, newsletters and scans as people send them, in different lengths.
fn ordinary() -> Vec<Vec<u8>> {
    let sizes = [1, 2, 3, 5, 8, 13].map(|size| size * KB);
    let shapes = sizes.iter().flat_map(|size| {
        let [plain, html, attachment, _] = shapes::COMMON.map(|(_, shape)| shape(*size));
        [plain, html, attachment]
    });
    let letters = [
        "Please stop selling my personal information.",
        "I am a California resident. Please delete my account and tell me what you hold about me.",
        "Bitte löschen Sie meine Daten.\r\n\r\nMit freundlichen Grüßen\r\nAna Lima",
        "Thanks!\r\n\r\nOn Mon, Sep 1, 2025 at 9:00 AM Bob <bob@example.com> wrote:\r\n> Shall we send it again?",
    ];
    let letters = letters.iter().map(|words| {
        format!(
            "From: Ana Lima <ana@example.com>\r\nTo: privacy@company.example\r\nSubject: My data\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n{words}\r\n"
        )
        .into_bytes()
    });
    shapes.chain(letters).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the corpus lies is a matter of the machine"
)]
fn corpus() -> Option<PathBuf> {
    std::env::var_os("HONORED_CORPUS").map(PathBuf::from)
}

fn letters(corpus: &Path) -> Vec<Vec<u8>> {
    let text =
        std::fs::read_to_string(corpus.join("letters/nonrequests.jsonl")).unwrap_or_default();
    let entries = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mails = entries.map(|entry: Value| {
        let field = |name: &str| entry[name].as_str().unwrap_or_default();
        let subject = field("subject").replace(['\r', '\n'], " ");
        let head = "From: Ana Lima <ana@example.com>\nContent-Type: text/plain; charset=utf-8\n";
        format!("{head}Subject: {subject}\n\n{}", field("body")).into_bytes()
    });
    mails.collect()
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path
                    .extension()
                    .is_some_and(|of| of == "md" || of == "jsonl") => {}
                path => found.extend(std::fs::read(path).ok()),
            }
        }
    }
    found
}
