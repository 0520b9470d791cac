//! Emails about opting back in: the question of the second step, and its result. A parent or guardian reads them for a child.

use crate::block::Draft;
use crate::context::Context;
use domain::keys::LinkAction;
use texts::Message;

/// Adds the question of the opt-in confirmation to a summary of several emails.
pub(crate) fn confirmation_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    let date = context.received();
    let question = match context.is_parents() {
        true => context
            .text("opt-in-question-in-short-child")
            .with("date", date),
        false => context.text("opt-in-question-in-short").with("date", date),
    };
    draft.heading(headline(context)).say(question)
}

/// Writes the request to confirm an opt-in. Nothing changes unless the holder of this address confirms it.
pub(crate) fn confirmation(context: &Context<'_>) -> Draft {
    let confirm = confirmation_url(context).map(|url| (label(context).into(), url));
    let date = context.received();
    let question = match context.is_parents() {
        true => context.text("opt-in-question-child").with("date", date),
        false => context.text("opt-in-question").with("date", date),
    };
    let unasked = match context.is_parents() {
        true => context.text("opt-in-unasked-child"),
        false => context.text("opt-in-unasked"),
    };
    Draft::new(headline(context))
        .say(question)
        .say(context.text("opt-in-how"))
        .link_any(confirm)
        .facts_and_status(context)
        .heading(context.text("unasked-heading"))
        .say(unasked)
}

fn headline(context: &Context<'_>) -> Message {
    match context.is_parents() {
        true => context.text("opt-in-headline-child"),
        false => context.text("opt-in-headline"),
    }
}

/// Returns the label of the link to confirm the opt-in.
pub(crate) fn label(context: &Context<'_>) -> Message {
    match context.is_parents() {
        true => context.text("opt-in-link-child"),
        false => context.text("opt-in-link"),
    }
}

/// Returns the URL to confirm the opt-in.
pub(crate) fn confirmation_url(context: &Context<'_>) -> Option<String> {
    context.action_url(LinkAction::OptIn)
}

/// Writes that the opt-in counts for this address only. A parent's opt-in always counts for the whole request.
///
/// The email doesn't name the request's other identifiers, because they may belong to someone else. It doesn't ask
/// the person to opt back in for the rest (11 CCR § 7026(k)).
pub(crate) fn done_in_part(context: &Context<'_>) -> Draft {
    let draft = Draft::new(context.text("opted-back-in-partly-headline"));
    change_of_mind(draft.say(context.text("opted-back-in-partly")), context)
}

//= req: ca-7070-b, ca-7071-b
/// Writes that the opt-in counts, and that the person can change their mind at any time.
pub(crate) fn done(context: &Context<'_>) -> Draft {
    let (headline, done) = match context.is_parents() {
        true => (
            context.text("opted-back-in-headline-child"),
            context.text("opted-back-in-child"),
        ),
        false => (
            context.text("opted-back-in-headline"),
            context.text("opted-back-in"),
        ),
    };
    change_of_mind(Draft::new(headline).say(done), context)
}

fn change_of_mind(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .say(context.text("opted-back-in-change"))
        .link(context.text("opted-back-in-link"), context.form_url())
        .facts_and_status(context)
        .heading(context.text("unasked-heading"))
        .say(context.text("opted-back-in-unasked"))
}
