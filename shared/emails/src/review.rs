//! Emails about a message that a person must read, and the fallback email.

use crate::block::Draft;
use crate::context::Context;
use domain::keys::LinkAction;
use domain::request::SetBy;

/// Writes the receipt for a message that a person will read.
pub(crate) fn pending(context: &Context<'_>) -> Draft {
    let by = context
        .due_date()
        .map(|date| match context.email.due_set_by {
            SetBy::Law => context.text("review-by").with("date", date),
            SetBy::Policy => context.text("review-by-policy").with("date", date),
        });
    let meanwhile = context
        .email
        .in_force_since
        .map(|_| context.text("review-meanwhile"));
    Draft::new(context.text("review-headline"))
        .say(context.text("review").with("date", context.received()))
        .say_any(by)
        .say_any(meanwhile)
        .say(
            context
                .text("review-counts")
                .with("date", context.received()),
        )
        .say(context.text("review-help"))
        .facts_and_status(context)
        .heading(context.text("review-unasked-heading"))
        .say(context.text("review-unasked"))
}

/// Writes that a reply arrived and waits for a person. It quotes nothing, because the writer may not be the requester.
pub(crate) fn reply_received(context: &Context<'_>) -> Draft {
    Draft::new(context.text("reply-received-headline")).say(context.text("reply-received"))
}

/// Adds the same to a summary of several emails.
pub(crate) fn reply_received_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading(context.text("reply-received-headline"))
        .say(context.text("reply-received"))
}

/// Writes a question that staff ask about a message.
pub(crate) fn question(context: &Context<'_>, question: &str) -> Draft {
    let answer = context
        .action_url(LinkAction::AnswerQuestion)
        .map(|url| (context.text("question-link").into(), url));
    // Staff must act by a date on every email under review. A question without one is late.
    let late = context
        .email
        .due
        .is_none()
        .then(|| context.text("question-late"));
    Draft::new(context.text("question-headline"))
        .say(context.text("question").with("date", context.received()))
        .quote(question)
        .say_any(late)
        .say(context.text("question-how"))
        .link_any(answer)
        .facts_and_status(context)
}

/// Writes the fallback: something changed, and the status page shows it.
pub(crate) fn news(context: &Context<'_>) -> Draft {
    Draft::new(context.text("news-headline"))
        .say(context.text("news"))
        .facts_and_status(context)
}
