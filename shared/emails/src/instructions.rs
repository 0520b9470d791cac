//! How to make a privacy request: the answer to a question about privacy rights.

use crate::block::Draft;
use crate::context::Context;
use domain::law::Right;

/// Writes the instructions. For an opt-out they ask for one identifier and nothing else.
pub(crate) fn how_to_ask(context: &Context<'_>) -> Draft {
    Draft::new("How to make a privacy request")
        .say("You asked us about your privacy rights. You can use them at any time. There is no charge, and you do not need an account.")
        .heading("By email")
        .say("Reply to this email and say in one sentence what you want. Your own words are fine. Your request counts from the moment we get it. For example:")
        .list(&Right::BASIC.map(Right::in_words))
        .heading("With our form")
        .link("Make a request", context.form_url())
        .heading("What we need from you")
        .say("To stop the sale or sharing of your information, to limit the use of your sensitive information, or to stop marketing emails: an email address or a phone number that we can use to find you in our records. We start right away. You do not have to prove or confirm anything.")
        .say("To see, delete or correct your information: the same. We then verify your identity, and we ask only for what we need to do that.")
        .say("Someone else can make a request for you if you gave them written permission.")
        .heading("If you already asked for something")
        .say("Then we misunderstood your email. Reply to this one and tell us. A person will look at it.")
}

/// Adds the instructions, in short, to a summary of several emails.
pub(crate) fn how_to_ask_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading("Your question about your privacy rights")
        .say("You can use your rights at any time. Reply to this email and say in one sentence what you want, or use the form.")
        .link("Make a request", context.form_url())
}
