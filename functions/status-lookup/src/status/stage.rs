//! The stage of a request as its status shows it: what has happened, and what happens next.

use domain::calendar::Due;
use domain::law::{ApplicableRules, ImmediateRight};
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, ImmediateStage, PendingAppeal, Request, RequestKind, Response, ReviewStage,
    SetBy, VerifiableStage, Verification,
};
use jiff::Timestamp;
use store::Downloads;

/// A stage in the requester's words.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) summary: &'static str,
    pub(super) in_force_since: Option<Timestamp>,
    pub(super) due: Option<Due>,
    pub(super) due_set_by: SetBy,
    pub(super) done: Vec<(Timestamp, String)>,
    pub(super) next: Vec<String>,
    /// What staff wrote about it. Only the requester may read it.
    pub(super) reason: Option<Reason>,
}

/// What staff wrote to the requester, with the sentence before it.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub(super) intro: &'static str,
    pub(super) text: String,
}

impl Reason {
    fn of(intro: &'static str, text: &str) -> Option<Self> {
        let text = text.to_owned();
        Some(Self { intro, text })
    }
}

const DONE: &str = "We did what you asked.";
const FILE_SENT: &str = "We emailed you a link to our response, and a code for it.";
const WHY: &str = "Here is why:";

const RECEIVED: &str = "We received your request.";
const RECORDED: &str = "We recorded your request. It took effect in our systems right away.";
const NOTIFYING: &str = "We notify the other companies that must honor it.";
pub(super) const NOTHING_TO_DO: &str = "You do not need to do anything.";

impl Stage {
    /// Returns the stage as it is, with everything that has happened.
    pub(super) fn of(receipt: &Receipt, request: &Request) -> Self {
        match &request.kind {
            RequestKind::Immediate {
                right,
                since,
                stage,
                ..
            } => Self::immediate(*right, request.rules(), *since, stage)
                .with_opt_ins(receipt, request),
            RequestKind::Verifiable { stage, .. } => {
                Self::verifiable(request.received, stage, request.rules())
            }
            RequestKind::Review { stage } => Self::review(request.received, stage),
        }
    }

    fn immediate(
        right: ImmediateRight,
        rules: Option<ApplicableRules>,
        since: Timestamp,
        stage: &ImmediateStage,
    ) -> Self {
        match stage {
            ImmediateStage::InForce { due, .. } => Self::in_force(right, since, Some(*due)),
            ImmediateStage::Done {
                at,
                notified,
                excused,
                ..
            } => {
                let mut done = Self::in_force(right, since, None);
                done.name = "done";
                let (summary, event) = match notified.saturating_add(*excused) {
                    0 => (
                        "Done: in effect, and we did not have to notify any other company",
                        "It is in effect in all our systems. We did not have to notify any other company."
                            .to_owned(),
                    ),
                    all => (
                        "Done: in effect, and we have notified the other companies",
                        format!(
                            "We finished notifying the other companies: {notified} of {all} confirmed."
                        ),
                    ),
                };
                done.summary = summary;
                done.done.push((*at, event));
                done.next = vec!["Nothing. It stays in effect until you change it.".into()];
                done
            }
            ImmediateStage::Denied { at, belief } => {
                let mut stage = Self::denied(since, *at);
                stage.reason = Reason::of(WHY, &belief.0);
                stage.next = next_after_denial(rules);
                stage
            }
            ImmediateStage::Appealing {
                denied_at,
                appeal,
                belief,
            } => {
                let mut stage = Self::denied(since, *denied_at);
                stage.reason = Reason::of(WHY, &belief.0);
                stage.appealing(appeal);
                stage
            }
            ImmediateStage::AppealDecided {
                denied_at,
                at,
                decision,
                ..
            } => {
                let mut stage = Self::denied(since, *denied_at);
                stage.appeal_decided(*at, decision);
                if matches!(decision, AppealDecision::Upheld { .. }) {
                    stage.next = vec!["Your later request for the same thing is in effect.".into()];
                }
                stage
            }
            ImmediateStage::Ended { .. } => Self::ended(since),
        }
    }

    /// Returns the stage of a request whose people all opted back in. [`Self::with_opt_ins`] adds when they did.
    fn ended(since: Timestamp) -> Self {
        Self {
            name: "ended",
            title: "You opted back in".into(),
            summary: "Ended: you opted back in",
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![(since, RECORDED.into())],
            next: vec!["You can opt out again at any time.".into()],
            reason: None,
        }
    }

    /// Returns the stage of an immediate request that we do not honor.
    pub(super) fn denied(since: Timestamp, at: Timestamp) -> Self {
        Self {
            name: "denied",
            title: "We did not honor this request".into(),
            summary: "Not honored. Our email explains why.",
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![
                (since, RECEIVED.into()),
                (
                    at,
                    "We emailed you that we are not honoring it, and why.".into(),
                ),
            ],
            next: vec!["If you think that we are wrong, reply to our email.".into()],
            reason: None,
        }
    }

    fn appealing(&mut self, appeal: &PendingAppeal) {
        self.name = "appealing";
        self.summary = "A person is looking at your appeal";
        self.due = Some(appeal.due);
        self.done.push((appeal.received, "You appealed.".into()));
        if let Some(extended) = &appeal.extended {
            let longer = "We emailed you that we need more time for your appeal, and why.";
            self.done.push((extended.at, longer.into()));
        }
        self.next = vec!["We will email you our decision by the date above.".into()];
    }

    fn appeal_decided(&mut self, at: Timestamp, decision: &AppealDecision) {
        self.name = "appeal_decided";
        let (title, decided, intro, text) = match decision {
            AppealDecision::Upheld { remedy } => (
                "Your appeal was granted",
                "We decided your appeal: you were right, and we have changed our decision.",
                "This is what we are doing now:",
                remedy,
            ),
            AppealDecision::Denied { explanation } => (
                "Your appeal was denied",
                "We decided your appeal: our decision stays the same.",
                WHY,
                explanation,
            ),
        };
        self.title = title.into();
        self.summary = "We have decided your appeal";
        self.done.push((at, decided.into()));
        self.next = Vec::new();
        self.reason = Reason::of(intro, text);
    }

    /// Adds the opt-ins of the identifiers that this receipt named. If all of them opted back in, the stage is "ended" for
    /// this receipt, even if the request is still active for identifiers from other receipts.
    pub(super) fn with_opt_ins(mut self, receipt: &Receipt, request: &Request) -> Self {
        let named = || receipt.identifiers.iter();
        let ended = named().filter_map(|named| Some((request.ended_for(named)?, named.masked())));
        let ended: Vec<_> = ended.collect();
        let suppressed = named().filter(|named| named.can_be_suppressed()).count();
        let was_in_force = matches!(self.name, "in_force" | "done");
        if !ended.is_empty() && ended.len() == suppressed && was_in_force {
            let since = self.done.first().map_or(receipt.recorded, |(at, _)| *at);
            self = Self::ended(since);
        }
        for (at, masked) in ended {
            self.done
                .push((at, format!("You opted back in for {masked}.")));
        }
        self.done.sort_by_key(|(at, _)| *at);
        self
    }

    pub(super) fn in_force(right: ImmediateRight, since: Timestamp, due: Option<Due>) -> Self {
        let title = match right {
            ImmediateRight::OptOut => "Opt-Out Request Honored",
            ImmediateRight::Limit => "Request to Limit Honored",
            ImmediateRight::MarketingStop => "Request to Stop Marketing Emails Honored",
            ImmediateRight::AdmtOptOut => "Request to Opt Out of Automated Decisions Honored",
            ImmediateRight::WithdrawConsent => "Withdrawal of Consent Honored",
        };
        let next = if right == ImmediateRight::MarketingStop {
            vec![NOTHING_TO_DO.into()]
        } else {
            vec![NOTIFYING.into(), NOTHING_TO_DO.into()]
        };
        Self {
            name: "in_force",
            title: title.into(),
            summary: "In effect",
            in_force_since: Some(since),
            due,
            due_set_by: SetBy::Law,
            done: vec![(since, RECORDED.into())],
            next,
            reason: None,
        }
    }

    /// Returns the stage of a verifiable request without a response.
    pub(super) fn open(received: Timestamp, due: Option<Due>) -> Self {
        Self {
            name: "open",
            title: "We received your request".into(),
            summary: "We are working on it",
            in_force_since: None,
            due,
            due_set_by: SetBy::Law,
            done: vec![(received, RECEIVED.into())],
            next: vec![
                "We verify your identity with the information we have. If we need anything from you, we will email you.".into(),
                "We will respond by the date above.".into(),
            ],
            reason: None,
        }
    }

    fn verifiable(
        received: Timestamp,
        stage: &VerifiableStage,
        rules: Option<ApplicableRules>,
    ) -> Self {
        match stage {
            VerifiableStage::Open {
                respond_by,
                extended,
                verification,
                ..
            } => {
                let mut open = Self::open(received, Some(*respond_by));
                if let Some(extended) = extended {
                    open.done.push((
                        extended.at,
                        "We emailed you that we need more time, and why.".into(),
                    ));
                    open.reason = Reason::of("Here is why we need more time:", &extended.reason);
                }
                open.verification(verification);
                open.done.sort_by_key(|(at, _)| *at);
                open
            }
            VerifiableStage::Responded { at, response } => {
                Self::responded(received, *at, response, rules)
            }
            VerifiableStage::Appealing {
                responded_at,
                response,
                appeal,
            } => {
                let mut shown = Self::responded(received, *responded_at, response, rules);
                shown.appealing(appeal);
                shown
            }
            VerifiableStage::AppealDecided {
                responded_at,
                response,
                at,
                decision,
            } => {
                let mut shown = Self::responded(received, *responded_at, response, rules);
                shown.appeal_decided(*at, decision);
                shown
            }
        }
    }

    /// Says whether we have verified the requester, and what comes next.
    fn verification(&mut self, verification: &Verification) {
        let respond = "We will respond by the date above.".to_owned();
        match verification {
            Verification::Pending => {
                self.next = vec![
                    "Confirm that you made this request. Until you do, we compare what you gave us with the information we have. If we need anything else, we will email you.".into(),
                    respond,
                ];
            }
            Verification::Verified { at, .. } => {
                self.summary = "Verified. We are working on it";
                self.done
                    .push((*at, "We verified that this request came from you.".into()));
                self.next = vec![
                    "A person is working on your request. You do not need to do anything.".into(),
                    respond,
                ];
            }
            Verification::Expired { .. } => {
                self.summary = "We have not verified that you made this request";
                self.next = vec![
                    "Confirm that you made this request. If you do not, we cannot do what it asks, to protect you.".into(),
                    respond,
                ];
            }
        }
    }

    /// Says that the response is a file, and what has become of it.
    pub(super) fn file(&mut self, downloads: &Downloads, is_downloadable: bool) {
        "Our response is ready".clone_into(&mut self.title);
        self.summary = "Our response is a file";
        for (_, event) in &mut self.done {
            if event == DONE {
                FILE_SENT.clone_into(event);
            }
        }
        if let Some(first) = downloads.first_at {
            self.summary = "You downloaded our response";
            self.done
                .push((first, "You downloaded our response.".into()));
            self.done.sort_by_key(|(at, _)| *at);
        }
        let next = match (is_downloadable, downloads.first_at) {
            (true, None) => {
                "Download our response. The page asks for the code from our separate email."
            }
            (true, Some(_)) => {
                "You can download our response again within one hour of the first download."
            }
            (false, _) => {
                "For your safety, the link for the download has ended. If you need our response again, get a new code."
            }
        };
        self.next
            .retain(|sentence| !sentence.starts_with("Nothing."));
        self.next.insert(0, next.into());
    }

    /// Returns the stage of a verifiable request with a response.
    fn responded(
        received: Timestamp,
        at: Timestamp,
        response: &Response,
        rules: Option<ApplicableRules>,
    ) -> Self {
        let (title, event) = match response {
            Response::Granted { .. } => ("We did what you asked", DONE),
            Response::InPart { .. } => (
                "We did part of what you asked",
                "We did part of what you asked. Our email explains why we did not do the rest.",
            ),
            Response::Denied { .. } => (
                "We denied your request",
                "We did not do what you asked. Our email explains why.",
            ),
            Response::NotVerified => (
                "We could not verify your request",
                "We could not verify that you made this request. Our email says what you can do.",
            ),
        };
        let mut shown = Self::open(received, None);
        shown.title = title.into();
        shown.name = "answered";
        shown.summary = "We have responded";
        shown.done.push((at, event.into()));
        let denial = response.denial();
        shown.reason = denial.and_then(|denial| Reason::of(WHY, &denial.explanation));
        shown.next = match response {
            Response::Granted { .. } => {
                vec!["Nothing. If something is wrong, reply to our email.".into()]
            }
            Response::InPart { .. } | Response::Denied { .. } => next_after_denial(rules),
            Response::NotVerified => {
                let mut next = next_after_denial(rules);
                next.insert(
                    0,
                    "If you made this request, reply to our email and give us something else that helps us find you in our records. You can also make the request again.".into(),
                );
                next
            }
        };
        shown
    }

    fn review(received: Timestamp, stage: &ReviewStage) -> Self {
        let received = (received, "We received your email.".to_owned());
        match stage {
            ReviewStage::Waiting {
                due,
                provisional_since,
                ..
            } => {
                let mut done = vec![received];
                if let Some(since) = provisional_since {
                    done.push((
                        *since,
                        "Until a person has read it, we treat it as an opt-out.".into(),
                    ));
                }
                Self {
                    name: "to_be_read",
                    title: "We received your email".into(),
                    summary: "A person will read your email",
                    in_force_since: *provisional_since,
                    due: Some(*due),
                    due_set_by: SetBy::Policy,
                    done,
                    next: vec![
                        "A person will read your email by the date above and do what it asks. Then we will email you."
                            .into(),
                    ],
                    reason: None,
                }
            }
            ReviewStage::Joined { at, .. } => Self {
                name: "joined",
                title: "We read your email".into(),
                summary: "We read it. It belongs to another request of yours.",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, "A person read your email.".into())],
                next: vec!["We keep it with your other request, and respond there.".into()],
                reason: None,
            },
            ReviewStage::NotARequest { at, .. } => Self {
                name: "not_a_request",
                title: "We read your email".into(),
                summary: "We read it. It is not a privacy request.",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, "A person read your email.".into())],
                next: vec![
                    "If you did ask for something, reply to our email or use the form.".into(),
                ],
                reason: None,
            },
        }
    }
}

/// Returns what a person can do about a denial.
fn next_after_denial(rules: Option<ApplicableRules>) -> Vec<String> {
    let reply = "If you think that we are wrong, reply to our email and tell us why. A person will read it.";
    let Some(appeal) = rules.and_then(ApplicableRules::appeal) else {
        return vec![reply.into()];
    };
    vec![
        format!(
            "You can appeal at any time. There is no charge. We will email you our decision within {} of your appeal.",
            appeal.decide
        ),
        reply.into(),
    ]
}
