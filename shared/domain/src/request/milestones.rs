//! Milestones: the times at which the sweeper must notice a request that has not moved.
//!
//! Each stage has its milestones. The sweeper applies [`Command::CheckDeadlines`](super::Command::CheckDeadlines) at
//! [`Request::next_check_at`]. Each milestone that passed is logged once, even if the clock jumps. An open request
//! always has a next check, so none is forgotten.

use super::CommandName;
use super::{
    ImmediateStage, Refused, Request, RequestKind, Response, ReviewStage, Transition,
    VerifiableStage, Verification,
};
use crate::calendar::{Calendar, Due};
use crate::law::ApplicableRules;
use crate::log::Event;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A milestone of a request that has not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "milestone", rename_all = "snake_case")]
pub enum Milestone {
    /// Staff have not read the email for two working days.
    Unread,
    /// Staff have not read the email for five working days.
    LongUnread,
    /// The confirmation of receipt is almost late.
    AcknowledgementNear,
    /// The requester is not verified, and gets a reminder.
    VerificationDue,
    /// Too little time is left to wait for verification.
    VerificationExpired,
    /// A number of working days is left.
    Reminder {
        /// The number.
        left: u8,
    },
    /// Today is the last day to extend the deadline.
    LastDayToExtend,
    /// Today is the last day to deny the request: the extension covers a response only, not a denial.
    LastDayToRefuse,
    /// Today is the target.
    Target,
    /// The last day has passed.
    Overdue,
    /// Another five working days have passed since the last day.
    StillOverdue,
    /// The retention period has ended.
    RetentionEnds,
}

impl Milestone {
    /// Whether the milestone raises an alarm, and not only a reminder.
    #[must_use]
    pub fn alarms(self) -> bool {
        matches!(
            self,
            Self::LongUnread
                | Self::Overdue
                | Self::StillOverdue
                | Self::AcknowledgementNear
                | Self::LastDayToRefuse
        )
    }

    /// Returns the milestone's name, for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::LongUnread => "long_unread",
            Self::AcknowledgementNear => "acknowledgement_near",
            Self::VerificationDue => "verification_due",
            Self::VerificationExpired => "verification_expired",
            Self::Reminder { .. } => "reminder",
            Self::LastDayToExtend => "last_day_to_extend",
            Self::LastDayToRefuse => "last_day_to_refuse",
            Self::Target => "target",
            Self::Overdue => "overdue",
            Self::StillOverdue => "still_overdue",
            Self::RetentionEnds => "retention_ends",
        }
    }
}

/// Working days before the target at which staff are reminded of an immediate right or a review.
const SHORT_REMINDERS: [u8; 2] = [5, 2];
/// Working days before the target at which staff are reminded of a verifiable right or an appeal.
const LONG_REMINDERS: [u8; 3] = [10, 5, 2];
/// Working days before the target at which an unverified requester gets a reminder.
const VERIFICATION_REMINDER: u16 = 20;
/// Working days before the target at which verification expires. The time after it is for the response.
const VERIFICATION_EXPIRES: u16 = 3;
/// Working days between two checks of an overdue request.
const STILL_OVERDUE: u16 = 5;
//= req: ca-7101-a
/// Months of retention after the response, or after a later submission (11 CCR § 7101(a): at least 24).
const RETENTION_MONTHS: i32 = 24;

impl Request {
    /// Returns when to check the request next: at its first milestone that has not passed. `None` only for a closed
    /// request that is on hold or erased.
    #[must_use]
    pub fn next_check_at(&self) -> Option<Timestamp> {
        let checked_until = self.checked_until.unwrap_or(Timestamp::MIN);
        let next = self.milestones().into_iter().map(|(at, _)| at);
        let next = next
            .filter(|at| *at > checked_until || !self.is_open())
            .min();
        next.or_else(|| self.next_overdue_check(checked_until))
    }

    /// Returns the milestones that passed by `now` and are not logged yet, in order of time.
    #[must_use]
    pub fn passed_by(&self, now: Timestamp) -> Vec<Milestone> {
        let checked_until = self.checked_until.unwrap_or(Timestamp::MIN);
        let mut passed = self.milestones();
        passed.retain(|(at, _)| *at > checked_until && *at <= now);
        passed.sort();
        let mut passed: Vec<Milestone> = passed.into_iter().map(|(_, what)| what).collect();
        let again = self.next_overdue_check(checked_until);
        if passed.is_empty() && again.is_some_and(|at| at <= now) {
            passed.push(Milestone::StillOverdue);
        }
        passed
    }

    //= req: ca-7022-a.2, ca-7062-f, ct-42-518-c-4
    /// Logs the milestones that passed, once each. An unverified requester gets a reminder. When too little time is
    /// left, verification expires. On the target, or on the last day to deny, a request of an unverified requester gets
    /// the response that they could not be verified: the law does not allow silence (11 CCR § 7021(b)).
    ///
    /// # Errors
    /// [`Refused::NoMilestonePassed`] if no milestone passed since the last check.
    pub(super) fn check_deadlines(&self, now: Timestamp) -> Result<Transition, Refused> {
        let passed = self.passed_by(now);
        if passed.is_empty() {
            return Err(Refused::NoMilestonePassed);
        }
        let mut request = Self {
            version: self.version + 1,
            checked_until: Some(now),
            ..self.clone()
        };
        let mut emails = Vec::new();
        if passed.contains(&Milestone::VerificationDue) && request.can_verify_by_email() {
            let mut email = OutboundEmail::about(
                &request,
                "verification reminder",
                EmailKind::VerificationReminder,
                self.due().and_then(|due| due.ahead(self.today(now))),
            );
            email.send_policy = request.unproven_policy(None);
            emails.push(email);
        }
        let refused = [Milestone::Target, Milestone::LastDayToRefuse];
        let refuses = passed.iter().any(|milestone| refused.contains(milestone));
        // A nearer date can put the end of verification before the last check, where it isn't seen.
        if refuses || passed.contains(&Milestone::VerificationExpired) {
            request.expire_verification(now);
        }
        if refuses
            && let RequestKind::Verifiable { stage, .. } = &mut request.kind
            && let VerifiableStage::Open {
                verification: Verification::Expired { .. },
                ..
            } = stage
        {
            let response = Response::NotVerified;
            *stage = VerifiableStage::Responded {
                at: now,
                response: response.clone(),
            };
            let mut email = OutboundEmail::about(
                &request,
                CommandName::CheckDeadlines.as_str(),
                EmailKind::Response {
                    response,
                    words: None,
                },
                None,
            );
            // Time alone causes this email, so a stranger who makes many requests could cause many of them.
            email.send_policy = request.unproven_policy(self.denial_day());
            emails = vec![email];
        }
        let event = Event::MilestonesPassed { milestones: passed };
        Ok(Transition {
            emails,
            ..self.changed_to(request, event, now)
        })
    }

    fn today(&self, now: Timestamp) -> Date {
        self.calendar().date_of(now)
    }

    fn expire_verification(&mut self, now: Timestamp) {
        if let RequestKind::Verifiable {
            stage:
                VerifiableStage::Open {
                    verification: verification @ Verification::Pending,
                    ..
                },
            ..
        } = &mut self.kind
        {
            *verification = Verification::Expired { at: now };
        }
    }

    /// Whether an email can verify the requester: it goes to their own address, and the request isn't about a child.
    fn can_verify_by_email(&self) -> bool {
        let own = self.person.email_address();
        !self.is_about_child()
            && own.is_some_and(|address| matches!(Addressee::to(address), Addressee::Email(_)))
    }

    /// Whether its rules grant an extension.
    fn may_extend(&self) -> bool {
        let granted = |rules: ApplicableRules| rules.extension(rules.day_of(self.received)).is_ok();
        self.rules().is_some_and(granted)
    }

    /// Returns when a denial is due, however much time the response has.
    fn refusal_due(&self) -> Option<Due> {
        let rules = self.rules()?;
        rules.denial_due(rules.day_of(self.received))
    }

    /// Returns the day by which an open verifiable right must be denied if its requester is not verified. "Not verified" is
    /// a denial, so an extension does not give it more time.
    fn denial_day(&self) -> Option<Date> {
        let RequestKind::Verifiable {
            stage: VerifiableStage::Open { respond_by, .. },
            ..
        } = &self.kind
        else {
            return None;
        };
        let refuse = self.refusal_due().map(|due| due.target);
        Some(refuse.map_or(respond_by.target, |day| day.min(respond_by.target)))
    }

    /// Whether the rule of its appeal grants an extension of the decision.
    fn may_extend_appeal(&self) -> bool {
        let granted = |rules: ApplicableRules| {
            let received = rules.day_of(self.received);
            rules.appeal_extension(received).is_ok()
        };
        self.rules().is_some_and(granted)
    }

    /// Returns the due dates of its stage, if it is open.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        match &self.kind {
            RequestKind::Immediate {
                stage: ImmediateStage::InForce { due, .. },
                ..
            } => Some(*due),
            RequestKind::Immediate {
                stage: ImmediateStage::Appealing { appeal, .. },
                ..
            } => Some(appeal.due),
            RequestKind::Verifiable {
                stage: VerifiableStage::Open { respond_by, .. },
                ..
            } => Some(*respond_by),
            RequestKind::Verifiable {
                stage: VerifiableStage::Appealing { appeal, .. },
                ..
            } => Some(appeal.due),
            RequestKind::Review {
                stage: ReviewStage::Waiting { due, .. },
            } => Some(*due),
            _ => None,
        }
    }

    /// Whether something remains to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.due().is_some()
    }

    fn milestones(&self) -> Vec<(Timestamp, Milestone)> {
        let days = Days(self.calendar());
        let mut found = Vec::new();
        let reminders: &[u8] = match &self.kind {
            RequestKind::Verifiable { stage, .. } => {
                if let VerifiableStage::Open {
                    acknowledge_by,
                    respond_by,
                    extended,
                    verification,
                } = stage
                {
                    if let Some(due) = acknowledge_by {
                        found.push((days.before(due.target, 2), Milestone::AcknowledgementNear));
                    }
                    if let (Verification::Pending, Some(by)) = (verification, self.denial_day()) {
                        found.push((
                            days.before(by, VERIFICATION_REMINDER),
                            Milestone::VerificationDue,
                        ));
                        found.push((
                            days.before(by, VERIFICATION_EXPIRES),
                            Milestone::VerificationExpired,
                        ));
                    }
                    if extended.is_none() && self.may_extend() {
                        let last = days.before(respond_by.target, 1);
                        found.push((last, Milestone::LastDayToExtend));
                    }
                    if let (Some(extended), Some(due)) = (extended, self.refusal_due()) {
                        let last = days.0.start_of(due.target).max(extended.at);
                        found.push((last, Milestone::LastDayToRefuse));
                    }
                }
                &LONG_REMINDERS
            }
            RequestKind::Immediate {
                stage: ImmediateStage::Appealing { .. },
                ..
            } => &LONG_REMINDERS,
            RequestKind::Immediate { .. } => &SHORT_REMINDERS,
            RequestKind::Review { .. } => {
                let arrived = days.0.date_of(self.arrived());
                found.push((days.after(arrived, 2), Milestone::Unread));
                found.push((days.after(arrived, 5), Milestone::LongUnread));
                &SHORT_REMINDERS
            }
        };
        if let Some(appeal) = self.pending_appeal()
            && appeal.extended.is_none()
            && self.may_extend_appeal()
        {
            let last = days.before(appeal.due.target, 1);
            found.push((last, Milestone::LastDayToExtend));
        }
        match (self.due(), self.retention_start()) {
            (Some(due), _) => {
                for left in reminders {
                    let at = days.before(due.target, u16::from(*left));
                    found.push((at, Milestone::Reminder { left: *left }));
                }
                found.push((days.0.start_of(due.target), Milestone::Target));
                found.push((days.0.end_of(due.latest), Milestone::Overdue));
            }
            // A request on hold is not erased, and an erased one is not erased again. The end of retention stays due
            // until the erasure, so it can be neither missed nor logged as news.
            (None, Some(_)) if self.held || self.erased.is_some() => return Vec::new(),
            (None, Some(from)) => {
                let last = days
                    .0
                    .date_of(from)
                    .saturating_add(RETENTION_MONTHS.months());
                let ends = days.0.end_of(last);
                return vec![(ends, Milestone::RetentionEnds)];
            }
            (None, None) => return Vec::new(),
        }
        // A milestone before the arrival is no news, except that the request was overdue when it arrived.
        let arrived = self.arrived();
        found.retain(|(at, what)| *at > arrived || *what == Milestone::Overdue);
        for (at, _) in &mut found {
            *at = (*at).max(arrived);
        }
        found
    }

    /// Returns the next check of an overdue request. It is checked every few working days for as long as it is open.
    fn next_overdue_check(&self, checked_until: Timestamp) -> Option<Timestamp> {
        let days = Days(self.calendar());
        let over = days.0.end_of(self.due()?.latest);
        let from = days.0.date_of(checked_until.max(over));
        Some(days.after(from, STILL_OVERDUE))
    }

    /// Returns when the request arrived. For an email, when it reached the inbox.
    fn arrived(&self) -> Timestamp {
        let arrived = self.inbound_email.as_ref().map(|mail| mail.arrived);
        arrived.unwrap_or(self.received)
    }
}

/// A calendar's working days, as the instants at which they begin.
struct Days(Calendar);

impl Days {
    fn before(&self, date: Date, working: u16) -> Timestamp {
        self.0.start_of(self.0.working_days_before(date, working))
    }

    fn after(&self, date: Date, working: u16) -> Timestamp {
        self.0.start_of(self.0.working_days_after(date, working))
    }
}
