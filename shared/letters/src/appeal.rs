//! Letters about an appeal against an answer.

use crate::block::Draft;
use crate::case::Case;
use crate::{dates, demand};
use domain::law::{Appeal, Demand, Duty};
use domain::request::Decision;

/// The appeal has arrived.
pub(crate) fn received(case: &Case<'_>) -> Draft {
    let when = case
        .letter
        .due
        .map(|due| format!("You will have the decision {}.", dates::by(due)));
    Draft::new("We have received your appeal")
        .say("You asked us to look again at our answer to your request. A person will do so and decide. This is free of charge.")
        .say_any(when)
        .say_any(case.own_promise().map(str::to_owned))
        .say("If there is something that we should know, answer this letter and tell us.")
        .facts_and_status(case)
}

/// The appeal was decided.
pub(crate) fn decided(case: &Case<'_>, demand: Demand, decision: Decision) -> Draft {
    let name = demand::name(demand);
    match decision {
        Decision::Upheld => Draft::new("Your appeal: granted")
            .say(format!(
                "A person looked again at our answer to your {name}. You were right, and our first answer no longer stands. We will do what you asked."
            ))
            .facts_and_status(case),
        Decision::Denied => Draft::new("Your appeal: denied")
            .say(format!(
                "A person looked again at our answer to your {name}. The answer stays as it is."
            ))
            .say_any(complaint(appeal(case)))
            .facts_and_status(case),
    }
}

fn appeal(case: &Case<'_>) -> Option<Appeal> {
    match case.rule?.duty {
        Duty::Answer { appeal, .. } => appeal,
        Duty::Honour { .. } | Duty::OptIn => None,
    }
}

/// Where to complain, where the rule names a body.
fn complaint(appeal: Option<Appeal>) -> Option<String> {
    let body = appeal?.complaint_body?;
    Some(format!("If you do not agree, you can complain to {body}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Span;
    use domain::law::Named;

    #[test]
    fn a_denied_appeal_names_the_body_of_the_rule() {
        let appeal = Appeal {
            decide: Span::CalendarDays(60),
            extension: None,
            complaint_body: Some("the Attorney General of Virginia"),
            named: Named::WithDenial,
        };
        assert_eq!(
            complaint(Some(appeal)).as_deref(),
            Some("If you do not agree, you can complain to the Attorney General of Virginia.")
        );
        assert_eq!(complaint(None), None);
    }
}
