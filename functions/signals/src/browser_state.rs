//! The opt-out state of a browser, as JSON and as a page.

use crate::record::Record;
use askama::Template;
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use http::StatusCode;
use jiff::Timestamp;
use pages::{Browser, Pages, Wants};
use serde::Serialize;
use texts::Texts;

/// The state for a site's script. Scripts outside this project read these fields, so their names stay.
#[derive(Debug, Serialize)]
struct StateJson {
    /// True if this browser has opted out and we honor it.
    honored: bool,
    /// True if the opt-out is recorded.
    recorded: bool,
    /// When it was recorded.
    since: Option<String>,
    /// True if the account that the site named is covered, too: the company signed it, and it is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<bool>,
    /// The text for the site to show (11 CCR § 7025(c)(6)), in the visitor's language.
    text: String,
}

/// The page for people.
#[derive(Template)]
#[template(path = "browser.html")]
pub(crate) struct StatePage<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) honored: bool,
    pub(crate) since: Option<String>,
}

//= req: ca-7025-c-6
/// Responds with the state of the browser. `is_verified` is `None` if the site named no account. Otherwise it says whether
/// the company's signature of the account is valid.
pub(crate) fn respond(
    pages: &Pages,
    browser: &Browser,
    record: Record,
    is_verified: Option<bool>,
    wants: Wants,
) -> HttpResponse {
    let since = match record {
        Record::Since(since) => Some(since),
        Record::Missing | Record::Ended => None,
    };
    let honored = record.is_honored(browser);
    match wants {
        Wants::Json => {
            let state = StateJson {
                honored,
                recorded: since.is_some(),
                since: since.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                account: is_verified.map(|is_verified| is_verified && since.is_some()),
                text: in_words(honored, pages.texts()),
            };
            pages.json(StatusCode::OK, &state)
        }
        Wants::Html => {
            let page = StatePage {
                pages,
                honored,
                since: since.map(|at| in_california(at, pages.texts())),
            };
            pages.unlisted(StatusCode::OK, &page)
        }
    }
}

fn in_words(honored: bool, texts: Texts) -> String {
    match honored {
        true => texts.text("signal-honored"),
        false => texts.text("signal-none"),
    }
    .into()
}

/// Returns the date in California, which no line break cuts.
pub(crate) fn in_california(at: Timestamp, texts: Texts) -> String {
    let date = Calendar::California.date_of(at);
    texts.date_without_weekday(date).replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::for_tests::in_language;

    #[test]
    fn the_page_is_easy_to_read_in_each_language() {
        for locale in texts::OFFERED {
            let pages = in_language(locale);
            let since = in_california("2027-01-02T20:00:00Z".parse().unwrap(), pages.texts());
            for (honored, since) in [(true, None), (true, Some(since)), (false, None)] {
                let page = StatePage {
                    pages: &pages,
                    honored,
                    since,
                };
                let blocks = readability::blocks(&page.render().unwrap());
                let why = readability::hard(blocks.iter().map(String::as_str), locale);
                assert_eq!(why, None, "{locale:?}, honored: {honored}");
            }
        }
    }
}
