//! Emails to requesters: the lists of those that wait, one email with its text, and the actions on it.

use crate::Deps;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::queue::{ListLink, asked};
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::views::EmailView;
use desk::{Query, email, lists};
use domain::calendar::Calendar;
use domain::log::Role;
use domain::outbound_email::{Addressee, EmailEvent};
use domain::receipt::Reference;
use gateway::{FieldError, Problem};
use http::{StatusCode, Uri};
use pages::Pages;

/// The lists, in the order of the page.
const STATES: [&str; 4] = ["awaiting_approval", "manual_delivery", "held", "pending"];

/// An email in a list.
pub(crate) struct EmailRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) to: String,
    pub(crate) state: String,
    pub(crate) sent: String,
    pub(crate) events: Vec<String>,
    /// The references of its requests.
    pub(crate) references: Vec<String>,
}

impl EmailRow {
    pub(crate) fn of(pages: &Pages, email: &EmailView) -> Self {
        let name = email.kind.as_ref().map_or("other", |kind| kind.name());
        Self {
            href: format!("/desk/emails/{}/{}", email.owner, email.id),
            title: pages.text("desk-email-title").with("name", name).into(),
            to: to(pages, email),
            state: pages
                .text("desk-email-state")
                .with("name", email.state)
                .into(),
            sent: email
                .sent_at
                .map_or_else(String::new, |at| words::time(pages, at)),
            events: email.events.iter().map(|one| event(pages, one)).collect(),
            references: email.references.iter().map(Reference::to_string).collect(),
        }
    }
}

fn to(pages: &Pages, email: &EmailView) -> String {
    match &email.to {
        Some(Addressee::Email(address)) => address.as_str().to_owned(),
        Some(Addressee::Manual(_)) | None => pages.text("desk-email-no-address").into(),
    }
}

/// Returns what the mail server reported, in words.
pub(crate) fn event(pages: &Pages, event: &EmailEvent) -> String {
    let name = match event {
        EmailEvent::Delivered => "delivered",
        EmailEvent::Bounced(_) => "bounced",
        EmailEvent::NotSent => "not_sent",
        EmailEvent::Complained => "complained",
    };
    pages.text("desk-email-event").with("name", name).into()
}

#[derive(Template)]
#[template(path = "emails.html")]
struct EmailsPage<'a> {
    frame: Frame<'a>,
    lists: Vec<ListLink>,
    rows: Vec<EmailRow>,
    next: Option<String>,
}

/// Lists the emails that wait.
pub(crate) async fn list(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let (state, cursor) = match asked(&uri, "state", &STATES) {
        Ok(asked) => asked,
        Err(problem) => return deps.failed(Some(&signed), problem),
    };
    let query = words::query([("state", state), ("cursor", cursor.as_str())]);
    let listed = lists::emails(&deps.desk, Query::of(Some(&query))).await;
    let listed = match listed {
        Ok(listed) => listed,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let pages = &deps.pages;
    let link = |of: &'static str| ListLink {
        label: pages.text("desk-email-state").with("name", of).into(),
        count: String::new(),
        href: format!("/desk/emails?state={of}"),
        is_current: of == state,
    };
    let next = listed.cursor;
    let page = EmailsPage {
        frame: deps.frame(&signed, "emails"),
        lists: STATES.map(link).into(),
        rows: listed
            .found
            .iter()
            .map(|one| EmailRow::of(pages, one))
            .collect(),
        next: next.map(|cursor| format!("/desk/emails?state={state}&cursor={cursor}")),
    };
    pages.unlisted(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "outgoing.html")]
struct EmailPage<'a> {
    frame: Frame<'a>,
    row: EmailRow,
    subject: String,
    text: String,
    path: String,
    requests: Vec<(String, String)>,
    actions: Vec<(&'static str, String)>,
    error: Option<String>,
    address: String,
    can_act: bool,
}

/// Shows an email with its text.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path((owner, id)): Path<(String, String)>,
) -> HttpResponse {
    page(&deps, &signed, &owner, &id, None, "").await
}

async fn page(
    deps: &Deps,
    signed: &Signed,
    owner: &str,
    id: &str,
    problem: Option<&Problem>,
    address: &str,
) -> HttpResponse {
    let whole = match email::read(&deps.desk, owner, id).await {
        Ok(whole) => whole,
        Err(error) => return deps.failed(Some(signed), error.into()),
    };
    let (pages, email) = (&deps.pages, whole.email);
    let action = |name: &&'static str| {
        let label = pages.text("desk-email-action").with("name", *name);
        (*name, label.into())
    };
    let requests = email.requests.iter().map(|request| {
        let reference = request.0.reference().to_string();
        (reference.clone(), format!("/desk/requests/{reference}"))
    });
    let message = |problem: &Problem| {
        let first = problem.errors().first().map(|error| error.message.clone());
        first.unwrap_or_else(|| problem.detail().to_owned())
    };
    let page = EmailPage {
        frame: deps.frame(signed, "emails"),
        row: EmailRow::of(pages, &email),
        subject: email.subject.clone().unwrap_or_default(),
        text: email.text.clone().unwrap_or_default(),
        path: format!("/desk/emails/{owner}/{id}"),
        requests: requests.collect(),
        actions: email.actions.iter().map(action).collect(),
        error: problem.map(message),
        address: address.to_owned(),
        can_act: signed.staff.role >= Role::Decide,
    };
    let status = problem.map_or(StatusCode::OK, Problem::status);
    pages.unlisted(status, &page)
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage<'a> {
    frame: Frame<'a>,
    language: &'static str,
    back: String,
    to: Vec<String>,
    date: String,
    subject: String,
    text: String,
}

/// Shows an email as a letter to print.
pub(crate) async fn letter(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    Path((owner, id)): Path<(String, String)>,
) -> HttpResponse {
    let whole = match email::read(&deps.desk, &owner, &id).await {
        Ok(whole) => whole,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let pages = &deps.pages;
    let (name, post) = match &whole.recipient {
        Some(recipient) => (recipient.name.as_ref(), recipient.postal_address.as_ref()),
        None => (None, None),
    };
    let name = name.map(|name| name.as_str().to_owned());
    let lines = post.iter().flat_map(|post| post.as_str().lines());
    let mut to: Vec<String> = name.into_iter().chain(lines.map(str::to_owned)).collect();
    if post.is_none() {
        to.push(pages.text("desk-letter-no-address").into());
    }
    let locale = whole.email.language;
    let today = Calendar::California.date_of(deps.desk.clock.now());
    let page = LetterPage {
        frame: deps.frame(&signed, "emails"),
        language: locale.code(),
        back: format!("/desk/emails/{owner}/{id}"),
        to,
        date: texts::EMAILS
            .in_language(locale)
            .date_without_weekday(today),
        subject: whole.email.subject.unwrap_or_default(),
        text: whole.email.text.unwrap_or_default(),
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Applies an action to an email.
pub(crate) async fn act(
    State(deps): State<Deps>,
    Path((owner, id)): Path<(String, String)>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let staff = &posted.signed.staff;
    let acted = email::act(&deps.desk, &owner, &id, staff, posted.fields()).await;
    match acted {
        Ok(_) => deps.pages.see_other(&posted.path),
        Err(error) => {
            let problem = Problem::from(error);
            let address = posted.value("address");
            page(&deps, &posted.signed, &owner, &id, Some(&problem), address).await
        }
    }
}

/// Returns the errors that a page lists: the fields to correct, or why nothing was recorded.
pub(crate) fn errors_of(problem: &Problem) -> Vec<FieldError> {
    match problem.errors() {
        [] => vec![FieldError::new("", problem.detail())],
        errors => errors.to_vec(),
    }
}
