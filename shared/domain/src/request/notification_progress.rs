//! How a request hears that others were told of it.
//!
//! A choice is done when each partner has acknowledged, or staff recorded why one need not. A demand is answered
//! before that; it keeps how far the telling has come beside its answer. What a notification tells whose place another has
//! taken, since the person named more meanwhile, changes nothing.

use super::CommandName;
use super::apply::Outcome;
use super::{ImmediateStage, NotificationProgress, Refused, Request, RequestKind, Transition};
use crate::calendar::{Calendar, Due};
use crate::log::Event;
use crate::notification::NotificationReport;
use crate::outbound_email::{EmailKind, OutboundEmail, SendPolicy};
use crate::person::Identifier;
use jiff::Timestamp;

impl Request {
    /// How far telling others of it has come, if there is anything to tell.
    #[must_use]
    pub fn progress(&self) -> Option<NotificationProgress> {
        match &self.kind {
            RequestKind::Immediate {
                stage: ImmediateStage::InForce { progress, .. },
                ..
            } => Some(*progress),
            RequestKind::Verifiable { .. } => self.progress,
            RequestKind::Immediate { .. } | RequestKind::Review { .. } => None,
        }
    }

    /// Those of its identifiers that others are told: all but what the holders of a choice's identifiers took back.
    pub fn notified_identifiers(&self) -> impl Iterator<Item = &Identifier> {
        let identifiers = self.person.identifiers().iter();
        identifiers.filter(|identifier| self.ended_for(identifier).is_none())
    }

    /// Whether the notification that this version of it owes is the one that counts, and not all is told.
    #[must_use]
    pub fn awaits(&self, notification: u64) -> bool {
        let unsettled = |progress: &NotificationProgress| match progress {
            NotificationProgress::Pending { .. } => true,
            NotificationProgress::Sent {
                notified,
                acknowledged: answered,
                excused,
                ..
            } => answered.saturating_add(*excused) < *notified,
        };
        let progress = self.progress().filter(unsettled);
        progress.and_then(NotificationProgress::notification) == Some(notification)
    }

    /// The date and the version of a notification that is still owed and not unfolded.
    pub(super) fn pending_notification(&self) -> Option<(Due, u64)> {
        match &self.kind {
            RequestKind::Immediate {
                stage:
                    ImmediateStage::InForce {
                        due,
                        progress: NotificationProgress::Pending { notification },
                    },
                ..
            } => Some((*due, *notification)),
            _ => None,
        }
    }

    /// A notification was unfolded, or has come further.
    pub(super) fn notifications_came(
        &self,
        notified: NotificationReport,
        now: Timestamp,
    ) -> Result<Transition, Refused> {
        if !self.awaits(notified.notification) {
            return Err(Refused::NothingNew);
        }
        let sent = NotificationProgress::Sent {
            notification: Some(notified.notification),
            notified: notified.of,
            acknowledged: notified.acknowledged,
            excused: notified.excused,
            last: notified.last,
        };
        if self.progress() == Some(sent) && notified.new_outcomes.is_empty() {
            return Err(Refused::NothingNew);
        }
        let mut request = Self {
            version: self.version + 1,
            ..self.clone()
        };
        let mut emails = Vec::new();
        match &mut request.kind {
            RequestKind::Immediate { stage, .. } => {
                let ImmediateStage::InForce { progress, .. } = stage else {
                    return Err(Refused::NothingNew);
                };
                *progress = sent;
                if notified.is_settled() {
                    *stage = ImmediateStage::Done {
                        at: now,
                        notified: notified.acknowledged,
                        excused: notified.excused,
                        last: notified.last,
                    };
                    if request.channel.is_confirmed_by_email() {
                        emails.push(request.done_email(&notified, now));
                    }
                }
            }
            RequestKind::Verifiable { .. } => request.progress = Some(sent),
            RequestKind::Review { .. } => return Err(Refused::NothingNew),
        }
        let event = Event::NotificationProgressed {
            notification: notified.notification,
            of: notified.of,
            outcomes: notified.new_outcomes,
            stage: request.stage(),
        };
        Ok(Transition {
            emails,
            ..self.changed_to(request, event, now)
        })
    }

    /// The email that says that all of it is done. Whoever may cause a request may cause it, so it counts against
    /// what its address gets, and waits for staff where the receipt does.
    fn done_email(&self, notified: &NotificationReport, now: Timestamp) -> OutboundEmail {
        let kind = EmailKind::ImmediateDone {
            notified: notified.acknowledged,
            excused: notified.excused,
            last: notified.last,
            applies_to: notified.applies_to.clone(),
        };
        let mut email = OutboundEmail::about(self, "done", kind, None);
        email.send_policy = if self.approval_required && !self.read_by_staff {
            SendPolicy::AfterApproval
        } else {
            let by = Calendar::California.date_of(now);
            SendPolicy::Unproven { by }
        };
        email
    }

    /// Staff told so many partners by hand.
    pub(super) fn told_manual(&self, notified: u16, now: Timestamp) -> Result<Outcome, Refused> {
        let Some((due, _)) = self.pending_notification() else {
            return Err(self.wrong_stage(CommandName::PartnersNotified));
        };
        Ok(self.manual(due, notified, 0, now))
    }

    /// One more partner of those that staff told has answered.
    pub(super) fn answered_manual(&self, now: Timestamp) -> Result<Outcome, Refused> {
        match &self.kind {
            RequestKind::Immediate {
                stage:
                    ImmediateStage::InForce {
                        due,
                        progress:
                            NotificationProgress::Sent {
                                notification: None,
                                notified,
                                acknowledged: answered,
                                ..
                            },
                    },
                ..
            } => Ok(self.manual(*due, *notified, answered + 1, now)),
            _ => Err(self.wrong_stage(CommandName::PartnerAcknowledged)),
        }
    }

    /// So many of `told` partners have answered; with the last one the choice is done.
    fn manual(&self, due: Due, notified: u16, answered: u16, now: Timestamp) -> Outcome {
        let last = (answered > 0).then_some(now);
        if answered >= notified {
            let kind = EmailKind::ImmediateDone {
                notified,
                excused: 0,
                last,
                applies_to: Vec::new(),
            };
            let stage = ImmediateStage::Done {
                at: now,
                notified,
                excused: 0,
                last,
            };
            let done = self.immediate_at(stage);
            return match self.channel.is_confirmed_by_email() {
                true => Outcome::with_email(done, kind, None),
                false => Outcome::quiet(done),
            };
        }
        Outcome::quiet(self.immediate_at(ImmediateStage::InForce {
            due,
            progress: NotificationProgress::Sent {
                notification: None,
                notified,
                acknowledged: answered,
                excused: 0,
                last,
            },
        }))
    }
}
