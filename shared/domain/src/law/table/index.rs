//! The index of the pages.

use super::in_force;
use crate::law::Law;
use crate::person::Region;
use jiff::civil::Date;
use std::fmt::Write;

/// Returns the index.
pub(super) fn text(received: Date) -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("\n## For everyone\n\n");
    let (for_everyone, states): (Vec<_>, Vec<_>) = Law::ALL.into_iter().partition(|law| {
        law.profile()
            .texts
            .iter()
            .all(|text| text.state_rules.is_none())
    });
    for law in for_everyone {
        let _ = writeln!(text, "- [{}]({}.md)", law.name(), law.as_str());
    }
    text.push_str("\n## For residents of other states\n\n");
    let mut named: Vec<_> = states
        .into_iter()
        .filter_map(|law| Some((state(law.region()?)?, law)))
        .collect();
    named.sort_unstable_by_key(|(state, _)| *state);
    for (state, law) in named {
        let texts = law
            .profile()
            .texts
            .iter()
            .filter_map(|text| text.state_rules);
        let dates: Vec<_> = texts
            .map(|rules| in_force(rules.from, rules.until, received))
            .collect();
        let _ = writeln!(
            text,
            "- [{state}]({}.md): {}, {}",
            law.as_str(),
            law.name(),
            dates.join("; ")
        );
    }
    text.push_str(END);
    text
}

fn state(region: Region) -> Option<&'static str> {
    let mut all = Region::ALL.iter();
    all.find(|(code, _)| *code == region.code())
        .map(|(_, name)| *name)
}

const INTRODUCTION: &str = "# The rules

Honored gives everyone California's rights (the *baseline rule*), and residents of other states the rights of their own
law as well. Where both rules apply, an action must be allowed by both, the earlier deadline counts, and appeals and the
complaint body come from the state's law.

A test generates these pages from [`shared/domain/src/law`](../../shared/domain/src/law) and compares them with this folder.
Rules that are enacted for a later date are dormant until that date.

This is an engineering reference and not legal advice. Have counsel sign off each row that you rely on, and start with
the rows marked *unconfirmed*.

## How to read the pages

- **†** is *unconfirmed*: read in a secondary source. **‡** is *unconfirmed*: [general knowledge](general-knowledge.md). A right has the mark of the
  least certain number that it uses. API clients get it as `\"unconfirmed\": true`; consumers see the date and the law.
- **No** means that the law has no such provision. [**Not read**](general-knowledge.md#what-was-not-read) means that no
  text was found that answers it. It grants nothing and denies nothing, and the rule for everyone decides.
- **45 + 45** is a first period and its extension, in calendar days from receipt.
- Dates such as `2026-12-09 / 2026-12-14` are worked examples, as `target / latest`. `target` is on time under every reading
  of \"business day\", and `latest` uses the common Monday-to-Friday reading.
- The pages of the states show the authentication and the extension of an opt-out for completeness. California's rule, which
  everyone gets, allows neither.
";

const END: &str = "
## Holidays

Holidays are data with their sources ([`holidays.rs`](../../shared/domain/src/calendar/holidays.rs), version 2026-11-21). A
test compares them with an independent library for the years 2020 to 2049, and lists and explains every difference
([`calendar_outside.rs`](../../shared/domain/tests/calendar_outside.rs)).

## Sources that age

Each page says when its text was read. This command lists the texts that were read more than a year before a day, and fails if
one is in force that no one has read:

```sh
cargo run -p domain --example texts_to_read -- 2027-01-01
```
";
