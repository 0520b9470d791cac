//! The outbox pages: every email that was sent, as a page and as JSON. They exist on this machine only.

use crate::time::span;
use crate::time_travel::TimeTravel;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use domain::calendar::Calendar;
use domain::company::Company;
use domain::keys::LinkKeys;
use domain::outbound_email::{Addressee, Bounce, ManualDeliveryReason};
use engines::Engines;
use engines::ses::{Engine, SentMail};
use http::StatusCode;
use pages::Pages;
use runtime::{BadSetting, Clock, Runtime};
use serde_json::{Map, Value, json};
use store::{Desk, EmailState, OutboxItem, PendingEmail};
use texts::Catalog;

/// The data of the outbox pages.
#[derive(Clone)]
pub(crate) struct Outbox {
    ses: Engine,
    store: Desk,
    company: Company,
    texts: &'static Catalog,
    links: LinkKeys,
    pages: Pages,
    time_travel: Option<TimeTravel>,
    clock: Clock,
}

/// Serves the outbox pages.
pub(crate) fn router(outbox: Outbox) -> Router {
    Router::new()
        .route("/outbox", get(page))
        .route("/outbox.json", get(list))
        .route("/outbox/pass", post(pass))
        .with_state(outbox)
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct OutboxPage<'a> {
    pages: &'a Pages,
    now: String,
    may_pass: bool,
    sent: Vec<Shown>,
    manual: Vec<Shown>,
}

/// An email as the page shows it.
struct Shown {
    head: Vec<(&'static str, String)>,
    lines: Vec<Vec<Piece>>,
}

/// A part of a line: text, or a link into this system.
enum Piece {
    Words(String),
    Link(String),
}

/// Returns the emails that staff must deliver or release.
async fn emails_for_staff(desk: &Desk) -> Vec<PendingEmail> {
    let mut emails = Vec::new();
    for state in [EmailState::ManualDelivery, EmailState::AwaitingApproval] {
        let page = desk.emails_in(state, None, 100).await;
        emails.extend(page.map(|page| page.found).unwrap_or_default());
    }
    emails
}

async fn page(State(outbox): State<Outbox>) -> HttpResponse {
    let mut sent = outbox.ses.sent();
    sent.reverse();
    let manual = emails_for_staff(&outbox.store).await;
    let page = OutboxPage {
        pages: &outbox.pages,
        now: outbox
            .clock
            .now()
            .to_zoned(Calendar::California.zone())
            .strftime("%A, %B %-d, %Y, %H:%M in California")
            .to_string(),
        may_pass: outbox.time_travel.is_some(),
        sent: sent
            .iter()
            .map(|mail| shown(mail, &outbox.company.base_url))
            .collect(),
        manual: manual.iter().map(|email| outbox.in_words(email)).collect(),
    };
    outbox.pages.unlisted(StatusCode::OK, &page)
}

async fn list(State(outbox): State<Outbox>) -> HttpResponse {
    let emails: Vec<Value> = outbox.ses.sent().iter().map(as_json).collect();
    outbox.pages.json(StatusCode::OK, &emails)
}

/// Moves the clock forward, and returns to the page.
async fn pass(State(outbox): State<Outbox>, body: String) -> HttpResponse {
    let fields = form_urlencoded::parse(body.as_bytes());
    let time = fields
        .into_owned()
        .find_map(|(name, value)| (name == "time").then_some(value));
    let Ok(span) = span(&time.unwrap_or_default()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some(time_travel) = &outbox.time_travel else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match time_travel.pass(span).await {
        Ok(_) => (StatusCode::SEE_OTHER, [(http::header::LOCATION, "/outbox")]).into_response(),
        Err(error) => {
            tracing::error!(%error, "the clock can't be moved");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn as_json(mail: &SentMail) -> Value {
    let headers: Map<String, Value> = mail
        .headers()
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    json!({
        "to": mail.to().join(", "),
        "subject": mail.subject(),
        "text": mail.text(),
        "html": mail.html(),
        "headers": headers,
        "sent_at": mail.sent_at.to_string(),
    })
}

fn shown(mail: &SentMail, base_url: &str) -> Shown {
    let mut head = vec![
        ("To", mail.to().join(", ")),
        ("Subject", mail.subject().unwrap_or_default()),
        ("Sent", mail.sent_at.to_string()),
    ];
    for name in [
        "From",
        "Reply-To",
        "In-Reply-To",
        "Auto-Submitted",
        "Message-ID",
        "X-Honored-Email",
    ] {
        head.extend(mail.header(name).map(|value| (name, value)));
    }
    Shown {
        head,
        lines: lines(&mail.text().unwrap_or_default(), base_url),
    }
}

impl Outbox {
    pub(crate) fn new(
        runtime: &Runtime,
        engines: &Engines,
        time_travel: Option<TimeTravel>,
    ) -> Result<Self, BadSetting> {
        let company = runtime.company()?;
        Ok(Self {
            ses: engines.ses.clone(),
            store: runtime.store()?,
            pages: Pages::new(company.clone()),
            company,
            texts: runtime.texts(&texts::EMAILS)?,
            links: runtime.link_keys()?,
            time_travel,
            clock: runtime.clock(),
        })
    }

    /// Renders an email that staff must deliver or approve, as it would be sent.
    fn in_words(&self, pending: &PendingEmail) -> Shown {
        let words = match &pending.content {
            OutboxItem::Single(email) => {
                emails::render(email, &self.company, &self.links, self.texts)
            }
            OutboxItem::Summary(emails) => {
                emails::render_summary(emails, &self.company, &self.links, self.texts)
            }
            OutboxItem::Staff { email, .. } => emails::render_for_staff(email, &self.company),
            OutboxItem::Partner { email, .. } => {
                emails::render_for_partner(email, &self.company, &self.links)
            }
        };
        let given = pending
            .manual
            .or(match pending.content.first().map(|email| &email.to) {
                Some(Addressee::Manual(why)) => Some(*why),
                _ => None,
            });
        let why = match given {
            Some(ManualDeliveryReason::NoAddress) => "The request has no email address.",
            Some(ManualDeliveryReason::AddressOutsideAscii) => {
                "SES can’t send to an address with these characters."
            }
            Some(ManualDeliveryReason::OurOwnAddress) => "It would go to our own inbox.",
            Some(ManualDeliveryReason::Refused) => "SES refused it.",
            Some(ManualDeliveryReason::Bounced(Bounce::Permanent)) => {
                "It bounced: the address doesn’t accept email."
            }
            Some(ManualDeliveryReason::Bounced(Bounce::Transient)) => {
                "It bounced after many tries, for example because the mailbox is full."
            }
            Some(ManualDeliveryReason::Bounced(Bounce::Unclear)) => {
                "It bounced, and no reason was given."
            }
            None => "The request came through the bot trap. Staff must approve the email.",
        };
        Shown {
            head: vec![("Why", why.into()), ("Subject", words.subject)],
            lines: lines(&words.text, &self.company.base_url),
        }
    }
}

/// Splits a text into lines, and each line into text and links into this system.
fn lines(text: &str, base_url: &str) -> Vec<Vec<Piece>> {
    let line = |line: &str| {
        let mut pieces = Vec::new();
        for (position, word) in line.split(' ').enumerate() {
            let space = if position > 0 { " " } else { "" };
            if word.starts_with(base_url) {
                pieces.push(Piece::Words(space.to_owned()));
                pieces.push(Piece::Link(word.to_owned()));
            } else {
                pieces.push(Piece::Words(format!("{space}{word}")));
            }
        }
        pieces
    };
    text.lines().map(line).collect()
}
