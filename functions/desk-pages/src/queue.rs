//! The lists of requests.

use crate::Deps;
use crate::frame::Frame;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use desk::views::Summary;
use desk::{Query, lists};
use domain::calendar::Calendar;
use domain::law::Right;
use domain::request::Channel;
use gateway::Problem;
use http::{StatusCode, Uri};
use jiff::ToSpan;
use jiff::civil::Date;
use pages::Pages;

/// The lists, in the order of the page.
const VIEWS: [&str; 8] = [
    "to_review",
    "to_respond",
    "appeals",
    "due_week",
    "overdue",
    "waiting",
    "open",
    "closed",
];

/// How many requests one page shows.
const PER_PAGE: &str = "50";

/// A link to a list.
pub(crate) struct ListLink {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) is_current: bool,
}

/// Returns which of the lists a page shows, the first by default, and where it starts.
pub(crate) fn asked(
    uri: &Uri,
    name: &'static str,
    lists: &[&'static str],
) -> Result<(&'static str, String), Problem> {
    let mut asked = Query::of(uri.query());
    let list = asked.one_of(name, lists)?;
    let cursor = asked.take("cursor").unwrap_or_default();
    asked.done()?;
    Ok((list.unwrap_or(lists[0]), cursor))
}

/// A request in a list.
pub(crate) struct Row {
    pub(crate) reference: String,
    pub(crate) href: String,
    pub(crate) who: String,
    pub(crate) right: String,
    pub(crate) due: String,
    pub(crate) left: String,
    pub(crate) urgency: &'static str,
    pub(crate) stage: String,
    pub(crate) received: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage<'a> {
    frame: Frame<'a>,
    title: String,
    view: &'static str,
    views: Vec<ListLink>,
    rights: Vec<(&'static str, String)>,
    right: String,
    channels: Vec<(&'static str, String)>,
    channel: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Returns the parameters of the API's list for a view.
fn filters(view: &str, today: Date) -> Vec<(&'static str, String)> {
    let week = today.checked_add(8.days()).unwrap_or(today);
    match view {
        "to_review" => vec![("kind", "review".into()), ("stage", "waiting".into())],
        "to_respond" => vec![("kind", "verifiable".into()), ("stage", "open".into())],
        "appeals" => vec![("stage", "appealing".into())],
        "due_week" => vec![("due_before", week.to_string())],
        "overdue" => vec![("overdue", "true".into())],
        "waiting" => vec![("stage", "in_force".into())],
        "closed" => vec![("open", "false".into())],
        _ => vec![("open", "true".into())],
    }
}

/// Shows a list of requests, the most urgent first.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let mut asked = Query::of(uri.query());
    let view = match asked.one_of("view", &VIEWS) {
        Ok(view) => view.unwrap_or("open"),
        Err(problem) => return deps.failed(Some(&signed), problem),
    };
    let right = asked.take("right").unwrap_or_default();
    let channel = asked.take("channel").unwrap_or_default();
    let cursor = asked.take("cursor");
    if let Err(problem) = asked.done() {
        return deps.failed(Some(&signed), problem);
    }
    let today = Calendar::California.date_of(deps.desk.clock.now());
    let filters = filters(view, today);
    let filters = filters.iter().map(|(name, value)| (*name, value.as_str()));
    let own = [
        ("most", PER_PAGE),
        ("right", right.as_str()),
        ("channel", channel.as_str()),
        ("cursor", cursor.as_deref().unwrap_or_default()),
    ];
    let query = words::query(filters.chain(own));
    let listed = match lists::requests(&deps.desk, Query::of(Some(&query))).await {
        Ok(listed) => listed,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let pages = &deps.pages;
    let links = VIEWS.map(|of| ListLink {
        label: pages.text("desk-view").with("name", of).into(),
        href: format!("/desk?view={of}"),
        is_current: of == view,
    });
    let next = listed.cursor.as_ref().map(|cursor| {
        let query = words::query([
            ("view", view),
            ("right", right.as_str()),
            ("channel", channel.as_str()),
            ("cursor", cursor.as_str()),
        ]);
        format!("/desk?{query}")
    });
    let rights = Right::ALL.map(|right| (right.as_str(), pages.texts().right(right)));
    let channels = Channel::ALL.map(|one| (one.as_str(), words::value(pages, one.as_str())));
    let page = QueuePage {
        frame: deps.frame(&signed, "requests"),
        title: pages.text("desk-view").with("name", view).into(),
        view,
        views: links.into(),
        rights: rights.into(),
        right,
        channels: channels.into(),
        channel,
        rows: listed.found.iter().map(|one| row(&deps, one)).collect(),
        next,
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Returns the row of a request.
pub(crate) fn row(deps: &Deps, request: &Summary) -> Row {
    let pages = &deps.pages;
    let (left, urgency) = match request.due {
        Some(due) => {
            let today = request.calendar.date_of(deps.desk.clock.now());
            let (left, urgency) = words::days_left(pages, due, today);
            (left, urgency.class())
        }
        None => (String::new(), ""),
    };
    Row {
        reference: request.reference.to_string(),
        href: format!("/desk/requests/{}", request.reference),
        who: who(deps, request),
        right: match request.right {
            Some(right) => words::right(pages, right),
            None => pages.text("desk-unread-right").into(),
        },
        due: request
            .due
            .map_or_else(String::new, |due| words::date(pages, due.target)),
        left,
        urgency,
        stage: words::stage(pages, request.stage),
        received: words::time(pages, request.received),
    }
}

/// Returns the masked address of the requester.
fn who(deps: &Deps, request: &Summary) -> String {
    match &request.contact {
        Some(contact) => contact.clone(),
        None => unknown(&deps.pages, request),
    }
}

/// Returns why no requester is shown.
pub(crate) fn unknown(pages: &Pages, request: &Summary) -> String {
    match request.erased {
        Some(_) => pages.text("desk-erased-person").into(),
        None => pages.text("desk-unknown-person").into(),
    }
}
