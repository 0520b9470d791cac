//! The receipt for an authorized agent who made requests for several people in one email.

use crate::block::{Draft, Fact};
use crate::context::Context;
use domain::receipt::ReceiptId;

/// Writes the receipt for all requests in an agent's email.
pub(crate) fn requests_opened(context: &Context<'_>, receipts: &[ReceiptId]) -> Draft {
    let (what, references) = match receipts.len() {
        1 => ("a request".to_owned(), "Here is its reference number."),
        count => (
            format!("{count} requests"),
            "Here are the reference numbers, in the order of your email.",
        ),
    };
    Draft::new("We opened the requests in your email")
        .say(format!(
            "We received your email on {}. You wrote to us for other people. We opened {what} for them. Each request counts from that day. {references}",
            context.received()
        ))
        .facts(numbered(receipts))
        .say("To see the status of a request, use its reference number and the email address of the person it is about:")
        .link("Look up a request", context.lookup_url())
        .say("We also email each of these people a link to their own request. If we need to see their signed permission, we will email you.")
        .heading("If you did not write to us")
        .say("Reply to this email and tell us.")
}

/// Adds the reference numbers to a summary of several emails.
pub(crate) fn requests_opened_in_short(
    draft: Draft,
    context: &Context<'_>,
    receipts: &[ReceiptId],
) -> Draft {
    draft
        .heading("Requests that you made for other people")
        .facts(numbered(receipts))
        .say("To see the status of a request, use its reference number and the email address of the person it is about:")
        .link("Look up a request", context.lookup_url())
}

fn numbered(receipts: &[ReceiptId]) -> Vec<Fact> {
    let numbered = receipts.iter().enumerate();
    numbered
        .map(|(at, receipt)| Fact::new(format!("{}.", at + 1), receipt.reference().to_string()))
        .collect()
}
