//! One email that replaces several emails that the rate limit held.

use crate::block::Draft;
use crate::context::Context;
use crate::{agent, immediate, instructions, opt_in, response, review, verifiable};
use domain::law::Right;
use domain::outbound_email::EmailKind;
use domain::request::Response;
use texts::Texts;

/// Writes the summary. Returns its subject and its draft.
pub(crate) fn of(contexts: &[Context<'_>], texts: Texts) -> (String, Draft) {
    let headline = texts
        .text("summary-headline")
        .with("emails", contexts.len())
        .to_string();
    let subject = match contexts {
        [first, others @ ..] => texts
            .text("summary-subject")
            .with("emails", contexts.len())
            .with("reference", first.email.reference().to_string())
            .with("others", others.len())
            .into(),
        [] => headline.clone(),
    };
    let mut draft = Draft::new(headline).say(texts.text("summary"));
    for context in contexts {
        draft = part(draft, context);
    }
    let recorded = || {
        let all = contexts.iter();
        all.filter(|context| is(context, &EmailKind::ImmediateRecorded))
    };
    if recorded().next().is_some() {
        draft = draft.heading(texts.text("summary-recorded-heading")).say(
            match recorded().all(|context| context.email.no_partners) {
                true => texts.text("summary-recorded-no-partners"),
                false => texts.text("summary-recorded"),
            },
        );
    }
    let received = || {
        let all = contexts.iter();
        all.filter(|context| is(context, &EmailKind::VerifiableReceived))
    };
    if let Some(context) = received().next() {
        for is_parents in [false, true] {
            if let Some(context) = received().find(|context| context.is_parents() == is_parents) {
                draft = verifiable::identity_check(draft, context);
            }
        }
        draft = draft
            .heading(texts.text("when-heading"))
            .say(texts.text("summary-when"))
            .say_any(verifiable::extension(context));
    }
    if contexts
        .iter()
        .any(|context| is(context, &EmailKind::ReviewPending))
    {
        draft = draft
            .heading(texts.text("summary-pending-heading"))
            .say(texts.text("summary-pending"));
    }
    let draft = draft
        .heading(texts.text("unasked-heading"))
        .say(texts.text("summary-unasked"));
    (subject, draft)
}

/// Adds what one email says. Emails with more to say than a receipt keep it.
fn part(draft: Draft, context: &Context<'_>) -> Draft {
    let right = context.email.right;
    match (&context.email.kind, right) {
        (EmailKind::HowToAsk, _) => instructions::how_to_ask_in_short(draft, context),
        (EmailKind::ReplyReceived, _) => review::reply_received_in_short(draft, context),
        (EmailKind::RequestsOpened { receipts }, _) => {
            agent::requests_opened_in_short(draft, context, receipts)
        }
        (EmailKind::ImmediateDone(completion), Some(Right::Immediate(_))) => {
            immediate::done_in_short(draft, context, completion)
        }
        (EmailKind::OptInConfirmation, Some(Right::Immediate(_))) => {
            receipt(opt_in::confirmation_in_short(draft, context), context)
        }
        (EmailKind::ImmediateRecorded, Some(Right::Immediate(_))) => {
            let draft = receipt(draft.heading(title(context)), context);
            immediate::offer_opt_in_in_short(draft, context)
        }
        (
            EmailKind::ImmediateRecorded
            | EmailKind::VerifiableReceived
            | EmailKind::ReviewPending
            | EmailKind::VerificationReminder,
            _,
        ) => receipt(draft.heading(title(context)), context),
        (
            EmailKind::Response {
                response: Response::NotVerified,
                ..
            },
            Some(Right::Verifiable(right)),
        ) => receipt(
            response::not_verified_in_short(draft, context, right),
            context,
        ),
        // The limit never holds these kinds. If one gets here, its status page says what it would have said.
        (
            EmailKind::ImmediateDenied { .. }
            | EmailKind::ImmediateDone(_)
            | EmailKind::OptedBackIn
            | EmailKind::OptedBackInPartly
            | EmailKind::OptInConfirmation
            | EmailKind::Question { .. }
            | EmailKind::Message { .. }
            | EmailKind::StaffAnswer { .. }
            | EmailKind::ResponseExtended { .. }
            | EmailKind::Response { .. }
            | EmailKind::DownloadCode { .. }
            | EmailKind::AppealReceived
            | EmailKind::AppealExtended { .. }
            | EmailKind::AppealDecided { .. },
            _,
        ) => receipt(draft.heading(title(context)), context),
    }
}

fn receipt(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .facts(context.facts_under_a_heading())
        .link_any(action(context))
        .link_any(Some(context.status_link_of()))
}

/// Returns the link to the action that the reader can take.
fn action(context: &Context<'_>) -> Option<(String, String)> {
    let (label, url) = match (&context.email.kind, context.email.right) {
        (EmailKind::VerifiableReceived | EmailKind::VerificationReminder, _) => {
            (verifiable::confirm_label(context), context.confirm_url()?)
        }
        (EmailKind::OptInConfirmation, Some(Right::Immediate(_))) => {
            (opt_in::label(context), opt_in::confirmation_url(context)?)
        }
        (EmailKind::OptInConfirmation, _) => (
            context.text("opt-in-link-general"),
            opt_in::confirmation_url(context)?,
        ),
        _ => return None,
    };
    Some((context.label_with_reference(label).into(), url))
}

fn is(context: &Context<'_>, kind: &EmailKind) -> bool {
    context.email.kind == *kind
}

fn title(context: &Context<'_>) -> String {
    match context.email.right {
        Some(right) => context.texts.right(right),
        None => context.text("summary-review-heading").into(),
    }
}
