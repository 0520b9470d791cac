//! The memory that reading takes, as the allocator counts it, which is the same on every machine.
//!
//! This binary has a single test, because every other allocation would count, too.

#[path = "reading/shapes.rs"]
mod shapes;

use domain::person::EmailAddress;
use mail_reader::{Inbox, content_digest, message_id, read};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The largest message that SES accepts, in bytes.
const LARGEST: usize = 40 * 1024 * 1024;
/// The maximum memory as a multiple of the message's size, message included.
const MOST: f64 = 4.0;

#[test]
fn a_message_takes_less_than_four_times_its_size_in_memory() {
    let inbox = Inbox {
        address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
        others: Vec::new(),
        groups: Vec::new(),
        colleagues: Vec::new(),
        authserv_id: None,
    };
    // Data that the first message initializes doesn't count.
    let _ = read(b"Subject: x\n\nDo not sell my data.", &inbox);
    let mut hungry = Vec::new();
    // Text full of phrases is slow in a debug build and takes no more memory than other text.
    let wordy = shapes::WORDY.iter().filter(|_| !cfg!(debug_assertions));
    let all = shapes::COMMON.iter().chain(&shapes::HOSTILE).chain(wordy);
    for (name, shape) in all {
        let before = ALLOCATOR.current_usage();
        let raw = shape(LARGEST).into_boxed_slice();
        ALLOCATOR.reset_peak_usage();
        let _ = read(&raw, &inbox);
        let _ = content_digest(&raw);
        let _ = message_id(&raw);
        let times = (ALLOCATOR.peak_usage() - before) as f64 / raw.len() as f64;
        println!("{times:5.2}  {name}, {} kB", raw.len() / 1024);
        if times >= MOST {
            hungry.push(*name);
        }
    }
    assert_eq!(hungry, Vec::<&str>::new());
}
