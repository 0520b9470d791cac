//! Every stage and every step, twice: once as the machine takes them, once as this table says.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::calendar::{Due, Span};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::log::{Actor, Event};
use domain::notification::{NotificationReport, PartnerNotification};
use domain::outbound_email::{Bounce, EmailEvent, SendPolicy};
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, Region};
use domain::receipt::ReceiptId;
use domain::request::{
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, ImmediateStage,
    Note, NotificationProgress, PendingAppeal, Refused, Request, RequestId, RequestKind, Response,
    ResponseDelivery, ReviewReason, Submission, VerifiableStage, VerificationMethod, Write,
};
use domain::suppression::SuppressionChange;
use jiff::Timestamp;
use jiff::civil::date;
use std::fmt::Write as _;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

fn asks(asked: Asked) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked,
        person: Person::new(None, None, [email("ana@example.com")]).unwrap(),
        agent: None,
        channel: Channel::Form,
        received: at("2026-11-21T18:00:00Z"),
        mail: None,
        approval_required: false,
        digest: Digest::of(b"a body"),
    }
}

fn again(right: Right) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([2; 16]),
        person: Person::new(
            None,
            None,
            [email("ana@example.com"), email("ana@work.example")],
        )
        .unwrap(),
        received: at("2026-11-30T18:00:00Z"),
        ..asks(Asked::Right(right))
    }
}

fn now() -> Timestamp {
    at("2026-12-01T18:00:00Z")
}

fn open(asked: Asked) -> Request {
    Request::open(asks(asked), at("2026-11-21T18:00:01Z"))
        .unwrap()
        .request
}

fn after(request: &Request, command: Command) -> Request {
    request.apply(command, now()).unwrap().request
}

/// The demand when too little time is left to wait for a proof.
fn lapsed(demand: &Request) -> Request {
    let lapses = at("2027-01-04T18:00:00Z");
    demand
        .apply(Command::CheckDeadlines, lapses)
        .unwrap()
        .request
}

/// What a machine read in a mail.
fn by_mail(right: Right) -> Request {
    let submission = Submission {
        channel: Channel::Email,
        ..asks(Asked::Right(right))
    };
    let opened = Request::open(submission, at("2026-11-21T18:00:01Z"));
    opened.unwrap().request
}

/// One request in each stage, with a name for the table.
fn stages() -> Vec<(&'static str, Request)> {
    let choice = open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let manual = after(&choice, Command::PartnersNotified { notified: 2 });
    let notified = after(
        &choice,
        Command::NotificationProgressed(report(&choice, 2, 0)),
    );
    let demand = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let shown = after(
        &demand,
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let extended = after(
        &shown,
        Command::Extend {
            reason: "a large archive".into(),
        },
    );
    // California grants no appeal; its stages are there all the same.
    let mut appealing = after(
        &shown,
        Command::Respond(Response::Granted { delivery: None }),
    );
    appealing.kind = RequestKind::Verifiable {
        right: VerifiableRight::Delete,
        rules: shown.rules().unwrap(),
        stage: VerifiableStage::Appealing {
            responded_at: now(),
            response: Response::Granted { delivery: None },
            appeal: PendingAppeal {
                received: now(),
                due: Due {
                    target: date(2027, 1, 29),
                    latest: date(2027, 1, 30),
                },
                extended: None,
            },
        },
    };
    // Connecticut grants an appeal against any refusal.
    let denied = after(
        &lives("CT", Right::Immediate(ImmediateRight::OptOut)),
        Command::DenyForFraud(FraudBelief("a script".into())),
    );
    let denied_and_appealing = after(&denied, Command::Appeal);
    let collected = after(
        &after(
            &open(Asked::Right(Right::Verifiable(VerifiableRight::Know))),
            Command::Verify(VerificationMethod::AddressConfirmed),
        ),
        Command::Respond(Response::Granted {
            delivery: Some(file()),
        }),
    );
    let doubt = open(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    });
    vec![
        ("immediate, notification pending", choice.clone()),
        ("immediate, 0 of 2 acknowledged", notified.clone()),
        (
            "immediate, 1 of 2 acknowledged",
            after(
                &notified,
                Command::NotificationProgressed(report(&choice, 2, 1)),
            ),
        ),
        ("immediate, 0 of 2 acknowledged to staff", manual.clone()),
        (
            "immediate, 1 of 2 acknowledged to staff",
            after(&manual, Command::PartnerAcknowledged),
        ),
        (
            "immediate, done",
            after(&choice, Command::PartnersNotified { notified: 0 }),
        ),
        (
            "immediate, denied",
            after(
                &choice,
                Command::DenyForFraud(FraudBelief("a script".into())),
            ),
        ),
        (
            "immediate, ended",
            after(
                &choice,
                Command::OptIn {
                    confirmed: email("ana@example.com"),
                },
            ),
        ),
        ("immediate, denied in Connecticut", denied),
        ("immediate, appealing", denied_and_appealing.clone()),
        (
            "immediate, appeal decided",
            after(
                &denied_and_appealing,
                Command::DecideAppeal(AppealDecision::Denied {
                    because: "the same".into(),
                }),
            ),
        ),
        (
            "immediate, upheld with a newer request",
            after(
                &denied_and_appealing,
                Command::UpholdSuperseded {
                    done: "it is in force".into(),
                },
            ),
        ),
        ("immediate, ended for one identifier", in_part()),
        ("verifiable, responded with a file", collected),
        ("verifiable, verification pending", demand.clone()),
        ("verifiable, verified", shown.clone()),
        ("verifiable, verification expired", lapsed(&demand)),
        ("verifiable, extended", extended),
        (
            "verifiable, responded",
            after(
                &shown,
                Command::Respond(Response::Granted { delivery: None }),
            ),
        ),
        ("verifiable, appealing", appealing.clone()),
        (
            "verifiable, appeal decided",
            after(
                &appealing,
                Command::DecideAppeal(AppealDecision::Denied {
                    because: "the same".into(),
                }),
            ),
        ),
        ("review, waiting", doubt.clone()),
        (
            "immediate, read from an email",
            by_mail(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (
            "verifiable, read from an email",
            by_mail(Right::Verifiable(VerifiableRight::Delete)),
        ),
        (
            "review, joined",
            after(
                &doubt,
                Command::Join {
                    to: RequestId(ReceiptId::from_bytes([9; 16])),
                },
            ),
        ),
        (
            "review, not a request",
            after(
                &doubt,
                Command::NotARequest {
                    why: "a newsletter".into(),
                },
            ),
        ),
    ]
}

fn steps(request: &Request) -> Vec<Command> {
    let right = request
        .right()
        .unwrap_or(Right::Immediate(ImmediateRight::OptOut));
    vec![
        Command::Repeat(again(right)),
        Command::NotificationProgressed(report(request, 2, 0)),
        Command::NotificationProgressed(report(request, 2, 2)),
        Command::PartnersNotified { notified: 2 },
        Command::PartnerAcknowledged,
        Command::DenyForFraud(FraudBelief("a script".into())),
        Command::RequestOptIn {
            of: email("ana@example.com"),
        },
        Command::OptIn {
            confirmed: email("ana@example.com"),
        },
        Command::Verify(VerificationMethod::AddressConfirmed),
        Command::Extend {
            reason: "a large archive".into(),
        },
        Command::Respond(Response::Granted { delivery: None }),
        Command::Respond(Response::Denied { denial: denial() }),
        Command::Respond(Response::NotVerified),
        Command::RenewCode,
        Command::Appeal,
        Command::UpholdSuperseded {
            done: "it is in force".into(),
        },
        Command::DecideAppeal(AppealDecision::Upheld {
            done: "it is in force".into(),
        }),
        Command::DecideAppeal(AppealDecision::Denied {
            because: "the same".into(),
        }),
        Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
        Command::Confirm(Right::Verifiable(VerifiableRight::Delete)),
        Command::NotARequest {
            why: "a newsletter".into(),
        },
        Command::Reopen,
        Command::ChangePerson(person("bo@example.com")),
        Command::AskPerson {
            question: "Which account?".into(),
        },
        Command::Join {
            to: RequestId(ReceiptId::from_bytes([9; 16])),
        },
        Command::Reread,
        Command::Note(bounced()),
        Command::Hold { held: true },
        Command::Erase,
        Command::CheckDeadlines,
    ]
}

fn file() -> ResponseDelivery {
    ResponseDelivery::File {
        key: "answers/one.csv".into(),
        renewed: None,
    }
}

/// A choice for two addresses, whose holder took it back for the second.
fn in_part() -> Request {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let both = open(Asked::Right(right)).apply(Command::Repeat(again(right)), now());
    after(
        &both.unwrap().request,
        Command::OptIn {
            confirmed: email("ana@work.example"),
        },
    )
}

/// So many of so many have acknowledged the notification that this request owes.
fn report(request: &Request, of: u16, answered: u16) -> NotificationReport {
    NotificationReport {
        notification: request
            .progress()
            .and_then(NotificationProgress::notification)
            .unwrap_or(0),
        of,
        acknowledged: answered,
        last: (answered > 0).then(now),
        ..NotificationReport::default()
    }
}

fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "a contract".into(),
        earlier_responses: Vec::new(),
    }
}

fn person(address: &str) -> Person {
    Person::new(None, None, [email(address)]).unwrap()
}

fn bounced() -> Note {
    Note::OutboundEmail {
        email: "A".into(),
        event: EmailEvent::Bounced(Bounce::Permanent),
        at: now(),
    }
}

fn followed_up() -> Note {
    Note::FollowedUp {
        mail: ReceiptId::from_bytes([3; 16]),
        archived: "inbound/a".into(),
        evidence: true,
    }
}

#[test]
fn the_machine_takes_the_steps_that_this_table_shows() {
    let mut table = String::new();
    for (name, request) in stages() {
        let _ = writeln!(table, "{name}");
        for command in steps(&request) {
            // Most steps belong to another stage; the second writing lists them all.
            let outcome = request.apply(command.clone(), now());
            if matches!(
                outcome,
                Err(Refused::WrongStage { .. } | Refused::NothingNew)
            ) {
                continue;
            }
            let _ = write!(table, "  {:<16}", command.name().as_str());
            if let Command::Respond(answer) = &command {
                let _ = write!(table, " {answer:?}");
            }
            if let Command::Confirm(right) = &command {
                let _ = write!(table, " {}", right.as_str());
            }
            match outcome {
                Err(refused) => {
                    let _ = writeln!(table, " – {refused}");
                }
                Ok(transition) => {
                    let emails: Vec<_> = transition.emails.iter().map(|l| l.kind.name()).collect();
                    let turns: Vec<_> = transition
                        .suppressions
                        .iter()
                        .map(|s| format!("{:?}", s.change))
                        .collect();
                    let _ = writeln!(
                        table,
                        " → {}{} emails {emails:?} notifications {} suppressions {turns:?}",
                        transition.request.stage(),
                        if transition.request.is_active() {
                            ", stands,"
                        } else {
                            ""
                        },
                        transition.notifications.len(),
                    );
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// The second writing: who may be taken where, without looking at the machine.
#[test]
fn no_step_is_taken_outside_its_stage() {
    const IN_FORCE: &[&str] = &["repeat", "deny_for_fraud", "request_opt_in", "opt_in"];
    const OPEN: &[&str] = &["repeat", "verify", "extend", "respond"];
    const TO_READ: &[&str] = &[
        "confirm",
        "not_a_request",
        "change_person",
        "ask_person",
        "join",
    ];
    const CLOSED: &[&str] = &["erase"];
    /// In every stage.
    const ALWAYS: &[&str] = &["note", "hold", "check_deadlines"];
    let allowed: &[(&str, &[&str], &[&str])] = &[
        (
            "immediate, notification pending",
            IN_FORCE,
            &["partners_notified", "notification_progressed"],
        ),
        (
            "immediate, 0 of 2 acknowledged",
            IN_FORCE,
            &["notification_progressed"],
        ),
        (
            "immediate, 1 of 2 acknowledged",
            IN_FORCE,
            &["notification_progressed"],
        ),
        (
            "immediate, 0 of 2 acknowledged to staff",
            IN_FORCE,
            &["partner_acknowledged"],
        ),
        (
            "immediate, 1 of 2 acknowledged to staff",
            IN_FORCE,
            &["partner_acknowledged"],
        ),
        (
            "immediate, done",
            &["repeat", "deny_for_fraud", "request_opt_in", "opt_in"],
            CLOSED,
        ),
        ("immediate, denied", CLOSED, &[]),
        ("immediate, ended", CLOSED, &[]),
        ("immediate, denied in Connecticut", CLOSED, &["appeal"]),
        (
            "immediate, appealing",
            &["decide_appeal", "uphold_superseded"],
            &[],
        ),
        ("immediate, appeal decided", CLOSED, &[]),
        ("immediate, upheld with a newer request", CLOSED, &[]),
        (
            "immediate, ended for one identifier",
            IN_FORCE,
            &["partners_notified", "notification_progressed"],
        ),
        ("verifiable, responded with a file", CLOSED, &["renew_code"]),
        (
            "immediate, read from an email",
            IN_FORCE,
            &["partners_notified", "notification_progressed", "reread"],
        ),
        ("verifiable, verification pending", OPEN, &[]),
        (
            "verifiable, verified",
            &["repeat", "extend", "respond"],
            &[],
        ),
        (
            "verifiable, verification expired",
            &["repeat", "verify", "respond", "extend"],
            &[],
        ),
        ("verifiable, extended", &["repeat", "respond"], &[]),
        ("verifiable, read from an email", OPEN, &["reread"]),
        (
            "verifiable, responded",
            CLOSED,
            &["notification_progressed"],
        ), // California grants no appeal
        (
            "verifiable, appealing",
            &["decide_appeal"],
            &["notification_progressed"],
        ),
        (
            "verifiable, appeal decided",
            CLOSED,
            &["notification_progressed"],
        ),
        ("review, waiting", TO_READ, &[]),
        ("review, not a request", &["reopen"], CLOSED),
        ("review, joined", CLOSED, &[]),
    ];
    for (name, request) in stages() {
        let (_, some, others) = allowed.iter().find(|(stage, ..)| *stage == name).unwrap();
        let allowed = [*some, others, ALWAYS].concat();
        for command in steps(&request) {
            let name_of_command = command.name().as_str();
            let taken = request.apply(command, now()).is_ok();
            let listed = allowed.contains(&name_of_command);
            assert!(!taken || listed, "{name} took {name_of_command}");
            // An answer needs its proof, a look something that was passed, and what is heard of notifications news.
            if listed
                && !["respond", "check_deadlines", "notification_progressed"]
                    .contains(&name_of_command)
            {
                assert!(taken, "{name} refused {name_of_command}");
            }
        }
    }
}

#[test]
fn an_opt_out_is_in_force_from_receipt_and_owes_an_email_and_a_notification() {
    let transition = Request::open(
        asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut))),
        now(),
    )
    .unwrap();
    let RequestKind::Immediate { since, rules, .. } = &transition.request.kind else {
        panic!("not a choice")
    };
    assert_eq!((*since, rules.baseline.id), (now(), "ca.optout_sale_share"));
    assert_eq!(transition.write, Write::Create);
    assert_eq!(transition.suppressions.len(), 1);
    assert_eq!(
        transition.suppressions[0].change,
        SuppressionChange::AddCause
    );
    assert_eq!(transition.notifications.len(), 1);
    let due = transition.receipt.unwrap().due.unwrap();
    assert_eq!(
        due,
        Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14)
        }
    );
}

#[test]
fn the_evening_in_california_is_still_the_day_of_receipt() {
    let evening = Submission {
        received: at("2026-11-22T07:59:59Z"),
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let due = Request::open(evening, now())
        .unwrap()
        .receipt
        .unwrap()
        .due
        .unwrap();
    assert_eq!(
        due,
        Request::open(
            asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut))),
            now()
        )
        .unwrap()
        .receipt
        .unwrap()
        .due
        .unwrap()
    );
}

#[test]
fn a_repeat_gets_what_a_fresh_submission_would_get() {
    let right = Right::Verifiable(VerifiableRight::Delete);
    let standing = open(Asked::Right(right));
    let repeat = standing
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    let fresh = Request::open(again(right), now()).unwrap();
    assert_eq!(repeat.emails, fresh.emails);
    let (of_repeat, of_fresh) = (repeat.receipt.unwrap(), fresh.receipt.unwrap());
    assert_eq!(
        (of_repeat.due, &of_repeat.identifiers),
        (of_fresh.due, &of_fresh.identifiers)
    );
    assert_eq!(of_repeat.request, standing.id);
}

#[test]
fn a_repeat_of_another_right_is_another_request() {
    let standing = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let refused = standing.apply(
        Command::Repeat(again(Right::Verifiable(VerifiableRight::Know))),
        now(),
    );
    assert_eq!(refused.unwrap_err(), Refused::OtherRequest);
}

#[test]
fn an_extension_reaches_ninety_days_from_receipt_and_not_further() {
    let shown = after(
        &open(Asked::Right(Right::Verifiable(VerifiableRight::Know))),
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let transition = shown
        .apply(
            Command::Extend {
                reason: "a large archive".into(),
            },
            now(),
        )
        .unwrap();
    let whole =
        domain::calendar::Calendar::California.due(date(2026, 11, 21), Span::CalendarDays(90));
    assert_eq!(transition.emails[0].due, Some(whole));
    let late = shown.apply(
        Command::Extend {
            reason: "late".into(),
        },
        at("2027-01-07T18:00:00Z"),
    );
    assert_eq!(late.unwrap_err(), Refused::TooLateToExtend);
}

#[test]
fn nothing_is_granted_before_it_is_known_who_asks() {
    let wanted = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    assert_eq!(
        wanted
            .apply(
                Command::Respond(Response::Granted { delivery: None }),
                now()
            )
            .unwrap_err(),
        Refused::NotVerified
    );
    assert!(
        wanted
            .apply(Command::Respond(Response::NotVerified), now())
            .is_ok()
    );
}

#[test]
fn a_doubt_that_could_be_an_opt_out_is_in_force_while_it_waits_and_confirmed_from_the_first_day() {
    let transition = Request::open(
        asks(Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        }),
        now(),
    )
    .unwrap();
    assert_eq!(transition.suppressions.len(), 1);
    let confirmed = after(
        &transition.request,
        Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
    );
    let RequestKind::Immediate { since, .. } = confirmed.kind else {
        panic!("not a choice")
    };
    assert_eq!(since, now(), "in force since it was written down");

    let plain = open(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: false,
    });
    let confirmed = plain
        .apply(
            Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
            now(),
        )
        .unwrap();
    assert_eq!(
        confirmed.emails[0].in_force_since,
        Some(now()),
        "nothing was stopped before"
    );
}

#[test]
fn a_right_that_is_not_law_yet_opens_nothing() {
    let early = asks(Asked::Right(Right::Immediate(ImmediateRight::AdmtOptOut)));
    assert_eq!(
        Request::open(early.clone(), now()).unwrap_err(),
        Refused::NoLaw
    );
    let later = Submission {
        received: at("2027-01-01T08:00:00Z"),
        ..early
    };
    assert!(Request::open(later, now()).is_ok());
}

#[test]
fn an_agent_s_opt_out_is_in_force_at_once_and_the_email_goes_to_the_person() {
    let agent = Agent {
        name: None,
        email: EmailAddress::parse("agent@agents.example").ok(),
        permission: Permission::Signed,
    };
    let by_agent = Submission {
        agent: Some(agent),
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let transition = Request::open(by_agent, now()).unwrap();
    assert_eq!(transition.request.stage().as_str(), "in_force");
    assert!(format!("{:?}", transition.entry.by).contains("Agent"));
    let domain::outbound_email::Addressee::Email(to) = &transition.emails[0].to else {
        panic!("no address")
    };
    assert_eq!(to.as_str(), "ana@example.com");
}

#[test]
fn a_request_reads_back_as_it_was_written() {
    for (name, request) in stages() {
        let written = serde_json::to_string(&request).unwrap();
        let read: Request = serde_json::from_str(&written).unwrap();
        assert_eq!(read, request, "{name}");
    }
}

#[test]
fn the_record_has_its_six_fields_from_the_first_entry() {
    let table: Vec<_> = stages()
        .into_iter()
        .map(|(name, request)| {
            format!(
                "{name}: {}",
                serde_json::to_string(&domain::record::Record::of(&request)).unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_marketing_stop_is_never_denied() {
    let stop = open(Asked::Right(Right::Immediate(
        ImmediateRight::MarketingStop,
    )));
    let refused = stop
        .apply(Command::DenyForFraud(FraudBelief("a script".into())), now())
        .unwrap_err();
    assert_eq!(
        refused,
        Refused::NotGranted {
            rule: "us.can_spam_stop",
            what: "denial for fraud"
        }
    );
}

#[test]
fn what_a_repeat_adds_to_a_choice_is_told_to_partners_and_to_a_demand_is_added_nothing() {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let done = after(
        &open(Asked::Right(right)),
        Command::PartnersNotified { notified: 0 },
    );
    let transition = done.apply(Command::Repeat(again(right)), now()).unwrap();
    assert_eq!(
        (
            transition.request.stage().as_str(),
            transition.notifications.len()
        ),
        ("in_force", 1)
    );
    let pending = open(Asked::Right(right))
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        pending.notifications.len(),
        0,
        "the notification that is owed names what was added"
    );

    let right = Right::Verifiable(VerifiableRight::Know);
    let transition = open(Asked::Right(right))
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        transition.request.person.identifiers().len(),
        1,
        "nobody proved that the other address is theirs"
    );
}

#[test]
fn a_doubt_has_the_strictest_date_that_it_could_turn_out_to_have() {
    let doubt = Request::open(
        asks(Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: false,
        }),
        now(),
    )
    .unwrap();
    let due = doubt.receipt.unwrap().due.unwrap();
    assert_eq!(
        due,
        Due {
            target: date(2026, 12, 3),
            latest: date(2026, 12, 7)
        },
        "an acknowledgement's ten business days"
    );
}

/// The second writing of the step "note".
#[test]
fn a_note_changes_nothing_but_the_version_and_the_log_in_no_stage() {
    for (name, request) in stages() {
        for note in [bounced(), followed_up()] {
            let transition = request.apply(Command::Note(note.clone()), now()).unwrap();
            let mut after = transition.request.clone();
            assert_eq!(after.version, request.version + 1, "{name}");
            after.version = request.version;
            assert_eq!(after, request, "{name}");
            let was_active_for = request.was_active_for();
            let from = request.version;
            assert_eq!(
                transition.write,
                Write::Update {
                    from,
                    was_active_for
                },
                "{name}"
            );
            assert_eq!(transition.entry.event, Event::Noted(note), "{name}");
            assert!(
                transition.receipt.is_none()
                    && transition.emails.is_empty()
                    && transition.notifications.is_empty()
                    && transition.suppressions.is_empty(),
                "{name} owes something for a note"
            );
        }
    }
}

#[test]
fn a_follow_up_is_noted_by_whoever_wrote_it_and_reads_back() {
    let request = open(Asked::Right(Right::Verifiable(VerifiableRight::Correct)));
    for actor in [Actor::Person, Actor::Agent, Actor::System] {
        let transition = request.apply(Command::Note(followed_up()), now()).unwrap();
        let entry = transition.by(actor.clone()).entry;
        assert_eq!(entry.by, actor);
        let written = serde_json::to_value(&entry).unwrap();
        assert_eq!(
            (&written["event"]["event"], &written["event"]["note"]),
            (&"noted".into(), &"followed_up".into())
        );
        let read: domain::log::Entry = serde_json::from_value(written).unwrap();
        assert_eq!(read, entry);
    }
}

/// A request by somebody who lives in this state.
fn lives(code: &str, right: Right) -> Request {
    let mut submission = asks(Asked::Right(right));
    submission.person.region = Some(Region::parse(code).unwrap());
    Request::open(submission, at("2026-11-21T18:00:01Z"))
        .unwrap()
        .request
}

#[test]
fn a_virginian_s_answer_can_be_appealed_and_the_earlier_law_sets_the_date() {
    let asked = lives("VA", Right::Verifiable(VerifiableRight::Delete));
    assert_eq!(asked.rule().map(|rule| rule.id), Some("va.delete"));
    let denied = after(
        &asked,
        Command::Respond(Response::Denied { denial: denial() }),
    );
    let appealed = denied.apply(Command::Appeal, now()).unwrap();
    assert_eq!(
        appealed.emails[0].due,
        Some(Due {
            target: date(2027, 1, 29),
            latest: date(2027, 1, 30)
        }),
        "60 calendar days, aimed at the Friday"
    );
    let in_iowa = lives("IA", Right::Verifiable(VerifiableRight::Delete));
    assert_eq!(in_iowa.rule().map(|rule| rule.id), Some("ca.delete"));
    let answered = after(
        &in_iowa,
        Command::Respond(Response::Denied { denial: denial() }),
    );
    assert!(answered.apply(Command::Appeal, now()).is_ok());
}

#[test]
fn a_step_must_be_allowed_by_the_house_and_the_state() {
    let reason = "a large archive".to_owned();
    let extended = |code| {
        lives(code, Right::Verifiable(VerifiableRight::Know))
            .apply(
                Command::Extend {
                    reason: reason.clone(),
                },
                now(),
            )
            .unwrap()
            .emails[0]
            .due
            .map(|due| due.latest)
    };
    assert_eq!(extended("FL"), Some(date(2027, 1, 20)), "45 and 15");
    assert_eq!(extended("IA"), Some(date(2027, 2, 19)), "California's 90");

    let deny = |code| {
        lives(code, Right::Immediate(ImmediateRight::OptOut))
            .apply(Command::DenyForFraud(FraudBelief("a script".into())), now())
    };
    assert!(deny("CT").is_ok());
    assert_eq!(
        deny("MD").unwrap_err(),
        Refused::NotGranted {
            rule: "md.opt_out",
            what: "denial for fraud"
        }
    );
    let stop = lives("VA", Right::Immediate(ImmediateRight::OptOut));
    assert!(
        stop.apply(Command::Extend { reason }, now()).is_err(),
        "Virginia would allow it"
    );
}

#[test]
fn what_is_stored_without_its_rules_is_not_read() {
    let immediate = open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    for request in [immediate, verifiable] {
        let mut stored = serde_json::to_value(&request).unwrap();
        let kind = stored["kind"].as_object_mut().unwrap();
        kind.remove("rules").unwrap();
        kind.insert("rule".into(), "ca.delete".into());
        assert!(serde_json::from_value::<Request>(stored).is_err());
    }
}

fn opt_out() -> Request {
    open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
}

#[test]
fn a_choice_is_done_when_each_partner_acknowledged_or_staff_recorded_why_not() {
    let choice = opt_out();
    let some = NotificationReport {
        acknowledged: 2,
        ..report(&choice, 4, 0)
    };
    let progress = after(&choice, Command::NotificationProgressed(some.clone()));
    assert_eq!(progress.stage().as_str(), "in_force");
    let again = progress.apply(Command::NotificationProgressed(some), now());
    assert_eq!(again.unwrap_err(), Refused::NothingNew, "nothing new");
    let all = NotificationReport {
        acknowledged: 3,
        excused: 1,
        last: Some(now()),
        ..report(&choice, 4, 0)
    };
    let done = progress
        .apply(Command::NotificationProgressed(all), now())
        .unwrap();
    let RequestKind::Immediate {
        stage:
            ImmediateStage::Done {
                notified,
                excused,
                last,
                ..
            },
        ..
    } = done.request.kind
    else {
        panic!("not done")
    };
    assert_eq!((notified, excused, last), (3, 1, Some(now())));
    assert_eq!(done.emails[0].kind.name(), "immediate_done");
    assert!(matches!(
        done.emails[0].send_policy,
        SendPolicy::Unproven { .. }
    ));
    assert!(matches!(
        done.entry.event,
        Event::NotificationProgressed { .. }
    ));
}

#[test]
fn without_anybody_to_tell_a_choice_is_done_when_it_is_in_force_here() {
    let choice = opt_out();
    let nobody = Command::NotificationProgressed(report(&choice, 0, 0));
    assert_eq!(after(&choice, nobody).stage().as_str(), "done");
}

#[test]
fn a_notification_whose_place_another_has_taken_changes_nothing() {
    let choice = opt_out();
    let first = report(&choice, 1, 0);
    let progress = after(&choice, Command::NotificationProgressed(first.clone()));
    let right = Right::Immediate(ImmediateRight::OptOut);
    let repeated = progress
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        repeated.notifications.len(),
        1,
        "who was named is told anew"
    );
    let answered = NotificationReport {
        acknowledged: 1,
        ..first
    };
    let late = repeated
        .request
        .apply(Command::NotificationProgressed(answered), now());
    assert_eq!(late.unwrap_err(), Refused::NothingNew);
    let PartnerNotification::TellPartners { version, .. } = repeated.notifications[0];
    assert!(repeated.request.awaits(version));
    // While a notification is owed and not unfolded, it will name whatever is added.
    let added = choice.apply(Command::Repeat(again(right)), now()).unwrap();
    assert!(added.notifications.is_empty() && added.request.awaits(1));
}

#[test]
fn a_granted_deletion_is_told_beside_its_answer() {
    let demand = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let shown = after(
        &demand,
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let granted = Command::Respond(Response::Granted { delivery: None });
    let transition = shown.apply(granted, now()).unwrap();
    let PartnerNotification::TellPartners { version, .. } = transition.notifications[0];
    let answered = transition.request;
    assert!(answered.awaits(version));
    let progress = after(
        &answered,
        Command::NotificationProgressed(report(&answered, 2, 1)),
    );
    assert!(progress.awaits(version));
    let all = progress
        .apply(
            Command::NotificationProgressed(report(&answered, 2, 2)),
            now(),
        )
        .unwrap();
    assert!(!all.request.awaits(version));
    assert_eq!(
        (all.request.stage().as_str(), all.emails.len()),
        ("responded", 0)
    );
}

#[test]
fn the_email_about_a_choice_that_came_through_the_bot_trap_waits_for_staff() {
    let trapped = Submission {
        approval_required: true,
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let choice = Request::open(trapped, now()).unwrap().request;
    let done = choice.apply(
        Command::NotificationProgressed(report(&choice, 0, 0)),
        now(),
    );
    assert_eq!(
        done.unwrap().emails[0].send_policy,
        SendPolicy::AfterApproval
    );
}
