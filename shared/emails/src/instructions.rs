//! How to make a privacy request: the answer to a question about privacy rights.

use crate::block::Draft;
use crate::context::Context;
use domain::law::Right;

/// Writes the instructions. For an opt-out they ask for one identifier and nothing else.
pub(crate) fn how_to_ask(context: &Context<'_>) -> Draft {
    let examples = Right::BASIC.map(|right| context.texts.right(right));
    Draft::new(context.text("how-headline"))
        .say(context.text("how"))
        .heading(context.text("how-email-heading"))
        .say(context.text("how-email"))
        .list(examples.to_vec())
        .heading(context.text("how-form-heading"))
        .link(context.text("form-link"), context.form_url())
        .heading(context.text("how-needed-heading"))
        .say(context.text("how-needed-immediate"))
        .say(context.text("how-needed-verifiable"))
        .say(context.text("how-needed-agent"))
        .heading(context.text("how-already-heading"))
        .say(context.text("how-already"))
}

/// Adds the instructions, in short, to a summary of several emails.
pub(crate) fn how_to_ask_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading(context.text("how-in-short-heading"))
        .say(context.text("how-in-short"))
        .link(context.text("form-link"), context.form_url())
}
