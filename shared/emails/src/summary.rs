//! One email that replaces several emails that the rate limit held.

use crate::block::Draft;
use crate::context::Context;
use crate::{agent, immediate, instructions, response, review, verifiable};
use domain::law::Right;
use domain::outbound_email::EmailKind;
use domain::request::Response;

/// Writes the summary. Returns its subject and its draft.
pub(crate) fn of(contexts: &[Context<'_>]) -> (String, Draft) {
    let headline = format!("{} messages about privacy requests", contexts.len());
    let subject = match contexts {
        [first, rest @ ..] => {
            let (first, others) = (first.email.reference(), rest.len());
            format!("{headline} ({first} and {others} more)")
        }
        [] => headline.clone(),
    };
    let mut draft = Draft::new(headline).say(
        "We have several messages about privacy requests that give this email address. Here they are in one email. Each request has its own reference number.",
    );
    for context in contexts {
        draft = part(draft, context);
    }
    if contexts
        .iter()
        .any(|context| is(context, &EmailKind::ImmediateRecorded))
    {
        draft = draft
            .heading("Requests that are already in effect")
            .say("These requests have been in effect in our systems since the day we received them. You do not need to do anything. We are also notifying the other companies that must honor them. We will finish by the dates shown.");
    }
    if let Some(context) = contexts
        .iter()
        .find(|context| is(context, &EmailKind::VerifiableReceived))
    {
        draft = verifiable::identity_check(draft.heading(verifiable::IDENTITY_HEADING))
            .heading(verifiable::WHEN_HEADING)
            .say("We will respond to each request by the date shown. There is no charge.")
            .say_any(verifiable::extension(context));
    }
    if contexts
        .iter()
        .any(|context| is(context, &EmailKind::ReviewPending))
    {
        draft = draft
            .heading("Emails that a person will read")
            .say("Our system was not sure what you are asking for. Whatever it is, we count from the day we received the email. The law does not set a deadline for reading it. The date shown is our own promise.");
    }
    let draft = draft
        .heading("If you did not ask for this")
        .say("You do not need to do anything. If you want to undo something, reply to this email.");
    (subject, draft)
}

/// Adds what one email says. Emails with more to say than a receipt keep it.
fn part(draft: Draft, context: &Context<'_>) -> Draft {
    let right = context.email.right;
    match (&context.email.kind, right) {
        (EmailKind::HowToAsk, _) => instructions::how_to_ask_in_short(draft, context),
        (EmailKind::ReplyReceived, _) => review::reply_received_in_short(draft),
        (EmailKind::RequestsOpened { receipts }, _) => {
            agent::requests_opened_in_short(draft, context, receipts)
        }
        (EmailKind::ImmediateDone(completion), Some(Right::Immediate(right))) => {
            immediate::done_in_short(draft, context, right, completion)
        }
        (EmailKind::OptInConfirmation, Some(Right::Immediate(right))) => receipt(
            immediate::opt_in_confirmation_in_short(draft, context, right),
            context,
        ),
        (EmailKind::ImmediateRecorded, Some(Right::Immediate(right))) => {
            let draft = receipt(draft.heading(title(context)), context);
            immediate::offer_opt_in_in_short(draft, context, right)
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
        .link(
            format!("See the status of {}", context.email.reference()),
            context.status_url(),
        )
}

/// Returns the link to the action that the reader can take. Its label has the reference number, so that the labels in
/// one email differ.
fn action(context: &Context<'_>) -> Option<(String, String)> {
    let reference = context.email.reference();
    match (&context.email.kind, context.email.right) {
        (EmailKind::VerifiableReceived | EmailKind::VerificationReminder, _) => {
            let label = format!("{} ({reference})", verifiable::confirm_label(context));
            Some((label, context.confirm_url()?))
        }
        (EmailKind::OptInConfirmation, right) => {
            let label = match right {
                Some(Right::Immediate(right)) => immediate::opt_in_label(right),
                _ => "Opt back in",
            };
            Some((
                format!("{label} ({reference})"),
                immediate::opt_in_url(context)?,
            ))
        }
        _ => None,
    }
}

fn is(context: &Context<'_>, kind: &EmailKind) -> bool {
    context.email.kind == *kind
}

fn title(context: &Context<'_>) -> &'static str {
    context
        .email
        .right
        .map_or("An email that a person will read", Right::in_words)
}
