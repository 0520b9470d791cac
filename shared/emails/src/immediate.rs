//! Emails about an immediate right: recorded, honored by all partners, denied.

use crate::appeal;
use crate::block::{Draft, Fact};
use crate::context::Context;
use domain::keys::LinkAction;
use domain::law::{ApplicableRules, ComplaintNotice, ImmediateRight};
use domain::outbound_email::{Completion, Reader};
use texts::Message;

/// Writes the receipt: the request is recorded and in effect.
pub(crate) fn recorded(context: &Context<'_>, right: ImmediateRight) -> Draft {
    let draft = in_effect(
        Draft::new(context.text("recorded-headline")),
        context,
        right,
    )
    .facts_and_status(context);
    let draft = limits(draft, context)
        .heading(context.text("unasked-heading"))
        .say(context.text("recorded-unasked"));
    offer_opt_in(draft, context)
}

//= req: ca-7026-g
/// Writes the same about one of several requests in a message. Without partners, it is the completion notice as well.
pub(crate) fn recorded_together(
    draft: Draft,
    context: &Context<'_>,
    right: ImmediateRight,
) -> Draft {
    let draft = in_effect(draft, context, right)
        .facts(context.facts_under_a_heading())
        .link_any(Some(context.status_link_of()));
    limits(draft, context)
}

/// Adds the date from which the request is in effect, and the partners that we notify.
fn in_effect(draft: Draft, context: &Context<'_>, right: ImmediateRight) -> Draft {
    let note = match right {
        ImmediateRight::OptOut | ImmediateRight::Limit | ImmediateRight::WithdrawConsent => None,
        ImmediateRight::MarketingStop => Some(context.text("recorded-marketing-on-its-way")),
        ImmediateRight::AdmtOptOut => Some(context.text("recorded-significant-decisions")),
    };
    let notifying = match context.email.no_partners {
        true => Some(context.text("recorded-no-partners")),
        false => context
            .due_date()
            .map(|date| context.text("recorded-notifying").with("date", date)),
    };
    let end = match ask_again_after_months(context) {
        Some(months) => context.text("recorded-ask-again").with("months", months),
        None => context.text("nothing-to-do"),
    };
    let since = context.in_force_since();
    draft
        .say(context.text("recorded").with("date", since))
        .say_any(note)
        .say_any(notifying)
        .say_any(context.policy_date_note())
        .say(end)
}

/// Adds the limits of the request.
fn limits(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading(context.text("recorded-limits-heading"))
        .list(context.text("recorded-limits").lines())
}

/// Adds the way to opt back in, the first of two steps (11 CCR § 7028(a)). The link is a plain one, because we must not
/// urge the person to use it. An email to an agent has no link, because an agent can't opt the person back in.
fn offer_opt_in(draft: Draft, context: &Context<'_>) -> Draft {
    match request_opt_in_url(context) {
        Some(url) => draft
            .say(context.text("recorded-undo-by-link"))
            .aside(context.text("recorded-undo-link"), url),
        None if context.is_parents() => draft.say(context.text("recorded-undo-by-parent")),
        None => draft.say(context.text("recorded-undo-by-reply")),
    }
}

/// Adds the link to opt back in to a summary of several emails.
pub(crate) fn offer_opt_in_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    match request_opt_in_url(context) {
        Some(url) => {
            let label = context.text("recorded-undo-link");
            draft.aside(context.label_with_reference(label), url)
        }
        None => draft,
    }
}

/// Whether the email has a link to opt back in.
pub(crate) fn offers_opt_in(context: &Context<'_>) -> bool {
    request_opt_in_url(context).is_some()
}

/// Returns the link of the first step, unless the reader may be an agent or a parent.
fn request_opt_in_url(context: &Context<'_>) -> Option<String> {
    match context.email.reader {
        Reader::Unknown | Reader::Parent => None,
        Reader::Person | Reader::Represented => context.action_url(LinkAction::RequestOptIn),
    }
}

/// Returns for how many months we won't ask the person to change their mind, where the rule sets a time.
fn ask_again_after_months(context: &Context<'_>) -> Option<u8> {
    context
        .rules
        .and_then(ApplicableRules::ask_again_after_months)
}

/// Says how many partners confirmed, and for how many staff recorded why no notification was needed.
fn notified(completion: &Completion, context: &Context<'_>) -> Message {
    let day = completion.last.map(|at| context.day_of(at));
    let day = day.unwrap_or_else(|| "unknown".to_owned());
    match (completion.notified, completion.excused) {
        (0, 0) => context.text("done-no-partners"),
        (all, 0) => context
            .text("done-all-confirmed")
            .with("notified", all)
            .with("date", day),
        (0, excused) => context.text("done-all-excused").with("excused", excused),
        (confirmed, excused) => context
            .text("done-partly-confirmed")
            .with("total", confirmed.saturating_add(excused))
            .with("notified", confirmed)
            .with("excused", excused)
            .with("date", day),
    }
}

/// Returns the facts of a completion notice: those of the request, and the identifiers that it applies to.
fn with_identifiers(
    mut facts: Vec<Fact>,
    completion: &Completion,
    context: &Context<'_>,
) -> Vec<Fact> {
    if !completion.applies_to.is_empty() {
        let identifiers = completion.applies_to.join(", ");
        facts.push(Fact::new(context.text("fact-applies-to"), identifiers));
    }
    facts
}

//= req: ca-7026-g
/// Writes the completion notice: every partner has confirmed or was excused.
pub(crate) fn done(context: &Context<'_>, completion: &Completion) -> Draft {
    let end = match ask_again_after_months(context) {
        Some(months) => context.text("done-end-ask-again").with("months", months),
        None => context.text("done-end"),
    };
    Draft::new(context.text("done-headline"))
        .say(context.text("done").with("date", context.in_force_since()))
        .say(notified(completion, context))
        .say(end)
        .facts(with_identifiers(context.facts(), completion, context))
        .link(context.text("status-link"), context.status_url())
}

/// Adds the completion notice to a summary of several emails.
pub(crate) fn done_in_short(draft: Draft, context: &Context<'_>, completion: &Completion) -> Draft {
    let facts = context.facts_under_a_heading();
    draft
        .heading(context.text("done-headline"))
        .say(notified(completion, context))
        .say(context.text("done-end"))
        .facts(with_identifiers(facts, completion, context))
        .link_any(Some(context.status_link_of()))
}

//= req: ca-7026-e.2, ca-7027-f.2, ca-7221-g.2
/// Writes that we do not honor the request, and why (11 CCR §§ 7026(e), 7027(f)).
pub(crate) fn denied(context: &Context<'_>, explanation: &str) -> Draft {
    let draft = Draft::new(context.text("immediate-denied-headline"))
        .say(
            context
                .text("immediate-denied")
                .with("date", context.received()),
        )
        .say(context.text("immediate-denied-because"))
        .quote(explanation)
        .heading(context.text("immediate-denied-wrong-heading"))
        .say(context.text("immediate-denied-wrong"));
    let named = context
        .appeal()
        .filter(|appeal| appeal.complaint_notice != ComplaintNotice::WithDenial);
    appeal::offer(draft, context)
        .say_any(appeal::complaint(context.texts, named))
        .facts_and_status(context)
}
