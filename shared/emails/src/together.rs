//! One email that confirms all that a message asked for.

use crate::block::Draft;
use crate::context::Context;
use crate::{immediate, verifiable};
use domain::law::Right;
use domain::outbound_email::EmailKind;
use texts::{Message, Texts};

/// Whether these emails are the receipts of one message, and of nothing else.
pub(crate) fn are_of_one_message(contexts: &[Context<'_>]) -> bool {
    let message = contexts
        .first()
        .and_then(|first| first.email.together.as_ref());
    let is_receipt = |context: &Context<'_>| {
        matches!(
            (&context.email.kind, context.email.right),
            (EmailKind::ImmediateRecorded, Some(Right::Immediate(_)))
                | (EmailKind::VerifiableReceived, Some(Right::Verifiable(_)))
        )
    };
    message.is_some_and(|message| {
        let is_of_message = |context: &Context<'_>| {
            let own = context.email.together.as_ref();
            own.is_some_and(|own| own.receipts == message.receipts)
        };
        let mut all = contexts.iter();
        all.all(|context| is_receipt(context) && is_of_message(context))
    })
}

/// Writes the email. Returns its subject and its draft.
pub(crate) fn of(contexts: &[Context<'_>], texts: Texts) -> (String, Draft) {
    let number = contexts.len();
    let headline = texts.text("together-headline").with("requests", number);
    let headline = headline.to_string();
    let [first, others @ ..] = contexts else {
        return (headline.clone(), Draft::new(headline));
    };
    let subject = texts
        .text("together-subject")
        .with("requests", number)
        .with("reference", first.email.reference().to_string())
        .with("others", others.len());
    let rights = contexts.iter().filter_map(|context| context.email.right);
    let asked = texts
        .text("together-asked")
        .with("requests", number)
        .with("date", first.received());
    let mut draft = Draft::new(headline)
        .say(asked)
        .list(rights.map(|right| texts.right(right)).collect())
        .say(texts.text("together"));
    for context in contexts {
        draft = match context.email.right {
            Some(Right::Immediate(right)) => {
                let draft = draft.heading(texts.right(Right::Immediate(right)));
                immediate::recorded_together(draft, context, right)
            }
            Some(Right::Verifiable(right)) => {
                let draft = draft.heading(texts.right(Right::Verifiable(right)));
                verifiable::received_together(draft, context, right)
            }
            None => draft,
        };
    }
    (
        subject.into(),
        undo(when(draft, contexts, texts), contexts, texts),
    )
}

//= req: ca-7021-a.2
/// Adds how we verify the person, and when we respond, if the message has a request that we verify.
fn when(mut draft: Draft, contexts: &[Context<'_>], texts: Texts) -> Draft {
    let Some(first) = verified(contexts).next() else {
        return draft;
    };
    draft = verifiable::identity_check(draft, first)
        .heading(texts.text("when-heading"))
        .say(texts.text("summary-when"));
    let mut said: Vec<String> = Vec::new();
    for context in verified(contexts) {
        let extension = verifiable::extension(context).map(String::from);
        said.extend(extension.filter(|extension| !said.contains(extension)));
    }
    said.into_iter().fold(draft, Draft::say)
}

fn verified<'a>(contexts: &'a [Context<'a>]) -> impl Iterator<Item = &'a Context<'a>> {
    let is_verified =
        |context: &&Context<'_>| matches!(context.email.right, Some(Right::Verifiable(_)));
    contexts.iter().filter(is_verified)
}

/// Adds what a person does who didn't ask, and the links to opt back in.
fn undo(draft: Draft, contexts: &[Context<'_>], texts: Texts) -> Draft {
    let draft = draft
        .heading(texts.text("unasked-heading"))
        .say(match verified(contexts).next() {
            Some(_) => texts.text("unasked-tell-us"),
            None => texts.text("recorded-unasked"),
        });
    let in_effect = || {
        let is_in_effect =
            |context: &&Context<'_>| matches!(context.email.right, Some(Right::Immediate(_)));
        contexts.iter().filter(is_in_effect)
    };
    let how: Option<Message> = in_effect().next().map(|context| {
        match (
            in_effect().any(immediate::offers_opt_in),
            context.is_parents(),
        ) {
            (true, _) => texts.text("together-undo-by-link"),
            (false, true) => context.text("recorded-undo-by-parent"),
            (false, false) => texts.text("together-undo-by-reply"),
        }
    });
    in_effect().fold(draft.say_any(how), immediate::offer_opt_in_in_short)
}
