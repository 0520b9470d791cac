//! Every email is easy to read ("plain, straightforward language", 11 CCR § 7003(a)).

use crate::catalog::{catalog, company, keys, of_one_message, receipts};
use crate::{rendered, unescaped};
use domain::locale::Locale;
use emails::render_summary;

/// Returns what a page says in our words: its headings, paragraphs and points, without facts, links and what staff wrote.
fn blocks(html: &str) -> Vec<String> {
    const OURS: [&str; 4] = [
        "<h1 style=\"margin:0 0 16px;",
        "<h2 style=\"margin:24px 0 8px;",
        "<p style=\"margin:0 0 16px\">",
        "<li style=\"margin:0 0 6px\">",
    ];
    let lines = html
        .lines()
        .filter(|line| OURS.iter().any(|start| line.starts_with(start)));
    lines
        .filter_map(|line| line.split_once('>')?.1.split_once("</"))
        .map(|(text, _)| unescaped(text))
        .filter(|text| !text.starts_with("<a"))
        .collect()
}

/// Returns why an email is hard to read.
fn hard(html: &str, locale: Locale) -> Option<String> {
    readability::hard(blocks(html).iter().map(String::as_str), locale)
}

#[test]
fn every_email_is_easy_to_read() {
    let mut hard_ones = Vec::new();
    for (name, email) in catalog() {
        if let Some(why) = hard(&rendered(&email).html, email.locale) {
            hard_ones.push(format!("{name}: {why}"));
        }
    }
    for locale in texts::OFFERED {
        for mut several in [receipts(), of_one_message()] {
            for email in &mut several {
                email.locale = locale;
            }
            let one = render_summary(&several, &company(), &keys(), &texts::EMAILS);
            hard_ones.extend(hard(&one.html, locale).map(|why| format!("{locale:?}: {why}")));
        }
    }
    assert!(hard_ones.is_empty(), "{}", hard_ones.join("\n"));
}
