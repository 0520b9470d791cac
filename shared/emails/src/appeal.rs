//! Emails about an appeal against our decision.

use crate::block::Draft;
use crate::context::Context;
use domain::keys::LinkAction;
use domain::law::{Appeal, ComplaintNotice, Right};
use domain::request::AppealDecision;
use texts::{Message, Texts};

//= req: tx-541-052-c, ne-87-1109-2, va-59-1-577-B-2, in-24-15-3-1-c-2, nj-56-8-166-7-c, ct-42-518-c-2
//= req: fl-501-706-3, tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2, ri-6-48-1-6-b-2
/// Adds how to appeal, with a link, where the law grants an appeal.
pub(crate) fn offer(draft: Draft, context: &Context<'_>) -> Draft {
    let Some(appeal) = context.appeal() else {
        return draft;
    };
    let url = context.action_url(LinkAction::Appeal);
    draft
        .say(how(context.texts, appeal, url.is_some()))
        .link_any(url.map(|url| (context.text("appeal-link").into(), url)))
}

/// Adds the same to a summary of several emails. The label of its link has the reference number, so that the labels in
/// one email differ.
pub(crate) fn offer_in_short(draft: Draft, context: &Context<'_>) -> Draft {
    let Some(appeal) = context.appeal() else {
        return draft;
    };
    let url = context.action_url(LinkAction::Appeal);
    let label = context.label_with_reference(context.text("appeal-link"));
    draft
        .say(how(context.texts, appeal, url.is_some()))
        .link_any(url.map(|url| (label.into(), url)))
}

/// Writes the receipt for an appeal.
pub(crate) fn received(context: &Context<'_>) -> Draft {
    let when = context
        .due_date()
        .map(|date| context.text("appeal-received-when").with("date", date));
    Draft::new(context.text("appeal-received-headline"))
        .say(context.text("appeal-received"))
        .say_any(when)
        .say_any(context.policy_date_note())
        .say(context.text("appeal-received-more"))
        .facts_and_status(context)
}

/// Writes that the decision on the appeal will take longer.
pub(crate) fn extended(context: &Context<'_>, explanation: &str) -> Draft {
    let now = context
        .due_date()
        .map(|date| context.text("appeal-extended-now").with("date", date));
    Draft::new(context.text("appeal-extended-headline"))
        .say(context.text("appeal-extended"))
        .quote(explanation)
        .say_any(now)
        .say(context.text("nothing-to-do"))
        .facts_and_status(context)
}

//= req: ne-87-1109-3
/// Writes the decision on the appeal.
pub(crate) fn decided(context: &Context<'_>, right: Right, decision: &AppealDecision) -> Draft {
    let (kind, in_effect) = match right {
        Right::Verifiable(_) => ("verifiable", None),
        Right::Immediate(_) => ("immediate", Some(context.text("appeal-granted-in-effect"))),
    };
    match decision {
        AppealDecision::Upheld { remedy } => {
            let named = context
                .appeal()
                .filter(|appeal| appeal.complaint_notice == ComplaintNotice::WithAppealDecision);
            Draft::new(context.text("appeal-granted-headline"))
                .say(context.text("appeal-granted").with("kind", kind))
                .quote(remedy)
                .say_any(in_effect)
                .say_any(complaint(context.texts, named))
                .facts_and_status(context)
        }
        AppealDecision::Denied { explanation } => {
            Draft::new(context.text("appeal-denied-headline"))
                .say(context.text("appeal-denied").with("kind", kind))
                .quote(explanation)
                .say_any(complaint(context.texts, context.appeal()))
                .facts_and_status(context)
        }
    }
}

/// Returns how to appeal. Every denial must say so where the law grants an appeal.
fn how(texts: Texts, appeal: Appeal, by_link: bool) -> Message {
    let authority = appeal
        .complaint_body
        .filter(|_| appeal.complaint_notice == ComplaintNotice::WithDenial);
    let days = texts.span(appeal.decide);
    match (authority, by_link) {
        (None, true) => texts.text("appeal-by-link").with("days", days),
        (None, false) => texts.text("appeal-by-reply").with("days", days),
        (Some(body), true) => texts
            .text("appeal-by-link-or-complaint")
            .with("days", days)
            .with("authority", texts.authority(body)),
        (Some(body), false) => texts
            .text("appeal-by-reply-or-complaint")
            .with("days", days)
            .with("authority", texts.authority(body)),
    }
}

//= req: ne-87-1108-3, ne-87-1109-4
/// Returns where to file a complaint, where the law names an authority.
pub(crate) fn complaint(texts: Texts, appeal: Option<Appeal>) -> Option<Message> {
    let body = appeal?.complaint_body?;
    Some(
        texts
            .text("complaint")
            .with("authority", texts.authority(body)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Span;
    use domain::locale::Locale;

    fn english() -> Texts {
        texts::EMAILS.in_language(Locale::English)
    }

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
        let text = complaint(english(), Some(virginia)).map(String::from);
        assert_eq!(
            text.as_deref(),
            Some(
                "If you disagree, you can file a complaint with the Attorney General of Virginia (https://www.oag.state.va.us)."
            )
        );
        let unnamed = to(None, ComplaintNotice::WithAppealDenial);
        assert!(complaint(english(), Some(unnamed)).is_none());
        assert!(complaint(english(), None).is_none());
    }

    //= req: tx-541-052-c, ne-87-1108-3, in-24-15-3-1-c-2, nj-56-8-166-7-c, ct-42-518-c-2, fl-501-706-3
    //= req: tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2, ri-6-48-1-6-b-2
    #[test]
    fn a_denial_says_how_to_appeal_and_in_nebraska_where_to_file_a_complaint() {
        let body = Some("the Attorney General of Nebraska");
        assert!(
            how(english(), to(body, ComplaintNotice::WithDenial), true)
                .to_string()
                .ends_with("(https://ago.nebraska.gov).")
        );
        assert!(
            how(
                english(),
                to(body, ComplaintNotice::WithAppealDenial),
                false
            )
            .to_string()
            .ends_with("within 60 calendar days of your appeal.")
        );
    }
}
