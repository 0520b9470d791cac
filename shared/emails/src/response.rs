//! Emails with the response to a verifiable request, and with the code for its download.

use crate::appeal;
use crate::block::{Draft, Fact};
use crate::context::Context;
use domain::keys::LinkAction;
use domain::law::VerifiableRight;
use domain::request::{DenialBasis, Response, ResponseDelivery};
use texts::Message;

//= req: ca-7022-e, ca-7023-f, fl-501-706-4, ca-7022-a.2, ca-7023-a.2, ca-7024-a, ca-7024-b, ca-7222-e.2, ct-42-518-c-4
/// Writes the response. We deny a request if we could not verify the identity (11 CCR §§ 7022(a), 7023(a), 7024(a)–(b),
/// 7062(f)).
pub(crate) fn response(
    context: &Context<'_>,
    right: VerifiableRight,
    response: &Response,
    words: Option<&str>,
) -> Draft {
    match response {
        Response::Granted { delivery } => {
            let draft = Draft::new(context.text("granted-headline")).say(context.text("granted"));
            let draft = add(draft, context, words);
            let draft = deliver(draft, context, delivery.as_ref());
            other_rights(next(draft, context, right), context, right).facts_and_status(context)
        }
        Response::InPart {
            denial, delivery, ..
        } => {
            let draft = Draft::new(context.text("in-part-headline")).say(context.text("in-part"));
            let draft = deliver(draft, context, delivery.as_ref())
                .say(
                    context
                        .text("in-part-rest")
                        .with("basis", basis(denial.basis)),
                )
                .quote(&denial.explanation);
            let draft = next(draft, context, right).say_any(kept(context, right));
            let draft = other_rights(draft, context, right);
            disagree(alternatives(draft, context, right), context).facts_and_status(context)
        }
        Response::Denied { denial } => {
            let draft = Draft::new(context.text("denied-headline"))
                .say(context.text("denied").with("basis", basis(denial.basis)))
                .quote(&denial.explanation)
                .say_any(record(context, right));
            disagree(alternatives(draft, context, right), context).facts_and_status(context)
        }
        Response::NotVerified => {
            let draft = Draft::new(context.text("not-verified-headline"))
                .say(context.text("not-verified"))
                .say_any(record(context, right));
            let draft = add(draft, context, words);
            let draft = match right {
                VerifiableRight::Delete => offer_opt_out(draft, context),
                VerifiableRight::Know | VerifiableRight::KnowCategories => {
                    read_policy(draft, context)
                }
                VerifiableRight::Correct
                | VerifiableRight::AdmtAccess
                | VerifiableRight::AdmtAppeal => draft,
            };
            let draft = draft
                .heading(context.text("not-verified-again-heading"))
                .say(context.text("not-verified-again"));
            appeal::offer(draft, context).facts_and_status(context)
        }
    }
}

/// Adds what staff wrote beside the response.
fn add(draft: Draft, context: &Context<'_>, words: Option<&str>) -> Draft {
    match words {
        Some(words) => draft.say(context.text("response-words")).quote(words),
        None => draft,
    }
}

/// Adds to a summary of several emails that we could not verify the person, and what they can do.
pub(crate) fn not_verified_in_short(
    draft: Draft,
    context: &Context<'_>,
    right: VerifiableRight,
) -> Draft {
    let draft = draft
        .heading(context.text("not-verified-headline"))
        .say(context.text("not-verified"))
        .say_any(record(context, right));
    let draft = match right {
        VerifiableRight::Delete => draft.say(context.text("instead-opt-out")).aside(
            context.label_with_reference(context.text("instead-opt-out-link")),
            context.form_url(),
        ),
        VerifiableRight::Know | VerifiableRight::KnowCategories => {
            draft.say(context.text("instead-policy")).aside(
                context.label_with_reference(context.text("instead-policy-link")),
                context.privacy_policy(),
            )
        }
        VerifiableRight::Correct | VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal => {
            draft
        }
    };
    appeal::offer_in_short(draft.say(context.text("not-verified-again")), context)
}

//= req: ca-7024-f
/// Writes the email with the code for the download. The link is in another email, so that one forwarded email isn't
/// enough to download the file.
pub(crate) fn download_code(context: &Context<'_>, round: u32) -> Draft {
    let draft = match round {
        0 => Draft::new(context.text("code-headline")).say(context.text("code")),
        _ => Draft::new(context.text("code-new-headline")).say(context.text("code-new")),
    };
    draft
        .facts(vec![Fact::new(
            context.text("fact-code"),
            context.code(round),
        )])
        .say(context.text("code-secret"))
        .facts_and_status(context)
        .heading(context.text("unasked-heading"))
        .say(context.text("unasked-tell-us"))
}

/// Adds how the person gets the information (11 CCR § 7024(h)).
fn deliver(draft: Draft, context: &Context<'_>, delivery: Option<&ResponseDelivery>) -> Draft {
    match delivery {
        None => draft,
        Some(ResponseDelivery::Elsewhere { how }) => {
            draft.say(context.text("delivery-elsewhere")).quote(how)
        }
        Some(ResponseDelivery::File { .. }) => match context.action_url(LinkAction::Download) {
            Some(url) => draft
                .say(context.text("delivery-file"))
                .link(context.text("delivery-file-link"), url),
            None => draft.say(context.text("delivery-by-hand")),
        },
    }
}

/// Adds what happens next if we granted the request, in whole or in part.
fn next(draft: Draft, context: &Context<'_>, right: VerifiableRight) -> Draft {
    let after = match right {
        // 11 CCR § 7022(b)–(d)
        VerifiableRight::Delete => Some(context.text("after-grant-delete")),
        // 11 CCR § 7024(d)
        VerifiableRight::Know => Some(context.text("after-grant-know")),
        VerifiableRight::KnowCategories => Some(context.text("after-grant-know-categories")),
        // 11 CCR § 7023(c)
        VerifiableRight::Correct => Some(context.text("after-grant-correct")),
        VerifiableRight::AdmtAccess => Some(context.text("after-grant-admt-access")),
        VerifiableRight::AdmtAppeal => None,
    };
    let paragraphs = after.map(|after| after.lines()).unwrap_or_default();
    paragraphs
        .into_iter()
        .fold(draft, Draft::say)
        .say_any(record(context, right))
}

/// Returns how we use the information that we did not delete (11 CCR § 7022(f)).
fn kept(context: &Context<'_>, right: VerifiableRight) -> Option<Message> {
    (right == VerifiableRight::Delete).then(|| context.text("kept-delete"))
}

//= req: ca-7022-e.2
/// Returns the note on the record that we keep of a deletion request (11 CCR §§ 7022(e), 7101).
fn record(context: &Context<'_>, right: VerifiableRight) -> Option<Message> {
    (right == VerifiableRight::Delete).then(|| context.text("record-delete"))
}

//= req: ca-7222-b-4, ca-7222-b-4.2
/// Adds what an explanation of an automated decision must say about other rights (11 CCR § 7222(b)(4)).
fn other_rights(draft: Draft, context: &Context<'_>, right: VerifiableRight) -> Draft {
    match right {
        VerifiableRight::AdmtAccess => draft
            .heading(context.text("other-rights-heading"))
            .say(context.text("other-rights"))
            .link(context.text("other-rights-link"), context.form_url()),
        VerifiableRight::Delete
        | VerifiableRight::Know
        | VerifiableRight::KnowCategories
        | VerifiableRight::Correct
        | VerifiableRight::AdmtAppeal => draft,
    }
}

/// Returns the ID of a denial's basis in the catalog.
const fn basis(basis: DenialBasis) -> &'static str {
    match basis {
        DenialBasis::LawfulException => "lawful_exception",
        DenialBasis::Accurate => "accurate",
        DenialBasis::RepeatedWithoutNews => "repeated_without_news",
        DenialBasis::TooOften => "too_often",
        DenialBasis::Unfounded => "unfounded",
    }
}

//= req: ca-7023-f-3, ca-7023-f-3.2, ca-7023-f-4
/// Adds what the person can do or have instead.
fn alternatives(draft: Draft, context: &Context<'_>, right: VerifiableRight) -> Draft {
    match right {
        VerifiableRight::Delete => offer_opt_out(draft, context),
        VerifiableRight::Know | VerifiableRight::KnowCategories => read_policy(draft, context),
        // 11 CCR § 7023(f)(3), (f)(4)
        VerifiableRight::Correct => draft
            .heading(context.text("instead-correct-heading"))
            .say(context.text("instead-correct-delete"))
            .link(
                context.text("instead-correct-delete-link"),
                context.form_url(),
            )
            .say(context.text("instead-correct-statement")),
        VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal => draft,
    }
}

//= req: ca-7022-g
/// Adds the question whether the person wants to opt out, after a deletion was denied (11 CCR § 7022(g)). The text has
/// the contents of the Notice of Right to Opt-out (§ 7013(f)): the right, how to use it, and the form.
fn offer_opt_out(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading(context.text("instead-opt-out-heading"))
        .say(context.text("instead-opt-out"))
        .link(context.text("instead-opt-out-link"), context.form_url())
}

//= req: ca-7024-a.2, ca-7024-b.2
/// Adds what anyone may know about the information that the company has (11 CCR § 7024(a), (b)).
fn read_policy(draft: Draft, context: &Context<'_>) -> Draft {
    draft.say(context.text("instead-policy")).link(
        context.text("instead-policy-link"),
        context.privacy_policy(),
    )
}

fn disagree(draft: Draft, context: &Context<'_>) -> Draft {
    let draft = draft
        .heading(context.text("disagree-heading"))
        .say(context.text("disagree"));
    appeal::offer(draft, context)
}
