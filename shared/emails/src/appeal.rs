//! Emails about an appeal against an answer.

use crate::block::Draft;
use crate::case::Case;
use crate::{choice, dates, demand};
use domain::keys::LinkAction;
use domain::law::{Appeal, Named, Right, with_site};
use domain::request::Decision;

/// How to appeal, and the link to do it with, where there is an appeal.
pub(crate) fn offer(draft: Draft, case: &Case<'_>) -> Draft {
    let Some(appeal) = case.appeal() else {
        return draft;
    };
    let url = case.link_action_url(LinkAction::Appeal);
    draft
        .say(how(appeal, url.is_some()))
        .link_any(url.map(|url| ("Appeal our answer".to_owned(), url)))
}

/// The appeal has arrived.
pub(crate) fn received(case: &Case<'_>) -> Draft {
    let when = case
        .email
        .due
        .map(|due| format!("You will have the decision {}.", dates::by(due)));
    Draft::new("We have received your appeal")
        .say("You asked us to look again at our answer to your request. A person will do so and decide. This is free of charge.")
        .say_any(when)
        .say_any(case.own_promise().map(str::to_owned))
        .say("If there is something that we should know, answer this email and tell us.")
        .facts_and_status(case)
}

/// The decision takes longer.
pub(crate) fn extended(case: &Case<'_>, because: &str) -> Draft {
    let now = case.email.due.map(|due| {
        format!(
            "You will now have the decision {}. The law allows one such extension, so there will not be another.",
            dates::by(due)
        )
    });
    Draft::new("We need more time for your appeal")
        .say("We are looking again at our answer to your request, and we cannot decide by the first date. This is why:")
        .quote(because)
        .say_any(now)
        .say("You do not need to do anything.")
        .facts_and_status(case)
}

/// The appeal was decided.
pub(crate) fn decided(case: &Case<'_>, right: Right, decision: &Decision) -> Draft {
    let (name, in_force) = match right {
        Right::Verifiable(demand) => (demand::name(demand), None),
        Right::Immediate(choice) => (
            choice::name(choice),
            Some("Your choice is in force.".to_owned()),
        ),
    };
    match decision {
        Decision::Upheld { done } => Draft::new("Your appeal: granted")
            .say(format!(
                "A person looked again at our answer to your {name}. You were right, and our first answer no longer stands. This is what we do now:"
            ))
            .quote(done)
            .say_any(in_force)
            .say_any(complaint(case.appeal().filter(|appeal| appeal.named == Named::WithDecision)))
            .facts_and_status(case),
        Decision::Denied { because } => Draft::new("Your appeal: denied")
            .say(format!(
                "A person looked again at our answer to your {name}. The answer stays as it is. This is why:"
            ))
            .quote(because)
            .say_any(complaint(case.appeal()))
            .facts_and_status(case),
    }
}

/// How to appeal, which every refusal must say where there is an appeal.
fn how(appeal: Appeal, by_link: bool) -> String {
    let by = if by_link {
        "use the link below, or answer this email"
    } else {
        "answer this email"
    };
    let complaint = complaint(Some(appeal).filter(|appeal| appeal.named == Named::WithRefusal));
    format!(
        "You can appeal: {by} and say so. Another look is free of charge, and you get our decision in writing, with its reasons, within {} of your appeal. {}",
        appeal.decide,
        complaint.unwrap_or_default()
    )
    .trim_end()
    .to_owned()
}

/// Where to complain, where the law names a body.
pub(crate) fn complaint(appeal: Option<Appeal>) -> Option<String> {
    let body = with_site(appeal?.complaint_body?);
    Some(format!("If you do not agree, you can complain to {body}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Span;

    fn to(complaint_body: Option<&'static str>, named: Named) -> Appeal {
        Appeal {
            decide: Span::CalendarDays(60),
            extension: None,
            complaint_body,
            named,
        }
    }

    #[test]
    fn whom_to_complain_to_is_said_where_the_law_names_a_body() {
        let virginia = to(Some("the Attorney General of Virginia"), Named::WithDenial);
        let named = complaint(Some(virginia));
        assert_eq!(
            named.as_deref(),
            Some(
                "If you do not agree, you can complain to the Attorney General of Virginia (https://www.oag.state.va.us)."
            )
        );
        assert_eq!(complaint(Some(to(None, Named::WithDenial))), None);
        assert_eq!(complaint(None), None);
    }

    #[test]
    fn a_refusal_says_how_to_appeal_and_in_nebraska_to_whom_to_complain() {
        let body = Some("the Attorney General of Nebraska");
        assert!(how(to(body, Named::WithRefusal), true).ends_with("(https://ago.nebraska.gov)."));
        assert!(
            how(to(body, Named::WithDenial), false)
                .ends_with("within 60 calendar days of your appeal.")
        );
    }
}
