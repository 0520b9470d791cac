//! Letters about an appeal against an answer.

use crate::block::Draft;
use crate::case::Case;
use crate::{dates, demand};
use domain::law::{Appeal, Demand};
use domain::request::Decision;

/// That the person can appeal against an answer, and how.
pub(crate) fn offer(draft: Draft, appeal: Appeal, url: Option<String>) -> Draft {
    draft
        .say(format!(
            "You can appeal, free of charge. A person looks at your request again, and you have the decision within {}. Use this link and say there why we are wrong, or answer this letter and say that you appeal.",
            appeal.decide
        ))
        .link_any(url.map(|url| ("Appeal our answer".to_owned(), url)))
}

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
pub(crate) fn decided(case: &Case<'_>, demand: Demand, decision: &Decision) -> Draft {
    let name = demand::name(demand);
    match decision {
        Decision::Upheld { done } => Draft::new("Your appeal: granted")
            .say(format!(
                "A person looked again at our answer to your {name}. You were right, and our first answer no longer stands. This is what we do now:"
            ))
            .quote(done)
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

/// Where to complain, where the rule names a body.
fn complaint(appeal: Option<Appeal>) -> Option<String> {
    appeal.map(|appeal| {
        format!(
            "If you do not agree, you can complain to {}.",
            appeal.complaint_body
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;
    use domain::calendar::Span;

    const VIRGINIA: Appeal = Appeal {
        decide: Span::CalendarDays(60),
        extension: None,
        complaint_body: "the Attorney General of Virginia",
    };

    #[test]
    fn where_the_rule_grants_an_appeal_the_answer_says_how_and_how_long_it_takes() {
        let url = Some("https://privacy.example.com/reply/appeal/…".to_owned());
        let offered = offer(Draft::new("Your deletion request: denied"), VIRGINIA, url);
        let [Block::Paragraph(said), Block::Link { url, .. }] = &offered.blocks[..] else {
            panic!("a sentence and a link");
        };
        assert!(said.contains("within 60 calendar days"), "{said}");
        assert!(url.contains("/reply/appeal/"));
    }

    #[test]
    fn a_denied_appeal_names_the_body_of_the_rule() {
        assert_eq!(
            complaint(Some(VIRGINIA)).as_deref(),
            Some("If you do not agree, you can complain to the Attorney General of Virginia.")
        );
        assert_eq!(complaint(None), None);
    }
}
