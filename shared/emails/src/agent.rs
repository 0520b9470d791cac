//! The receipt for an authorized agent who made requests for several people in one email.

use crate::block::{Draft, Fact};
use crate::context::Context;
use domain::receipt::ReceiptId;

/// Writes the receipt for all requests in an agent's email.
pub(crate) fn requests_opened(context: &Context<'_>, receipts: &[ReceiptId]) -> Draft {
    let opened = context
        .text("agent")
        .with("requests", receipts.len())
        .with("date", context.received());
    Draft::new(context.text("agent-headline"))
        .say(opened)
        .facts(numbered(receipts))
        .say(context.text("agent-status"))
        .link(context.text("agent-status-link"), context.lookup_url())
        .say(context.text("agent-next"))
        .heading(context.text("agent-unasked-heading"))
        .say(context.text("unasked-tell-us"))
}

/// Adds the reference numbers to a summary of several emails.
pub(crate) fn requests_opened_in_short(
    draft: Draft,
    context: &Context<'_>,
    receipts: &[ReceiptId],
) -> Draft {
    draft
        .heading(context.text("agent-in-short-heading"))
        .facts(numbered(receipts))
        .say(context.text("agent-status"))
        .link(context.text("agent-status-link"), context.lookup_url())
}

fn numbered(receipts: &[ReceiptId]) -> Vec<Fact> {
    let numbered = receipts.iter().enumerate();
    numbered
        .map(|(at, receipt)| Fact::new(format!("{}.", at + 1), receipt.reference().to_string()))
        .collect()
}
