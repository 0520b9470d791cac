//! Progress of the notifications to partners.
//!
//! An immediate right is done when each partner has acknowledged it, or staff recorded why a partner need not. A
//! verifiable right gets its response first, and keeps the progress in [`Request::progress`]. Progress on a superseded
//! notification is ignored. A notification is superseded when the requester adds identifiers.

use super::CommandName;
use super::apply::Outcome;
use super::{ImmediateStage, NotificationProgress, Refused, Request, RequestKind, Transition};
use crate::calendar::Due;
use crate::log::Event;
use crate::notification::NotificationReport;
use crate::outbound_email::{Addressee, Completion, EmailKind, OutboundEmail, Reader, SendPolicy};
use crate::person::Identifier;
use jiff::Timestamp;
use jiff::civil::Date;

impl Request {
    /// Returns the progress of its notification, if it has one.
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

    /// Iterates over the identifiers that partners are notified of: all except those whose holders opted back in.
    pub fn notified_identifiers(&self) -> impl Iterator<Item = &Identifier> {
        let identifiers = self.person.identifiers().iter();
        identifiers.filter(|identifier| self.ended_for(identifier).is_none())
    }

    /// Whether the notification of this version is the current one and some partners have not acknowledged it.
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

    /// Returns the due dates and the version of a notification that is not fanned out yet.
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

    /// Records that a notification was fanned out or made progress.
    pub(super) fn notification_progressed(
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
                    if request.reports_completion() {
                        emails.push(request.done_email(&notified));
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

    /// Whether an email says that every partner was notified. An agent or parent whom only their own address identifies gets none:
    /// a stranger could make the same request as an agent, and a repeat causes no such email.
    fn reports_completion(&self) -> bool {
        let agent = self.agent.as_ref();
        let reader = Reader::of(&self.person, agent);
        let is_agents = matches!(reader, Reader::Unknown | Reader::Parent)
            && matches!(self.addressee(), Addressee::Email(_));
        self.channel.is_confirmed_by_email() && !is_agents
    }

    /// Creates the email that says that the request is done. Anyone can cause a request, so this email counts against
    /// the rate limit of its address, and needs approval if the receipt email did.
    fn done_email(&self, notified: &NotificationReport) -> OutboundEmail {
        let kind = EmailKind::ImmediateDone(Completion {
            notified: notified.acknowledged,
            excused: notified.excused,
            last: notified.last,
            applies_to: notified.applies_to.clone(),
        });
        let mut email = OutboundEmail::about(self, "done", kind, None);
        email.send_policy = self.unproven_policy(None);
        email
    }

    /// Returns the policy of an email that anyone could have caused by making the request, and that the law wants sent
    /// by this day.
    pub(super) fn unproven_policy(&self, by: Option<Date>) -> SendPolicy {
        if self.needs_approval() {
            SendPolicy::AfterApproval
        } else {
            SendPolicy::Unproven { by }
        }
    }

    /// Whether staff must approve the emails that the system sends by itself: the form submission filled the bot trap,
    /// and staff have not read it.
    pub(super) fn needs_approval(&self) -> bool {
        self.approval_required && !self.read_by_staff
    }

    /// Records that staff notified partners themselves.
    pub(super) fn partners_notified(
        &self,
        notified: u16,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let Some((due, _)) = self.pending_notification() else {
            return Err(self.wrong_stage(CommandName::PartnersNotified));
        };
        Ok(self.manual(due, notified, 0, now))
    }

    /// Records that one more of the partners that staff notified has acknowledged.
    pub(super) fn partner_acknowledged(&self, now: Timestamp) -> Result<Outcome, Refused> {
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

    /// Records the number of acknowledgements. With the last one, the request is done.
    fn manual(&self, due: Due, notified: u16, answered: u16, now: Timestamp) -> Outcome {
        let last = (answered > 0).then_some(now);
        if answered >= notified {
            let kind = EmailKind::ImmediateDone(Completion {
                notified,
                excused: 0,
                last,
                applies_to: Vec::new(),
            });
            let stage = ImmediateStage::Done {
                at: now,
                notified,
                excused: 0,
                last,
            };
            let done = self.immediate_at(stage);
            return match self.reports_completion() {
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
