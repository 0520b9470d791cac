//! The texts of a link's page: before the action, after it, and if it can't be done.

use crate::link_state::Reason;
use crate::visit::Visit;
use domain::keys::LinkAction;
use domain::law::Right;
use domain::outbound_email::Reader;
use texts::{Message, Texts};

/// A page title with its paragraphs.
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
}

impl Text {
    fn new(title: Message, paragraphs: Message) -> Self {
        Self {
            title: title.into(),
            paragraphs: paragraphs.lines(),
        }
    }
}

/// Returns the name of the right, for the messages about opting back in.
fn right(visit: &Visit) -> &'static str {
    match visit.request.right() {
        Some(right @ Right::Immediate(_)) => right.as_str(),
        Some(Right::Verifiable(_)) | None => "other",
    }
}

/// Whether the reader is the parent or guardian of the child whose right an opt-in ends.
fn is_parent(visit: &Visit) -> bool {
    visit.request.is_about_child()
}

/// Returns the title and the button of the second step of an opt-in.
fn opt_in_title(visit: &Visit, texts: Texts) -> Message {
    match is_parent(visit) {
        true => texts.text("undo-child-title").with("right", right(visit)),
        false => texts.text("undo-title").with("right", right(visit)),
    }
}

/// Returns the text before the action.
pub(crate) fn available(visit: &Visit, texts: Texts) -> Text {
    let (title, paragraphs) = match visit.action {
        LinkAction::Confirm if is_represented(visit) => (
            texts.text("confirm-agent-title"),
            texts.text("confirm-agent-page"),
        ),
        LinkAction::Confirm => (texts.text("confirm-title"), texts.text("confirm-page")),
        LinkAction::RequestOptIn => (
            texts.text("undo-request-title").with("right", right(visit)),
            texts.text("undo-request").with("right", right(visit)),
        ),
        LinkAction::OptIn if is_parent(visit) => (
            opt_in_title(visit, texts),
            texts.text("undo-child").with("right", right(visit)),
        ),
        LinkAction::OptIn => (
            opt_in_title(visit, texts),
            texts
                .text("undo")
                .with("right", right(visit))
                .with("who", visit.identifier().masked()),
        ),
        LinkAction::Appeal => (texts.text("appeal-title"), texts.text("appeal-page")),
        LinkAction::AnswerQuestion => (texts.text("answer-title"), texts.text("answer-page")),
        LinkAction::Download => (texts.text("download-title"), texts.text("download-page")),
        LinkAction::NewCode => (texts.text("new-code-title"), texts.text("new-code-page")),
    };
    Text::new(title, paragraphs)
}

/// Returns the text after the action. It is the same whether the person pressed the button now or before.
pub(crate) fn done(visit: &Visit, texts: Texts) -> Text {
    let ended = || texts.text("undone-title").with("right", right(visit));
    let (title, paragraphs) = match visit.action {
        LinkAction::Confirm => (texts.text("confirmed-title"), texts.text("confirmed")),
        LinkAction::RequestOptIn if visit.request.is_active() && !visit.addresses().is_empty() => (
            texts.text("undo-requested-title"),
            texts.text("undo-requested").with("right", right(visit)),
        ),
        LinkAction::RequestOptIn => (ended(), texts.text("undone-change")),
        LinkAction::OptIn if is_parent(visit) => (
            texts.text("undone-child-title").with("right", right(visit)),
            texts.text("undone-child"),
        ),
        LinkAction::OptIn => {
            let who = visit.identifier().masked();
            let ended_for = match visit.request.is_active() {
                true => texts.text("undone-in-part").with("who", who),
                false => texts.text("undone").with("who", who),
            };
            (ended(), ended_for)
        }
        LinkAction::Appeal => {
            let pending = visit.request.pending_appeal();
            let result = match pending.map(|appeal| appeal.due.target) {
                Some(date) => texts
                    .text("appealed")
                    .with("date", texts.date_without_weekday(date)),
                None => texts.text("appealed-decided"),
            };
            (texts.text("appealed-title"), result)
        }
        LinkAction::AnswerQuestion => (texts.text("answered-title"), texts.text("answered")),
        LinkAction::Download => {
            return Text {
                title: texts.text("downloaded-title").into(),
                paragraphs: Vec::new(),
            };
        }
        LinkAction::NewCode => (
            texts.text("new-code-sent-title"),
            texts.text("new-code-sent"),
        ),
    };
    Text::new(title, paragraphs)
}

/// Returns the text after a person said that a request isn't theirs.
pub(crate) fn denied(texts: Texts) -> Text {
    Text::new(
        texts.text("confirm-denied-title"),
        texts.text("confirm-denied"),
    )
}

/// Returns the link to the form after the person opted back in.
pub(crate) fn repeat(visit: &Visit, texts: Texts) -> Message {
    texts.text("undone-repeat").with("right", right(visit))
}

/// Returns why the action can't be done, and what to do instead.
pub(crate) fn refused(reason: Reason, texts: Texts) -> Text {
    let (title, detail) = match reason {
        Reason::AlreadyResponded => (
            texts.text("refused-already-responded-title"),
            texts.text("refused-already-responded"),
        ),
        Reason::NoResponseYet => (
            texts.text("refused-no-response-yet-title"),
            texts.text("refused-no-response-yet"),
        ),
        Reason::UnderReview => (
            texts.text("refused-under-review-title"),
            texts.text("refused-under-review"),
        ),
        Reason::InForce => (
            texts.text("refused-in-force-title"),
            texts.text("refused-in-force"),
        ),
        Reason::NotInForce => (
            texts.text("refused-not-in-force-title"),
            texts.text("refused-not-in-force"),
        ),
        Reason::RequestedAgain => (
            texts.text("refused-requested-again-title"),
            texts.text("refused-requested-again"),
        ),
        Reason::NoAppeal => (
            texts.text("refused-no-appeal-title"),
            texts.text("refused-no-appeal"),
        ),
        Reason::NoFile => (
            texts.text("refused-no-file-title"),
            texts.text("refused-no-file"),
        ),
        Reason::Locked => (
            texts.text("refused-locked-title"),
            texts.text("refused-locked"),
        ),
        Reason::AlreadyDownloaded => (
            texts.text("refused-already-downloaded-title"),
            texts.text("refused-already-downloaded"),
        ),
        Reason::FileUnavailable => (
            texts.text("refused-file-unavailable-title"),
            texts.text("refused-file-unavailable"),
        ),
        Reason::StillDownloadable => (
            texts.text("refused-still-downloadable-title"),
            texts.text("refused-still-downloadable"),
        ),
        Reason::TooManyCodes => (
            texts.text("refused-too-many-codes-title"),
            texts.text("refused-too-many-codes"),
        ),
        Reason::TooManyMessages => (
            texts.text("refused-too-many-messages-title"),
            texts.text("refused-too-many-messages"),
        ),
    };
    Text::new(title, detail)
}

/// Returns the label of the button.
pub(crate) fn button(visit: &Visit, texts: Texts) -> Message {
    match visit.action {
        LinkAction::Confirm if is_represented(visit) => texts.text("confirm-agent-button"),
        LinkAction::Confirm => texts.text("confirm-button"),
        LinkAction::RequestOptIn => texts.text("undo-request-button"),
        LinkAction::OptIn => opt_in_title(visit, texts),
        LinkAction::Appeal => texts.text("appeal-button"),
        LinkAction::AnswerQuestion => texts.text("answer-button"),
        LinkAction::Download => texts.text("download-button"),
        LinkAction::NewCode => texts.text("new-code-button"),
    }
}

/// Returns the label of the button that says no, where a person can.
pub(crate) fn no_button(visit: &Visit, texts: Texts) -> Option<Message> {
    match visit.action {
        LinkAction::Confirm if is_represented(visit) => Some(texts.text("confirm-agent-no-button")),
        LinkAction::Confirm => Some(texts.text("confirm-no-button")),
        _ => None,
    }
}

fn is_represented(visit: &Visit) -> bool {
    let (person, agent) = (&visit.request.person, visit.request.agent.as_ref());
    Reader::of(person, agent) == Reader::Represented
}
