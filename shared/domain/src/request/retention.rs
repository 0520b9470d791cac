//! Keeping a request, and forgetting who made it.

use super::{Change, DoubtStage, Effect, Matter, Refused, Request};
use crate::log::{Actor, Entry, Event};
use jiff::Timestamp;

impl Request {
    /// It is held while a dispute lasts, or held no longer.
    pub(super) fn hold(&self, held: bool, now: Timestamp) -> Change {
        let request = Self {
            version: self.version + 1,
            held,
            ..self.clone()
        };
        self.changed_to(request, Event::Held { held }, now)
    }

    /// What is personal in it is forgotten. What stays is what the yearly figures need: right, rule, dates and
    /// outcome. What is stopped for its identifiers stays stopped: that is kept as hashes, elsewhere.
    pub(super) fn erase(&self, now: Timestamp) -> Result<Change, Refused> {
        if self.held || self.is_open() {
            return Err(Refused::MustBeKept);
        }
        let mut request = Self {
            version: self.version + 1,
            erased: Some(now),
            person: self.person.forgotten(),
            agent: None,
            mail: None,
            ..self.clone()
        };
        request.matter.forget_words();
        Ok(self.changed_to(request, Event::Erased, now))
    }

    /// A change that owes nothing.
    pub(super) fn changed_to(&self, request: Self, event: Event, now: Timestamp) -> Change {
        Change {
            request,
            effect: Effect::Moves {
                from: self.version,
                stood: self.stood(),
            },
            entry: Entry {
                at: now,
                by: Actor::System,
                event,
            },
            receipt: None,
            letters: Vec::new(),
            notices: Vec::new(),
            suppressions: Vec::new(),
        }
    }
}

impl Matter {
    /// What staff wrote about a person is personal, too.
    fn forget_words(&mut self) {
        use super::{Answer, Appealed, ChoiceStage, Decision, Delivery, DemandStage, FraudBelief};
        const FORGOTTEN: &str = "(erased)";
        // On what basis it was denied stays on the record (11 CCR § 7101(b)).
        let forget_belief = |belief: &mut FraudBelief| {
            belief.0 = "a good-faith belief of fraud (erased)".to_owned()
        };
        let forget = |words: &mut String| FORGOTTEN.clone_into(words);
        let forget_extension = |appeal: &mut Appealed| {
            if let Some(extended) = &mut appeal.extended {
                forget(&mut extended.reason);
            }
        };
        let forget_answer = |answer: &mut Answer| {
            if let Answer::InPart { denial, .. } | Answer::Denied { denial } = answer {
                forget(&mut denial.explanation);
            }
            if let Answer::Granted { delivery } | Answer::InPart { delivery, .. } = answer
                && let Some(Delivery::File { key: words, .. } | Delivery::Elsewhere { how: words }) =
                    delivery
            {
                forget(words);
            }
        };
        let forget_decision = |decision: &mut Decision| match decision {
            Decision::Upheld { done: words } | Decision::Denied { because: words } => forget(words),
        };
        match self {
            Self::Choice {
                ended_for, stage, ..
            } => {
                ended_for.clear();
                match stage {
                    ChoiceStage::Denied { belief, .. } => forget_belief(belief),
                    ChoiceStage::Appealing { belief, appeal, .. } => {
                        forget_belief(belief);
                        forget_extension(appeal);
                    }
                    ChoiceStage::AppealDecided {
                        belief, decision, ..
                    } => {
                        forget_belief(belief);
                        forget_decision(decision);
                    }
                    ChoiceStage::InForce { .. }
                    | ChoiceStage::Done { .. }
                    | ChoiceStage::Ended { .. } => {}
                }
            }
            Self::Demand { stage, .. } => match stage {
                DemandStage::Open { .. } => {}
                DemandStage::Answered { answer, .. } => forget_answer(answer),
                DemandStage::Appealing { answer, appeal, .. } => {
                    forget_answer(answer);
                    forget_extension(appeal);
                }
                DemandStage::AppealDecided {
                    answer, decision, ..
                } => {
                    forget_answer(answer);
                    forget_decision(decision);
                }
            },
            Self::Doubt {
                stage: DoubtStage::NotARequest { why, .. },
            } => forget(why),
            Self::Doubt { .. } => {}
        }
    }
}
