//! The sentences that differ from one immediate right to another.

use domain::law::ImmediateRight;

/// The sentences for one right.
pub(crate) struct Phrases {
    /// The noun for the request, after "your".
    pub(crate) name: &'static str,
    /// The headline of the receipt.
    pub(crate) in_effect: &'static str,
    /// The headline once every partner has confirmed. For the opt-out, the regulations give the wording
    /// (11 CCR § 7025(c)(6)).
    pub(crate) honored: &'static str,
    /// The effect of the request.
    pub(crate) effect: &'static str,
    /// An explanation that the receipt needs.
    pub(crate) note: Option<&'static str>,
    /// The sentence on notifying partners.
    pub(crate) notifying: &'static str,
    /// The limits of the request.
    pub(crate) limits: &'static [&'static str],
    /// The link in the receipt that asks to opt back in.
    pub(crate) opt_in: &'static str,
    /// The headline of the email that asks the person to confirm that they want to opt back in.
    pub(crate) opt_in_question: &'static str,
    /// The same as a verb phrase, after "asked us to".
    pub(crate) opt_in_request: &'static str,
    /// The link that leads to the confirmation.
    pub(crate) opt_in_confirm: &'static str,
    /// The effect of opting back in.
    pub(crate) after_opt_in: &'static str,
    /// The link to the form after that.
    pub(crate) repeat: &'static str,
}

/// Returns the sentences for this right.
pub(crate) const fn phrases(right: ImmediateRight) -> Phrases {
    match right {
        ImmediateRight::OptOut => Phrases {
            name: "opt-out",
            in_effect: "Your opt-out is in effect",
            honored: "Opt-Out Request Honored",
            effect: "We do not sell your personal information, and we do not share it for ads that follow you across websites and apps.",
            note: None,
            notifying: "We are also notifying the other companies that must honor it.",
            limits: &[
                "It does not stop companies that work for us, for example to run our systems. They may still process your information on our behalf.",
                "It does not delete your information. You can ask us to do that separately.",
            ],
            opt_in: "Allow the sale and sharing of my information again",
            opt_in_question: "Do you want to end your opt-out?",
            opt_in_request: "end your opt-out",
            opt_in_confirm: "End my opt-out",
            after_opt_in: "We may sell your personal information, or share it for ads that follow you across websites and apps.",
            repeat: "Opt out again",
        },
        ImmediateRight::Limit => Phrases {
            name: "limit on sensitive information",
            in_effect: "Your limit on sensitive information is in effect",
            honored: "Request to Limit Honored",
            effect: "We use your sensitive personal information only for what the law still allows, for example to provide what you asked for and to keep our services safe.",
            note: None,
            notifying: "We are also notifying the other companies that must honor it.",
            limits: &[
                "It does not stop companies that work for us. They may still process your sensitive information on our behalf, within the same limit.",
                "It does not cover your other personal information, and it does not opt you out of sale and sharing. You can ask us for that separately.",
                "It does not delete your information. You can ask us to do that separately.",
            ],
            opt_in: "Remove the limit on my sensitive information",
            opt_in_question: "Do you want to remove your limit on sensitive information?",
            opt_in_request: "remove your limit on sensitive information",
            opt_in_confirm: "Remove my limit",
            after_opt_in: "We may use your sensitive personal information for other purposes. Our privacy policy describes them.",
            repeat: "Limit the use again",
        },
        ImmediateRight::MarketingStop => Phrases {
            name: "request to stop marketing emails",
            in_effect: "We have stopped marketing emails to you",
            honored: "Request to Stop Marketing Emails Honored",
            effect: "We do not send you marketing emails.",
            note: Some("Emails already on their way may still arrive."),
            notifying: "We are also notifying the companies that send marketing emails for us.",
            limits: &[
                "It does not stop emails about your orders or your account.",
                "It does not remove your address from our records. We need it to know where not to send marketing emails.",
                "It does not stop the sale or sharing of your information, and it does not delete your information. You can ask us for that separately.",
            ],
            opt_in: "Send me marketing emails again",
            opt_in_question: "Do you want to get marketing emails again?",
            opt_in_request: "send you marketing emails again",
            opt_in_confirm: "Send me marketing emails again",
            after_opt_in: "We may send you marketing emails.",
            repeat: "Stop marketing emails again",
        },
        ImmediateRight::AdmtOptOut => Phrases {
            name: "opt-out of automated decisions",
            in_effect: "Your opt-out of automated decisions is in effect",
            honored: "Request to Opt Out of Automated Decisions Honored",
            effect: "We do not use automated technology to make significant decisions about you.",
            note: Some(
                "Significant decisions are decisions about money and loans, housing, education, work, and health care.",
            ),
            notifying: "We are also notifying the other companies that must honor it.",
            limits: &[
                "It does not stop decisions that people make.",
                "It does not stop companies that work for us. They may still process your information on our behalf, but not to make such decisions.",
                "It does not delete your information. You can ask us to do that separately.",
            ],
            opt_in: "Allow automated decisions about me again",
            opt_in_question: "Do you want to end your opt-out of automated decisions?",
            opt_in_request: "end your opt-out of automated decisions",
            opt_in_confirm: "End my opt-out",
            after_opt_in: "We may use automated technology to make significant decisions about you.",
            repeat: "Opt out again",
        },
    }
}
