//! Emails in which staff write about a request.

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
