//! Emails about a verifiable request before we respond to it: received, verification due, extended.

use crate::block::Draft;
use crate::context::Context;
use domain::law::{Extension, VerifiableRight};
use texts::Message;

//= req: ca-7021-a, ca-7060-e
/// Writes the receipt: how we verify the identity, and when we will respond (11 CCR § 7021(a)).
pub(crate) fn received(context: &Context<'_>, right: VerifiableRight) -> Draft {
    let headline = match context.confirm_url() {
        Some(_) => context.text("received-headline-confirm"),
        None => context.text("received-headline"),
    };
    let received = context.text("received").with("date", context.received());
    let draft = Draft::new(headline).say(received);
    let draft = confirm(draft, context, confirm_label(context)).facts_and_status(context);
    identity_check(what_is_wrong(draft, context, right), context)
        .heading(context.text("when-heading"))
        .say_any(when(context))
        .say_any(context.policy_date_note())
        .say_any(extension(context))
        .say_any(period(context, right))
        .heading(context.text("unasked-heading"))
        .say(context.text("unasked-tell-us"))
}

//= req: ca-7021-a, ca-7060-e
/// Writes the same about one of several requests in a message. What they have in common follows after the last one.
pub(crate) fn received_together(
    draft: Draft,
    context: &Context<'_>,
    right: VerifiableRight,
) -> Draft {
    let received = context.text("received").with("date", context.received());
    let label = context.label_with_reference(confirm_label(context));
    let draft = confirm(draft.say(received), context, label)
        .facts(context.facts_under_a_heading())
        .link_any(Some(context.status_link_of()))
        .say_any(context.policy_date_note())
        .say_any(period(context, right));
    what_is_wrong(draft, context, right)
}

/// Asks for the error to correct, in a receipt for a correction.
fn what_is_wrong(draft: Draft, context: &Context<'_>, right: VerifiableRight) -> Draft {
    match right {
        VerifiableRight::Correct => draft
            .heading(context.text("received-correct-heading"))
            .say(context.text("received-correct")),
        _ => draft,
    }
}

//= req: ca-7020-d, ca-7063-a.3, ca-civ-130-a-2-A.2
/// Adds the link to confirm the request. For the requester's own request it verifies that they read email at this
/// address (11 CCR § 7060). For an agent's request it is the person's one confirmation (11 CCR § 7063(a)).
fn confirm(draft: Draft, context: &Context<'_>, label: Message) -> Draft {
    let Some(url) = context.confirm_url() else {
        return draft;
    };
    let draft = if context.is_represented() {
        draft
            .heading(context.text("confirm-represented-heading"))
            .say(context.text("confirm-represented"))
    } else {
        draft
            .heading(context.text("confirm-heading"))
            .say(context.text("confirm"))
    };
    draft.link(label, url)
}

/// Returns the label of the link to confirm the request.
pub(crate) fn confirm_label(context: &Context<'_>) -> Message {
    if context.is_represented() {
        context.text("confirm-represented-link")
    } else {
        context.text("confirm-link")
    }
}

//= req: ca-7021-a.2, ca-7070-c
/// Adds how we verify identities in general (11 CCR §§ 7021(a), 7060(c), (d)), or that we first confirm the parent of a
/// child under 13 (11 CCR § 7070(c)).
pub(crate) fn identity_check(draft: Draft, context: &Context<'_>) -> Draft {
    if context.is_parents() {
        return draft
            .heading(context.text("identity-parent-heading"))
            .say(context.text("identity-parent"))
            .say(context.text("identity-parent-until"));
    }
    draft
        .heading(context.text("identity-heading"))
        .say(context.text("identity-how"))
        .say(context.text("identity-until"))
}

//= req: ca-7020-e
/// Returns the period that our response covers: all information we have, including information older than 12 months
/// (11 CCR § 7020(e)).
fn period(context: &Context<'_>, right: VerifiableRight) -> Option<Message> {
    match right {
        VerifiableRight::Know | VerifiableRight::KnowCategories => {
            Some(context.text("received-period"))
        }
        VerifiableRight::Delete
        | VerifiableRight::Correct
        | VerifiableRight::AdmtAccess
        | VerifiableRight::AdmtAppeal => None,
    }
}

//= req: ca-7021-a.2
fn when(context: &Context<'_>) -> Option<Message> {
    let date = context.due_date()?;
    Some(context.text("when-respond").with("date", date))
}

/// Returns the sentence on the one extension, where the law allows it.
pub(crate) fn extension(context: &Context<'_>) -> Option<Message> {
    let Extension { by } = context.extension()?;
    let days = context.texts.span(by);
    Some(context.text("when-extension").with("days", days))
}

//= req: fl-501-706-3.3
/// Writes that the person has not verified their identity yet.
pub(crate) fn verification_due(context: &Context<'_>) -> Draft {
    let reminder = context.text("reminder").with("date", context.received());
    let draft = Draft::new(context.text("reminder-headline"))
        .say(reminder)
        .say_any(when(context));
    confirm(draft, context, confirm_label(context))
        .facts_and_status(context)
        .heading(context.text("unasked-heading"))
        .say(context.text("reminder-unasked"))
}

//= req: ca-7021-b.4, ut-13-61-203-2-c, nj-56-8-166-7-a.2
/// Writes that our response will take longer (11 CCR § 7021(b)).
pub(crate) fn extended(context: &Context<'_>, explanation: &str) -> Draft {
    let now = context.due_date().map(|date| match context.first_due() {
        Some(first) => context
            .text("extended-first")
            .with("first", context.texts.date(first.target))
            .with("date", date),
        None => context.text("extended-now").with("date", date),
    });
    let extended = context.text("extended").with("date", context.received());
    Draft::new(context.text("extended-headline"))
        .say(extended)
        .quote(explanation)
        .say_any(now)
        .say_any(context.policy_date_note())
        .say(context.text("nothing-to-do"))
        .facts_and_status(context)
}
