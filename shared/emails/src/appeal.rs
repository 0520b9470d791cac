//! Emails about an appeal against our decision.

use crate::block::Draft;
use crate::context::Context;
use crate::{immediate, verifiable};
use domain::keys::LinkAction;
use domain::law::{Appeal, ComplaintNotice, Right, with_site};
use domain::request::AppealDecision;

//= req: tx-541-052-c, ne-87-1109-2, va-59-1-577-B-2, in-24-15-3-1-c-2, nj-56-8-166-7-c, ct-42-518-c-2
//= req: fl-501-706-3, tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2
/// Adds how to appeal, with a link, where the law grants an appeal.
pub(crate) fn offer(draft: Draft, context: &Context<'_>) -> Draft {
    let Some(appeal) = context.appeal() else {
        return draft;
    };
    let url = context.action_url(LinkAction::Appeal);
    draft
        .say(how(appeal, url.is_some()))
        .link_any(url.map(|url| ("Appeal our decision".to_owned(), url)))
}

/// Adds the same to a summary of several emails. The label of its link has the reference number, so that the labels in
/// one email differ.
pub(crate) fn offer_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    let Some(appeal) = context.appeal() else {
        return draft;
    };
    let url = context.action_url(LinkAction::Appeal);
    let label = format!("Appeal our decision ({})", context.email.reference());
    draft
        .say(how(appeal, url.is_some()))
        .link_any(url.map(|url| (label, url)))
}

/// Writes the receipt for an appeal.
pub(crate) fn received(context: &Context<'_>) -> Draft {
    let when = context
        .by()
        .map(|by| format!("We will send you our decision {by}."));
    Draft::new("We received your appeal")
        .say("You appealed our decision on your request. A person will look at it again and decide. There is no charge.")
        .say_any(when)
        .say_any(context.policy_date_note().map(str::to_owned))
        .say("If there is anything else that we should know, reply to this email and tell us.")
        .facts_and_status(context)
}

/// Writes that the decision on the appeal will take longer.
pub(crate) fn extended(context: &Context<'_>, explanation: &str) -> Draft {
    let now = context.by().map(|by| {
        format!(
            "We will now send you our decision {by}. The law allows one extension, so there will not be another."
        )
    });
    Draft::new("We need more time for your appeal")
        .say("We are looking again at our decision on your request, but we cannot finish by the first date. Here is why:")
        .quote(explanation)
        .say_any(now)
        .say("You do not need to do anything.")
        .facts_and_status(context)
}

//= req: ne-87-1109-3
/// Writes the decision on the appeal.
pub(crate) fn decided(context: &Context<'_>, right: Right, decision: &AppealDecision) -> Draft {
    let (name, in_effect) = match right {
        Right::Verifiable(right) => (verifiable::name(right), None),
        Right::Immediate(right) => {
            let name = immediate::name(right);
            (name, Some(format!("Your {name} is in effect.")))
        }
    };
    match decision {
        AppealDecision::Upheld { remedy } => Draft::new("Your appeal: granted")
            .say(format!(
                "A person looked again at our decision on your {name}. You were right, and we have changed our decision. This is what we are doing now:"
            ))
            .quote(remedy)
            .say_any(in_effect)
            .say_any(complaint(context.appeal().filter(|appeal| appeal.complaint_notice == ComplaintNotice::WithAppealDecision)))
            .facts_and_status(context),
        AppealDecision::Denied { explanation } => Draft::new("Your appeal: denied")
            .say(format!(
                "A person looked again at our decision on your {name}. Our decision stays the same. Here is why:"
            ))
            .quote(explanation)
            .say_any(complaint(context.appeal()))
            .facts_and_status(context),
    }
}

/// Returns how to appeal. Every denial must say so where the law grants an appeal.
fn how(appeal: Appeal, by_link: bool) -> String {
    let by = if by_link {
        "use the link below, or reply to this email"
    } else {
        "reply to this email"
    };
    let complaint = complaint(
        Some(appeal).filter(|appeal| appeal.complaint_notice == ComplaintNotice::WithDenial),
    );
    format!(
        "You can appeal: {by} and say so. There is no charge. We will send you our decision in writing, with our reasons, within {} of your appeal. {}",
        appeal.decide,
        complaint.unwrap_or_default()
    )
    .trim_end()
    .to_owned()
}

//= req: ne-87-1108-3, ne-87-1109-4
/// Returns where to file a complaint, where the law names an authority.
pub(crate) fn complaint(appeal: Option<Appeal>) -> Option<String> {
    let body = with_site(appeal?.complaint_body?);
    Some(format!(
        "If you disagree, you can file a complaint with {body}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Span;

    fn to(complaint_body: Option<&'static str>, complaint_notice: ComplaintNotice) -> Appeal {
        Appeal {
            decide: Span::CalendarDays(60),
            extension: None,
            complaint_body,
            complaint_notice,
        }
    }

    //= req: ne-87-1109-4
    #[test]
    fn the_complaint_authority_is_named_where_the_law_names_one() {
        let virginia = to(
            Some("the Attorney General of Virginia"),
            ComplaintNotice::WithAppealDenial,
        );
        let text = complaint(Some(virginia));
        assert_eq!(
            text.as_deref(),
            Some(
                "If you disagree, you can file a complaint with the Attorney General of Virginia (https://www.oag.state.va.us)."
            )
        );
        assert_eq!(
            complaint(Some(to(None, ComplaintNotice::WithAppealDenial))),
            None
        );
        assert_eq!(complaint(None), None);
    }

    //= req: tx-541-052-c, ne-87-1108-3, in-24-15-3-1-c-2, nj-56-8-166-7-c, ct-42-518-c-2, fl-501-706-3
    //= req: tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2
    #[test]
    fn a_denial_says_how_to_appeal_and_in_nebraska_where_to_file_a_complaint() {
        let body = Some("the Attorney General of Nebraska");
        assert!(
            how(to(body, ComplaintNotice::WithDenial), true)
                .ends_with("(https://ago.nebraska.gov).")
        );
        assert!(
            how(to(body, ComplaintNotice::WithAppealDenial), false)
                .ends_with("within 60 calendar days of your appeal.")
        );
    }
}
