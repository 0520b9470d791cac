//! The effect of a change of the law on a request that is open on that day.
//!
//! Only what favors the requester counts: an appeal, a nearer date that is still to come, and a wider scope. No date moves
//! later or into the past, and the rules of the day of receipt stay, so no right ends. The sweeper applies a change with
//! `Command::ApplyLawChange`; before the day, [`Request::law_change`] says what it will do.

use super::{ImmediateStage, Refused, Request, RequestKind, Transition, VerifiableStage};
use crate::calendar::{Calendar, Due};
use crate::law::ApplicableRules;
use crate::log::Event;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The effect of a change of the law on one open request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawChange {
    /// The day on which the request gets the later rules.
    pub on: Date,
    /// The rules of the request after the change.
    pub rules: ApplicableRules,
    /// The nearer dates, if the change has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Whether the requester gets an appeal.
    pub appeal: bool,
    /// Whether the company's action must cover more.
    pub wider_scope: bool,
}

impl Request {
    /// Returns what the law of this day adds to the request, if it is open and the law adds something.
    #[must_use]
    pub fn law_change(&self, on: Date) -> Option<LawChange> {
        let right = self.right()?;
        self.change_under(
            right.rules_in(
                self.channel.means(),
                self.person.region,
                self.person.under_health_law,
                on,
            )?,
            on,
        )
    }

    /// Returns what this law adds to the request on this day.
    fn change_under(&self, law: ApplicableRules, on: Date) -> Option<LawChange> {
        let (rules, due) = (self.rules()?, self.due()?);
        let received = rules.day_of(self.received);
        if on <= received {
            return None;
        }
        let changed = rules.with_later(law, on);
        let nearer = self.later_due(law).filter(|later| later.target >= on);
        let nearer = nearer.map(|later| due.earlier(later));
        let change = LawChange {
            on,
            rules: changed,
            due: nearer.filter(|nearer| *nearer != due),
            appeal: rules.appeal().is_none() && changed.appeal().is_some(),
            wider_scope: changed.reach() > rules.reach(),
        };
        let favors = change.due.is_some() || change.appeal || change.wider_scope;
        (favors && takes_nothing(rules, changed, received)).then_some(change)
    }

    /// Returns the dates that this law would have set for the stage.
    fn later_due(&self, law: ApplicableRules) -> Option<Due> {
        let received = law.day_of(self.received);
        if let Some(appeal) = self.pending_appeal() {
            let received = law.day_of(appeal.received);
            let due = match appeal.extended {
                Some(_) => law.appeal_extension(received),
                None => law.appeal_due(received),
            };
            return due.ok();
        }
        match &self.kind {
            RequestKind::Verifiable {
                stage:
                    VerifiableStage::Open {
                        extended: Some(_), ..
                    },
                ..
            } => law.extension(received).ok().map(|(due, _)| due),
            _ => Some(law.due(received).0),
        }
    }

    /// Applies what the law of this day adds.
    ///
    /// # Errors
    /// [`Refused::NoLawChange`] if it adds nothing.
    pub(super) fn apply_law_change(&self, now: Timestamp) -> Result<Transition, Refused> {
        let today = Calendar::California.date_of(now);
        let change = self.law_change(today).ok_or(Refused::NoLawChange)?;
        Ok(self.changed(change, now))
    }

    fn changed(&self, change: LawChange, now: Timestamp) -> Transition {
        let mut kind = self.kind.clone();
        let due = match &mut kind {
            RequestKind::Immediate { rules, stage, .. } => {
                *rules = change.rules;
                immediate_due(stage)
            }
            RequestKind::Verifiable { rules, stage, .. } => {
                *rules = change.rules;
                verifiable_due(stage)
            }
            RequestKind::Review { .. } => None,
        };
        if let (Some(due), Some(nearer)) = (due, change.due) {
            *due = nearer;
        }
        let request = Self {
            version: self.version + 1,
            kind,
            ..self.clone()
        };
        self.changed_to(request, Event::LawChanged(change), now)
    }
}

/// Whether no right and no date is worse under the changed rules. They differ from the present ones in the later text, which
/// replaces that of an earlier change.
fn takes_nothing(rules: ApplicableRules, changed: ApplicableRules, received: Date) -> bool {
    let no_later = |now: Option<Due>, then: Option<Due>| match (now, then) {
        (Some(now), Some(then)) => now.earlier(then) == then,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let extension = |rules: ApplicableRules| rules.extension(received).ok().map(|(due, _)| due);
    changed.reach() >= rules.reach()
        && (changed.appeal().is_some() || rules.appeal().is_none())
        && no_later(Some(rules.due(received).0), Some(changed.due(received).0))
        && no_later(extension(rules), extension(changed))
}

fn immediate_due(stage: &mut ImmediateStage) -> Option<&mut Due> {
    match stage {
        ImmediateStage::InForce { due, .. } => Some(due),
        ImmediateStage::Appealing { appeal, .. } => Some(&mut appeal.due),
        ImmediateStage::Done { .. }
        | ImmediateStage::Denied { .. }
        | ImmediateStage::AppealDecided { .. }
        | ImmediateStage::Ended { .. } => None,
    }
}

fn verifiable_due(stage: &mut VerifiableStage) -> Option<&mut Due> {
    match stage {
        VerifiableStage::Open { respond_by, .. } => Some(respond_by),
        VerifiableStage::Appealing { appeal, .. } => Some(&mut appeal.due),
        VerifiableStage::Responded { .. } | VerifiableStage::AppealDecided { .. } => None,
    }
}

/// How many open requests a change of the law changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LawChangeCounts {
    /// Requests that it changes.
    pub requests: u64,
    /// Requests that get an earlier date for the response.
    pub earlier_date: u64,
    /// Requests that get an appeal.
    pub appeal: u64,
    /// Requests whose action must cover more.
    pub wider_scope: u64,
}

impl LawChangeCounts {
    /// Counts one request.
    pub fn add(&mut self, change: &LawChange) {
        self.requests += 1;
        self.earlier_date += u64::from(change.due.is_some());
        self.appeal += u64::from(change.appeal);
        self.wider_scope += u64::from(change.wider_scope);
    }
}

impl std::ops::AddAssign for LawChangeCounts {
    fn add_assign(&mut self, more: Self) {
        self.requests += more.requests;
        self.earlier_date += more.earlier_date;
        self.appeal += more.appeal;
        self.wider_scope += more.wider_scope;
    }
}

impl std::fmt::Display for LawChangeCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let get = |count: u64| if count == 1 { "gets" } else { "get" };
        let requests = match self.earlier_date {
            1 => "open request",
            _ => "open requests",
        };
        write!(
            f,
            "{} {requests} {} an earlier date, {} {} an appeal, {} {} a wider scope",
            self.earlier_date,
            get(self.earlier_date),
            self.appeal,
            get(self.appeal),
            self.wider_scope,
            get(self.wider_scope)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Span;
    use crate::digest::Digest;
    use crate::law::{Duty, Extension, ImmediateRight, Provision, Right, Rule, VerifiableRight};
    use crate::locale::Locale;
    use crate::person::{Identifier, IdentifierKind, Person};
    use crate::receipt::ReceiptId;
    use crate::request::{Asked, Channel, Command, Submission};
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn opened(right: Right) -> Request {
        let email = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
        let received = "2026-11-21T18:00:00Z".parse().unwrap();
        let submission = Submission {
            receipt: ReceiptId::from_bytes([1; 16]),
            asked: Asked::Right(right),
            person: Person::new(None, None, [email]).unwrap(),
            agent: None,
            channel: Channel::Form,
            locale: Locale::English,
            brand: None,
            received,
            inbound_email: None,
            approval_required: false,
            companions: Vec::new(),
            details: None,
            digest: Digest::of(b"a body"),
        };
        Request::open(submission, received).unwrap().request
    }

    /// Returns the law of a state with other periods. No text in the table shortens a period, so tests make one.
    fn law(rule: &str, days: u16, extension: Option<u16>) -> ApplicableRules {
        let mut rule = *Rule::named(rule).unwrap();
        let span = Span::CalendarDays(days);
        rule.duty = match rule.duty {
            Duty::Respond {
                right,
                acknowledge_within,
                verification,
                appeal,
                free,
                ..
            } => Duty::Respond {
                right,
                acknowledge_within,
                respond_within: span,
                extension: extension.map(|days| Extension {
                    by: Span::CalendarDays(days),
                }),
                verification,
                appeal,
                free,
            },
            Duty::Honor {
                right,
                authentication,
                ask_again_after_months,
                confirmation,
                ..
            } => Duty::Honor {
                right,
                within: span,
                authentication,
                ask_again_after_months,
                confirmation,
                fraud_denial: Provision::Absent,
                appeal: Provision::Absent,
            },
            Duty::OptIn => Duty::OptIn,
        };
        ApplicableRules {
            baseline: Box::leak(Box::new(rule)),
            state: None,
            later: None,
        }
    }

    const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
    const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
    const NEW_YEAR: Date = date(2027, 1, 1);

    fn on(day: Date) -> Timestamp {
        Calendar::California.start_of(day)
    }

    #[test]
    fn a_nearer_date_that_is_still_to_come_is_taken() {
        let deletion = opened(DELETE);
        assert_eq!(deletion.due().unwrap().target, date(2027, 1, 5));
        let change = deletion.change_under(law("va.delete", 44, None), NEW_YEAR);
        let change = change.unwrap();
        let transition = deletion.changed(change, on(NEW_YEAR));
        let after = transition.request;
        assert_eq!(after.due().unwrap().latest, date(2027, 1, 4));
        assert_eq!(after.version, deletion.version + 1);
        assert_eq!(transition.entry.event, Event::LawChanged(change));
    }

    #[test]
    fn a_nearer_date_that_has_passed_is_not_taken() {
        let deletion = opened(DELETE);
        let change = deletion.change_under(law("va.delete", 30, None), NEW_YEAR);
        let change = change.expect("Virginia grants an appeal");
        assert_eq!(change.due, None);
        let after = deletion.changed(change, on(NEW_YEAR)).request;
        assert_eq!(after.due(), deletion.due());
        let extended = after.apply(
            Command::Extend {
                reason: "a large archive".into(),
            },
            on(NEW_YEAR),
        );
        let until = extended.unwrap().request.due().unwrap();
        assert_eq!(
            until.latest,
            date(2027, 2, 19),
            "the extension is the old law's"
        );
    }

    #[test]
    fn an_extended_response_is_compared_with_the_extended_period() {
        let reason = "a large archive".to_owned();
        let extended = opened(DELETE).apply(Command::Extend { reason }, on(date(2026, 12, 1)));
        let extended = extended.unwrap().request;
        let due = |law| {
            extended
                .change_under(law, NEW_YEAR)
                .and_then(|change| change.due)
        };
        assert_eq!(due(law("va.delete", 45, Some(45))), None);
        let nearer = due(law("va.delete", 45, Some(15))).unwrap();
        assert_eq!(nearer.latest, date(2027, 1, 20));
    }

    #[test]
    fn a_requester_keeps_the_time_to_verify() {
        let reason = "a large archive".to_owned();
        let extended = opened(DELETE).apply(Command::Extend { reason }, on(date(2026, 12, 1)));
        let extended = extended.unwrap().request;
        let change = extended.change_under(law("va.delete", 45, Some(45)), NEW_YEAR);
        let after = extended.changed(change.unwrap(), on(NEW_YEAR)).request;
        // Virginia's last day to deny is January 4. "Not verified" would be a denial.
        let denial = |request: &Request| {
            let rules = request.rules().unwrap();
            rules.denial_due(rules.day_of(request.received))
        };
        assert_eq!(denial(&after), denial(&extended));
        assert_eq!(after.next_check_at(), extended.next_check_at());
    }

    #[test]
    fn an_opt_out_moves_its_date_too() {
        let opt_out = opened(OPT_OUT);
        let change = opt_out.change_under(law("va.opt_out", 12, None), date(2026, 12, 1));
        let after = opt_out
            .changed(change.unwrap(), on(date(2026, 12, 1)))
            .request;
        assert_eq!(after.due().unwrap().latest, date(2026, 12, 3));
    }

    #[test]
    fn counts_are_a_sentence() {
        let mut counts = LawChangeCounts::default();
        assert_eq!(
            counts.to_string(),
            "0 open requests get an earlier date, 0 get an appeal, 0 get a wider scope"
        );
        let deletion = opened(DELETE);
        let change = deletion.change_under(law("va.delete", 44, None), NEW_YEAR);
        counts.add(&change.unwrap());
        assert_eq!(
            counts.to_string(),
            "1 open request gets an earlier date, 1 gets an appeal, 1 gets a wider scope"
        );
    }

    proptest! {
        #[test]
        fn no_period_moves_a_date_later_or_into_the_past(
            first in 1_u16..120,
            second in 1_u16..120,
            more in proptest::option::of(1_u16..120),
            after in 1_i64..100,
            extends: bool,
        ) {
            for (right, rule) in [(DELETE, "va.delete"), (OPT_OUT, "va.opt_out")] {
                let mut request = opened(right);
                let reason = "a large archive".to_owned();
                if extends && let Ok(longer) = request.apply(Command::Extend { reason }, request.received) {
                    request = longer.request;
                }
                // Two changes, one after the other.
                for (days, wait) in [(first, after), (second, after + 7)] {
                    let day = date(2026, 11, 21) + wait.days();
                    let Some(change) = request.change_under(law(rule, days, more), day) else { continue };
                    let changed = request.changed(change, on(day)).request;
                    let (before, due) = (request.due().unwrap(), changed.due().unwrap());
                    prop_assert!(due.target <= due.latest);
                    prop_assert_eq!(before.earlier(due), due);
                    prop_assert!(due.target == before.target || due.target >= day);
                    prop_assert!(due.latest == before.latest || due.latest >= day);
                    prop_assert!(request.rules().unwrap().appeal().is_none() || changed.rules().unwrap().appeal().is_some());
                    prop_assert_eq!(changed.change_under(law(rule, days, more), day), None);
                    request = changed;
                }
            }
        }
    }
}
