//! The answer to a demand.

mod phrases;

use crate::block::{Draft, Fact};
use crate::case::Case;
use crate::{appeal, demand};
use domain::keys::LinkAction;
use domain::law::VerifiableRight;
use domain::request::{DenialBasis, Response, ResponseDelivery};

/// The answer.
pub(crate) fn answered(case: &Case<'_>, demand: VerifiableRight, answer: &Response) -> Draft {
    let name = demand::name(demand);
    match answer {
        Response::Granted { delivery } => {
            let draft = Draft::new(format!("Your {name}: granted")).say(phrases::granted(demand));
            let draft = hand_over(draft, case, delivery.as_ref());
            then(draft, demand).facts_and_status(case)
        }
        Response::InPart { denial, delivery } => {
            let draft =
                Draft::new(format!("Your {name}: granted in part")).say(phrases::in_part(demand));
            let draft = hand_over(draft, case, delivery.as_ref()).say(format!(
                "We did not do the rest, because {}.",
                why(demand, denial.basis)
            ));
            let draft = draft.quote(&denial.explanation);
            let draft = then(draft, demand).say_any(phrases::kept(demand).map(str::to_owned));
            object(instead(draft, case, demand), case).facts_and_status(case)
        }
        Response::Denied { denial } => {
            let draft = Draft::new(format!("Your {name}: denied")).say(format!(
                "{}, because {}.",
                phrases::denied(demand),
                why(demand, denial.basis)
            ));
            let draft = draft.quote(&denial.explanation);
            let draft = draft.say_any(phrases::record(demand).map(str::to_owned));
            object(instead(draft, case, demand), case).facts_and_status(case)
        }
        Response::NotVerified => {
            let draft = Draft::new(format!("Your {name}: not verified"))
                .say(phrases::not_verified(demand))
                .say_any(phrases::record(demand).map(str::to_owned));
            let draft = match demand {
                VerifiableRight::Delete => offer_opt_out(draft, case),
                VerifiableRight::Know | VerifiableRight::KnowCategories => read_policy(draft, case),
                VerifiableRight::Correct
                | VerifiableRight::AdmtAccess
                | VerifiableRight::AdmtAppeal => draft,
            };
            let draft = draft
                .heading("If it was you")
                .say("Answer this email and tell us something more by which we can find you in our records. You can also make the request again at any time.");
            appeal::offer(draft, case).facts_and_status(case)
        }
    }
}

/// The code that lets the person collect the file, apart from the link to it.
pub(crate) fn code(case: &Case<'_>, demand: VerifiableRight, round: u32) -> Draft {
    let name = demand::name(demand);
    let draft = match round {
        0 => Draft::new("The code for our answer").say(format!(
            "Our answer to your {name} is a file. The email with our answer has the link to it. The page behind that link asks for this code:"
        )),
        _ => Draft::new("A new code for our answer").say(format!(
            "Our answer to your {name} is a file. The email with our answer has the link to it, which works again for 30 days from now. The page behind that link asks for this new code, and takes no other:"
        )),
    };
    draft
        .facts(vec![Fact::new("Code", case.code(round))])
        .say("Give the code to nobody. We never ask you for it, except on that page.")
        .facts_and_status(case)
        .heading("If you did not ask for this")
        .say("Answer this email and tell us.")
}

/// How what was asked for reaches the person (11 CCR § 7024(h)).
fn hand_over(draft: Draft, case: &Case<'_>, delivery: Option<&ResponseDelivery>) -> Draft {
    match delivery {
        None => draft,
        Some(ResponseDelivery::Elsewhere { how }) => draft.say("This is how you get it:").quote(how),
        Some(ResponseDelivery::File { .. }) => match case.link_action_url(LinkAction::Download) {
            Some(url) => draft
                .say("You can collect it with this link, for 30 days. The page asks for a code, which comes in another email. Once you have collected it, the link works for one more hour, in case something broke.")
                .link("Collect our answer", url),
            None => draft.say("You get it together with this email."),
        },
    }
}

/// What follows from the answer where it was granted, in whole or in part.
fn then(draft: Draft, demand: VerifiableRight) -> Draft {
    phrases::then(demand)
        .iter()
        .fold(draft, |draft, sentence| draft.say(*sentence))
        .say_any(phrases::record(demand).map(str::to_owned))
}

/// The basis of a denial in words that fit the demand. The domain's words for an exception are those of a
/// deletion, and of a decision that is kept.
fn why(demand: VerifiableRight, basis: DenialBasis) -> &'static str {
    match (basis, demand) {
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

/// What the person can have in place of what was denied.
fn instead(draft: Draft, case: &Case<'_>, demand: VerifiableRight) -> Draft {
    match demand {
        VerifiableRight::Delete => offer_opt_out(draft, case),
        VerifiableRight::Know | VerifiableRight::KnowCategories => read_policy(draft, case),
        // 11 CCR § 7023(f)(3), (f)(4)
        VerifiableRight::Correct => draft
            .heading("What you can do instead")
            .say("You can ask us to delete the information.")
            .link("Ask us to delete it", case.form_url())
            .say("If the information is about your health, you can answer this email with a statement of up to 250 words on each point that you think is wrong. We add it to your record. If you ask for it, we also show it to everyone to whom we pass the information on."),
        VerifiableRight::AdmtAccess | VerifiableRight::AdmtAppeal => draft,
    }
}

/// 11 CCR § 7022(g): whoever is denied a deletion is asked whether they want to opt out.
fn offer_opt_out(draft: Draft, case: &Case<'_>) -> Draft {
    draft
        .heading("Sale and sharing")
        .say("If you have not opted out of the sale and sharing of your information yet, you can do so here. We do not need to verify who you are for that.")
        .link("Opt out of sale and sharing", case.form_url())
}

/// 11 CCR § 7024(a), (b): what anybody may know of what the company holds.
fn read_policy(draft: Draft, case: &Case<'_>) -> Draft {
    draft
        .say("Our privacy policy says which kinds of information we collect, where they come from, what we use them for, and who gets them.")
        .link("Read our privacy policy", case.privacy_policy())
}

fn object(draft: Draft, case: &Case<'_>) -> Draft {
    let draft = draft.heading("If you think that we are wrong").say(
        "Answer this email and tell us why, or ask us to explain more. A person reads your answer.",
    );
    appeal::offer(draft, case)
}
