//! Emails in which staff write to a requester, or to the writer of an email that opened no request.

use crate::block::Draft;
use crate::context::Context;

/// Writes a message by staff, in the layout of our emails.
pub(crate) fn message(context: &Context<'_>, text: &str) -> Draft {
    Draft::new(context.text("message-headline"))
        .say(context.text("message").with("date", context.received()))
        .quote(text)
        .say(context.text("message-how"))
        .facts_and_status(context)
}

/// Writes staff's answer to an email. No request has a reference number that it could show.
pub(crate) fn answer(context: &Context<'_>, text: &str) -> Draft {
    Draft::new(context.text("staff-answer-headline"))
        .say(
            context
                .text("staff-answer")
                .with("date", context.received()),
        )
        .quote(text)
        .say(context.text("message-how"))
}
