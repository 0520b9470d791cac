//! The page of a section.

use super::citations::Citation;
use super::section::Answer;
use super::trace::{Entry, Trace};
use std::fmt::Write;

/// Returns the page.
pub(crate) fn text(trace: &Trace) -> String {
    let section = &trace.section;
    let mut text = format!(
        "# {}: {}\n\nThis page is generated. The [index](README.md) explains its words.\n\n",
        section.law, section.title
    );
    let _ = writeln!(text, "**Read on {}:** {}.", section.read, section.text);
    for remark in section.note.iter().chain(&section.unread) {
        let _ = writeln!(text, "\n{remark}");
    }
    let _ = writeln!(
        text,
        "\nSentences with \"must\", \"shall\" or \"may not\": {}. The paraphrases are ours, not the text of the law.\n",
        trace.sentences()
    );
    text.push_str("| the law | the answer |\n| --- | --- |\n");
    for entry in &trace.entries {
        let _ = writeln!(
            text,
            "| **{}** {} | {} |",
            entry.cite,
            entry.requirement.says,
            answer(entry)
        );
    }
    text
}

fn answer(entry: &Entry) -> String {
    let requirement = &entry.requirement;
    let why = requirement.why.as_deref();
    match requirement.answer {
        Answer::Machine => {
            let mut words = vec![match requirement.open {
                Some(_) => "**Open.**".to_owned(),
                None => "**Honored.**".to_owned(),
            }];
            words.extend(requirement.open.clone());
            words.extend(why.map(str::to_owned));
            words.extend(links("Code", &entry.code));
            words.extend(links("Test", &entry.tests));
            words.join(" ")
        }
        Answer::Staff => format!("**Company.** {}", why.unwrap_or_default()),
        Answer::NotApplicable => format!("**Not applicable.** {}", why.unwrap_or_default()),
        Answer::Parts => "See its items.".to_owned(),
        Answer::SameAs => {
            let same = requirement.same_as.as_deref().unwrap_or_default();
            let words = format!("Same as `{same}`.");
            why.map_or(words.clone(), |why| format!("{words} {why}"))
        }
    }
}

/// Returns links to the files of some citations, with the names of the items.
fn links(what: &str, citations: &[Citation]) -> Option<String> {
    let link = |citation: &Citation| {
        let item = citation.item.replace('|', "\\|");
        format!("[{item}](../../{})", citation.file)
    };
    let links: Vec<String> = citations.iter().map(link).collect();
    (!links.is_empty()).then(|| format!("{what}: {}.", links.join(", ")))
}
