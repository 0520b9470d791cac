//! Every page of this function with invented facts. The local runner shows them at `/texts`.

use crate::browser_state::{StatePage, in_california};
use crate::unsubscribe::UnsubscribePage;
use askama::Template;
use jiff::Timestamp;
use pages::Pages;

/// Returns every page as HTML, with its name, in the language of `pages`.
#[must_use]
pub fn pages(pages: &Pages) -> Vec<(String, String)> {
    let since = in_california(Timestamp::UNIX_EPOCH, pages.texts());
    let states = [
        ("browser: opted out", true, Some(since)),
        ("browser: opted out, not recorded yet", true, None),
        ("browser: not opted out", false, None),
    ];
    let states = states.map(|(name, honored, since)| {
        let page = StatePage {
            pages,
            honored,
            since,
        };
        (name, page.render())
    });
    let unsubscribe = [("unsubscribe: before", false), ("unsubscribe: after", true)];
    let unsubscribe = unsubscribe.map(|(name, done)| {
        let address = "a***@example.org".to_owned();
        let page = UnsubscribePage {
            pages,
            address,
            done,
        };
        (name, page.render())
    });
    let all = states.into_iter().chain(unsubscribe);
    all.filter_map(|(name, html)| Some((name.to_owned(), html.ok()?)))
        .collect()
}
