//! Emails about an immediate right: recorded, honored by all partners, opted back in, denied.

mod phrases;

use crate::appeal;
use crate::block::{Draft, Fact};
use crate::context::{Context, STATUS_LABEL};
use domain::keys::LinkAction;
use domain::law::{ApplicableRules, ComplaintNotice, ImmediateRight};
use domain::outbound_email::{Completion, Reader};
use phrases::{Phrases, phrases};

/// Writes the receipt: the request is recorded and in effect.
pub(crate) fn recorded(context: &Context<'_>, right: ImmediateRight) -> Draft {
    let Phrases {
        in_effect,
        name,
        effect,
        note,
        notifying,
        limits,
        opt_in,
        ..
    } = phrases(right);
    let notifying = context
        .by()
        .map(|by| format!("{notifying} We will finish {by}."));
    let draft = Draft::new(in_effect)
        .say(format!(
            "We recorded your {name}. It has been in effect in our systems since {}. {effect}",
            context.in_force_since()
        ))
        .say_any(note.map(str::to_owned))
        .say_any(notifying)
        .say_any(context.policy_date_note().map(str::to_owned))
        .say(format!(
            "You do not need to do anything.{}",
            ask_again(context)
        ))
        .facts_and_status(context)
        .heading(format!("What your {name} does not do"))
        .list(limits)
        .heading("If you did not ask for this")
        .say("You do not need to do anything. There is no cost to you.");
    offer_opt_in(draft, context, opt_in)
}

/// Adds the way to opt back in, the first of two steps (11 CCR § 7028(a)). The link is a plain one, because we must not
/// urge the person to use it. An email to an agent has no link, because an agent can't opt the person back in.
fn offer_opt_in(draft: Draft, context: &Context<'_>, label: &str) -> Draft {
    match request_opt_in_url(context) {
        Some(url) => draft
            .say("If you want to undo it, use this link or reply to this email.")
            .aside(label, url),
        None => draft.say("If you want to undo it, reply to this email."),
    }
}

/// Adds the link to opt back in to a summary of several emails. Its label has the reference number, so that the labels in
/// one email differ.
pub(crate) fn offer_opt_in_in_short(
    draft: Draft,
    context: &Context<'_>,
    right: ImmediateRight,
) -> Draft {
    let label = phrases(right).opt_in;
    match request_opt_in_url(context) {
        Some(url) => draft.aside(format!("{label} ({})", context.email.reference()), url),
        None => draft,
    }
}

/// Returns the link of the first step, unless the reader may be an agent or a parent.
fn request_opt_in_url(context: &Context<'_>) -> Option<String> {
    match context.email.reader {
        Reader::Unknown | Reader::Parent => None,
        Reader::Person | Reader::Represented => context.action_url(LinkAction::RequestOptIn),
    }
}

/// Returns the sentence on how long we won't ask the person to change their mind, where the rule sets a time.
fn ask_again(context: &Context<'_>) -> String {
    let months = context
        .rules
        .and_then(ApplicableRules::ask_again_after_months);
    months.map_or(String::new(), |months| {
        format!(" We will not ask you to change your mind for at least {months} months.")
    })
}

/// Says how many partners confirmed, and for how many staff recorded why no notification was needed.
fn notified_in_words(completion: &Completion, context: &Context<'_>) -> String {
    let on = completion
        .last
        .map(|at| context.day_of(at))
        .map_or(String::new(), |day| match completion.notified {
            0 => String::new(),
            1 => format!(" on {day}"),
            _ => format!(", the last one on {day}"),
        });
    match (completion.notified, completion.excused) {
        (0, 0) => {
            "It is in effect in our own systems. We did not have to notify any other company."
                .to_owned()
        }
        (1, 0) => format!("We notified the one company that must honor it. It confirmed{on}."),
        (all, 0) => {
            format!("We notified the {all} companies that must honor it. All {all} confirmed{on}.")
        }
        (0, 1) => "For one company, we recorded why we did not have to notify it.".to_owned(),
        (0, excused) => {
            format!("For {excused} companies, we recorded why we did not have to notify them.")
        }
        (confirmed, excused) => {
            let others = match excused {
                1 => "For the other one, we recorded why we did not have to notify it.".to_owned(),
                others => format!(
                    "For the other {others}, we recorded why we did not have to notify them."
                ),
            };
            format!(
                "Of {} companies, {confirmed} confirmed that they honor it{on}. {others}",
                confirmed.saturating_add(excused)
            )
        }
    }
}

/// Returns the facts of a completion notice: those of the request, and the identifiers that it applies to.
fn with_identifiers(mut facts: Vec<Fact>, completion: &Completion) -> Vec<Fact> {
    if !completion.applies_to.is_empty() {
        facts.push(Fact::new("Applies to", completion.applies_to.join(", ")));
    }
    facts
}

//= req: ca-7026-g
/// Writes the completion notice: every partner has confirmed or was excused.
pub(crate) fn done(context: &Context<'_>, right: ImmediateRight, completion: &Completion) -> Draft {
    let Phrases {
        honored,
        name,
        effect,
        ..
    } = phrases(right);
    Draft::new(honored)
        .say(format!(
            "Your {name} has been in effect since {}. {effect}",
            context.in_force_since()
        ))
        .say(notified_in_words(completion, context))
        .say(format!(
            "We are done, and you do not need to do anything.{}",
            ask_again(context)
        ))
        .facts(with_identifiers(context.facts(), completion))
        .link(STATUS_LABEL, context.status_url())
}

/// Adds the completion notice to a summary of several emails.
pub(crate) fn done_in_short(
    draft: Draft,
    context: &Context<'_>,
    right: ImmediateRight,
    completion: &Completion,
) -> Draft {
    draft
        .heading(phrases(right).honored)
        .say(notified_in_words(completion, context))
        .say("We are done, and you do not need to do anything.")
        .facts(with_identifiers(
            context.facts_under_a_heading(),
            completion,
        ))
        .link(
            format!("See the status of {}", context.email.reference()),
            context.status_url(),
        )
}

/// Adds the question of the opt-in confirmation to a summary of several emails.
pub(crate) fn opt_in_confirmation_in_short(
    draft: Draft,
    context: &Context<'_>,
    right: ImmediateRight,
) -> Draft {
    let Phrases {
        opt_in_question,
        opt_in_request,
        after_opt_in,
        ..
    } = phrases(right);
    draft.heading(opt_in_question).say(format!(
        "On {}, someone who gave this email address asked us to {opt_in_request}. Nothing changes unless you confirm it. If you confirm it, this will change: {after_opt_in}",
        context.received()
    ))
}

/// Writes the request to confirm an opt-in. Nothing changes unless the holder of this address confirms it.
pub(crate) fn opt_in_confirmation(context: &Context<'_>, right: ImmediateRight) -> Draft {
    let Phrases {
        name,
        opt_in_question,
        opt_in_request,
        after_opt_in,
        ..
    } = phrases(right);
    let confirm = opt_in_url(context).map(|url| (opt_in_label(right).to_owned(), url));
    Draft::new(opt_in_question)
        .say(format!(
            "On {}, someone who gave this email address asked us to {opt_in_request}. Nothing has changed, and nothing will change unless you confirm it. If you confirm it, this will change: {after_opt_in}",
            context.received()
        ))
        .say("The link opens a page that shows what will change. The page has a button to confirm it. The link works for 30 days, and only for this address.")
        .link_any(confirm)
        .facts_and_status(context)
        .heading("If you did not ask for this")
        .say(format!("You do not need to do anything. Your {name} stays in effect."))
}

/// Returns the URL to confirm the opt-in.
pub(crate) fn opt_in_url(context: &Context<'_>) -> Option<String> {
    context.action_url(LinkAction::OptIn)
}

/// Returns the label of that link.
pub(crate) const fn opt_in_label(right: ImmediateRight) -> &'static str {
    phrases(right).opt_in_confirm
}

/// Returns the noun for the request, after "your".
pub(crate) const fn name(right: ImmediateRight) -> &'static str {
    phrases(right).name
}

/// Writes that the opt-in counts for this address only.
///
/// The email doesn't name the request's other identifiers, because they may belong to someone else. It doesn't ask
/// the person to opt back in for the rest (11 CCR § 7026(k)).
pub(crate) fn opted_back_in_partly(context: &Context<'_>, right: ImmediateRight) -> Draft {
    let Phrases {
        name,
        opt_in_request,
        repeat,
        ..
    } = phrases(right);
    let draft = Draft::new(format!("Your {name} has ended for this address")).say(format!(
        "You asked us to {opt_in_request} for this address, and you confirmed it. Your {name} is no longer in effect for this address. It stays in effect for everything else that your request named."
    ));
    change_of_mind(draft, context, repeat)
}

//= req: ca-7070-b, ca-7071-b
/// Writes that the opt-in counts, and that the person can change their mind at any time.
pub(crate) fn opted_back_in(context: &Context<'_>, right: ImmediateRight) -> Draft {
    let Phrases {
        name,
        opt_in_request,
        after_opt_in,
        repeat,
        ..
    } = phrases(right);
    let draft = Draft::new(format!("Your {name} has ended")).say(format!(
        "You asked us to {opt_in_request}, and you confirmed it. Your {name} is no longer in effect. {after_opt_in}"
    ));
    change_of_mind(draft, context, repeat)
}

fn change_of_mind(draft: Draft, context: &Context<'_>, repeat: &str) -> Draft {
    draft
        .say("You can change your mind at any time. Your new request takes effect right away, and you do not have to give a reason.")
        .link(repeat, context.form_url())
        .facts_and_status(context)
        .heading("If you did not ask for this")
        .say("Make your request again with the form, or reply to this email and say so. Either way, it counts from the moment we get it.")
}

//= req: ca-7026-e.2, ca-7027-f.2, ca-7221-g.2
/// Writes that we do not honor the request, and why (11 CCR §§ 7026(e), 7027(f)).
pub(crate) fn denied(context: &Context<'_>, right: ImmediateRight, explanation: &str) -> Draft {
    let Phrases { name, .. } = phrases(right);
    let draft = Draft::new(format!("We are not honoring your {name}"))
        .say(format!(
            "We looked at the request that we received on {}. We believe that it is fraudulent, so we are not honoring it. It is no longer in effect.",
            context.received()
        ))
        .say("Here is why we believe that:")
        .quote(explanation)
        .heading("If we are wrong")
        .say("Reply to this email and tell us. A person will read your reply and look at your request again. We do not need to see an ID for this.");
    let named = context
        .appeal()
        .filter(|appeal| appeal.complaint_notice != ComplaintNotice::WithDenial);
    appeal::offer(draft, context)
        .say_any(appeal::complaint(named))
        .facts_and_status(context)
}
