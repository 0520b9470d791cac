//! Each stage as a receipt tells it: what was done, and what comes next.

use domain::calendar::Due;
use domain::law::{ImmediateRight, Right};
use domain::receipt::Receipt;
use domain::request::{
    Appealed, Asked, Decision, ImmediateStage, Request, RequestKind, Response, ReviewStage, SetBy,
    VerifiableStage,
};
use jiff::Timestamp;

/// A stage in the words of whoever asked.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) words: &'static str,
    pub(super) in_force_since: Option<Timestamp>,
    pub(super) due: Option<Due>,
    pub(super) due_set_by: SetBy,
    pub(super) done: Vec<(Timestamp, String)>,
    pub(super) next: Vec<String>,
}

const RECEIVED: &str = "We received your request.";
const RECORDED: &str = "We recorded your choice. It is in force in our systems.";
const TELL: &str = "We tell the companies that got your information from us to stop, too.";
const LETTER: &str = "You need not do anything.";

impl Stage {
    /// The stage as a receipt tells it that met the request when it was_active_for: with the receipt's own dates, and
    /// with nothing that happened before it. What happens afterwards it tells like any other.
    pub(super) fn told_since(mut self, receipt: &Receipt) -> Self {
        let untouched = !self
            .done
            .iter()
            .skip(1)
            .any(|(at, _)| *at >= receipt.recorded);
        if let (true, Asked::Right(right)) = (untouched, &receipt.asked) {
            return match right {
                Right::Immediate(choice) => Self::choice(*choice, receipt.recorded, receipt.due),
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
                choice,
                since,
                stage,
                ..
            } => Self::of_choice(*choice, *since, stage).ended_for(receipt, request),
            RequestKind::Verifiable { stage, .. } => Self::of_demand(request.received, stage),
            RequestKind::Review { stage } => Self::of_doubt(request.received, stage),
        }
    }

    fn of_choice(choice: ImmediateRight, since: Timestamp, stage: &ImmediateStage) -> Self {
        match stage {
            ImmediateStage::InForce { due, .. } => Self::choice(choice, since, Some(*due)),
            ImmediateStage::Done {
                at,
                notified,
                excused,
                ..
            } => {
                let mut done = Self::choice(choice, since, None);
                done.name = "done";
                let (words, what) = match notified.saturating_add(*excused) {
                    0 => (
                        "Done: in force, and nobody else had to be told",
                        "It is in force in all our systems, and nobody else had to be told."
                            .to_owned(),
                    ),
                    all => (
                        "Done: in force, and everyone who must know was told",
                        format!(
                            "We told everyone who must know: {notified} of {all} confirmed it."
                        ),
                    ),
                };
                done.words = words;
                done.done.push((*at, what));
                done.next = vec!["Nothing. Your choice stays in force until you change it.".into()];
                done
            }
            ImmediateStage::Denied { at, .. } => Self::not_followed(since, *at),
            ImmediateStage::Appealing {
                denied_at, appeal, ..
            } => {
                let mut notified = Self::not_followed(since, *denied_at);
                notified.appealing(appeal);
                notified
            }
            ImmediateStage::AppealDecided {
                denied_at,
                at,
                decision,
                ..
            } => {
                let mut notified = Self::not_followed(since, *denied_at);
                notified.appeal_decided(*at);
                if matches!(decision, Decision::Upheld { .. }) {
                    notified.title = "You were right".into();
                    notified.next = vec!["Your later request for the same is in force.".into()];
                }
                notified
            }
            ImmediateStage::Ended { .. } => Self::ended(since),
        }
    }

    /// A choice that its holders took back; when, they tell themselves.
    fn ended(since: Timestamp) -> Self {
        Self {
            name: "ended",
            title: "You opted back in".into(),
            words: "Ended: you opted back in",
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![(since, RECORDED.into())],
            next: vec!["You can opt out again at any time.".into()],
        }
    }

    /// A choice that is not honored.
    fn not_followed(since: Timestamp, at: Timestamp) -> Self {
        Self {
            name: "denied",
            title: "We did not follow this request".into(),
            words: "Not followed; our email says why",
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![
                (since, RECEIVED.into()),
                (at, "We wrote to you why we do not follow it.".into()),
            ],
            next: vec!["You can answer our email if we are wrong.".into()],
        }
    }

    /// The person appeals.
    fn appealing(&mut self, appeal: &Appealed) {
        self.name = "appealing";
        self.words = "Your appeal is being looked at";
        self.due = Some(appeal.due);
        self.done.push((appeal.received, "You appealed.".into()));
        if let Some(extended) = &appeal.extended {
            let longer = "We wrote to you that we need more time for it, and why.";
            self.done.push((extended.at, longer.into()));
        }
        self.next = vec!["You get our decision by the date above.".into()];
    }

    /// The appeal was decided.
    fn appeal_decided(&mut self, at: Timestamp) {
        self.name = "appeal_decided";
        self.words = "Your appeal was decided";
        let decided = "We decided your appeal; our email says how.";
        self.done.push((at, decided.into()));
    }

    /// A choice as it is for what this receipt named: in force for the rest, where a holder took it back; over, where
    /// nothing is left of what it named. Of what others named it says nothing.
    fn ended_for(mut self, receipt: &Receipt, request: &Request) -> Self {
        let named = || receipt.identifiers.iter();
        let ended = named().filter_map(|named| Some((request.ended_for(named)?, named.masked())));
        let ended: Vec<_> = ended.collect();
        let stopped = named().filter(|named| named.can_be_stopped()).count();
        if !ended.is_empty() && ended.len() == stopped && request.is_active() {
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

    /// A choice that is in force.
    fn choice(choice: ImmediateRight, since: Timestamp, due: Option<Due>) -> Self {
        let title = match choice {
            ImmediateRight::OptOut => "Opt-Out Request Honored",
            ImmediateRight::Limit => "Request to limit honored",
            ImmediateRight::MarketingStop => "Marketing mail stopped",
            ImmediateRight::AdmtOptOut => "Opt-out of automated decisions honored",
        };
        let next = if choice == ImmediateRight::MarketingStop {
            vec![LETTER.into()]
        } else {
            vec![TELL.into(), LETTER.into()]
        };
        Self {
            name: "in_force",
            title: title.into(),
            words: "In force",
            in_force_since: Some(since),
            due,
            due_set_by: SetBy::Law,
            done: vec![(since, RECORDED.into())],
            next,
        }
    }

    /// A demand that is to be answered.
    fn open(received: Timestamp, due: Option<Due>) -> Self {
        Self {
            name: "open",
            title: "Your request is recorded".into(),
            words: "We are working on it",
            in_force_since: None,
            due,
            due_set_by: SetBy::Law,
            done: vec![(received, RECEIVED.into())],
            next: vec![
                "We check with what we have that it is you who asks. If we need anything, we write to you.".into(),
                "You get our answer by the date above.".into(),
            ],
        }
    }

    fn of_demand(received: Timestamp, stage: &VerifiableStage) -> Self {
        let answered = |at: &Timestamp, answer: &Response| {
            let what = match answer {
                Response::Granted { .. } => "We did what you asked.",
                Response::InPart { .. } => {
                    "We did a part of what you asked; our email says why not the rest."
                }
                Response::Denied { .. } => "We did not do what you asked; our email says why.",
                Response::NotVerified => {
                    "We could not verify that it was you who asked; our email says what you can do."
                }
            };
            (*at, what.to_owned())
        };
        let mut notified = Self::open(received, None);
        notified.title = "Your request was answered".into();
        notified.name = "answered";
        notified.words = "Answered";
        notified.next = vec!["Nothing. You can answer our email if something is wrong.".into()];
        match stage {
            VerifiableStage::Open {
                answer, extended, ..
            } => {
                let mut open = Self::open(received, Some(*answer));
                if let Some(extended) = extended {
                    open.done.push((
                        extended.at,
                        "We wrote to you that we need more time, and why.".into(),
                    ));
                }
                return open;
            }
            VerifiableStage::Responded { at, answer } => notified.done.push(answered(at, answer)),
            VerifiableStage::Appealing {
                responded_at,
                answer,
                appeal,
            } => {
                notified.done.push(answered(responded_at, answer));
                notified.appealing(appeal);
            }
            VerifiableStage::AppealDecided {
                responded_at,
                answer,
                at,
                ..
            } => {
                notified.done.push(answered(responded_at, answer));
                notified.appeal_decided(*at);
            }
        }
        notified
    }

    fn of_doubt(received: Timestamp, stage: &ReviewStage) -> Self {
        let received = (received, "We received your email.".to_owned());
        match stage {
            ReviewStage::Waiting {
                due,
                provisional_since,
                ..
            } => {
                let mut done = vec![received];
                if let Some(since) = provisional_since {
                    done.push((*since, "We treat it as an opt-out until it is read.".into()));
                }
                Self {
                    name: "to_be_read",
                    title: "Your email is recorded".into(),
                    words: "A person will read your email",
                    in_force_since: *provisional_since,
                    due: Some(*due),
                    due_set_by: SetBy::Policy,
                    done,
                    next: vec![
                        "A person reads your email and does what it asks. We write to you then."
                            .into(),
                    ],
                }
            }
            ReviewStage::Joined { at, .. } => Self {
                name: "joined",
                title: "Your email was read".into(),
                words: "Read: it belongs to another request of yours",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, "A person read your email.".into())],
                next: vec!["We keep it with that request, and answer it there.".into()],
            },
            ReviewStage::NotARequest { at, .. } => Self {
                name: "not_a_request",
                title: "Your email was read".into(),
                words: "Read: it asks for nothing that this office does",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, "A person read your email.".into())],
                next: vec![
                    "If you meant to ask for something, answer our email or use the form.".into(),
                ],
            },
        }
    }
}
