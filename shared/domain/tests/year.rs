//! A simulated year of requests for every right, under every law and through every channel. Staff act early, late or
//! never, and people answer or don't. After each day, the test checks every promise about every request.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::calendar::Calendar;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::log::{Entry, Event};
use domain::person::{Agent, Identifier, IdentifierKind, Permission, Person, Region};
use domain::receipt::{KeyOwner, ReceiptId};
use domain::request::{
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, Milestone, Refused, Request,
    RequestKind, Response, ResponseDelivery, ReviewReason, ReviewStage, StageName, Submission,
    Transition, VerifiableStage, Verification, VerificationMethod,
};
use domain::suppression::{Purpose, SuppressionChange};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;

const REQUESTS: u32 = 2_000;
const FIRST_DAY: &str = "2026-11-21T17:00:00Z";
/// A year of arrivals, and the time until the last response, late responses and appeals included.
const DAYS: i64 = 365 + 200;

/// How staff treat a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Staff {
    Early,
    OnTime,
    Late,
    Never,
}

/// A request with its history.
struct Life {
    request: Request,
    log: Vec<Entry>,
    /// The kinds of its emails, in order.
    emails: Vec<&'static str>,
    staff: Staff,
    proves: bool,
    appeals: bool,
    /// The number of causes in force, by purpose.
    stopped: BTreeMap<&'static str, i32>,
    was_overdue: bool,
}

/// A random number generator with a fixed sequence.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_of<T: Copy>(&mut self, these: &[T]) -> T {
        these[usize::try_from(self.roll(these.len() as u64)).unwrap()]
    }
}

impl Life {
    fn begins(transition: Transition, staff: Staff, dice: &mut Dice) -> Self {
        let mut life = Self {
            request: transition.request.clone(),
            log: Vec::new(),
            emails: Vec::new(),
            staff,
            proves: dice.roll(3) > 0,
            appeals: dice.roll(2) == 0,
            stopped: BTreeMap::new(),
            was_overdue: false,
        };
        life.lives(transition);
        life
    }

    fn lives(&mut self, transition: Transition) {
        for turn in &transition.suppressions {
            let count = self.stopped.entry(turn.purpose.as_str()).or_default();
            *count = i32::from(turn.change == SuppressionChange::AddCause);
        }
        self.emails
            .extend(transition.emails.iter().map(|email| email.kind.name()));
        self.log.push(transition.entry);
        self.request = transition.request;
    }

    fn apply(&mut self, command: Command, now: Timestamp) {
        let name = command.name();
        match self.request.apply(command, now) {
            Ok(transition) => self.lives(transition),
            Err(Refused::NotGranted { .. } | Refused::TooLateToExtend) => {}
            Err(refused) => panic!("{name} on {}: {refused}", self.request.stage().as_str()),
        }
    }

    /// Runs the sweeper, if a check is due.
    fn sweep(&mut self, now: Timestamp) {
        if self.request.is_open() && self.request.next_check_at().is_some_and(|at| at <= now) {
            self.apply(Command::CheckDeadlines, now);
        }
    }

    /// Returns when staff act: a day derived from its due dates.
    fn staff_act(&self, now: Timestamp) -> bool {
        let Some(due) = self.request.due() else {
            return false;
        };
        let today = Calendar::California.date_of(now);
        match self.staff {
            Staff::Early => true,
            Staff::OnTime => today >= Calendar::California.working_days_before(due.target, 1),
            Staff::Late => today >= Calendar::California.working_days_after(due.latest, 8),
            Staff::Never => false,
        }
    }

    /// Acts as staff and as the person on this day.
    fn day(&mut self, now: Timestamp, dice: &mut Dice) {
        let age = now.duration_since(self.request.received);
        if self.proves && age > SignedDuration::from_hours(24 * 9) && self.wants_verification() {
            self.apply(Command::Verify(VerificationMethod::AddressConfirmed), now);
        }
        if !self.staff_act(now) {
            return;
        }
        match self.request.kind.clone() {
            RequestKind::Review { .. } => match dice.roll(3) {
                0 => self.apply(
                    Command::NotARequest {
                        why: "a question about an order".into(),
                    },
                    now,
                ),
                1 => self.apply(
                    Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
                    now,
                ),
                _ => self.apply(
                    Command::Confirm(Right::Verifiable(VerifiableRight::Delete)),
                    now,
                ),
            },
            RequestKind::Immediate { .. } => {
                self.apply(Command::PartnersNotified { notified: 0 }, now)
            }
            RequestKind::Verifiable {
                right: verifiable, ..
            } if self.request.stage().as_str() == "appealing" => {
                let explanation = format!("nothing new about this {verifiable:?}");
                self.apply(
                    Command::DecideAppeal(AppealDecision::Denied { explanation }),
                    now,
                );
            }
            RequestKind::Verifiable {
                right: verifiable, ..
            } => {
                if self.staff == Staff::OnTime && dice.roll(4) == 0 {
                    self.apply(
                        Command::Extend {
                            reason: "three systems are being moved".into(),
                        },
                        now,
                    );
                    if self.emails.last() == Some(&"response_extended") {
                        self.staff = Staff::Early;
                        return;
                    }
                }
                let answer = match (self.wants_verification(), dice.roll(3)) {
                    (true, _) => Response::NotVerified,
                    (false, 0) => Response::Denied { denial: denial() },
                    (false, _) => Response::Granted {
                        delivery: delivery(verifiable),
                    },
                };
                self.apply(Command::respond(answer), now);
            }
        }
    }

    fn wants_verification(&self) -> bool {
        let verification = match &self.request.kind {
            RequestKind::Verifiable {
                stage: VerifiableStage::Open { verification, .. },
                ..
            } => verification,
            _ => return false,
        };
        !matches!(verification, Verification::Verified { .. })
    }

    /// Whether anything can still happen to it.
    fn goes_on(&self) -> bool {
        self.request.is_open() || (self.appeals && self.request.stage() == StageName::Responded)
    }

    /// Checks the promises about a request at the end of a day.
    fn keeps_its_promises(&mut self, now: Timestamp) {
        let request = &self.request;
        let what = format!("{:?} {}", request.right(), request.stage().as_str());
        assert_eq!(
            self.log.len() as u64,
            request.version,
            "the log is complete: {what}"
        );
        assert!(
            request.passed_by(now).is_empty(),
            "a milestone is on the log the day it passes: {what}"
        );
        if request.is_open() {
            assert!(
                request.next_check_at().unwrap() > now,
                "something will move it: {what}"
            );
            let today = Calendar::California.date_of(now);
            let overdue = request.due().unwrap().latest < today;
            let alarmed = self.log.iter().any(|entry| {
                matches!(&entry.event, Event::MilestonesPassed { milestones } if milestones.contains(&Milestone::Overdue))
            });
            assert!(!overdue || alarmed, "what is overdue has alarmed: {what}");
            self.was_overdue |= overdue;
        }
        let in_force = |purpose: Purpose| self.stopped.get(purpose.as_str()) == Some(&1);
        match &request.kind {
            RequestKind::Immediate {
                right: immediate, ..
            } => {
                assert!(in_force((*immediate).into()), "{what}")
            }
            RequestKind::Review {
                stage:
                    ReviewStage::Waiting {
                        provisional_since, ..
                    },
            } => {
                assert_eq!(
                    provisional_since.is_some(),
                    in_force(Purpose::SaleSharing),
                    "{what}"
                );
            }
            _ => assert!(self.stopped.values().all(|count| *count == 0), "{what}"),
        }
        let notified = |kind: &str| self.emails.contains(&kind);
        let stage = request.stage().as_str();
        assert_eq!(
            matches!(stage, "responded" | "appealing" | "appeal_decided"),
            notified("response"),
            "{what}"
        );
        assert_eq!(
            stage == "appeal_decided",
            notified("appeal_decided"),
            "{what}"
        );
    }
}

fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "a contract that runs until May".into(),
        earlier_responses: Vec::new(),
    }
}

fn delivery(verifiable: VerifiableRight) -> Option<ResponseDelivery> {
    let how = "by registered email".to_owned();
    (verifiable == VerifiableRight::Know).then_some(ResponseDelivery::Elsewhere { how })
}

fn arrives(n: u32, received: Timestamp, dice: &mut Dice) -> Life {
    const STATES: [&str; 12] = [
        "CA", "VA", "CO", "CT", "TX", "FL", "OR", "MD", "IA", "NE", "NV", "MN",
    ];
    let asked = match dice.roll(8) {
        0 => Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: dice.roll(2) == 0,
        },
        _ => Asked::Right(dice.one_of(&Right::BASIC)),
    };
    let region = (dice.roll(4) > 0).then(|| Region::parse(dice.one_of(&STATES)).unwrap());
    let address = Identifier::parse(IdentifierKind::Email, &format!("p{n}@example.org")).unwrap();
    let agent = (dice.roll(6) == 0).then_some(Agent {
        name: None,
        email: None,
        permission: Permission::Signed,
    });
    let submission = Submission {
        receipt: ReceiptId::from_idempotency_key(KeyOwner::Anyone, &n.to_string()),
        asked,
        person: Person::new(None, region, [address]).unwrap(),
        agent,
        channel: dice.one_of(&[Channel::Form, Channel::Api, Channel::Email]),
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(&n.to_be_bytes()),
    };
    let staff = dice.one_of(&[
        Staff::Early,
        Staff::OnTime,
        Staff::OnTime,
        Staff::Late,
        Staff::Never,
    ]);
    Life::begins(Request::open(submission, received).unwrap(), staff, dice)
}

//= req: ca-7026-f-1, ca-7021-b
#[test]
fn in_a_year_no_request_is_lost_late_without_an_alarm_or_against_the_law() {
    let mut dice = Dice(7);
    let first: Timestamp = FIRST_DAY.parse().unwrap();
    let mut arrivals: Vec<Timestamp> = (0..REQUESTS)
        .map(|_| {
            first + SignedDuration::from_mins(i64::try_from(dice.roll(365 * 24 * 60)).unwrap())
        })
        .collect();
    arrivals.sort();
    let mut arrivals = (0..).zip(arrivals).peekable();
    let mut lives: Vec<Life> = Vec::new();
    for day in 0..DAYS {
        let now = first + SignedDuration::from_hours(24 * (day + 1));
        while let Some((n, received)) = arrivals.next_if(|(_, received)| *received <= now) {
            lives.push(arrives(n, received, &mut dice));
        }
        for life in lives.iter_mut().filter(|life| life.goes_on()) {
            life.sweep(now);
            life.day(now, &mut dice);
            if life.appeals && life.request.stage() == StageName::Responded {
                life.appeals = false;
                life.apply(Command::Appeal, now);
            }
            life.sweep(now);
            life.keeps_its_promises(now);
        }
        let by_stage: usize = count(&lives, |life| life.request.stage().as_str())
            .values()
            .sum();
        assert_eq!(by_stage, lives.len(), "as many are somewhere as came in");
    }
    assert_eq!(lives.len(), REQUESTS as usize);
    let table = summary(&lives);
    insta::assert_snapshot!(table);
    let page = include_str!("../../../docs/simulation.md");
    assert!(
        page.contains(&table),
        "put this table into docs/simulation.md:\n{table}"
    );
}

fn count<K: Ord>(lives: &[Life], key: impl Fn(&Life) -> K) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for life in lives {
        *counts.entry(key(life)).or_default() += 1;
    }
    counts
}

/// Returns the outcomes, by how staff acted.
fn summary(lives: &[Life]) -> String {
    let mut table = String::from(
        "| staff | requests | closed in time | overdue, with an alarm | not verified, answered by the clock | open at the end |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for staff in [Staff::Early, Staff::OnTime, Staff::Late, Staff::Never] {
        let theirs: Vec<&Life> = lives.iter().filter(|life| life.staff == staff).collect();
        let is = |what: &dyn Fn(&Life) -> bool| theirs.iter().filter(|life| what(life)).count();
        let by_clock = |life: &Life| {
            life.log.iter().any(|entry| {
                matches!(&entry.event, Event::MilestonesPassed { milestones } if milestones.contains(&Milestone::Target))
            }) && life.request.stage() != StageName::Open && life.emails.contains(&"response") && !life.was_overdue
        };
        let name = match staff {
            Staff::Early => "act at once",
            Staff::OnTime => "act on the last day but one",
            Staff::Late => "act eight working days late",
            Staff::Never => "never act",
        };
        let _ = writeln!(
            table,
            "| {name} | {} | {} | {} | {} | {} |",
            theirs.len(),
            is(&|life| !life.request.is_open() && !life.was_overdue),
            is(&|life| life.was_overdue),
            is(&|life| by_clock(life) && staff != Staff::OnTime),
            is(&|life| life.request.is_open()),
        );
    }
    table
}
