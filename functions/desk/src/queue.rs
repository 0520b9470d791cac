//! What waits: requests, emails and mail, in pages.

use crate::Deps;
use crate::call::{Parameters, cursor};
use crate::problem::Problem;
use crate::view::{EmailView, Summary};
use axum::extract::State;
use axum::response::Response as HttpResponse;
use domain::law::Right;
use domain::receipt::ReceiptId;
use domain::request::{RequestId, ReviewReason};
use http::{StatusCode, Uri};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{EmailState, MailList, UnopenedMail};

/// Pages of the index that are looked through for one answer while nothing fits.
const MOST_PAGES: usize = 10;

/// A page, as clients see it.
#[derive(Serialize)]
struct Listed<T> {
    found: Vec<T>,
    /// For the next page; there may be one even if this one is empty.
    cursor: Option<String>,
}

fn listed<T: Serialize>(found: Vec<T>, next: Option<String>) -> HttpResponse {
    let cursor = cursor(next);
    gateway::response::json(StatusCode::OK, &Listed { found, cursor })
}

/// Which requests are wanted.
struct Wanted {
    stage: Option<String>,
    kind: Option<&'static str>,
    right: Option<&'static str>,
    doubt: Option<&'static str>,
    due_before: Option<Date>,
    open: Option<bool>,
    overdue: Option<bool>,
    held: Option<bool>,
}

impl Wanted {
    fn read(parameters: &mut Parameters) -> Result<Self, Problem> {
        let yes = |word: Option<&str>| word.map(|word| word == "true");
        let words = ["true", "false"];
        let date = parameters
            .take("due_before")
            .map(|text| text.parse::<Date>());
        Ok(Self {
            stage: parameters.take("stage"),
            kind: parameters.one_of("kind", &["choice", "demand", "doubt"])?,
            right: parameters.one_of("right", &Right::ALL.map(Right::as_str))?,
            doubt: parameters.one_of("doubt", &DOUBTS.map(|(name, _)| name))?,
            due_before: date
                .transpose()
                .map_err(|_| Problem::field("due_before", "Give a day like 2026-11-21"))?,
            open: yes(parameters.one_of("open", &words)?),
            overdue: yes(parameters.one_of("overdue", &words)?),
            held: yes(parameters.one_of("held", &words)?),
        })
    }

    fn fits(&self, request: &Summary) -> bool {
        let doubt = |name: &str| {
            let known = DOUBTS.iter().find(|(of, _)| *of == name);
            known.is_some_and(|(_, reason)| request.doubt == Some(*reason))
        };
        self.stage
            .as_ref()
            .is_none_or(|stage| stage == request.stage)
            && self.kind.is_none_or(|kind| kind == request.kind)
            && self.right.is_none_or(|right| request.right == Some(right))
            && self.doubt.is_none_or(doubt)
            && self
                .due_before
                .is_none_or(|date| request.due.is_some_and(|due| due.target < date))
            && self.open.is_none_or(|open| open == request.due.is_some())
            && self
                .overdue
                .is_none_or(|overdue| overdue == request.overdue)
            && self.held.is_none_or(|held| held == request.held)
    }
}

const DOUBTS: [(&str, ReviewReason); 6] = [
    ("no_text", ReviewReason::NoText),
    ("not_plain", ReviewReason::NotPlain),
    ("several_things", ReviewReason::SeveralThings),
    ("for_somebody_else", ReviewReason::ForSomebodyElse),
    ("no_sender", ReviewReason::NoSender),
    ("quarantined", ReviewReason::Quarantined),
];

/// Open requests in the order of their dates, the first to be late first; or closed ones, where those are asked for.
pub(crate) async fn requests(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::of(&uri);
    let wanted = Wanted::read(&mut parameters)?;
    let (most, mut after) = (parameters.most()?, parameters.cursor()?);
    parameters.done()?;
    let now = deps.clock.now();
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = match wanted.open {
            Some(false) => deps.store.closed(after.as_deref(), most).await?,
            Some(true) | None => deps.store.open_by_due(after.as_deref(), most).await?,
        };
        let summaries = page.found.iter().map(|request| Summary::of(request, now));
        found.extend(summaries.filter(|request| wanted.fits(request)));
        after = page.next;
        if after.is_none() || !found.is_empty() {
            break;
        }
    }
    Ok(listed(found, after))
}

/// Emails that are owed, with those among them that SES won't take; that are held; that staff must deliver, or look at.
pub(crate) async fn emails(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::of(&uri);
    let state = parameters.one_of("state", &["hand", "held", "owed", "review"])?;
    let state = state.and_then(EmailState::named);
    let state =
        state.ok_or_else(|| Problem::field("state", "Give one of: hand, held, owed, review"))?;
    let (most, mut after) = (parameters.most()?, parameters.cursor()?);
    parameters.done()?;
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = deps.store.emails_in(state, after.as_deref(), most).await?;
        found.extend(page.found.iter().map(|email| EmailView::of(email, None)));
        after = page.next;
        if after.is_none() || !found.is_empty() {
            break;
        }
    }
    Ok(listed(found, after))
}

/// A mail that opened nothing.
#[derive(Serialize)]
pub(crate) struct MailView {
    id: ReceiptId,
    received: Timestamp,
    why: String,
    list: MailList,
    about: Vec<RequestId>,
}

impl MailView {
    pub(crate) fn of(id: ReceiptId, mail: UnopenedMail) -> Self {
        Self {
            id,
            received: mail.received,
            why: mail.why,
            list: mail.list,
            about: mail.about,
        }
    }
}

/// Mail that opened nothing, the oldest first.
pub(crate) async fn mail(State(deps): State<Deps>, uri: Uri) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::of(&uri);
    let list = match parameters.one_of("list", &["unopened", "quarantine"])? {
        Some("quarantine") => MailList::Quarantine,
        _ => MailList::Unopened,
    };
    let (most, after) = (parameters.most()?, parameters.cursor()?);
    parameters.done()?;
    let page = deps.store.mail_on(list, after.as_deref(), most).await?;
    let found = page
        .found
        .into_iter()
        .map(|(id, mail)| MailView::of(id, mail));
    Ok(listed(found.collect(), page.next))
}
