//! The effects of a coming change of the law on open requests.

use crate::Deps;
use crate::frame::Frame;
use crate::queue::ListLink;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use desk::{Query, law_changes};
use domain::calendar::Calendar;
use domain::request::LawChangeCounts;
use http::{StatusCode, Uri};
use pages::Pages;

/// How many coming days the page offers.
const DAYS: usize = 6;

#[derive(Template)]
#[template(path = "law_changes.html")]
struct LawChangesPage<'a> {
    frame: Frame<'a>,
    /// The day of the change; `None` if no change is known.
    title: Option<String>,
    days: Vec<ListLink>,
    laws: Vec<String>,
    changed: String,
    lines: Vec<String>,
    /// The link that counts the rest.
    next: Option<String>,
}

/// Shows how the laws of a day change the open requests: the day `on`, or the next day when a rule takes effect.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let pages = &deps.pages;
    let today = Calendar::California.date_of(deps.desk.clock.now());
    let coming = law_changes::coming_days(today, DAYS);
    let mut asked = Query::of(uri.query());
    let on = asked.take("on");
    let cursor = asked.take("cursor").unwrap_or_default();
    let before = match law_changes::counted_before(&mut asked)
        .and_then(|before| asked.done().map(|()| before))
    {
        Ok(before) => before,
        Err(problem) => return deps.failed(Some(&signed), problem),
    };
    let Some(on) = on.or_else(|| Some(coming.first()?.to_string())) else {
        let page = LawChangesPage {
            frame: deps.frame(&signed, "law-changes"),
            title: None,
            days: Vec::new(),
            laws: Vec::new(),
            changed: String::new(),
            lines: Vec::new(),
            next: None,
        };
        return pages.unlisted(StatusCode::OK, &page);
    };
    let query = words::query([("on", on.as_str()), ("cursor", cursor.as_str())]);
    let counted = match law_changes::read(&deps.desk, Query::of(Some(&query))).await {
        Ok(counted) => counted,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let mut counts = before;
    counts += counted.counts;
    let links = coming.iter().map(|day| ListLink {
        label: words::date(pages, *day),
        count: String::new(),
        href: format!("/desk/law-changes?on={day}"),
        is_current: *day == counted.on,
    });
    let laws = law_changes::laws_from(counted.on).into_iter();
    let page = LawChangesPage {
        frame: deps.frame(&signed, "law-changes"),
        title: Some(words::date(pages, counted.on)),
        days: links.collect(),
        laws: laws.map(|law| pages.texts().law(law)).collect(),
        changed: pages
            .text("desk-law-change-requests")
            .with("count", counts.requests)
            .into(),
        lines: lines(pages, counts),
        next: counted.cursor.map(|cursor| rest(&on, &cursor, counts)),
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Returns the link that counts the rest and adds it.
fn rest(on: &str, cursor: &str, counts: LawChangeCounts) -> String {
    let LawChangeCounts {
        requests,
        earlier_date,
        appeal,
        wider_scope,
    } = counts;
    let query = words::query([
        ("on", on),
        ("cursor", cursor),
        ("requests", &requests.to_string()),
        ("earlier_date", &earlier_date.to_string()),
        ("appeal", &appeal.to_string()),
        ("wider_scope", &wider_scope.to_string()),
    ]);
    format!("/desk/law-changes?{query}")
}

/// Returns the counts in words. A request can count on several lines.
fn lines(pages: &Pages, counts: LawChangeCounts) -> Vec<String> {
    let line = |what: &str, count: u64| {
        pages
            .text("desk-law-change")
            .with("what", what.to_owned())
            .with("count", count)
            .into()
    };
    vec![
        line("earlier_date", counts.earlier_date),
        line("appeal", counts.appeal),
        line("wider_scope", counts.wider_scope),
    ]
}
