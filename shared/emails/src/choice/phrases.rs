//! What is different from choice to choice.

use domain::law::ImmediateRight;

/// The words for one choice.
pub(crate) struct Phrases {
    /// What the person made: "your …".
    pub(crate) name: &'static str,
    /// The headline once it is recorded.
    pub(crate) in_force: &'static str,
    /// The headline once everyone was told. The first is the regulations' own (11 CCR § 7025(c)(6)).
    pub(crate) honored: &'static str,
    /// What is different from now on.
    pub(crate) write: &'static str,
    /// What needs explaining in the first email.
    pub(crate) explained: Option<&'static str>,
    /// Who is told.
    pub(crate) notified: &'static str,
    /// What stays as it is.
    pub(crate) does_not: &'static [&'static str],
    /// What is different once it has ended.
    pub(crate) ended: &'static str,
    /// What leads to the form after that.
    pub(crate) again: &'static str,
}

/// The words for this choice.
pub(crate) const fn phrases(choice: ImmediateRight) -> Phrases {
    match choice {
        ImmediateRight::OptOut => Phrases {
            name: "opt-out",
            in_force: "Your opt-out is in force",
            honored: "Opt-Out Request Honored",
            write: "We do not sell your personal information, and we do not share it for ads that follow you across websites and apps.",
            explained: None,
            notified: "We are also telling everyone outside our company who must know.",
            does_not: &[
                "It does not stop companies that work for us, for example to run our systems. They may still process your information on our behalf.",
                "It does not delete information. You can ask us for that separately.",
            ],
            ended: "We may sell your personal information, or share it for ads that follow you across websites and apps.",
            again: "Opt out again",
        },
        ImmediateRight::Limit => Phrases {
            name: "limit on sensitive information",
            in_force: "Your limit on sensitive information is in force",
            honored: "Request to Limit Honored",
            write: "We use your sensitive personal information only for what the law still allows, for example to give you what you asked for and to keep our services safe.",
            explained: None,
            notified: "We are also telling everyone outside our company who must know.",
            does_not: &[
                "It does not stop companies that work for us. They may still process your sensitive information on our behalf, within the same limit.",
                "It does not cover your other personal information, and it is not an opt-out of sale and sharing. You can ask us for that separately.",
                "It does not delete information. You can ask us for that separately.",
            ],
            ended: "We may use your sensitive personal information for other purposes, as our privacy policy describes them.",
            again: "Limit again",
        },
        ImmediateRight::MarketingStop => Phrases {
            name: "request to stop marketing mail",
            in_force: "We have stopped marketing mail to you",
            honored: "Request to Stop Marketing Mail Honored",
            write: "We do not send marketing mail to you.",
            explained: Some("A mail that had left us before may still arrive."),
            notified: "We are also telling everyone who sends marketing mail for us.",
            does_not: &[
                "It does not stop mail about your orders or your account.",
                "It does not take your address off our records. We need it to know where not to write.",
                "It does not stop the sale or sharing of your information, and it does not delete information. You can ask us for that separately.",
            ],
            ended: "We may send you marketing mail.",
            again: "Stop marketing mail again",
        },
        ImmediateRight::AdmtOptOut => Phrases {
            name: "opt-out of automated decisions",
            in_force: "Your opt-out of automated decisions is in force",
            honored: "Request to Opt Out of Automated Decisions Honored",
            write: "We do not use automated technology to make significant decisions about you.",
            explained: Some(
                "Significant decisions are those about money and loans, housing, education, work, and health care.",
            ),
            notified: "We are also telling everyone outside our company who must know.",
            does_not: &[
                "It does not stop decisions that people make.",
                "It does not stop companies that work for us. They may still process your information on our behalf, but not to make such decisions.",
                "It does not delete information. You can ask us for that separately.",
            ],
            ended: "We may use automated technology to make significant decisions about you.",
            again: "Opt out again",
        },
    }
}
