//! Lists of requests, outbound emails and inbound emails, in pages.

use crate::Desk;
use crate::error::Error;
use crate::query::{Query, cursor};
use crate::queue;
use crate::views::{EmailView, InboundView, Summary, report_unreadable};
use domain::request::ReviewReason;
use gateway::{Problem, Staff};
use jiff::civil::Date;
use serde::Serialize;
use store::{EmailState, InboundList, QueueFilter, QueueView};

/// The maximum number of index pages to read for one response while no entry matches the filters.
const MOST_PAGES: usize = 10;

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
    /// What the page shows.
    pub found: Vec<T>,
    /// The start of the next page. A page may be empty and still have a next one.
    pub cursor: Option<String>,
}

impl<T> Listed<T> {
    pub(crate) fn new(found: Vec<T>, next: Option<String>) -> Self {
        let cursor = cursor(next);
        Self { found, cursor }
    }
}

/// The filters of a list of requests.
struct Filters {
    /// The filters that the index of the queue supports.
    keys: QueueFilter,
    stage: Option<String>,
    kind: Option<&'static str>,
    review: Option<&'static str>,
    open: Option<bool>,
    overdue: Option<bool>,
    held: Option<bool>,
}

impl Filters {
    fn read(query: &mut Query, staff: &Staff) -> Result<Self, Problem> {
        let yes = |word: Option<&str>| word.map(|word| word == "true");
        let words = ["true", "false"];
        let date = query.take("due_before").map(|text| text.parse::<Date>());
        let due_before = date
            .transpose()
            .map_err(|_| Problem::field("due_before", "Use a date like 2026-11-21"))?;
        Ok(Self {
            keys: QueueFilter {
                due_before,
                ..queue::filter(query, staff)?
            },
            stage: query.take("stage"),
            kind: query.one_of("kind", &["immediate", "verifiable", "review"])?,
            review: query.one_of("review", &REVIEW_REASONS.map(|(name, _)| name))?,
            open: yes(query.one_of("open", &words)?),
            overdue: yes(query.one_of("overdue", &words)?),
            held: yes(query.one_of("held", &words)?),
        })
    }

    /// Returns the smallest view that has every match.
    fn view(&self) -> QueueView {
        let stage = self.stage.as_deref();
        match (self.open, self.overdue, self.kind) {
            (Some(false), ..) => QueueView::Closed,
            (_, Some(true), _) => QueueView::Overdue,
            (.., Some("review")) => QueueView::ToReview,
            (.., Some("verifiable")) => QueueView::ToRespond,
            _ if self.review.is_some() || stage == Some("waiting") => QueueView::ToReview,
            _ if stage == Some("in_force") => QueueView::WaitingForPartners,
            _ => QueueView::Open,
        }
    }

    /// Whether a request of the view matches the filters that the index can't apply.
    fn matches(&self, request: &Summary) -> bool {
        let review = |name: &str| {
            let known = REVIEW_REASONS.iter().find(|(of, _)| *of == name);
            known.is_some_and(|(_, reason)| request.review == Some(*reason))
        };
        self.stage
            .as_ref()
            .is_none_or(|stage| stage == request.stage)
            && self.kind.is_none_or(|kind| kind == request.kind)
            && self.review.is_none_or(review)
            && self
                .keys
                .due_before
                .is_none_or(|date| request.due.is_some_and(|due| due.target < date))
            && self.open.is_none_or(|open| open == request.due.is_some())
            && self
                .overdue
                .is_none_or(|overdue| overdue == request.overdue)
            && self.held.is_none_or(|held| held == request.held)
    }
}

const REVIEW_REASONS: [(&str, ReviewReason); 7] = [
    ("no_text", ReviewReason::NoText),
    ("not_plain", ReviewReason::NotPlain),
    ("several_things", ReviewReason::SeveralThings),
    ("for_somebody_else", ReviewReason::ForSomebodyElse),
    ("no_sender", ReviewReason::NoSender),
    ("quarantined", ReviewReason::Quarantined),
    ("no_law", ReviewReason::NoLaw),
];

/// Lists open requests by deadline, the most urgent first. With `open=false`, lists closed ones, the last closed first.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn requests(
    desk: &Desk,
    staff: &Staff,
    mut query: Query,
) -> Result<Listed<Summary>, Error> {
    let filters = Filters::read(&mut query, staff)?;
    let (most, mut after) = (query.most()?, query.cursor()?);
    query.done()?;
    let (now, viewer) = (desk.clock.now(), queue::viewer(desk, staff));
    let view = filters.view();
    // A filter of the index reads on by itself.
    let reads = match filters.keys.keeps_all() {
        true => MOST_PAGES,
        false => 1,
    };
    let mut found = Vec::new();
    for _ in 0..reads {
        let store = &desk.store;
        let page = store.queue_page(view, &filters.keys, viewer, after.as_deref(), most);
        let page = page.await?;
        report_unreadable(page.unreadable);
        let summaries = page.found.iter().map(|request| Summary::of(request, now));
        found.extend(summaries.filter(|request| filters.matches(request)));
        after = page.next;
        if after.is_none() || !found.is_empty() {
            break;
        }
    }
    Ok(Listed::new(found, after))
}

/// The states of outbound emails that wait for SES or for staff.
const WAITING: [EmailState; 4] = [
    EmailState::Pending,
    EmailState::Held,
    EmailState::AwaitingApproval,
    EmailState::ManualDelivery,
];

/// Lists outbound emails in one of the waiting states, including pending ones that SES refuses.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn emails(desk: &Desk, mut query: Query) -> Result<Listed<EmailView>, Error> {
    let states = WAITING.map(EmailState::as_str);
    let state = query.one_of("state", &states)?;
    let state = state.and_then(EmailState::named);
    let state = state
        .ok_or_else(|| Problem::field("state", format!("Use one of: {}", states.join(", "))))?;
    let (most, mut after) = (query.most()?, query.cursor()?);
    query.done()?;
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = desk.store.emails_in(state, after.as_deref(), most).await?;
        report_unreadable(page.unreadable);
        found.extend(page.found.iter().map(|email| EmailView::of(email, None)));
        after = page.next;
        if after.is_none() || !found.is_empty() {
            break;
        }
    }
    Ok(Listed::new(found, after))
}

/// Lists inbound emails without a request, the oldest first.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn inbound(desk: &Desk, mut query: Query) -> Result<Listed<InboundView>, Error> {
    let list = match query.one_of("list", &["unopened", "replies", "quarantine"])? {
        Some("replies") => InboundList::Replies,
        Some("quarantine") => InboundList::Quarantine,
        _ => InboundList::Unopened,
    };
    let (most, after) = (query.most()?, query.cursor()?);
    query.done()?;
    let page = desk.store.inbound_on(list, after.as_deref(), most).await?;
    report_unreadable(page.unreadable);
    let found = page
        .found
        .into_iter()
        .map(|(id, mail)| InboundView::of(id, mail));
    Ok(Listed::new(found.collect(), page.next))
}
