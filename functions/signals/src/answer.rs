//! Where a browser stands, as a program reads it and as a person does.

use crate::Deps;
use crate::record::Record;
use askama::Template;
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use http::StatusCode;
use jiff::Timestamp;
use pages::{Browser, Pages, Wants, date_in_words};
use serde::Serialize;

/// What a site's script gets.
#[derive(Debug, Serialize)]
struct StateJson {
    /// Whether this browser has opted out, and is treated so.
    honored: bool,
    /// Whether that is on record.
    recorded: bool,
    /// Since when, by the record.
    since: Option<String>,
    /// Whether the account that the site named is covered, too: it is if the company signed it and it is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<bool>,
    /// What the site shows (11 CCR § 7025(c)(6)).
    text: &'static str,
}

/// What a person gets.
#[derive(Template)]
#[template(path = "browser.html")]
struct StatePage<'a> {
    pages: &'a Pages,
    honored: bool,
    since: Option<String>,
}

/// Says where the browser stands. `proven` says whether an account that was named was shown to be signed in there.
pub(crate) fn state(
    deps: &Deps,
    browser: &Browser,
    record: Record,
    proven: Option<bool>,
    wants: Wants,
) -> HttpResponse {
    let since = match record {
        Record::Since(since) => Some(since),
        Record::Not | Record::Ended => None,
    };
    let honored = record.is_honored(browser);
    match wants {
        Wants::Json => {
            let state = StateJson {
                honored,
                recorded: since.is_some(),
                since: since.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                account: proven.map(|proven| proven && since.is_some()),
                text: in_words(honored),
            };
            deps.pages.json(StatusCode::OK, &state)
        }
        Wants::Html => {
            let page = StatePage {
                pages: &deps.pages,
                honored,
                since: since.map(in_california),
            };
            deps.pages.unlisted(StatusCode::OK, &page)
        }
    }
}

fn in_words(honored: bool) -> &'static str {
    if honored {
        "Opt-Out Request Honored"
    } else {
        "This browser has not opted out"
    }
}

fn in_california(at: Timestamp) -> String {
    date_in_words(Calendar::California.date_of(at))
}
