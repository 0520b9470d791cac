//! The conversation with a requester: our emails and theirs, in order of time.

use crate::emails::EmailRow;
use crate::people::People;
use crate::words;
use desk::record::RecordView;
use desk::views::{EmailView, FollowUpView};
use domain::outbound_email::EmailKind;
use jiff::Timestamp;
use pages::Pages;

/// An email of the conversation.
pub(crate) struct ThreadItem {
    /// When it was sent or received. An email that was not sent yet comes last.
    at: Option<Timestamp>,
    pub(crate) href: String,
    pub(crate) title: String,
    /// Recipient or sender, state and times.
    pub(crate) facts: Vec<String>,
    /// The text of the staff message, or the start of the requester's reply.
    pub(crate) text: String,
    pub(crate) is_inbound: bool,
    pub(crate) is_unread: bool,
    /// Where a press marks it as read.
    pub(crate) mark: Option<String>,
}

/// Returns the emails that our page of the record has, the oldest first.
pub(crate) fn items(pages: &Pages, people: &People, view: &RecordView) -> Vec<ThreadItem> {
    let whole = &view.whole;
    let reference = whole.summary.reference.to_string();
    let ours = whole.emails.iter().map(|email| outbound(pages, email));
    let theirs = whole.follow_ups.iter();
    let theirs = theirs.map(|found| inbound(pages, people, &reference, found));
    let mut all: Vec<ThreadItem> = ours.chain(theirs).collect();
    all.sort_by_key(|item| (item.at.is_none(), item.at));
    all
}

fn outbound(pages: &Pages, email: &EmailView) -> ThreadItem {
    let row = EmailRow::of(pages, email);
    let facts = [row.to, row.state, row.sent].into_iter().chain(row.events);
    let text = match &email.kind {
        Some(EmailKind::Message { text } | EmailKind::Question { question: text }) => text.clone(),
        _ => String::new(),
    };
    ThreadItem {
        at: email.sent_at,
        href: row.href,
        title: row.title,
        facts: facts.filter(|fact| !fact.is_empty()).collect(),
        text,
        is_inbound: false,
        is_unread: false,
        mark: None,
    }
}

fn inbound(pages: &Pages, people: &People, reference: &str, found: &FollowUpView) -> ThreadItem {
    let email = &found.inbound;
    // An answer on a page of ours names no sender.
    let title: String = match &email.sender {
        Some(sender) => pages
            .text("desk-reply-from")
            .with("who", sender.clone())
            .into(),
        None => pages.text("desk-reply-by-link").into(),
    };
    let read = found.read_by.as_ref().map(|id| {
        let who = people.name(id);
        pages
            .text("desk-reply-read-by")
            .with("who", who)
            .to_string()
    });
    let facts = [
        email.subject.clone(),
        Some(words::time(pages, email.received)),
        read,
    ];
    ThreadItem {
        at: Some(email.received),
        href: format!("/desk/inbox/{}", email.id),
        title,
        facts: facts.into_iter().flatten().collect(),
        text: email.first_line.clone().unwrap_or_default(),
        is_inbound: true,
        is_unread: found.unread,
        mark: found
            .unread
            .then(|| format!("/desk/requests/{reference}/read/{}", email.id)),
    }
}
