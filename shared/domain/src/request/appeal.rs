//! Appeals against a response, and against a denied immediate right.
//!
//! No stage of an immediate right waits for the requester; during an appeal, the company must decide. The right stays
//! denied until then. An appeal that the requester wins puts it in force again.

use super::CommandName;
use super::apply::{Outcome, not_granted};
use super::open::notifications;
use super::{
    AppealDecision, Extended, ImmediateStage, NotificationProgress, PendingAppeal, Refused,
    Request, RequestKind, VerifiableStage,
};
use crate::calendar::Due;
use crate::law::{ApplicableRules, ImmediateRight};
use crate::outbound_email::EmailKind;
use crate::suppression::SuppressionChange;
use jiff::Timestamp;

impl Request {
    /// Returns the appeal that waits for a decision, if there is one.
    #[must_use]
    pub fn pending_appeal(&self) -> Option<&PendingAppeal> {
        match &self.kind {
            RequestKind::Immediate {
                stage: ImmediateStage::Appealing { appeal, .. },
                ..
            }
            | RequestKind::Verifiable {
                stage: VerifiableStage::Appealing { appeal, .. },
                ..
            } => Some(appeal),
            RequestKind::Immediate { .. }
            | RequestKind::Verifiable { .. }
            | RequestKind::Review { .. } => None,
        }
    }

    //= req: ne-87-1109-1
    /// Records an appeal.
    pub(super) fn appeal(&self, now: Timestamp) -> Result<Outcome, Refused> {
        let due = |rules: ApplicableRules| {
            let due = rules.appeal_due(rules.day_of(now));
            due.map_err(|rule| not_granted(rule, "appeal"))
        };
        let appeal = |due: Due| PendingAppeal {
            received: now,
            due,
            extended: None,
        };
        let (kind, due) = match &self.kind {
            RequestKind::Verifiable {
                rules,
                stage: VerifiableStage::Responded { at, response },
                ..
            } => {
                let due = due(*rules)?;
                let stage = VerifiableStage::Appealing {
                    responded_at: *at,
                    response: response.clone(),
                    appeal: appeal(due),
                };
                (self.verifiable_at(stage), due)
            }
            RequestKind::Immediate {
                rules,
                stage: ImmediateStage::Denied { at, belief },
                ..
            } => {
                let due = due(*rules)?;
                let stage = ImmediateStage::Appealing {
                    denied_at: *at,
                    belief: belief.clone(),
                    appeal: appeal(due),
                };
                (self.immediate_at(stage), due)
            }
            RequestKind::Immediate { .. }
            | RequestKind::Verifiable { .. }
            | RequestKind::Review { .. } => {
                return Err(self.wrong_stage(CommandName::Appeal));
            }
        };
        Ok(Outcome::with_email(
            kind,
            EmailKind::AppealReceived,
            Some(due),
        ))
    }

    /// Extends the decision on an appeal: once, where the rule grants it, with notice and a reason within the first
    /// period.
    pub(super) fn extend_appeal(&self, reason: String, now: Timestamp) -> Result<Outcome, Refused> {
        let appeal = self
            .pending_appeal()
            .ok_or_else(|| self.wrong_stage(CommandName::Extend))?;
        let rules = self.rules().ok_or(Refused::NoLaw)?;
        let until = rules
            .appeal_extension(rules.day_of(appeal.received))
            .map_err(|rule| not_granted(rule, "extension of an appeal"))?;
        if reason.trim().is_empty() {
            return Err(Refused::ExplanationRequired);
        }
        if appeal.extended.is_some() || rules.day_of(now) > appeal.due.target {
            return Err(Refused::TooLateToExtend);
        }
        let email = EmailKind::AppealExtended {
            explanation: reason.clone(),
        };
        let longer = PendingAppeal {
            due: until,
            extended: Some(Extended {
                at: now,
                reason,
                from: appeal.due,
            }),
            ..appeal.clone()
        };
        let mut kind = self.kind.clone();
        if let RequestKind::Immediate {
            stage: ImmediateStage::Appealing { appeal, .. },
            ..
        }
        | RequestKind::Verifiable {
            stage: VerifiableStage::Appealing { appeal, .. },
            ..
        } = &mut kind
        {
            *appeal = longer;
        }
        Ok(Outcome::with_email(kind, email, Some(until)))
    }

    /// Decides an appeal.
    pub(super) fn decide_appeal(
        &self,
        decision: AppealDecision,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let kind = EmailKind::AppealDecided {
            decision: decision.clone(),
        };
        match &self.kind {
            RequestKind::Verifiable {
                stage:
                    VerifiableStage::Appealing {
                        responded_at,
                        response,
                        ..
                    },
                ..
            } => {
                let stage = VerifiableStage::AppealDecided {
                    responded_at: *responded_at,
                    response: response.clone(),
                    at: now,
                    decision,
                };
                Ok(Outcome::with_email(self.verifiable_at(stage), kind, None))
            }
            RequestKind::Immediate {
                right,
                rules,
                stage: ImmediateStage::Appealing { .. },
                ..
            } => match decision {
                AppealDecision::Upheld { .. } => Ok(self.in_force_again(*right, *rules, kind, now)),
                AppealDecision::Denied { .. } => self.over(decision, now),
            },
            RequestKind::Immediate { .. }
            | RequestKind::Verifiable { .. }
            | RequestKind::Review { .. } => Err(self.wrong_stage(CommandName::DecideAppeal)),
        }
    }

    /// Closes the request: the requester was right, and a newer request of theirs for the same right is in force.
    pub(super) fn uphold_superseded(
        &self,
        remedy: String,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        self.over(AppealDecision::Upheld { remedy }, now)
    }

    fn over(&self, decision: AppealDecision, now: Timestamp) -> Result<Outcome, Refused> {
        let RequestKind::Immediate {
            stage: ImmediateStage::Appealing {
                denied_at, belief, ..
            },
            ..
        } = &self.kind
        else {
            return Err(self.wrong_stage(CommandName::UpholdSuperseded));
        };
        let stage = ImmediateStage::AppealDecided {
            denied_at: *denied_at,
            belief: belief.clone(),
            at: now,
            decision: decision.clone(),
        };
        let email = EmailKind::AppealDecided { decision };
        Ok(Outcome::with_email(self.immediate_at(stage), email, None))
    }

    /// Puts the right in force again, with the deadline of the first receipt. If that has passed, the request is
    /// overdue.
    fn in_force_again(
        &self,
        right: ImmediateRight,
        rules: ApplicableRules,
        email: EmailKind,
        now: Timestamp,
    ) -> Outcome {
        let (due, _) = rules.due(rules.day_of(self.received));
        let stage = ImmediateStage::InForce {
            due,
            progress: NotificationProgress::Pending {
                notification: self.version + 1,
            },
        };
        let kind = RequestKind::Immediate {
            right,
            rules,
            since: now,
            ended_for: Vec::new(),
            stage,
        };
        let again = Self {
            version: self.version + 1,
            kind: kind.clone(),
            ..self.clone()
        };
        Outcome {
            notifications: notifications(&again),
            suppressions: self.suppression_changes(right.into(), now, SuppressionChange::AddCause),
            ..Outcome::with_email(kind, email, None)
        }
    }
}
