//! The outbox: each email that was sent, for people and for scripts. It exists on this machine only.

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
use engines::ses::{Engine, SentMail};
use http::StatusCode;
use pages::Pages;
use runtime::Clock;
use serde_json::{Map, Value, json};
use store::{OutboxItem, PendingEmail, Store};

/// What the outbox shows.
#[derive(Clone)]
pub(crate) struct Outbox {
    pub(crate) ses: Engine,
    pub(crate) store: Store,
    pub(crate) company: Company,
    pub(crate) links: LinkKeys,
    pub(crate) pages: Pages,
    pub(crate) time_travel: Option<TimeTravel>,
    pub(crate) clock: Clock,
}

/// The outbox's routes.
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

/// An email on the page.
struct Shown {
    head: Vec<(&'static str, String)>,
    lines: Vec<Vec<Piece>>,
}

/// A piece of a line: words, or a link into this system.
enum Piece {
    Words(String),
    Link(String),
}

async fn page(State(outbox): State<Outbox>) -> HttpResponse {
    let mut sent = outbox.ses.sent();
    sent.reverse();
    let manual = outbox.store.emails_for_staff(100).await.unwrap_or_default();
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

/// Lets time pass, and comes back to the page.
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
            tracing::error!(%error, "time can't pass");
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
        "X-Honored-OutboundEmail",
    ] {
        head.extend(mail.header(name).map(|value| (name, value)));
    }
    Shown {
        head,
        lines: lines(&mail.text().unwrap_or_default(), base_url),
    }
}

impl Outbox {
    /// An email that staff must deliver or look at, in the words that it would be sent with.
    fn in_words(&self, pending: &PendingEmail) -> Shown {
        let words = match &pending.post {
            OutboxItem::Single(email) => emails::write(email, &self.company, &self.links),
            OutboxItem::Summary(emails) => {
                emails::write_summary(emails, &self.company, &self.links)
            }
            OutboxItem::Staff { email, .. } => emails::write_for_staff(email, &self.company),
            OutboxItem::Partner { email, .. } => {
                emails::write_for_partner(email, &self.company, &self.links)
            }
        };
        let given = pending
            .manual
            .or(match pending.post.first().map(|email| &email.to) {
                Some(Addressee::Manual(why)) => Some(*why),
                _ => None,
            });
        let why = match given {
            Some(ManualDeliveryReason::NoAddress) => "Nobody gave an e-mail address to send it to.",
            Some(ManualDeliveryReason::AddressOutsideAscii) => {
                "SES can’t send to an address with such emails."
            }
            Some(ManualDeliveryReason::OurOwnAddress) => "It would go to our own inbox.",
            Some(ManualDeliveryReason::Refused) => "SES refused it.",
            Some(ManualDeliveryReason::Bounced(Bounce::Permanent)) => {
                "It came back: the address takes no mail."
            }
            Some(ManualDeliveryReason::Bounced(Bounce::Transient)) => {
                "It came back after many tries, as from a full mailbox."
            }
            Some(ManualDeliveryReason::Bounced(Bounce::Unclear)) => {
                "It came back, and nothing says why."
            }
            None => "It came through the bot trap: look at it before it leaves.",
        };
        Shown {
            head: vec![("Why", why.into()), ("Subject", words.subject)],
            lines: lines(&words.text, &self.company.base_url),
        }
    }
}

/// A text in lines, with the links into this system told apart from the words.
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
