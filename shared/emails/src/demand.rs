//! Emails about a demand before it is answered: received, extended.

use crate::block::Draft;
use crate::case::Case;
use crate::dates;
use domain::law::{Extension, VerifiableRight};

/// What the person made: "your …".
pub(crate) const fn name(demand: VerifiableRight) -> &'static str {
    match demand {
        VerifiableRight::Delete => "deletion request",
        VerifiableRight::Know => "request for a copy of your information",
        VerifiableRight::KnowCategories => "request for categories of information",
        VerifiableRight::Correct => "correction request",
        VerifiableRight::AdmtAccess => "request for an explanation",
        VerifiableRight::AdmtAppeal => "appeal of an automated decision",
    }
}

/// The demand has arrived, how it is checked, and when the answer comes (11 CCR § 7021(a)).
pub(crate) fn received(case: &Case<'_>, demand: VerifiableRight) -> Draft {
    let name = name(demand);
    let draft = Draft::new(format!("We have received your {name}")).say(format!(
        "Your {name} reached us on {}. A person will work on it. This is free of charge.",
        case.received()
    ));
    let draft = confirm(draft, case).facts_and_status(case);
    let draft = check(draft.heading(CHECK_HEADING))
        .heading("When you hear from us")
        .say_any(when(case))
        .say_any(case.own_promise().map(str::to_owned))
        .say_any(extension(case))
        .say_any(period(demand).map(str::to_owned));
    draft
        .heading("If you did not ask for this")
        .say("Answer this email and tell us. Nothing happens to your information before we know who asks.")
}

/// The button that proves who asks, for whoever reads mail at the address that asked (11 CCR § 7060); for a
/// request by an agent, the person's one confirmation (11 CCR § 7063(a)).
fn confirm(draft: Draft, case: &Case<'_>) -> Draft {
    let Some(url) = case.confirm_url() else {
        return draft;
    };
    let draft = if case.is_represented() {
        draft
            .heading("Please confirm that you allowed it")
            .say("Somebody asked this for you and says that you allowed it. Open this link and press the button there if you did. You need no account, and you do not have to make the request again yourself. If they show us a power of attorney from you, we do not need your confirmation.")
    } else {
        draft
            .heading("Please confirm that it was you")
            .say("Open this link and press the button there. You need no account.")
    };
    draft.link(confirm_label(case), url)
}

/// What the link says that proves who asks.
pub(crate) fn confirm_label(case: &Case<'_>) -> &'static str {
    if case.is_represented() {
        "Confirm that you allowed it"
    } else {
        "Confirm that it was you"
    }
}

/// The heading over [`check`].
pub(crate) const CHECK_HEADING: &str = "How we check who asks";

/// How the house verifies who asks, in general (11 CCR §§ 7021(a), 7060(c), (d)).
pub(crate) fn check(draft: Draft) -> Draft {
    draft
        .say("We first try to match what you told us with what we hold. If we need anything else, we write to this address. We never ask for an ID that we do not need.")
        .say("Until we know who asks, we show, change and delete nothing.")
}

/// Of what time the answer tells: of all of it, which includes what is older than twelve months (11 CCR § 7020(e)).
const fn period(demand: VerifiableRight) -> Option<&'static str> {
    match demand {
        VerifiableRight::Know | VerifiableRight::KnowCategories => Some(
            "Our answer covers everything that we hold about you, however old. If a certain period is enough for you, answer this email and say which.",
        ),
        VerifiableRight::Delete
        | VerifiableRight::Correct
        | VerifiableRight::AdmtAccess
        | VerifiableRight::AdmtAppeal => None,
    }
}

fn when(case: &Case<'_>) -> Option<String> {
    let due = case.email.due?;
    Some(format!("You will have our answer {}.", dates::by(due)))
}

/// The one extension, where the law grants it.
pub(crate) fn extension(case: &Case<'_>) -> Option<String> {
    let Extension { by } = case.extension()?;
    Some(format!(
        "If we cannot finish by then, the law allows us {by} more, once. We would write to you before that date and say why."
    ))
}

/// The person has not shown who they are yet.
pub(crate) fn verification_wanted(case: &Case<'_>, demand: VerifiableRight) -> Draft {
    let name = name(demand);
    let draft = Draft::new(format!("Please confirm your {name}"))
        .say(format!(
            "Your {name} reached us on {}. We do not know yet that it is you who asks. Until we know, we show, change and delete nothing.",
            case.received()
        ))
        .say_any(when(case));
    confirm(draft, case)
        .facts_and_status(case)
        .heading("If you did not ask for this")
        .say("You do not need to do anything. Nothing happens to your information.")
}

/// The answer takes longer (11 CCR § 7021(b)).
pub(crate) fn extended(case: &Case<'_>, demand: VerifiableRight, because: &str) -> Draft {
    let name = name(demand);
    let first = case
        .first_due()
        .map(|due| format!("Our first date was {}. ", dates::in_words(due.target)))
        .unwrap_or_default();
    let now = case
        .email
        .due
        .map(|due| format!("{first}You will now have our answer {}. The law allows one such extension, so there will not be another.", dates::by(due)));
    Draft::new(format!("We need more time for your {name}"))
        .say(format!(
            "We are working on the {name} that reached us on {}, and we cannot finish it by the first date. This is why:",
            case.received()
        ))
        .quote(because)
        .say_any(now)
        .say_any(case.own_promise().map(str::to_owned))
        .say("You do not need to do anything.")
        .facts_and_status(case)
}
