//! Retention: legal hold and erasure.

use super::apply::Outcome;
use super::{Refused, Request, RequestKind, Retained, ReviewStage, Transition};
use crate::log::Event;
use jiff::Timestamp;

impl Request {
    /// Places or lifts a legal hold.
    pub(super) fn hold(&self, held: bool, now: Timestamp) -> Transition {
        let request = Self {
            version: self.version + 1,
            held,
            ..self.clone()
        };
        self.changed_to(request, Event::Held { held }, now)
    }

    //= req: ca-7060-d.3
    /// Lets staff erase a message after the request was processed. The message that made the request stays, because it is
    /// the record of the request (11 CCR § 7101(a)).
    pub(super) fn erase_message(&self, archived: &str) -> Result<Outcome, Refused> {
        let made_the_request = self
            .inbound_email
            .as_ref()
            .is_some_and(|email| email.archived == archived);
        if self.held || self.is_open() || made_the_request {
            return Err(Refused::MessageRequired);
        }
        Ok(Outcome::quiet(self.kind.clone()))
    }

    /// Erases personal data. The right, rules, dates and outcome stay, because the yearly metrics need them.
    /// Suppressions stay as well, separate from the request, because the company must go on honoring the opt-out. They hold
    /// the SHA-256 of each identifier, which is pseudonymous personal data.
    pub(super) fn erase(&self, now: Timestamp) -> Result<Transition, Refused> {
        if self.held {
            return Err(Refused::RetentionRequired(Retained::Held));
        }
        if self.is_open() {
            return Err(Refused::RetentionRequired(Retained::Open));
        }
        let mut request = Self {
            version: self.version + 1,
            erased: Some(now),
            person: self.person.erased(),
            agent: None,
            inbound_email: None,
            corrected_address: None,
            also_named: Vec::new(),
            ..self.clone()
        };
        request.kind.erase_words();
        Ok(self.changed_to(request, Event::Erased, now))
    }
}

impl RequestKind {
    /// Erases staff's words, which are personal data as well.
    fn erase_words(&mut self) {
        use super::{
            AppealDecision, FraudBelief, ImmediateStage, PendingAppeal, Response, ResponseDelivery,
            VerifiableStage,
        };
        const ERASED: &str = "(erased)";
        // The basis of a denial stays on the record (11 CCR § 7101(b)).
        let erase_belief = |belief: &mut FraudBelief| {
            belief.0 = "a good-faith belief of fraud (erased)".to_owned()
        };
        let erase = |words: &mut String| ERASED.clone_into(words);
        let erase_extension = |appeal: &mut PendingAppeal| {
            if let Some(extended) = &mut appeal.extended {
                erase(&mut extended.reason);
            }
        };
        let erase_response = |response: &mut Response| {
            if let Response::InPart { denial, .. } | Response::Denied { denial } = response {
                erase(&mut denial.explanation);
            }
            if let Response::InPart {
                partners_keep: Some(words),
                ..
            } = response
            {
                erase(words);
            }
            if let Response::Granted { delivery } | Response::InPart { delivery, .. } = response
                && let Some(
                    ResponseDelivery::File { key: words, .. }
                    | ResponseDelivery::Elsewhere { how: words },
                ) = delivery
            {
                erase(words);
            }
        };
        let erase_decision = |decision: &mut AppealDecision| match decision {
            AppealDecision::Upheld { remedy: words }
            | AppealDecision::Denied { explanation: words } => erase(words),
        };
        match self {
            Self::Immediate {
                ended_for, stage, ..
            } => {
                ended_for.clear();
                match stage {
                    ImmediateStage::Denied { belief, .. } => erase_belief(belief),
                    ImmediateStage::Appealing { belief, appeal, .. } => {
                        erase_belief(belief);
                        erase_extension(appeal);
                    }
                    ImmediateStage::AppealDecided {
                        belief, decision, ..
                    } => {
                        erase_belief(belief);
                        erase_decision(decision);
                    }
                    ImmediateStage::InForce { .. }
                    | ImmediateStage::Done { .. }
                    | ImmediateStage::Ended { .. } => {}
                }
            }
            Self::Verifiable { stage, .. } => match stage {
                VerifiableStage::Open { .. } => {}
                VerifiableStage::Responded { response, .. } => erase_response(response),
                VerifiableStage::Appealing {
                    response, appeal, ..
                } => {
                    erase_response(response);
                    erase_extension(appeal);
                }
                VerifiableStage::AppealDecided {
                    response, decision, ..
                } => {
                    erase_response(response);
                    erase_decision(decision);
                }
            },
            Self::Review {
                stage: ReviewStage::NotARequest { why, .. },
            } => erase(why),
            Self::Review { .. } => {}
        }
    }
}
