//! Appeals: against an answer, and against a choice that was not honoured.
//!
//! A choice has no stage that waits for the person, and an appeal is none: it is the company that owes the decision.
//! While a denied choice is appealed it stays denied; an appeal that is won puts it in force again.

use super::open::notices;
use super::take::{Outcome, not_granted};
use super::{
    Appealed, ChoiceStage, Decision, DemandStage, Extended, Matter, Refused, Request, Telling,
};
use crate::calendar::Due;
use crate::law::{Choice, Grounds};
use crate::letter::Says;
use crate::suppression::Turn;
use jiff::Timestamp;

impl Request {
    /// The appeal that is to be decided, if there is one.
    #[must_use]
    pub fn appealed(&self) -> Option<&Appealed> {
        match &self.matter {
            Matter::Choice {
                stage: ChoiceStage::Appealing { appeal, .. },
                ..
            }
            | Matter::Demand {
                stage: DemandStage::Appealing { appeal, .. },
                ..
            } => Some(appeal),
            Matter::Choice { .. } | Matter::Demand { .. } | Matter::Doubt { .. } => None,
        }
    }

    /// The person appeals.
    pub(super) fn appeal(&self, now: Timestamp) -> Result<Outcome, Refused> {
        let due = |grounds: Grounds| {
            let due = grounds.appeal_due(grounds.day_of(now));
            due.map_err(|rule| not_granted(rule, "appeal"))
        };
        let appeal = |due: Due| Appealed {
            received: now,
            due,
            extended: None,
        };
        let (matter, due) = match &self.matter {
            Matter::Demand {
                grounds,
                stage: DemandStage::Answered { at, answer },
                ..
            } => {
                let due = due(*grounds)?;
                let stage = DemandStage::Appealing {
                    answered_at: *at,
                    answer: answer.clone(),
                    appeal: appeal(due),
                };
                (self.demand_at(stage), due)
            }
            Matter::Choice {
                grounds,
                stage: ChoiceStage::Denied { at, belief },
                ..
            } => {
                let due = due(*grounds)?;
                let stage = ChoiceStage::Appealing {
                    denied_at: *at,
                    belief: belief.clone(),
                    appeal: appeal(due),
                };
                (self.choice_at(stage), due)
            }
            Matter::Choice { .. } | Matter::Demand { .. } | Matter::Doubt { .. } => {
                return Err(self.wrong_stage("appeal"));
            }
        };
        Ok(Outcome::telling(matter, Says::AppealReceived, Some(due)))
    }

    /// The decision takes longer: once, where the row of the appeal grants it, and told with its reason within the
    /// first period.
    pub(super) fn extend_appeal(&self, reason: String, now: Timestamp) -> Result<Outcome, Refused> {
        let appeal = self.appealed().ok_or_else(|| self.wrong_stage("extend"))?;
        let grounds = self.grounds().ok_or(Refused::NoLaw)?;
        let until = grounds
            .appeal_extension(grounds.day_of(appeal.received))
            .map_err(|rule| not_granted(rule, "extension of an appeal"))?;
        if reason.trim().is_empty() {
            return Err(Refused::NoExplanation);
        }
        if appeal.extended.is_some() || grounds.day_of(now) > appeal.due.target {
            return Err(Refused::TooLateToExtend);
        }
        let says = Says::AppealExtended {
            because: reason.clone(),
        };
        let longer = Appealed {
            due: until,
            extended: Some(Extended {
                at: now,
                reason,
                from: appeal.due,
            }),
            ..appeal.clone()
        };
        let mut matter = self.matter.clone();
        if let Matter::Choice {
            stage: ChoiceStage::Appealing { appeal, .. },
            ..
        }
        | Matter::Demand {
            stage: DemandStage::Appealing { appeal, .. },
            ..
        } = &mut matter
        {
            *appeal = longer;
        }
        Ok(Outcome::telling(matter, says, Some(until)))
    }

    /// The appeal is decided.
    pub(super) fn decide_appeal(
        &self,
        decision: Decision,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let says = Says::AppealDecided {
            decision: decision.clone(),
        };
        match &self.matter {
            Matter::Demand {
                stage:
                    DemandStage::Appealing {
                        answered_at,
                        answer,
                        ..
                    },
                ..
            } => {
                let stage = DemandStage::AppealDecided {
                    answered_at: *answered_at,
                    answer: answer.clone(),
                    at: now,
                    decision,
                };
                Ok(Outcome::telling(self.demand_at(stage), says, None))
            }
            Matter::Choice {
                choice,
                grounds,
                stage: ChoiceStage::Appealing { .. },
                ..
            } => match decision {
                Decision::Upheld { .. } => Ok(self.in_force_again(*choice, *grounds, says, now)),
                Decision::Denied { .. } => self.over(decision, now),
            },
            Matter::Choice { .. } | Matter::Demand { .. } | Matter::Doubt { .. } => {
                Err(self.wrong_stage("decide appeal"))
            }
        }
    }

    /// The person was right, and what they asked for since is in force: this request has nothing left to do.
    pub(super) fn uphold_beside_newer(
        &self,
        done: String,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        self.over(Decision::Upheld { done }, now)
    }

    fn over(&self, decision: Decision, now: Timestamp) -> Result<Outcome, Refused> {
        let Matter::Choice {
            stage: ChoiceStage::Appealing {
                denied_at, belief, ..
            },
            ..
        } = &self.matter
        else {
            return Err(self.wrong_stage("uphold beside newer"));
        };
        let stage = ChoiceStage::AppealDecided {
            denied_at: *denied_at,
            belief: belief.clone(),
            at: now,
            decision: decision.clone(),
        };
        let says = Says::AppealDecided { decision };
        Ok(Outcome::telling(self.choice_at(stage), says, None))
    }

    /// The choice is in force from now, by the clock that began when it first reached us: if that has run out, it
    /// is late, and says so.
    fn in_force_again(
        &self,
        choice: Choice,
        grounds: Grounds,
        says: Says,
        now: Timestamp,
    ) -> Outcome {
        let (due, _) = grounds.due(grounds.day_of(self.received));
        let stage = ChoiceStage::InForce {
            due,
            telling: Telling::Owed {
                notice: self.version + 1,
            },
        };
        let matter = Matter::Choice {
            choice,
            grounds,
            since: now,
            ended_for: Vec::new(),
            stage,
        };
        let again = Self {
            version: self.version + 1,
            matter: matter.clone(),
            ..self.clone()
        };
        Outcome {
            notices: notices(&again),
            suppressions: self.turn(choice.into(), now, Turn::Begin),
            ..Outcome::telling(matter, says, None)
        }
    }
}
