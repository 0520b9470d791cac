//! Emails with the response to a verifiable request, and with the code for its download.

mod phrases;

use crate::appeal;
use crate::block::{Draft, Fact};
use crate::context::Context;
use crate::verifiable::name;
use domain::keys::LinkAction;
use domain::law::VerifiableRight;
use domain::request::{DenialBasis, Response, ResponseDelivery};

//= req: ca-7022-e, ca-7023-f, fl-501-706-4
/// Writes the response.
pub(crate) fn response(
    context: &Context<'_>,
    right: VerifiableRight,
    response: &Response,
) -> Draft {
    let name = name(right);
    match response {
        Response::Granted { delivery } => {
            let draft = Draft::new(format!("Your {name}: granted")).say(phrases::granted(right));
            let draft = deliver(draft, context, delivery.as_ref());
            other_rights(next(draft, right), context, right).facts_and_status(context)
        }
        Response::InPart { denial, delivery } => {
            let draft =
                Draft::new(format!("Your {name}: granted in part")).say(phrases::in_part(right));
            let draft = deliver(draft, context, delivery.as_ref()).say(format!(
                "We did not do the rest, because {}.",
                in_words(right, denial.basis)
            ));
            let draft = draft.quote(&denial.explanation);
            let draft = next(draft, right).say_any(phrases::kept(right).map(str::to_owned));
            let draft = other_rights(draft, context, right);
            disagree(alternatives(draft, context, right), context).facts_and_status(context)
        }
        Response::Denied { denial } => {
            let draft = Draft::new(format!("Your {name}: denied")).say(format!(
                "{}, because {}.",
                phrases::denied(right),
                in_words(right, denial.basis)
            ));
            let draft = draft.quote(&denial.explanation);
            let draft = draft.say_any(phrases::record(right).map(str::to_owned));
            disagree(alternatives(draft, context, right), context).facts_and_status(context)
        }
        Response::NotVerified => {
            let draft = not_verified(Draft::new(not_verified_headline(right)), right);
            let draft = match right {
                VerifiableRight::Delete => offer_opt_out(draft, context),
                VerifiableRight::Know | VerifiableRight::KnowCategories => {
                    read_policy(draft, context)
                }
                VerifiableRight::Correct
                | VerifiableRight::AdmtAccess
                | VerifiableRight::AdmtAppeal => draft,
            };
            let draft = draft.heading("If you made this request").say(TRY_AGAIN);
            appeal::offer(draft, context).facts_and_status(context)
        }
    }
}

/// How a person whom we could not verify can go on.
const TRY_AGAIN: &str = "Reply to this email and give us something else that helps us find you in our records. You can also make the request again at any time.";

fn not_verified_headline(right: VerifiableRight) -> String {
    format!("Your {}: not verified", name(right))
}

fn not_verified(draft: Draft, right: VerifiableRight) -> Draft {
    draft
        .say(phrases::not_verified(right))
        .say_any(phrases::record(right).map(str::to_owned))
}

/// Adds to a summary of several emails that we could not verify the person, and what they can do.
pub(crate) fn not_verified_in_short(
    draft: Draft,
    context: &Context<'_>,
    right: VerifiableRight,
) -> Draft {
    let draft = not_verified(draft.heading(not_verified_headline(right)), right);
    let draft = match right {
        VerifiableRight::Delete => draft.say(OFFER_OPT_OUT).aside(
            format!("{OPT_OUT_LABEL} ({})", context.email.reference()),
            context.form_url(),
        ),
        VerifiableRight::Know | VerifiableRight::KnowCategories => draft.say(READ_POLICY).aside(
            format!("{POLICY_LABEL} ({})", context.email.reference()),
            context.privacy_policy(),
        ),
        VerifiableRight::Correct | VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal => {
            draft
        }
    };
    appeal::offer_in_short(draft.say(TRY_AGAIN), context)
}

//= req: ca-7024-f
/// Writes the email with the code for the download. The link is in another email, so that one forwarded email isn't
/// enough to download the file.
pub(crate) fn download_code(context: &Context<'_>, right: VerifiableRight, round: u32) -> Draft {
    let name = name(right);
    let draft = match round {
        0 => Draft::new("The code for our response").say(format!(
            "Our response to your {name} is a file. The email with our response has a link to it. The page behind that link asks for this code:"
        )),
        _ => Draft::new("A new code for our response").say(format!(
            "Our response to your {name} is a file. The email with our response has a link to it. The link works for 30 days from now. The old code no longer works. The page behind that link asks for this new code:"
        )),
    };
    draft
        .facts(vec![Fact::new("Code", context.code(round))])
        .say("Do not give the code to anyone. We will never ask you for it, except on that page.")
        .facts_and_status(context)
        .heading("If you did not ask for this")
        .say("Reply to this email and tell us.")
}

/// Adds how the person gets the information (11 CCR § 7024(h)).
fn deliver(draft: Draft, context: &Context<'_>, delivery: Option<&ResponseDelivery>) -> Draft {
    match delivery {
        None => draft,
        Some(ResponseDelivery::Elsewhere { how }) => {
            draft.say("Here is how you will get it:").quote(how)
        }
        Some(ResponseDelivery::File { .. }) => match context.action_url(LinkAction::Download) {
            Some(url) => draft
                .say("You can download it with this link for 30 days. The page asks for a code, which we send you in a separate email. After you download the file, the link works for one more hour, in case something goes wrong.")
                .link("Download our response", url),
            None => draft.say("You get it together with this message."),
        },
    }
}

/// Adds what happens next if we granted the request, in whole or in part.
fn next(draft: Draft, right: VerifiableRight) -> Draft {
    phrases::next(right)
        .iter()
        .fold(draft, |draft, sentence| draft.say(*sentence))
        .say_any(phrases::record(right).map(str::to_owned))
}

//= req: ca-7222-b-4, ca-7222-b-4.2
/// Adds what an explanation of an automated decision must say about other rights (11 CCR § 7222(b)(4)).
fn other_rights(draft: Draft, context: &Context<'_>, right: VerifiableRight) -> Draft {
    match right {
        VerifiableRight::AdmtAccess => draft
            .heading("Your other rights")
            .say("The law forbids us to retaliate against you because you use your privacy rights. You can use your other rights with our form.")
            .link("Use my other rights", context.form_url()),
        VerifiableRight::Delete
        | VerifiableRight::Know
        | VerifiableRight::KnowCategories
        | VerifiableRight::Correct
        | VerifiableRight::AdmtAppeal => draft,
    }
}

/// Returns the reason for a denial in words that fit the right. The domain's words for a lawful exception fit a
/// deletion, and a decision that stays the same.
fn in_words(right: VerifiableRight, basis: DenialBasis) -> &'static str {
    match (basis, right) {
        (
            DenialBasis::LawfulException,
            VerifiableRight::Know | VerifiableRight::KnowCategories | VerifiableRight::AdmtAccess,
        ) => "the law requires or allows us to withhold it",
        (DenialBasis::LawfulException, VerifiableRight::Correct) => {
            "the law requires or allows us to leave it as it is"
        }
        (basis, _) => basis.in_words(),
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
            .heading("What you can do instead")
            .say("You can ask us to delete the information.")
            .link("Ask us to delete it", context.form_url())
            .say("If the information is about your health, you can write a statement of up to 250 words about each item that you believe is wrong. Reply to this email with the statement, and ask us to add it to your record. We will add it. If you ask us to, we will also show it to everyone who gets the information from us."),
        VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal => draft,
    }
}

const OFFER_OPT_OUT: &str = "If you have not opted out of the sale and sharing of your information yet, you can do so here. We do not need to verify your identity for that.";
const OPT_OUT_LABEL: &str = "Opt out of sale and sharing";
const READ_POLICY: &str = "Our privacy policy says which categories of information we collect, where they come from, what we use them for, and who gets them.";
const POLICY_LABEL: &str = "Read our privacy policy";

//= req: ca-7022-g
/// Adds the question whether the person wants to opt out, after a deletion was denied (11 CCR § 7022(g)).
fn offer_opt_out(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .heading("Sale and sharing")
        .say(OFFER_OPT_OUT)
        .link(OPT_OUT_LABEL, context.form_url())
}

//= req: ca-7024-a.2, ca-7024-b.2
/// Adds what anyone may know about the information that the company has (11 CCR § 7024(a), (b)).
fn read_policy(draft: Draft, context: &Context<'_>) -> Draft {
    draft
        .say(READ_POLICY)
        .link(POLICY_LABEL, context.privacy_policy())
}

fn disagree(draft: Draft, context: &Context<'_>) -> Draft {
    let draft = draft
        .heading("If you think that we are wrong")
        .say("Reply to this email and tell us why, or ask us to explain more. A person will read your reply.");
    appeal::offer(draft, context)
}
