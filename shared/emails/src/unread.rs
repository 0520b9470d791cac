//! Emails about a request that nobody has read, and the one for a case that has no email of its own.

use crate::block::Draft;
use crate::case::Case;
use crate::dates;
use domain::keys::LinkAction;

/// A person will read what arrived.
pub(crate) fn will_be_read(case: &Case<'_>) -> Draft {
    let received = case.received();
    let by = case.email.due.map(|due| {
        let promise = case
            .own_promise()
            .map(|own| format!(" {own}"))
            .unwrap_or_default();
        format!("Somebody will have read it {}.{promise}", dates::by(due))
    });
    Draft::new("A person will read your email")
        .say(format!(
            "Your email reached us on {received}. Our system could not tell for certain what it asks for, so a person will read it."
        ))
        .say_any(by)
        .say(format!(
            "You lose nothing by this. Whatever your email asks for, we count from {received}."
        ))
        .say("You do not need to do anything. If you want to help, answer this email and say in one sentence what you want, for example \"Do not sell my personal information\" or \"Delete my personal information\".")
        .facts_and_status(case)
        .heading("If you did not write to us")
        .say("You do not need to do anything in that case either.")
}

/// Somebody read it, and has one question.
pub(crate) fn question(case: &Case<'_>, question: &str) -> Draft {
    let answer = case
        .link_action_url(LinkAction::AnswerQuestion)
        .map(|url| ("Answer the question".to_owned(), url));
    Draft::new("One question about your email")
        .say(format!(
            "Your email reached us on {}. A person read it, and would like to know one thing from you:",
            case.received()
        ))
        .quote(question)
        .say("Answer with this link, or answer this email, in your own words. Whatever you answer, we count from the day on which your first email reached us.")
        .link_any(answer)
        .facts_and_status(case)
}

/// Something has happened, and the status page says what.
pub(crate) fn news(case: &Case<'_>) -> Draft {
    Draft::new("There is news about your request")
        .say("The status of your request has changed. You can read what is new with this link.")
        .facts_and_status(case)
}
