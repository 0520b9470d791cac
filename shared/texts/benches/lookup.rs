//! Measures the catalog: parsing its files in one language, once per process, and writing the texts of one email.
//!
//! Run it with `cargo bench -p texts`. A process parses a language once, so one measurement is all that there is.

use domain::law::{Law, Right};
use domain::locale::Locale;
use jiff::civil::date;
use std::hint::black_box;
use std::time::{Duration, Instant};
use texts::{EMAILS, OFFERED, Texts};

/// The most that the first parse may cost, of a cold start.
const COLD: Duration = Duration::from_millis(1);

/// The most that the texts of one page or email may cost.
const WARM: Duration = Duration::from_micros(300);

/// Writes about as many texts as the longest email has.
fn write_email(texts: Texts) -> usize {
    let right = Right::ALL[0];
    let day = texts.date(date(2027, 1, 5));
    let mut length = texts.right(right).len() + texts.law(Law::Ccpa).len();
    for _ in 0..10 {
        let text = texts
            .text("recorded")
            .with("right", right.as_str())
            .with("date", day.clone());
        length += text.to_string().len();
        length += texts.text("unasked-heading").to_string().len();
        length += texts.date(date(2026, 12, 9)).len();
    }
    length
}

fn main() {
    let mut is_slow = false;
    let mut report = |what: &str, locale: Locale, took: Duration, most: Duration| {
        is_slow |= took > most;
        println!("{what}, {}: {took:?} (at most {most:?})", locale.code());
    };
    for locale in OFFERED {
        let start = Instant::now();
        black_box(EMAILS.in_language(locale).text("policy-date").to_string());
        report("first parse", locale, start.elapsed(), COLD);
    }
    for locale in OFFERED {
        const ROUNDS: u32 = 1_000;
        let texts = EMAILS.in_language(locale);
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(write_email(texts));
        }
        report("texts of an email", locale, start.elapsed() / ROUNDS, WARM);
    }
    assert!(!is_slow, "slower than the limit");
}
