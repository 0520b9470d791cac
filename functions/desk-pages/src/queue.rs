//! The lists of requests.

use crate::Deps;
use crate::bulk::AT;
use crate::frame::Frame;
use crate::people::People;
use crate::session::Signed;
use crate::{timeline, words};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use desk::bulk::ACTIONS;
use desk::queue::{QueueRow, QueueSizes, Size, ViewSize};
use desk::views::Summary;
use desk::{Query, queue};
use domain::law::{Law, Right};
use domain::log::Role;
use domain::request::{Channel, CommandName};
use gateway::Problem;
use http::{StatusCode, Uri};
use pages::Pages;
use store::QueueView;

/// How many requests one page shows.
const PER_PAGE: &str = "50";

/// A link to a list.
pub(crate) struct ListLink {
    pub(crate) label: String,
    /// The number of its entries, if the page counts them.
    pub(crate) count: String,
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
    /// The newest entry of the log, and its time. Empty where it was not read.
    pub(crate) last: (String, String),
    /// The member of staff who works on it. Empty if it is unassigned, and where `last` is empty.
    pub(crate) assignee: String,
    /// The value of the checkbox that selects it for a bulk action.
    pub(crate) selects: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage<'a> {
    frame: Frame<'a>,
    title: String,
    view: &'static str,
    views: Vec<ListLink>,
    filters: Vec<Filter>,
    rows: Vec<Row>,
    next: Option<String>,
    /// The bulk actions. Empty for a read-only role, and on the list of closed requests.
    bulk: Option<Bulk>,
}

/// The form of an action on several requests.
struct Bulk {
    actions: Vec<(String, String)>,
    people: Vec<(String, String)>,
    rights: Vec<(String, String)>,
}

impl Bulk {
    fn of(pages: &Pages, people: &People) -> Self {
        let action = |name: CommandName| {
            let label = pages.text("desk-action").with("name", name.as_str());
            (name.as_str().to_owned(), label.into())
        };
        let nobody = (String::new(), pages.text("desk-assigned-nobody").into());
        let rights =
            Right::ALL.map(|right| (right.as_str().to_owned(), pages.texts().right(right)));
        Self {
            actions: ACTIONS.map(action).into(),
            people: people.choices().into_iter().chain([nobody]).collect(),
            rights: rights.into(),
        }
    }
}

/// A filter of the list, with the values that it offers.
struct Filter {
    name: &'static str,
    label: String,
    options: Vec<(String, String)>,
    value: String,
}

/// Returns the filters, with the chosen values.
fn filters(pages: &Pages, people: &People, asked: &mut Query) -> Vec<Filter> {
    let option = |name: &str, label: String| (name.to_owned(), label);
    let rights = Right::ALL.map(|right| option(right.as_str(), pages.texts().right(right)));
    let channels = Channel::ALL.map(Channel::as_str);
    let channels = channels.map(|name| option(name, words::value(pages, name)));
    let laws = Law::ALL.map(|law| option(law.as_str(), pages.texts().law(law)));
    let offered: [(&'static str, Vec<_>); 4] = [
        ("right", rights.into()),
        ("channel", channels.into()),
        ("law", laws.into()),
        ("assignee", people.filter(pages)),
    ];
    let filter = |(name, options)| Filter {
        name,
        label: pages.text("desk-filter").with("name", name).into(),
        options,
        value: asked.take(name).unwrap_or_default(),
    };
    offered.into_iter().map(filter).collect()
}

/// Shows a list of requests, the most urgent first.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let pages = &deps.pages;
    let mut asked = Query::of(uri.query());
    let names = QueueView::ALL.map(QueueView::as_str);
    let view = match asked.one_of("view", &names) {
        Ok(view) => view.unwrap_or(QueueView::Open.as_str()),
        Err(problem) => return deps.failed(Some(&signed), problem),
    };
    let people = match People::read(&deps, &signed).await {
        Ok(people) => people,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let filters = filters(pages, &people, &mut asked);
    let cursor = asked.take("cursor").unwrap_or_default();
    if let Err(problem) = asked.done() {
        return deps.failed(Some(&signed), problem);
    }
    let chosen = || filters.iter().map(|one| (one.name, one.value.as_str()));
    let query = words::query(chosen().chain([("most", PER_PAGE), ("cursor", cursor.as_str())]));
    let read = tokio::try_join!(
        queue::sizes(&deps.desk, &signed.staff, Query::of(None)),
        queue::view(&deps.desk, &signed.staff, view, Query::of(Some(&query))),
    );
    let (sizes, listed) = match read {
        Ok(read) => read,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let next = listed.cursor.as_ref().map(|cursor| {
        let position = [("view", view), ("cursor", cursor.as_str())];
        format!("/desk?{}", words::query(chosen().chain(position)))
    });
    let page = QueuePage {
        frame: deps.frame(&signed, "requests"),
        title: pages.text("desk-view").with("name", view).into(),
        view,
        views: links(pages, &sizes, view),
        bulk: (signed.staff.role >= Role::Decide && view != QueueView::Closed.as_str())
            .then(|| Bulk::of(pages, &people)),
        rows: listed
            .found
            .iter()
            .map(|one| row_of(&deps, &people, one))
            .collect(),
        next,
        filters,
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Returns the links to the lists with their sizes. Replies and undeliverable emails have pages of their own.
fn links(pages: &Pages, sizes: &QueueSizes, current: &str) -> Vec<ListLink> {
    let link = |name: &str, href: String, size: Size| ListLink {
        label: pages.text("desk-view").with("name", name.to_owned()).into(),
        count: count(pages, size),
        href,
        is_current: name == current,
    };
    let of_view = |one: &ViewSize| link(one.view, format!("/desk?view={}", one.view), one.size);
    let mut links: Vec<ListLink> = sizes.views.iter().map(of_view).collect();
    let replies = link("replies", "/desk/inbox".to_owned(), sizes.replies);
    links.insert(1, replies);
    let undeliverable = "/desk/emails?state=manual_delivery".to_owned();
    let undeliverable = link("undeliverable", undeliverable, sizes.undeliverable);
    links.insert(links.len().saturating_sub(2), undeliverable);
    links
}

/// Returns the size of a list, which is exact up to 1,000.
fn count(pages: &Pages, size: Size) -> String {
    let count = pages.text("desk-count").with("count", size.count);
    match size.has_more {
        true => pages.text("desk-count-more").with("count", count).into(),
        false => count.into(),
    }
}

/// Returns the row of a request in a view, with the newest entry of its log and who works on it.
fn row_of(deps: &Deps, people: &People, request: &QueueRow) -> Row {
    let pages = &deps.pages;
    let last = request.last.as_ref();
    let last = last.map(|last| {
        let text = timeline::event(pages, people, &last.event);
        (text, words::time(pages, last.at))
    });
    let assignee = request.summary.assignee.as_ref();
    Row {
        last: last.unwrap_or_default(),
        assignee: assignee.map_or_else(String::new, |id| people.name(id)),
        ..row(deps, &request.summary)
    }
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
        last: Default::default(),
        assignee: String::new(),
        selects: format!("{}{AT}{}", request.reference, request.version),
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
