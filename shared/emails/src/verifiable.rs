//! Emails about a verifiable request before we respond to it: received, verification due, extended.

use crate::block::Draft;
use crate::context::Context;
use crate::dates;
use domain::law::{Extension, VerifiableRight};

/// Returns the noun for the request, after "your".
pub(crate) const fn name(right: VerifiableRight) -> &'static str {
    match right {
        VerifiableRight::Delete => "deletion request",
        VerifiableRight::Know => "request for a copy of your information",
        VerifiableRight::KnowCategories => "request for categories of information",
        VerifiableRight::Correct => "correction request",
        VerifiableRight::AdmtAccess => "request for an explanation",
        VerifiableRight::AdmtAppeal => "appeal of an automated decision",
    }
}

//= req: ca-7021-a, ca-7060-e
/// Writes the receipt: how we verify the identity, and when we will respond (11 CCR § 7021(a)).
pub(crate) fn received(context: &Context<'_>, right: VerifiableRight) -> Draft {
    let name = name(right);
    let headline = match context.confirm_url() {
        Some(_) => format!("Please confirm your {name}"),
        None => format!("We received your {name}"),
    };
    let draft = Draft::new(headline).say(format!(
        "We received your {name} on {}. A person will work on it. There is no charge.",
        context.received()
    ));
    let draft = confirm(draft, context).facts_and_status(context);
    let draft = match right {
        VerifiableRight::Correct => draft
            .heading("What is wrong")
            .say("If you have not told us yet, reply to this email: what is wrong, and what is right? You can attach documents."),
        _ => draft,
    };
    let draft = identity_check(draft.heading(IDENTITY_HEADING))
        .heading(WHEN_HEADING)
        .say_any(when(context))
        .say_any(context.policy_date_note().map(str::to_owned))
        .say_any(extension(context))
        .say_any(period(right).map(str::to_owned));
    draft
        .heading("If you did not ask for this")
        .say("Reply to this email and tell us.")
}

//= req: ca-7020-d, ca-7063-a.3, ca-civ-130-a-2-A.2
/// Adds the link to confirm the request. For the requester's own request it verifies that they read email at this
/// address (11 CCR § 7060). For an agent's request it is the person's one confirmation (11 CCR § 7063(a)).
fn confirm(draft: Draft, context: &Context<'_>) -> Draft {
    let Some(url) = context.confirm_url() else {
        return draft;
    };
    let draft = if context.is_represented() {
        draft
            .heading("Please confirm that you allowed this request")
            .say("Someone made this request for you and says that you allowed it. If you did, open this link and press the button on the page. You do not need an account, and you do not have to make the request again yourself. If they show us a power of attorney from you, we do not need your confirmation.")
    } else {
        draft
            .heading("Please confirm that you made this request")
            .say("Open this link and press the button on the page. You do not need an account.")
    };
    draft.link(confirm_label(context), url)
}

/// Returns the label of the link to confirm the request.
pub(crate) fn confirm_label(context: &Context<'_>) -> &'static str {
    if context.is_represented() {
        "Confirm that I allowed it"
    } else {
        "Confirm my request"
    }
}

/// The heading over [`identity_check`].
pub(crate) const IDENTITY_HEADING: &str = "How we verify your identity";

/// The heading over the date of our response.
pub(crate) const WHEN_HEADING: &str = "When you'll hear from us";

//= req: ca-7021-a.2
/// Adds how we verify identities in general (11 CCR §§ 7021(a), 7060(c), (d)).
pub(crate) fn identity_check(draft: Draft) -> Draft {
    draft
        .say("We first compare what you gave us with the information we have. If we need anything else, we will email you at this address. We never ask for an ID that we do not need.")
        .say("Until we verify your identity, we won't disclose, change or delete anything.")
}

//= req: ca-7020-e
/// Returns the period that our response covers: all information we have, including information older than 12 months
/// (11 CCR § 7020(e)).
const fn period(right: VerifiableRight) -> Option<&'static str> {
    match right {
        VerifiableRight::Know | VerifiableRight::KnowCategories => Some(
            "Our response will cover all the information we have about you, no matter how old it is. If you only need a certain period, reply to this email and tell us which one.",
        ),
        VerifiableRight::Delete
        | VerifiableRight::Correct
        | VerifiableRight::AdmtAccess
        | VerifiableRight::AdmtAppeal => None,
    }
}

//= req: ca-7021-a.2
fn when(context: &Context<'_>) -> Option<String> {
    let by = context.by()?;
    Some(format!("We will respond {by}."))
}

/// Returns the sentence on the one extension, where the law allows it.
pub(crate) fn extension(context: &Context<'_>) -> Option<String> {
    let Extension { by } = context.extension()?;
    Some(format!(
        "If we need more time, we will email you before that date and explain why. The law allows one extension of {by}."
    ))
}

//= req: fl-501-706-3.3
/// Writes that the person has not verified their identity yet.
pub(crate) fn verification_due(context: &Context<'_>, right: VerifiableRight) -> Draft {
    let name = name(right);
    let draft = Draft::new(format!("Reminder: please confirm your {name}"))
        .say(format!(
            "We received your {name} on {}. We haven't verified your identity yet. Until we do, we won't disclose, change or delete anything.",
            context.received()
        ))
        .say_any(when(context));
    confirm(draft, context)
        .facts_and_status(context)
        .heading("If you did not ask for this")
        .say("You do not need to do anything. Nothing will happen to your information.")
}

//= req: ca-7021-b.4, ut-13-61-203-2-c, nj-56-8-166-7-a.2
/// Writes that our response will take longer (11 CCR § 7021(b)).
pub(crate) fn extended(context: &Context<'_>, right: VerifiableRight, explanation: &str) -> Draft {
    let name = name(right);
    let first = context
        .first_due()
        .map(|due| format!("The first date was {}. ", dates::in_words(due.target)))
        .unwrap_or_default();
    let now = context.by().map(|by| {
        format!(
            "{first}We will now respond {by}. The law allows one extension, so there will not be another."
        )
    });
    Draft::new(format!("We need more time for your {name}"))
        .say(format!(
            "We are working on the {name} that we received on {}, but we cannot finish it by the first date. Here is why:",
            context.received()
        ))
        .quote(explanation)
        .say_any(now)
        .say_any(context.policy_date_note().map(str::to_owned))
        .say("You do not need to do anything.")
        .facts_and_status(context)
}
