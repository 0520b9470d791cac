//! Inbound emails that opened no request: staff read them, open a request, or take them off their list.

use crate::Deps;
use crate::actions::{FormField, Input, agent_inputs, form_field, person_inputs};
use crate::emails::errors_of;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::queue::{ListLink, asked};
use crate::request::{Failure, OriginalView, original};
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::{Query, inbound, lists};
use domain::law::Right;
use gateway::{FieldError, Problem};
use http::{StatusCode, Uri};
use pages::Pages;

/// The lists, in the order of the page.
const LISTS: [&str; 3] = ["replies", "unopened", "quarantine"];
/// How many emails one page shows.
const PER_PAGE: &str = "50";

/// An inbound email in a list.
struct Row {
    href: String,
    from: String,
    subject: String,
    first_line: String,
    received: String,
    why: String,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage<'a> {
    frame: Frame<'a>,
    lists: Vec<ListLink>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Lists inbound emails with sender and subject.
pub(crate) async fn list(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let (list, cursor) = match asked(&uri, "list", &LISTS) {
        Ok(asked) => asked,
        Err(problem) => return deps.failed(Some(&signed), problem),
    };
    let query = words::query([
        ("list", list),
        ("most", PER_PAGE),
        ("cursor", cursor.as_str()),
    ]);
    let pages = &deps.pages;
    let listed = match lists::inbound(&deps.desk, Query::of(Some(&query))).await {
        Ok(listed) => listed,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let none = || String::from(pages.text("desk-original-none"));
    let rows = listed.found.iter().map(|email| Row {
        href: format!("/desk/inbox/{}", email.id),
        from: email.sender.clone().unwrap_or_else(none),
        subject: email.subject.clone().unwrap_or_else(none),
        first_line: email.first_line.clone().unwrap_or_default(),
        received: words::time(pages, email.received),
        why: email.why.clone(),
    });
    let link = |of: &'static str| ListLink {
        label: pages.text("desk-inbox-list").with("name", of).into(),
        count: String::new(),
        href: format!("/desk/inbox?list={of}"),
        is_current: of == list,
    };
    let page = InboxPage {
        frame: deps.frame(&signed, "inbox"),
        lists: LISTS.map(link).into(),
        rows: rows.collect(),
        next: listed
            .cursor
            .as_ref()
            .map(|cursor| format!("/desk/inbox?list={list}&cursor={cursor}")),
    };
    pages.unlisted(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "inbound.html")]
struct InboundPage<'a> {
    frame: Frame<'a>,
    title: String,
    path: String,
    received: String,
    why: String,
    about: Vec<String>,
    original: OriginalView,
    can_act: bool,
    is_open: bool,
    fields: Vec<FormField>,
    agent: Vec<FormField>,
    /// The form that answers the writer; empty if the email belongs to a request.
    reply: Vec<FormField>,
    replies: bool,
    errors: Vec<FieldError>,
}

/// Shows an inbound email.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> HttpResponse {
    page(&deps, &signed, &id, None, StatusCode::OK).await
}

async fn page(
    deps: &Deps,
    signed: &Signed,
    id: &str,
    failure: Option<Failure<'_>>,
    status: StatusCode,
) -> HttpResponse {
    let whole = match inbound::read(&deps.desk, id).await {
        Ok(whole) => whole,
        Err(error) => return deps.failed(Some(signed), error.into()),
    };
    let pages = &deps.pages;
    let about = whole
        .inbound
        .about
        .iter()
        .map(|request| request.0.reference());
    // The sender is the likeliest requester, so their address is in the form.
    let sender = [(
        "person.email".to_owned(),
        whole.original.from.clone().unwrap_or_default(),
    )];
    let fresh = Failure {
        action: "open",
        pairs: &sender,
        errors: &[],
    };
    let (opening, replying) = match &failure {
        Some(failure) if failure.action == REPLY => (None, Some(failure)),
        failure => (failure.as_ref(), None),
    };
    let entered = opening.unwrap_or(&fresh);
    let mut fields = vec![right_field(pages, Some(entered))];
    fields.extend(person_inputs(pages, "person", "open", Some(entered)));
    let agent = agent_inputs(pages, "agent", "open", Some(entered));
    let subject = whole.original.subject.clone();
    let reply = match whole.inbound.about.is_empty() {
        true => reply_fields(pages, whole.inbound.sender.as_deref(), replying),
        false => Vec::new(),
    };
    let page = InboundPage {
        frame: deps.frame(signed, "inbox"),
        title: subject.unwrap_or_else(|| pages.text("desk-original-none").into()),
        path: format!("/desk/inbox/{id}"),
        received: words::time(pages, whole.inbound.received),
        why: whole.inbound.why.clone(),
        about: about.map(|reference| reference.to_string()).collect(),
        original: original(pages, &whole.original),
        can_act: signed.staff.role >= domain::log::Role::Decide,
        is_open: opening.is_some(),
        replies: replying.is_some(),
        reply,
        errors: failure.map_or_else(Vec::new, |failure| failure.errors.to_vec()),
        fields,
        agent,
    };
    pages.unlisted(status, &page)
}

/// The name of the form that answers the writer.
const REPLY: &str = "reply";

/// Returns the fields of the form that answers the writer: the text, where it goes, and the language of its frame.
fn reply_fields(
    pages: &Pages,
    sender: Option<&str>,
    failure: Option<&Failure<'_>>,
) -> Vec<FormField> {
    let languages = texts::OFFERED.map(|language| {
        let code = language.code();
        (code.to_owned(), words::value(pages, code))
    });
    let mut address = form_field(pages, REPLY, "address", Input::Line("email"), true, failure);
    if failure.is_none() {
        address.value = sender.unwrap_or_default().to_owned();
    }
    vec![
        form_field(pages, REPLY, "text", Input::Lines, true, failure),
        address,
        form_field(
            pages,
            REPLY,
            "language",
            Input::Choice(languages.into()),
            true,
            failure,
        ),
    ]
}

/// Answers the writer of an inbound email.
pub(crate) async fn reply(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let signed = &posted.signed;
    match inbound::reply(&deps.desk, &id, &signed.staff, posted.fields()).await {
        Ok(_) => deps.pages.see_other("/desk/inbox"),
        Err(error) => {
            let problem = Problem::from(error);
            let failure = Failure {
                action: REPLY,
                pairs: &posted.pairs,
                errors: &errors_of(&problem),
            };
            page(&deps, signed, &id, Some(failure), problem.status()).await
        }
    }
}

/// Returns the field with the right.
pub(crate) fn right_field(pages: &Pages, failure: Option<&Failure<'_>>) -> FormField {
    let none = (String::new(), String::from(pages.text("desk-choose")));
    let rights = Right::ALL.map(|right| (right.as_str().to_owned(), pages.texts().right(right)));
    let options = std::iter::once(none).chain(rights).collect();
    form_field(
        pages,
        "open",
        "right",
        Input::Choice(options),
        true,
        failure,
    )
}

/// Opens a request from an inbound email.
pub(crate) async fn open(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let signed = &posted.signed;
    match inbound::open(&deps.desk, &id, &signed.staff, posted.fields()).await {
        Ok(recorded) => {
            let reference = recorded.request.reference;
            deps.pages
                .see_other(&format!("/desk/requests/{reference}?done=open"))
        }
        Err(error) => {
            let problem = Problem::from(error);
            let failure = Failure {
                action: "open",
                pairs: &posted.pairs,
                errors: &errors_of(&problem),
            };
            page(&deps, signed, &id, Some(failure), problem.status()).await
        }
    }
}

/// Marks an email of a request's conversation as read.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path((name, id)): Path<(String, String)>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    match inbound::close(&deps.desk, &id, &posted.signed.staff).await {
        Ok(_) => deps
            .pages
            .see_other(&format!("/desk/requests/{name}#conversation")),
        Err(error) => deps.failed(Some(&posted.signed), error.into()),
    }
}

/// Takes an inbound email off its list.
pub(crate) async fn close(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    match inbound::close(&deps.desk, &id, &posted.signed.staff).await {
        Ok(_) => deps.pages.see_other("/desk/inbox"),
        Err(error) => deps.failed(Some(&posted.signed), error.into()),
    }
}
