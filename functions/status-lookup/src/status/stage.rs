//! The stage of a request as its status shows it: what has happened, and what happens next.

use super::sentence::Sentence;
use domain::calendar::Due;
use domain::law::{ApplicableRules, ImmediateRight, Right};
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, ImmediateStage, PendingAppeal, Request, RequestKind, Response, ReviewStage,
    SetBy, VerifiableStage, Verification,
};
use jiff::Timestamp;
use store::Downloads;
use texts::{Message, Texts};

/// A stage in the requester's words.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) texts: Texts,
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) in_force_since: Option<Timestamp>,
    pub(super) due: Option<Due>,
    pub(super) due_set_by: SetBy,
    pub(super) done: Vec<(Timestamp, Sentence)>,
    pub(super) next: Vec<Sentence>,
    /// What staff wrote about it. Only the requester may read it.
    pub(super) reason: Option<Reason>,
}

/// What staff wrote to the requester, with the sentence before it.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub(super) intro: String,
    pub(super) text: String,
}

impl Reason {
    fn of(intro: Message, text: &str) -> Option<Self> {
        Some(Self {
            intro: intro.into(),
            text: text.to_owned(),
        })
    }
}

/// The sentences that a response with a file replaces.
const GRANTED_EVENT: &str = "granted-event";
const GRANTED_NEXT: &str = "granted-next";

impl Stage {
    /// Returns the stage as it is, with everything that has happened.
    pub(super) fn of(texts: Texts, receipt: &Receipt, request: &Request) -> Self {
        match &request.kind {
            RequestKind::Immediate {
                right,
                since,
                stage,
                ..
            } => Self::immediate(texts, *right, request.rules(), *since, stage)
                .with_opt_ins(receipt, request),
            RequestKind::Verifiable { stage, .. } => {
                Self::verifiable(texts, request.received, stage, request.rules())
            }
            RequestKind::Review { stage } => Self::review(texts, request.received, stage),
        }
    }

    fn immediate(
        texts: Texts,
        right: ImmediateRight,
        rules: Option<ApplicableRules>,
        since: Timestamp,
        stage: &ImmediateStage,
    ) -> Self {
        match stage {
            ImmediateStage::InForce { due, .. } => Self::in_force(texts, right, since, Some(*due)),
            ImmediateStage::Done {
                at,
                notified,
                excused,
                ..
            } => {
                let mut done = Self::in_force(texts, right, since, None);
                done.name = "done";
                let (summary, event) = match notified.saturating_add(*excused) {
                    0 => (
                        texts.text("immediate-done-alone"),
                        texts.text("immediate-done-alone-event"),
                    ),
                    all => (
                        texts.text("immediate-done"),
                        texts
                            .text("immediate-done-event")
                            .with("confirmed", *notified)
                            .with("all", all),
                    ),
                };
                done.summary = summary.into();
                done.done.push((*at, event.into()));
                done.next = vec![texts.text("immediate-stays").into()];
                done
            }
            ImmediateStage::Denied { at, belief } => {
                let mut stage = Self::denied(texts, since, *at);
                stage.reason = Reason::of(texts.text("responded-why"), &belief.0);
                stage.next = next_after_denial(texts, rules);
                stage
            }
            ImmediateStage::Appealing {
                denied_at,
                appeal,
                belief,
            } => {
                let mut stage = Self::denied(texts, since, *denied_at);
                stage.reason = Reason::of(texts.text("responded-why"), &belief.0);
                stage.appealing(appeal);
                stage
            }
            ImmediateStage::AppealDecided {
                denied_at,
                at,
                decision,
                ..
            } => {
                let mut stage = Self::denied(texts, since, *denied_at);
                stage.appeal_decided(*at, decision);
                if matches!(decision, AppealDecision::Upheld { .. }) {
                    stage.next = vec![texts.text("appeal-upheld-superseded").into()];
                }
                stage
            }
            ImmediateStage::Ended { .. } => Self::ended(texts, since),
        }
    }

    /// Returns the stage of a request whose people all opted back in. [`Self::with_opt_ins`] adds when they did.
    fn ended(texts: Texts, since: Timestamp) -> Self {
        Self {
            texts,
            name: "ended",
            title: texts.text("ended-title").into(),
            summary: texts.text("ended-summary").into(),
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![(since, texts.text("immediate-recorded").into())],
            next: vec![texts.text("ended-next").into()],
            reason: None,
        }
    }

    /// Returns the stage of an immediate request that we do not honor.
    pub(super) fn denied(texts: Texts, since: Timestamp, at: Timestamp) -> Self {
        Self {
            texts,
            name: "denied",
            title: texts.text("denied-title").into(),
            summary: texts.text("denied-summary").into(),
            in_force_since: None,
            due: None,
            due_set_by: SetBy::Law,
            done: vec![
                (since, texts.text("request-received-event").into()),
                (at, texts.text("denied-event").into()),
            ],
            next: vec![texts.text("denied-next").into()],
            reason: None,
        }
    }

    fn appealing(&mut self, appeal: &PendingAppeal) {
        let texts = self.texts;
        self.name = "appealing";
        self.summary = texts.text("appeal-summary").into();
        self.due = Some(appeal.due);
        self.done
            .push((appeal.received, texts.text("appeal-event").into()));
        if let Some(extended) = &appeal.extended {
            let longer = texts.text("appeal-extended-event");
            self.done.push((extended.at, longer.into()));
        }
        self.next = vec![texts.text("appeal-next").into()];
    }

    fn appeal_decided(&mut self, at: Timestamp, decision: &AppealDecision) {
        let texts = self.texts;
        self.name = "appeal_decided";
        let (title, decided, intro, text) = match decision {
            AppealDecision::Upheld { remedy } => (
                texts.text("appeal-upheld-title"),
                texts.text("appeal-upheld-event"),
                texts.text("appeal-upheld-remedy"),
                remedy,
            ),
            AppealDecision::Denied { explanation } => (
                texts.text("appeal-denied-title"),
                texts.text("appeal-denied-event"),
                texts.text("responded-why"),
                explanation,
            ),
        };
        self.title = title.into();
        self.summary = texts.text("appeal-decided-summary").into();
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
            self = Self::ended(self.texts, since);
        }
        for (at, masked) in ended {
            let event = self.texts.text("ended-event").with("identifier", masked);
            self.done.push((at, event.into()));
        }
        self.done.sort_by_key(|(at, _)| *at);
        self
    }

    pub(super) fn in_force(
        texts: Texts,
        right: ImmediateRight,
        since: Timestamp,
        due: Option<Due>,
    ) -> Self {
        let title = texts
            .text("immediate-title")
            .with("right", Right::Immediate(right).as_str());
        let next = if right == ImmediateRight::MarketingStop {
            vec![texts.text("nothing-to-do-now").into()]
        } else {
            vec![
                texts.text("immediate-next-notify").into(),
                texts.text("nothing-to-do-now").into(),
            ]
        };
        Self {
            texts,
            name: "in_force",
            title: title.into(),
            summary: texts.text("immediate-in-effect").into(),
            in_force_since: Some(since),
            due,
            due_set_by: SetBy::Law,
            done: vec![(since, texts.text("immediate-recorded").into())],
            next,
            reason: None,
        }
    }

    /// Returns the stage of a verifiable request without a response.
    pub(super) fn open(texts: Texts, received: Timestamp, due: Option<Due>) -> Self {
        Self {
            texts,
            name: "open",
            title: texts.text("request-received").into(),
            summary: texts.text("request-in-progress").into(),
            in_force_since: None,
            due,
            due_set_by: SetBy::Law,
            done: vec![(received, texts.text("request-received-event").into())],
            next: vec![
                texts.text("next-verify").into(),
                texts.text("next-respond").into(),
            ],
            reason: None,
        }
    }

    fn verifiable(
        texts: Texts,
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
                let mut open = Self::open(texts, received, Some(*respond_by));
                if let Some(extended) = extended {
                    open.done
                        .push((extended.at, texts.text("extended-event").into()));
                    open.reason = Reason::of(texts.text("extended-why"), &extended.reason);
                }
                open.verification(verification);
                open.done.sort_by_key(|(at, _)| *at);
                open
            }
            VerifiableStage::Responded { at, response } => {
                Self::responded(texts, received, *at, response, rules)
            }
            VerifiableStage::Appealing {
                responded_at,
                response,
                appeal,
            } => {
                let mut shown = Self::responded(texts, received, *responded_at, response, rules);
                shown.appealing(appeal);
                shown
            }
            VerifiableStage::AppealDecided {
                responded_at,
                response,
                at,
                decision,
            } => {
                let mut shown = Self::responded(texts, received, *responded_at, response, rules);
                shown.appeal_decided(*at, decision);
                shown
            }
        }
    }

    /// Says whether we have verified the requester, and what comes next.
    fn verification(&mut self, verification: &Verification) {
        let texts = self.texts;
        let respond = texts.text("next-respond").into();
        match verification {
            Verification::Pending => {
                self.next = vec![texts.text("verify-pending").into(), respond];
            }
            Verification::Verified { at, .. } => {
                self.summary = texts.text("verified-summary").into();
                self.done.push((*at, texts.text("verified-event").into()));
                self.next = vec![texts.text("verified-next").into(), respond];
            }
            Verification::Expired { .. } => {
                self.summary = texts.text("unverified-summary").into();
                self.next = vec![texts.text("unverified-next").into(), respond];
            }
        }
    }

    /// Says that the response is a file, and what has become of it.
    pub(super) fn file(&mut self, downloads: &Downloads, is_downloadable: bool) {
        let texts = self.texts;
        self.title = texts.text("file-title").into();
        self.summary = texts.text("file-summary").into();
        for (_, event) in &mut self.done {
            if event.id == GRANTED_EVENT {
                *event = texts.text("file-sent-event").into();
            }
        }
        if let Some(first) = downloads.first_at {
            self.summary = texts.text("file-downloaded-summary").into();
            self.done
                .push((first, texts.text("file-downloaded-event").into()));
            self.done.sort_by_key(|(at, _)| *at);
        }
        let next = match (is_downloadable, downloads.first_at) {
            (true, None) => texts.text("file-next-download"),
            (true, Some(_)) => texts.text("file-next-again"),
            (false, _) => texts.text("file-next-new-code"),
        };
        self.next.retain(|sentence| sentence.id != GRANTED_NEXT);
        self.next.insert(0, next.into());
    }

    /// Returns the stage of a verifiable request with a response.
    fn responded(
        texts: Texts,
        received: Timestamp,
        at: Timestamp,
        response: &Response,
        rules: Option<ApplicableRules>,
    ) -> Self {
        let (title, event) = match response {
            Response::Granted { .. } => (texts.text("granted-title"), texts.text("granted-event")),
            Response::InPart { .. } => (texts.text("in-part-title"), texts.text("in-part-event")),
            Response::Denied { .. } => (texts.text("refused-title"), texts.text("refused-event")),
            Response::NotVerified => (
                texts.text("not-verified-title"),
                texts.text("not-verified-event"),
            ),
        };
        let mut shown = Self::open(texts, received, None);
        shown.title = title.into();
        shown.name = "answered";
        shown.summary = texts.text("responded-summary").into();
        shown.done.push((at, event.into()));
        let denial = response.denial();
        shown.reason =
            denial.and_then(|denial| Reason::of(texts.text("responded-why"), &denial.explanation));
        shown.next = match response {
            Response::Granted { .. } => {
                vec![texts.text("granted-next").into()]
            }
            Response::InPart { .. } | Response::Denied { .. } => next_after_denial(texts, rules),
            Response::NotVerified => {
                let mut next = next_after_denial(texts, rules);
                next.insert(0, texts.text("not-verified-next").into());
                next
            }
        };
        shown
    }

    fn review(texts: Texts, received: Timestamp, stage: &ReviewStage) -> Self {
        let received = (received, texts.text("review-received-event").into());
        match stage {
            ReviewStage::Waiting {
                due,
                provisional_since,
                ..
            } => {
                let mut done = vec![received];
                if let Some(since) = provisional_since {
                    done.push((*since, texts.text("review-opt-out-event").into()));
                }
                Self {
                    texts,
                    name: "to_be_read",
                    title: texts.text("review-received").into(),
                    summary: texts.text("review-summary").into(),
                    in_force_since: *provisional_since,
                    due: Some(*due),
                    due_set_by: SetBy::Policy,
                    done,
                    next: vec![texts.text("review-next").into()],
                    reason: None,
                }
            }
            ReviewStage::Joined { at, .. } => Self {
                texts,
                name: "joined",
                title: texts.text("review-read").into(),
                summary: texts.text("review-joined").into(),
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, texts.text("review-read-event").into())],
                next: vec![texts.text("review-joined-next").into()],
                reason: None,
            },
            ReviewStage::NotARequest { at, .. } => Self {
                texts,
                name: "not_a_request",
                title: texts.text("review-read").into(),
                summary: texts.text("review-not-a-request").into(),
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Policy,
                done: vec![received, (*at, texts.text("review-read-event").into())],
                next: vec![texts.text("review-not-a-request-next").into()],
                reason: None,
            },
        }
    }
}

/// Returns what a person can do about a denial.
fn next_after_denial(texts: Texts, rules: Option<ApplicableRules>) -> Vec<Sentence> {
    let reply = texts.text("next-reply");
    let Some(appeal) = rules.and_then(ApplicableRules::appeal) else {
        return vec![reply.into()];
    };
    vec![
        texts
            .text("next-appeal")
            .with("days", texts.span(appeal.decide))
            .into(),
        reply.into(),
    ]
}
