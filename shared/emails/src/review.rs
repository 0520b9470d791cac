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
    let meanwhile = context.email.in_force_since.map(|_| {
        "Until a person has read it, we treat it as an opt-out: we do not sell your personal information, and we do not share it for ads that follow you across websites and apps."
    });
    Draft::new("A person will read your email")
        .say(format!(
            "We received your email on {received}. Our system was not sure what you are asking for, so a person will read it."
        ))
        .say_any(by)
        .say_any(meanwhile.map(str::to_owned))
        .say(format!(
            "You do not lose any time. Whatever you are asking for, we count from {received}."
        ))
        .say("You do not need to do anything. If you want to help, reply to this email and say in one sentence what you want, for example \"Do not sell my personal information\" or \"Delete my personal information\".")
        .facts_and_status(context)
        .heading("If you did not write to us")
        .say("You do not need to do anything in that case either.")
}

const REPLY_RECEIVED: &str = "We received your reply";
const PERSON_READS: &str =
    "A person on our privacy team will read it. You do not need to do anything.";

/// Writes that a reply arrived and waits for a person. It quotes nothing, because the writer may not be the requester.
pub(crate) fn reply_received() -> Draft {
    Draft::new(REPLY_RECEIVED).say(PERSON_READS)
}

/// Adds the same to a summary of several emails.
pub(crate) fn reply_received_in_short(draft: Draft) -> Draft {
    draft.heading(REPLY_RECEIVED).say(PERSON_READS)
}

/// Writes a question that staff ask about a message.
pub(crate) fn question(context: &Context<'_>, question: &str) -> Draft {
    let answer = context
        .action_url(LinkAction::AnswerQuestion)
        .map(|url| ("Answer the question".to_owned(), url));
    // Staff must act by a date on every email under review. A question without one is late.
    let late = context.email.due.is_none().then_some(
        "We are late with your email, and we are sorry. We will act on your answer right away.",
    );
    Draft::new("One question about your email")
        .say(format!(
            "We received your email on {}. A person read it and has a question for you:",
            context.received()
        ))
        .quote(question)
        .say_any(late.map(str::to_owned))
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
