//! Emails about a message that a person must read, and the fallback email.

use crate::block::Draft;
use crate::context::Context;
use domain::keys::LinkAction;

/// Writes the receipt for a message that a person will read.
pub(crate) fn pending(context: &Context<'_>) -> Draft {
    let received = context.received();
    let by = context.by().map(|by| {
        let note = context
            .policy_date_note()
            .map(|note| format!(" {note}"))
            .unwrap_or_default();
        format!("We will read it {by}.{note}")
    });
    Draft::new("A person will read your email")
        .say(format!(
            "We received your email on {received}. Our system was not sure what you are asking for, so a person will read it."
        ))
        .say_any(by)
        .say(format!(
            "You do not lose any time. Whatever you are asking for, we count from {received}."
        ))
        .say("You do not need to do anything. If you want to help, reply to this email and say in one sentence what you want, for example \"Do not sell my personal information\" or \"Delete my personal information\".")
        .facts_and_status(context)
        .heading("If you did not write to us")
        .say("You do not need to do anything in that case either.")
}

/// Writes a question that staff ask about a message.
pub(crate) fn question(context: &Context<'_>, question: &str) -> Draft {
    let answer = context
        .action_url(LinkAction::AnswerQuestion)
        .map(|url| ("Answer the question".to_owned(), url));
    Draft::new("One question about your email")
        .say(format!(
            "We received your email on {}. A person read it and has a question for you:",
            context.received()
        ))
        .quote(question)
        .say("Use this link to answer, or reply to this email. Your own words are fine. Whatever you answer, we count from the day we received your first email.")
        .link_any(answer)
        .facts_and_status(context)
}

/// Writes the fallback: something changed, and the status page shows it.
pub(crate) fn news(context: &Context<'_>) -> Draft {
    Draft::new("There is news about your request")
        .say("The status of your request has changed. Use this link to see what is new.")
        .facts_and_status(context)
}
