//! The page of the cells that rest on general knowledge or were not read: the value, why it stays, and where we looked for its
//! text.

use super::states::{TableCell, cells};
use crate::law::Law;
use crate::law::profile::Reading;
use crate::law::rule::Evidence;
use std::fmt::Write;

/// The name of the page.
pub(super) const FILE: &str = "general-knowledge.md";

/// Returns the page.
pub(super) fn text() -> String {
    let mut text = INTRODUCTION.to_owned();
    for law in Law::ALL {
        let unverified = lines(law, |cell| cell.evidence == Evidence::Unverified);
        if unverified.is_empty() {
            continue;
        }
        let (heading, looked) = (heading("##", law), looked_for(law).unwrap_or("nowhere"));
        let _ = writeln!(
            text,
            "{heading}{unverified}\nLooked for until 2026-12-01 in: {looked}."
        );
    }
    text.push_str(NOT_READ);
    for law in Law::ALL {
        let not_read = lines(law, |cell| cell.value.contains("not read"));
        if !not_read.is_empty() {
            let (heading, read) = (heading("###", law), read(law));
            let _ = writeln!(text, "{heading}{not_read}\nLooked for in: {read}.");
        }
    }
    text
}

/// Returns a heading of this level with a link to the page of the law.
fn heading(level: &str, law: Law) -> String {
    format!("\n{level} [{}]({}.md)\n\n", law.name(), law.as_str())
}

/// Returns the cells of a law's texts that `is_listed` accepts, one per line.
fn lines(law: Law, is_listed: impl Fn(&TableCell) -> bool) -> String {
    let mut lines = String::new();
    let texts = law.profile().texts;
    for (at, text) in texts.iter().enumerate() {
        let of_text = match texts.len() {
            1 => String::new(),
            _ => format!(" (text {})", at + 1),
        };
        let listed = text.state_rules.iter().flat_map(cells).filter(&is_listed);
        for cell in listed {
            let value = cell.value.replace(" ‡", "");
            let _ = writeln!(lines, "- {}{of_text}: {value}", cell.point);
        }
    }
    lines
}

/// Returns the versions of a law's texts that were read, or why none was.
fn read(law: Law) -> String {
    let versions = law.profile().texts.iter().map(|text| match text.read {
        Reading::On(_, version) | Reading::Never(version) => version,
    });
    let mut versions: Vec<_> = versions.collect();
    versions.dedup();
    versions.join("; ")
}

const INTRODUCTION: &str = "# What rests on general knowledge, and what was not read

This page is generated. It lists each number and each \"no\" in [the rules](README.md) with the mark ‡: it was found in no text and
in no secondary source. A value stays where a person would lose something without it, such as an appeal, a free response or the
authority to complain to, or where it shows a stricter law. Counsel should read these first. [Below](#what-was-not-read) are the
cells without a value.
";

const NOT_READ: &str = "
## What was not read

About these cells nothing is known. They grant nothing and deny nothing, so the rule for everyone decides. Each law names the texts
that were read, or why none was. The days after withdrawn consent were looked for in tables of state laws as well, of which one has
the days of Rhode Island only.
";

/// Returns where the texts of the cells were looked for.
const fn looked_for(law: Law) -> Option<&'static str> {
    Some(match law {
        Law::Nevada => {
            "NRS 603A.345 and 603A.346, which were read and have none of the three; the other sections were not read"
        }
        Law::NevadaHealth => {
            "NRS 603A.505 and the section on appeals, of which no copy could be opened"
        }
        Law::Colorado => "public copies of C.R.S. § 6-1-1306, which end in (1)(a)(III)",
        Law::Connecticut => {
            "a public copy of § 42-520, which ends in (a)(4), and tables of state laws, of which one has the days of Rhode \
             Island only"
        }
        Law::Texas => "public copies of §§ 541.051 to 541.055; none of § 541.154 was found",
        Law::Florida => {
            "a public copy of § 501.706, which ends in (5), the official pages of chapter 501, whose copies end before \
             § 501.701, and Fla. Admin. Code R. 2-3.004"
        }
        Law::Montana => {
            "public copies of § 30-14-2808, one of which has the end of (5) with the authority and without the days"
        }
        Law::Delaware => {
            "public copies of §§ 12D-104 and 12D-106, which leave out 12D-106(a); 85 Del. Laws c. 463 could not be opened, so the \
             second text has the numbers of the first"
        }
        Law::NewHampshire => {
            "public copies of RSA 507-H, which leave out 507-H:4, IV and 507-H:6, I, and the pages of the department of justice"
        }
        Law::NewJersey => {
            "public copies of N.J.S.A. 56:8-166.6 to 166.11, none of which has § 166.12 or the end of § 166.7"
        }
        Law::Tennessee => "public copies of § 47-18-3304, which end in (b)(2)",
        Law::Maryland => {
            "public copies of §§ 14-4705 to 14-4707, which end before the days after revoked consent"
        }
        Law::Indiana => {
            "Ind. Code §§ 24-15-3-1 and 24-15-4-5, which were read in part and name no agent"
        }
        Law::RhodeIsland => {
            "the legislature's copies of §§ 6-48.1-4 and 6-48.1-6, which end before appeals"
        }
        Law::Louisiana => {
            "secondary sources on Act 502, which name the attorney general as its only enforcer"
        }
        Law::Alabama => {
            "secondary sources on Act 2026-552, which name the attorney general as its enforcer"
        }
        Law::Vermont => {
            "secondary sources on Act 145, which name the attorney general as its enforcer"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_law_with_a_cell_from_general_knowledge_says_where_it_was_looked_for() {
        for law in Law::ALL {
            let has_one = !lines(law, |cell| cell.evidence == Evidence::Unverified).is_empty();
            assert_eq!(looked_for(law).is_some(), has_one, "{law:?}");
        }
    }
}
