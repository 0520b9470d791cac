//! One email in place of several receipts that were held back.

use crate::block::Draft;
use crate::case::Case;
use crate::{choice, demand, writer};
use domain::law::Right;
use domain::outbound_email::EmailKind;

/// The summary's subject, and the summary.
pub(crate) fn of(cases: &[Case<'_>]) -> (String, Draft) {
    let headline = format!("Receipts for your {} privacy requests", cases.len());
    let subject = match cases {
        [first, rest @ ..] => {
            let (first, others) = (first.email.reference(), rest.len());
            format!("{headline} ({first} and {others} more)")
        }
        [] => headline.clone(),
    };
    let mut draft = Draft::new(headline).say(
        "Several privacy requests that name this address have reached us. So that you do not get an email for each, here they are together. Each has its own reference.",
    );
    for case in cases {
        draft = match &case.email.kind {
            EmailKind::HowToAsk => writer::how_to_ask_in_short(draft, case),
            EmailKind::RequestsOpened { receipts } => writer::opened_in_short(draft, receipts),
            _ => receipt(draft, case),
        };
    }
    if cases
        .iter()
        .any(|case| kind(case, &EmailKind::ImmediateRecorded))
    {
        draft = draft
            .heading("Choices")
            .say("Your choices have been in force in our systems since the day on which they reached us. You do not need to do anything. We are also telling everyone outside our company who must know. That will be done by the dates shown.");
    }
    if let Some(demand) = cases
        .iter()
        .find(|case| kind(case, &EmailKind::VerifiableReceived))
    {
        draft = demand::check(draft.heading(demand::CHECK_HEADING))
            .heading("When you hear from us")
            .say("You will have each answer by the date shown. This is free of charge.")
            .say_any(demand::extension(demand));
    }
    if cases
        .iter()
        .any(|case| kind(case, &EmailKind::ReviewPending))
    {
        draft = draft
            .heading("Emails that a person will read")
            .say("Our system could not tell for certain what they ask for. Whatever it is, we count from the day on which they reached us. The law sets no date for reading. The date shown is our own promise.");
    }
    let draft = draft
        .heading("If you did not ask for this")
        .say("You do not need to do anything. If you want something undone, answer this email.");
    (subject, draft)
}

fn receipt(draft: Draft, case: &Case<'_>) -> Draft {
    draft
        .heading(what(case))
        .facts(case.facts_under_a_heading())
        .link_any(to_press(case))
        .link(
            format!("See where {} stands", case.email.reference()),
            case.status_url(),
        )
}

/// What its reader can press for it, named by its reference so that links don't read alike.
fn to_press(case: &Case<'_>) -> Option<(String, String)> {
    let reference = case.email.reference();
    match case.email.kind {
        EmailKind::VerifiableReceived | EmailKind::VerificationDue => {
            let label = format!("{} ({reference})", demand::confirm_label(case));
            Some((label, case.confirm_url()?))
        }
        EmailKind::OptInConfirmation => {
            let label = format!("End this choice ({reference})");
            Some((label, choice::opt_in_url(case)?))
        }
        _ => None,
    }
}

fn kind(case: &Case<'_>, what: &EmailKind) -> bool {
    case.email.kind == *what
}

fn what(case: &Case<'_>) -> &'static str {
    case.email
        .right
        .map_or("An email that a person will read", Right::in_words)
}
