//! The stage of a request as its status shows it: what has happened, and what happens next.

use domain::calendar::Due;
use domain::law::{ImmediateRight, Right};
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, Asked, ImmediateStage, PendingAppeal, Request, RequestKind, Response,
    ReviewStage, SetBy, VerifiableStage,
};
use jiff::Timestamp;

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
}

const RECEIVED: &str = "We received your request.";
const RECORDED: &str = "We recorded your request. It is in effect in our systems.";
const NOTIFYING: &str = "We notify the other companies that must honor it.";
const NOTHING_TO_DO: &str = "You do not need to do anything.";

impl Stage {
    /// Returns the stage as a receipt shows it that was merged into an active request: with the receipt's own dates, and
    /// without anything that happened before the receipt.
    ///
    /// **Invariant:** until something happens after the receipt, it looks like the receipt of a new request. Otherwise
    /// it would reveal that someone made the same request before.
    pub(super) fn since(mut self, receipt: &Receipt) -> Self {
        let unchanged = !self
            .done
            .iter()
            .skip(1)
            .any(|(at, _)| *at >= receipt.recorded);
        if let (true, Asked::Right(right)) = (unchanged, &receipt.asked) {
            return match right {
                Right::Immediate(right) => Self::in_force(*right, receipt.recorded, receipt.due),
                Right::Verifiable(_) => Self::open(receipt.received, receipt.due),
            };
        }
        if let Some((began, _)) = self.done.first_mut() {
            *began = receipt.recorded;
        }
        self.done.retain(|(at, _)| *at >= receipt.recorded);
        self.in_force_since = self.in_force_since.map(|_| receipt.recorded);
        self
    }

    pub(super) fn of(receipt: &Receipt, request: &Request) -> Self {
        match &request.kind {
            RequestKind::Immediate {
                right,
                since,
                stage,
                ..
            } => Self::immediate(*right, *since, stage).with_opt_ins(receipt, request),
            RequestKind::Verifiable { stage, .. } => Self::verifiable(request.received, stage),
            RequestKind::Review { stage } => Self::review(request.received, stage),
        }
    }

    fn immediate(right: ImmediateRight, since: Timestamp, stage: &ImmediateStage) -> Self {
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
            ImmediateStage::Denied { at, .. } => Self::denied(since, *at),
            ImmediateStage::Appealing {
                denied_at, appeal, ..
            } => {
                let mut stage = Self::denied(since, *denied_at);
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
                stage.appeal_decided(*at);
                if matches!(decision, AppealDecision::Upheld { .. }) {
                    stage.title = "Your appeal was granted".into();
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
        }
    }

    /// Returns the stage of an immediate request that we do not honor.
    fn denied(since: Timestamp, at: Timestamp) -> Self {
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
        self.next = vec!["We will send you our decision by the date above.".into()];
    }

    fn appeal_decided(&mut self, at: Timestamp) {
        self.name = "appeal_decided";
        self.summary = "We have decided your appeal";
        let decided = "We decided your appeal. Our email has the result.";
        self.done.push((at, decided.into()));
    }

    /// Adds the opt-ins of the identifiers that this receipt named. If all of them opted back in, the stage is "ended" for
    /// this receipt, even if the request is still active for identifiers from other receipts.
    fn with_opt_ins(mut self, receipt: &Receipt, request: &Request) -> Self {
        let named = || receipt.identifiers.iter();
        let ended = named().filter_map(|named| Some((request.ended_for(named)?, named.masked())));
        let ended: Vec<_> = ended.collect();
        let suppressed = named().filter(|named| named.can_be_suppressed()).count();
        if !ended.is_empty() && ended.len() == suppressed && request.is_active() {
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

    fn in_force(right: ImmediateRight, since: Timestamp, due: Option<Due>) -> Self {
        let title = match right {
            ImmediateRight::OptOut => "Opt-Out Request Honored",
            ImmediateRight::Limit => "Request to Limit Honored",
            ImmediateRight::MarketingStop => "Request to Stop Marketing Emails Honored",
            ImmediateRight::AdmtOptOut => "Request to Opt Out of Automated Decisions Honored",
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
        }
    }

    /// Returns the stage of a verifiable request without a response.
    fn open(received: Timestamp, due: Option<Due>) -> Self {
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
        }
    }

    fn verifiable(received: Timestamp, stage: &VerifiableStage) -> Self {
        let responded = |at: &Timestamp, response: &Response| {
            let event = match response {
                Response::Granted { .. } => "We did what you asked.",
                Response::InPart { .. } => {
                    "We did part of what you asked. Our email explains why we did not do the rest."
                }
                Response::Denied { .. } => "We did not do what you asked. Our email explains why.",
                Response::NotVerified => {
                    "We could not verify that you made this request. Our email says what you can do."
                }
            };
            (*at, event.to_owned())
        };
        let mut shown = Self::open(received, None);
        shown.title = "We responded to your request".into();
        shown.name = "answered";
        shown.summary = "We have responded";
        shown.next = vec!["Nothing. If something is wrong, reply to our email.".into()];
        match stage {
            VerifiableStage::Open {
                respond_by,
                extended,
                ..
            } => {
                let mut open = Self::open(received, Some(*respond_by));
                if let Some(extended) = extended {
                    open.done.push((
                        extended.at,
                        "We emailed you that we need more time, and why.".into(),
                    ));
                }
                return open;
            }
            VerifiableStage::Responded { at, response } => {
                shown.done.push(responded(at, response));
            }
            VerifiableStage::Appealing {
                responded_at,
                response,
                appeal,
            } => {
                shown.done.push(responded(responded_at, response));
                shown.appealing(appeal);
            }
            VerifiableStage::AppealDecided {
                responded_at,
                response,
                at,
                ..
            } => {
                shown.done.push(responded(responded_at, response));
                shown.appeal_decided(*at);
            }
        }
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
                        "A person will read your email and do what it asks. Then we will email you."
                            .into(),
                    ],
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
            },
            ReviewStage::NotARequest { at, .. } => Self {
                name: "not_a_request",
                title: "We read your email".into(),
                summary: "We read it. It does not ask for anything that this office does.",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, "A person read your email.".into())],
                next: vec![
                    "If you did ask for something, reply to our email or use the form.".into(),
                ],
            },
        }
    }
}
