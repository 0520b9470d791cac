//! The machine: one step on one request.

use super::CommandName;
use super::open::{
    Terms, begin, kind_of, notifications, receipt, receipt_emails, suppression_changes, who,
};
use super::repeats::Repeats;
use super::{
    Asked, Command, ConfirmedParent, Extended, ImmediateStage, NotificationProgress, Refused,
    Request, RequestKind, ReviewStage, Submission, Transition, VerifiableStage, Verification,
};
use crate::calendar::Due;
use crate::law::{ImmediateRight, Right, Rule};
use crate::log::Event;
use crate::notification::PartnerNotification;
use crate::outbound_email::{EmailKind, OutboundEmail};
use crate::person::{Agent, Person};
use crate::suppression::{Purpose, Suppression, SuppressionChange};
use jiff::Timestamp;

/// The result of a command before it becomes a transition.
pub(super) struct Outcome {
    pub(super) kind: RequestKind,
    /// The person, if it changed.
    pub(super) person: Option<Person>,
    /// The agent, if there is another one now.
    pub(super) agent: Option<Agent>,
    /// The parent, if staff confirmed one.
    pub(super) parent: Option<ConfirmedParent>,
    /// An email about the command, with the due dates that it names.
    pub(super) email: Option<(EmailKind, Option<Due>)>,
    /// Other emails.
    pub(super) emails: Vec<OutboundEmail>,
    pub(super) notifications: Vec<PartnerNotification>,
    /// Progress of the notification about a granted verifiable right, if it changed.
    pub(super) progress: Option<NotificationProgress>,
    pub(super) suppressions: Vec<Suppression>,
}

impl Outcome {
    pub(super) fn quiet(kind: RequestKind) -> Self {
        Self {
            kind,
            person: None,
            agent: None,
            parent: None,
            email: None,
            emails: Vec::new(),
            notifications: Vec::new(),
            progress: None,
            suppressions: Vec::new(),
        }
    }

    pub(super) fn with_email(kind: RequestKind, email: EmailKind, due: Option<Due>) -> Self {
        Self {
            email: Some((email, due)),
            ..Self::quiet(kind)
        }
    }
}

impl Request {
    //= req: ca-civ-130-a-2-A.3, ut-13-61-203-2-c
    /// Applies a command. The request itself is unchanged; the transition has the new one.
    ///
    /// # Errors
    /// [`Refused`] if the stage or a rule does not allow the command.
    pub fn apply(&self, command: Command, now: Timestamp) -> Result<Transition, Refused> {
        let name = command.name();
        let outcome = match (&self.kind, command) {
            (_, Command::Repeat(submission)) => return self.repeat(submission, now),
            (_, Command::Note(note)) => return Ok(self.noted(note, now)),
            (_, Command::CheckDeadlines) => return self.check_deadlines(now),
            (_, Command::ApplyLawChange) => return self.apply_law_change(now),
            (_, Command::CorrectAge { age, beside }) => return self.correct_age(age, beside, now),
            (_, Command::SetLanguage { language }) => {
                return Ok(self.set_language(language, now));
            }
            (_, Command::Assign { to }) => return Ok(self.assign(to, now)),
            (_, Command::Hold { held }) => return Ok(self.hold(held, now)),
            (_, Command::EraseMessage { archived }) => self.erase_message(&archived)?,
            (_, Command::Erase) => return self.erase(now),

            (_, Command::NotificationProgressed(notified)) => {
                return self.notification_progressed(notified, now);
            }
            (_, Command::PartnersNotified { notified }) => self.partners_notified(notified, now)?,
            (_, Command::PartnerAcknowledged) => self.partner_acknowledged(now)?,
            (
                RequestKind::Immediate {
                    right,
                    stage: ImmediateStage::InForce { .. } | ImmediateStage::Done { .. },
                    ..
                },
                Command::DenyForFraud(belief),
            ) => {
                let rules = self.rules().ok_or(Refused::NoLaw)?;
                let denied = rules.fraud_denial();
                denied.map_err(|rule| not_granted(rule, "denial for fraud"))?;
                if belief.0.trim().is_empty() {
                    return Err(Refused::ExplanationRequired);
                }
                let kind = EmailKind::ImmediateDenied {
                    explanation: belief.0.clone(),
                };
                Outcome {
                    suppressions: self.suppression_changes(
                        (*right).into(),
                        now,
                        SuppressionChange::RemoveCause,
                    ),
                    ..Outcome::with_email(
                        self.immediate_at(ImmediateStage::Denied { at: now, belief }),
                        kind,
                        None,
                    )
                }
            }
            (_, Command::RequestOptIn { of }) => self.request_opt_in(&of, now)?,
            (_, Command::OptIn { confirmed }) => self.opt_in(&confirmed, now)?,
            (_, Command::ConfirmParent { by, email, opt_in }) => {
                self.confirm_parent(by, email, opt_in, now)?
            }

            (
                RequestKind::Verifiable {
                    stage:
                        VerifiableStage::Open {
                            acknowledge_by,
                            respond_by,
                            extended,
                            // A late verification still counts, until the company responds.
                            verification: Verification::Pending | Verification::Expired { .. },
                        },
                    ..
                },
                Command::Verify(by),
            ) => {
                if self.lacks_parent() {
                    return Err(Refused::ParentNotConfirmed);
                }
                let verification = Verification::Verified { at: now, by };
                Outcome::quiet(self.verifiable_at(VerifiableStage::Open {
                    acknowledge_by: *acknowledge_by,
                    respond_by: *respond_by,
                    extended: extended.clone(),
                    verification,
                }))
            }
            (
                RequestKind::Verifiable {
                    stage:
                        VerifiableStage::Open {
                            acknowledge_by,
                            respond_by,
                            extended,
                            verification,
                        },
                    ..
                },
                Command::Extend { reason },
            ) => {
                let rules = self.rules().ok_or(Refused::NoLaw)?;
                let (until, _) = rules
                    .extension(rules.day_of(self.received))
                    .map_err(|rule| not_granted(rule, "extension"))?;
                if reason.trim().is_empty() {
                    return Err(Refused::ExplanationRequired);
                }
                if extended.is_some() || rules.day_of(now) > respond_by.target {
                    return Err(Refused::TooLateToExtend);
                }
                let kind = EmailKind::ResponseExtended {
                    explanation: reason.clone(),
                };
                let stage = VerifiableStage::Open {
                    acknowledge_by: *acknowledge_by,
                    respond_by: until,
                    extended: Some(Extended {
                        at: now,
                        reason,
                        from: *respond_by,
                    }),
                    verification: *verification,
                };
                Outcome::with_email(self.verifiable_at(stage), kind, Some(until))
            }
            (_, Command::Extend { reason }) => self.extend_appeal(reason, now)?,
            (
                _,
                Command::Respond {
                    response,
                    words,
                    copy_checked,
                },
            ) => self.respond(response, words, copy_checked, now)?,
            (_, Command::RenewCode) => self.renew_code(now)?,
            (_, Command::Appeal) => self.appeal(now)?,
            (_, Command::DecideAppeal(decision)) => self.decide_appeal(decision, now)?,
            (_, Command::UpholdSuperseded { remedy }) => self.uphold_superseded(remedy, now)?,

            (
                RequestKind::Review {
                    stage:
                        ReviewStage::Waiting {
                            provisional_since, ..
                        },
                },
                Command::Confirm(right),
            ) => self.confirm(right, *provisional_since, now)?,
            (_, Command::NotARequest { why }) => self.not_a_request(why, now)?,
            (_, Command::Reopen) => self.reopen(now)?,
            (_, Command::ChangePerson { person, agent }) => {
                self.change_person(person, agent, now)?
            }
            (_, Command::AskPerson { question }) => self.ask_person(question)?,
            (_, Command::Write { text }) => self.write(text)?,
            (_, Command::Join { to }) => self.join(to, now)?,
            (_, Command::Reread) => self.reread(now)?,

            (_, command) => return Err(self.wrong_stage(command.name())),
        };
        Ok(self.moved(name, outcome, now))
    }

    /// Merges a repeated submission. It gets its own receipt and email. Identifiers that it adds to an immediate right
    /// are suppressed at once, and partners are notified of them. The due dates stay, so that asking again never delays
    /// a deadline. Above the daily limit, a repeat that adds nothing is refused.
    fn repeat(&self, submission: Submission, now: Timestamp) -> Result<Transition, Refused> {
        let same = |right: Right| submission.asked == Asked::Right(right);
        if !self.right().is_some_and(same) || !self.may_be_same_person(&submission) {
            return Err(Refused::OtherRequest);
        }
        if !self.is_active() {
            return Err(Refused::WrongStage {
                command: CommandName::Repeat,
                stage: self.stage(),
            });
        }
        let terms = Terms::of_submission(&submission)?;
        let named = submission.person.identifiers();
        let repeated = self.repeated.unwrap_or(submission.received);
        let mut request = Self {
            version: self.version + 1,
            repeated: Some(repeated.max(submission.received)),
            ..self.clone()
        };
        request.also_named = self.also_named_with(&submission);
        request.person = request.person.aged(submission.person.age);
        let parent = self.parent_in_repeat(&submission);
        request.agent = parent.or(request.agent);
        // Verification covers only the identifiers that were known then, so a verifiable right takes no new ones.
        let is_immediate = matches!(self.kind, RequestKind::Immediate { .. });
        let added = if is_immediate {
            request
                .person
                .add(named)
                .ok_or(Refused::TooManyIdentifiers)?
        } else {
            0
        };
        let added = added + request.put_in_force_again(named);
        let repeats = Repeats::counted(self.repeats, now);
        if added == 0 && repeats.is_over_limit(&submission) {
            return Err(Refused::EnoughRepeats);
        }
        request.repeats = Some(repeats);
        let mut new_notifications = Vec::new();
        if added > 0 {
            // A notification that is not fanned out yet will include the added identifiers.
            let pending = self.pending_notification();
            let notification = pending.map_or(request.version, |(_, notification)| notification);
            let due = self.due().map_or(terms.due, |due| due.earlier(terms.due));
            request.kind = request.immediate_at(ImmediateStage::InForce {
                due,
                progress: NotificationProgress::Pending { notification },
            });
            if pending.is_none() {
                new_notifications = notifications(&request);
            }
        }
        let event = Event::Repeated {
            receipt: submission.receipt,
            channel: submission.channel,
            received: submission.received,
            added: u16::try_from(added).unwrap_or(u16::MAX),
        };
        let merged = Transition {
            receipt: Some(receipt(&submission, self.id, false, &terms, now)),
            emails: receipt_emails(&submission, &terms, now),
            notifications: new_notifications,
            suppressions: begin(&submission, named, self.cause(), now),
            ..self.changed_to(request, event, now)
        };
        Ok(merged.by(who(&submission)))
    }

    /// Applies staff's finding that an email exercises `right`. Its deadline has been running since receipt.
    fn confirm(
        &self,
        right: Right,
        provisional_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        if self.person.identifiers().is_empty() {
            return Err(Refused::NoIdentifier);
        }
        let terms = Terms::of(right, &self.person, self.received)?;
        let rules = terms.rules.ok_or(Refused::NoLaw)?;
        // A right that was not suppressed during review is suppressed from now on, and the email must not claim more.
        let since = match (right, provisional_since) {
            (Right::Immediate(ImmediateRight::OptOut), Some(since)) => since,
            _ => now,
        };
        let kind = kind_of(right, rules, since, &terms, self.version + 1);
        let (email, purpose) = match right {
            Right::Immediate(right) => (EmailKind::ImmediateRecorded, Some(Purpose::from(right))),
            Right::Verifiable(_) => (EmailKind::VerifiableReceived, None),
        };
        let mut suppressions = Vec::new();
        if provisional_since.is_some() && purpose != Some(Purpose::SaleSharing) {
            suppressions.extend(self.suppression_changes(
                Purpose::SaleSharing,
                now,
                SuppressionChange::RemoveCause,
            ));
        }
        if let Some(purpose) = purpose {
            suppressions.extend(self.suppression_changes(
                purpose,
                since,
                SuppressionChange::AddCause,
            ));
        }
        let confirmed = Self {
            version: self.version + 1,
            kind: kind.clone(),
            ..self.clone()
        };
        Ok(Outcome {
            notifications: notifications(&confirmed),
            suppressions,
            ..Outcome::with_email(kind, email, Some(terms.due))
        })
    }

    pub(super) fn wrong_stage(&self, command: CommandName) -> Refused {
        Refused::WrongStage {
            command,
            stage: self.stage(),
        }
    }

    pub(super) fn immediate_at(&self, stage: ImmediateStage) -> RequestKind {
        match self.kind.clone() {
            RequestKind::Immediate {
                right,
                rules,
                since,
                ended_for,
                ..
            } => RequestKind::Immediate {
                right,
                rules,
                since,
                ended_for,
                stage,
            },
            other => other,
        }
    }

    pub(super) fn verifiable_at(&self, stage: VerifiableStage) -> RequestKind {
        match self.kind.clone() {
            RequestKind::Verifiable { right, rules, .. } => RequestKind::Verifiable {
                right,
                rules,
                stage,
            },
            other => other,
        }
    }

    pub(super) fn suppression_changes(
        &self,
        purpose: Purpose,
        at: Timestamp,
        how: SuppressionChange,
    ) -> Vec<Suppression> {
        suppression_changes(self.person.identifiers(), purpose, self.cause(), at, how)
    }

    fn moved(&self, command: CommandName, outcome: Outcome, now: Timestamp) -> Transition {
        // Staff confirmed that one person is the parent of one child, so a change of either ends it.
        let parent = match (&outcome.person, &outcome.agent) {
            (None, None) => outcome.parent.or(self.parent),
            _ => outcome.parent,
        };
        let request = Self {
            version: self.version + 1,
            read_by_staff: self.read_by_staff || command == CommandName::Confirm,
            person: outcome.person.unwrap_or_else(|| self.person.clone()),
            agent: outcome.agent.or_else(|| self.agent.clone()),
            parent,
            kind: outcome.kind,
            progress: outcome.progress.or(self.progress),
            ..self.clone()
        };
        // No email promises a date that has passed.
        let today = self.calendar().date_of(now);
        let notified = outcome.email.map(|(kind, due)| {
            let due = due.and_then(|due| due.ahead(today));
            OutboundEmail::about(&request, command.as_str(), kind, due)
        });
        let event = Event::Applied {
            command,
            stage: request.stage(),
        };
        Transition {
            emails: notified.into_iter().chain(outcome.emails).collect(),
            notifications: outcome.notifications,
            suppressions: outcome.suppressions,
            ..self.changed_to(request, event, now)
        }
    }
}

/// Returns the refusal of something that this rule does not grant.
pub(super) fn not_granted(rule: &Rule, what: &'static str) -> Refused {
    Refused::NotGranted {
        rule: rule.id,
        what,
    }
}
