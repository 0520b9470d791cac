//! Every stage and every step, twice: once as the machine takes them, once as this table says.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::calendar::{Due, Span};
use domain::digest::Digest;
use domain::law::{Choice, Demand, Right};
use domain::letter::{Bounce, Fate, Pace};
use domain::log::{Actor, Event};
use domain::notice::{Notice, Told};
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, Region};
use domain::receipt::ReceiptId;
use domain::request::{
    Answer, Appealed, Asked, Channel, ChoiceStage, Decision, Delivery, DemandStage, Denial,
    DenialBasis, DoubtReason, Effect, FraudBelief, Matter, Note, ProofMeans, Refused, Request,
    RequestId, Step, Submission, Telling,
};
use domain::suppression::Turn;
use jiff::Timestamp;
use jiff::civil::date;
use std::fmt::Write;

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
        reviewed_first: false,
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

fn after(request: &Request, step: Step) -> Request {
    request.take(step, now()).unwrap().request
}

/// The demand when too little time is left to wait for a proof.
fn lapsed(demand: &Request) -> Request {
    let lapses = at("2027-01-04T18:00:00Z");
    demand.take(Step::Look, lapses).unwrap().request
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
    let choice = open(Asked::Right(Right::Choice(Choice::OptOut)));
    let by_hand = after(&choice, Step::PartnersTold { told: 2 });
    let notified = after(&choice, Step::NoticesCame(told(&choice, 2, 0)));
    let demand = open(Asked::Right(Right::Demand(Demand::Delete)));
    let shown = after(&demand, Step::ShowProof(ProofMeans::AddressConfirmed));
    let extended = after(
        &shown,
        Step::Extend {
            reason: "a large archive".into(),
        },
    );
    // California grants no appeal; its stages are there all the same.
    let mut appealing = after(&shown, Step::Answer(Answer::Granted { delivery: None }));
    appealing.matter = Matter::Demand {
        demand: Demand::Delete,
        grounds: shown.grounds().unwrap(),
        stage: DemandStage::Appealing {
            answered_at: now(),
            answer: Answer::Granted { delivery: None },
            appeal: Appealed {
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
        &lives("CT", Right::Choice(Choice::OptOut)),
        Step::DenyForFraud(FraudBelief("a script".into())),
    );
    let denied_and_appealing = after(&denied, Step::Appeal);
    let collected = after(
        &after(
            &open(Asked::Right(Right::Demand(Demand::Know))),
            Step::ShowProof(ProofMeans::AddressConfirmed),
        ),
        Step::Answer(Answer::Granted {
            delivery: Some(file()),
        }),
    );
    let doubt = open(Asked::Unclear {
        reason: DoubtReason::NotPlain,
        may_opt_out: true,
    });
    vec![
        ("choice, to be told", choice.clone()),
        ("choice, told 0 of 2", notified.clone()),
        (
            "choice, told 1 of 2",
            after(&notified, Step::NoticesCame(told(&choice, 2, 1))),
        ),
        ("choice, told 0 of 2 by hand", by_hand.clone()),
        (
            "choice, told 1 of 2 by hand",
            after(&by_hand, Step::PartnerAnswered),
        ),
        (
            "choice, done",
            after(&choice, Step::PartnersTold { told: 0 }),
        ),
        (
            "choice, denied",
            after(&choice, Step::DenyForFraud(FraudBelief("a script".into()))),
        ),
        (
            "choice, ended",
            after(
                &choice,
                Step::OptIn {
                    confirmed: email("ana@example.com"),
                },
            ),
        ),
        ("choice, denied in Connecticut", denied),
        ("choice, appealing", denied_and_appealing.clone()),
        (
            "choice, appeal decided",
            after(
                &denied_and_appealing,
                Step::DecideAppeal(Decision::Denied {
                    because: "the same".into(),
                }),
            ),
        ),
        (
            "choice, upheld beside a newer",
            after(
                &denied_and_appealing,
                Step::UpholdBesideNewer {
                    done: "it is in force".into(),
                },
            ),
        ),
        ("choice, in part", in_part()),
        ("demand, answered with a file", collected),
        ("demand, proof wanted", demand.clone()),
        ("demand, proof shown", shown.clone()),
        ("demand, proof lapsed", lapsed(&demand)),
        ("demand, extended", extended),
        (
            "demand, answered",
            after(&shown, Step::Answer(Answer::Granted { delivery: None })),
        ),
        ("demand, appealing", appealing.clone()),
        (
            "demand, appeal decided",
            after(
                &appealing,
                Step::DecideAppeal(Decision::Denied {
                    because: "the same".into(),
                }),
            ),
        ),
        ("doubt, waiting", doubt.clone()),
        (
            "choice, read by a machine",
            by_mail(Right::Choice(Choice::OptOut)),
        ),
        (
            "demand, read by a machine",
            by_mail(Right::Demand(Demand::Delete)),
        ),
        (
            "doubt, joined",
            after(
                &doubt,
                Step::Join {
                    to: RequestId(ReceiptId::from_bytes([9; 16])),
                },
            ),
        ),
        (
            "doubt, not a request",
            after(
                &doubt,
                Step::NotARequest {
                    why: "a newsletter".into(),
                },
            ),
        ),
    ]
}

fn steps(request: &Request) -> Vec<Step> {
    let right = request.right().unwrap_or(Right::Choice(Choice::OptOut));
    vec![
        Step::Repeat(again(right)),
        Step::NoticesCame(told(request, 2, 0)),
        Step::NoticesCame(told(request, 2, 2)),
        Step::PartnersTold { told: 2 },
        Step::PartnerAnswered,
        Step::DenyForFraud(FraudBelief("a script".into())),
        Step::AskOptIn {
            of: email("ana@example.com"),
        },
        Step::OptIn {
            confirmed: email("ana@example.com"),
        },
        Step::ShowProof(ProofMeans::AddressConfirmed),
        Step::Extend {
            reason: "a large archive".into(),
        },
        Step::Answer(Answer::Granted { delivery: None }),
        Step::Answer(Answer::Denied { denial: denial() }),
        Step::Answer(Answer::NotVerified),
        Step::RenewCode,
        Step::Appeal,
        Step::UpholdBesideNewer {
            done: "it is in force".into(),
        },
        Step::DecideAppeal(Decision::Upheld {
            done: "it is in force".into(),
        }),
        Step::DecideAppeal(Decision::Denied {
            because: "the same".into(),
        }),
        Step::Confirm(Right::Choice(Choice::OptOut)),
        Step::Confirm(Right::Demand(Demand::Delete)),
        Step::NotARequest {
            why: "a newsletter".into(),
        },
        Step::Reopen,
        Step::ChangePerson(person("bo@example.com")),
        Step::AskPerson {
            question: "Which account?".into(),
        },
        Step::Join {
            to: RequestId(ReceiptId::from_bytes([9; 16])),
        },
        Step::Reread,
        Step::Note(bounced()),
        Step::Hold { held: true },
        Step::Erase,
        Step::Look,
    ]
}

fn file() -> Delivery {
    Delivery::File {
        key: "answers/one.csv".into(),
        renewed: None,
    }
}

/// A choice for two addresses, whose holder took it back for the second.
fn in_part() -> Request {
    let right = Right::Choice(Choice::OptOut);
    let both = open(Asked::Right(right)).take(Step::Repeat(again(right)), now());
    after(
        &both.unwrap().request,
        Step::OptIn {
            confirmed: email("ana@work.example"),
        },
    )
}

/// So many of so many have acknowledged the notice that this request owes.
fn told(request: &Request, of: u16, answered: u16) -> Told {
    Told {
        notice: request.telling().and_then(Telling::notice).unwrap_or(0),
        of,
        answered,
        last: (answered > 0).then(now),
        ..Told::default()
    }
}

fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "a contract".into(),
        earlier: Vec::new(),
    }
}

fn person(address: &str) -> Person {
    Person::new(None, None, [email(address)]).unwrap()
}

fn bounced() -> Note {
    Note::Letter {
        letter: "A".into(),
        fate: Fate::Bounced(Bounce::Permanent),
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
        for step in steps(&request) {
            // Most steps belong to another stage; the second writing lists them all.
            let outcome = request.take(step.clone(), now());
            if matches!(outcome, Err(Refused::WrongStage { .. } | Refused::NoNews)) {
                continue;
            }
            let _ = write!(table, "  {:<16}", step.name());
            if let Step::Answer(answer) = &step {
                let _ = write!(table, " {answer:?}");
            }
            if let Step::Confirm(right) = &step {
                let _ = write!(table, " {}", right.as_str());
            }
            match outcome {
                Err(refused) => {
                    let _ = writeln!(table, " – {refused}");
                }
                Ok(change) => {
                    let letters: Vec<_> = change.letters.iter().map(|l| l.says.name()).collect();
                    let turns: Vec<_> = change
                        .suppressions
                        .iter()
                        .map(|s| format!("{:?}", s.turn))
                        .collect();
                    let _ = writeln!(
                        table,
                        " → {}{} letters {letters:?} notices {} suppressions {turns:?}",
                        change.request.stage(),
                        if change.request.stands() {
                            ", stands,"
                        } else {
                            ""
                        },
                        change.notices.len(),
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
    const IN_FORCE: &[&str] = &["repeat", "deny for fraud", "ask opt in", "opt in"];
    const OPEN: &[&str] = &["repeat", "show proof", "extend", "answer"];
    const TO_READ: &[&str] = &[
        "confirm",
        "not a request",
        "change person",
        "ask person",
        "join",
    ];
    const CLOSED: &[&str] = &["erase"];
    /// In every stage.
    const ALWAYS: &[&str] = &["note", "hold", "look"];
    let allowed: &[(&str, &[&str], &[&str])] = &[
        (
            "choice, to be told",
            IN_FORCE,
            &["partners told", "notices came"],
        ),
        ("choice, told 0 of 2", IN_FORCE, &["notices came"]),
        ("choice, told 1 of 2", IN_FORCE, &["notices came"]),
        (
            "choice, told 0 of 2 by hand",
            IN_FORCE,
            &["partner answered"],
        ),
        (
            "choice, told 1 of 2 by hand",
            IN_FORCE,
            &["partner answered"],
        ),
        (
            "choice, done",
            &["repeat", "deny for fraud", "ask opt in", "opt in"],
            CLOSED,
        ),
        ("choice, denied", CLOSED, &[]),
        ("choice, ended", CLOSED, &[]),
        ("choice, denied in Connecticut", CLOSED, &["appeal"]),
        (
            "choice, appealing",
            &["decide appeal", "uphold beside newer"],
            &[],
        ),
        ("choice, appeal decided", CLOSED, &[]),
        ("choice, upheld beside a newer", CLOSED, &[]),
        (
            "choice, in part",
            IN_FORCE,
            &["partners told", "notices came"],
        ),
        ("demand, answered with a file", CLOSED, &["renew code"]),
        (
            "choice, read by a machine",
            IN_FORCE,
            &["partners told", "notices came", "reread"],
        ),
        ("demand, proof wanted", OPEN, &[]),
        ("demand, proof shown", &["repeat", "extend", "answer"], &[]),
        (
            "demand, proof lapsed",
            &["repeat", "show proof", "answer", "extend"],
            &[],
        ),
        ("demand, extended", &["repeat", "answer"], &[]),
        ("demand, read by a machine", OPEN, &["reread"]),
        ("demand, answered", CLOSED, &["notices came"]), // California grants no appeal
        ("demand, appealing", &["decide appeal"], &["notices came"]),
        ("demand, appeal decided", CLOSED, &["notices came"]),
        ("doubt, waiting", TO_READ, &[]),
        ("doubt, not a request", &["reopen"], CLOSED),
        ("doubt, joined", CLOSED, &[]),
    ];
    for (name, request) in stages() {
        let (_, some, others) = allowed.iter().find(|(stage, ..)| *stage == name).unwrap();
        let allowed = [*some, others, ALWAYS].concat();
        for step in steps(&request) {
            let step_name = step.name();
            let taken = request.take(step, now()).is_ok();
            let listed = allowed.contains(&step_name);
            assert!(!taken || listed, "{name} took {step_name}");
            // An answer needs its proof, a look something that was passed, and what is heard of notices news.
            if listed && !["answer", "look", "notices came"].contains(&step_name) {
                assert!(taken, "{name} refused {step_name}");
            }
        }
    }
}

#[test]
fn an_opt_out_is_in_force_from_receipt_and_owes_a_letter_and_a_notice() {
    let change = Request::open(asks(Asked::Right(Right::Choice(Choice::OptOut))), now()).unwrap();
    let Matter::Choice { since, grounds, .. } = &change.request.matter else {
        panic!("not a choice")
    };
    assert_eq!((*since, grounds.house.id), (now(), "ca.optout_sale_share"));
    assert_eq!(change.effect, Effect::Opens);
    assert_eq!(change.suppressions.len(), 1);
    assert_eq!(change.suppressions[0].turn, Turn::Begin);
    assert_eq!(change.notices.len(), 1);
    let due = change.receipt.unwrap().due.unwrap();
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
        ..asks(Asked::Right(Right::Choice(Choice::OptOut)))
    };
    let due = Request::open(evening, now())
        .unwrap()
        .receipt
        .unwrap()
        .due
        .unwrap();
    assert_eq!(
        due,
        Request::open(asks(Asked::Right(Right::Choice(Choice::OptOut))), now())
            .unwrap()
            .receipt
            .unwrap()
            .due
            .unwrap()
    );
}

#[test]
fn a_repeat_gets_what_a_fresh_submission_would_get() {
    let right = Right::Demand(Demand::Delete);
    let standing = open(Asked::Right(right));
    let repeat = standing.take(Step::Repeat(again(right)), now()).unwrap();
    let fresh = Request::open(again(right), now()).unwrap();
    assert_eq!(repeat.letters, fresh.letters);
    let (of_repeat, of_fresh) = (repeat.receipt.unwrap(), fresh.receipt.unwrap());
    assert_eq!(
        (of_repeat.due, &of_repeat.identifiers),
        (of_fresh.due, &of_fresh.identifiers)
    );
    assert_eq!(of_repeat.request, standing.id);
}

#[test]
fn a_repeat_of_another_right_is_another_request() {
    let standing = open(Asked::Right(Right::Demand(Demand::Delete)));
    let refused = standing.take(Step::Repeat(again(Right::Demand(Demand::Know))), now());
    assert_eq!(refused.unwrap_err(), Refused::AnotherRequest);
}

#[test]
fn an_extension_reaches_ninety_days_from_receipt_and_not_further() {
    let shown = after(
        &open(Asked::Right(Right::Demand(Demand::Know))),
        Step::ShowProof(ProofMeans::AddressConfirmed),
    );
    let change = shown
        .take(
            Step::Extend {
                reason: "a large archive".into(),
            },
            now(),
        )
        .unwrap();
    let whole =
        domain::calendar::Calendar::California.due(date(2026, 11, 21), Span::CalendarDays(90));
    assert_eq!(change.letters[0].due, Some(whole));
    let late = shown.take(
        Step::Extend {
            reason: "late".into(),
        },
        at("2027-01-07T18:00:00Z"),
    );
    assert_eq!(late.unwrap_err(), Refused::TooLateToExtend);
}

#[test]
fn nothing_is_granted_before_it_is_known_who_asks() {
    let wanted = open(Asked::Right(Right::Demand(Demand::Delete)));
    assert_eq!(
        wanted
            .take(Step::Answer(Answer::Granted { delivery: None }), now())
            .unwrap_err(),
        Refused::ProofWanted
    );
    assert!(
        wanted
            .take(Step::Answer(Answer::NotVerified), now())
            .is_ok()
    );
}

#[test]
fn a_doubt_that_could_be_an_opt_out_is_in_force_while_it_waits_and_confirmed_from_the_first_day() {
    let change = Request::open(
        asks(Asked::Unclear {
            reason: DoubtReason::NotPlain,
            may_opt_out: true,
        }),
        now(),
    )
    .unwrap();
    assert_eq!(change.suppressions.len(), 1);
    let confirmed = after(
        &change.request,
        Step::Confirm(Right::Choice(Choice::OptOut)),
    );
    let Matter::Choice { since, .. } = confirmed.matter else {
        panic!("not a choice")
    };
    assert_eq!(since, now(), "in force since it was written down");

    let plain = open(Asked::Unclear {
        reason: DoubtReason::NotPlain,
        may_opt_out: false,
    });
    let confirmed = plain
        .take(Step::Confirm(Right::Choice(Choice::OptOut)), now())
        .unwrap();
    assert_eq!(
        confirmed.letters[0].in_force_since,
        Some(now()),
        "nothing was stopped before"
    );
}

#[test]
fn a_right_that_is_not_law_yet_opens_nothing() {
    let early = asks(Asked::Right(Right::Choice(Choice::AdmtOptOut)));
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
fn an_agent_s_opt_out_is_in_force_at_once_and_the_letter_goes_to_the_person() {
    let agent = Agent {
        name: None,
        email: EmailAddress::parse("agent@agents.example").ok(),
        permission: Permission::Signed,
    };
    let by_agent = Submission {
        agent: Some(agent),
        ..asks(Asked::Right(Right::Choice(Choice::OptOut)))
    };
    let change = Request::open(by_agent, now()).unwrap();
    assert_eq!(change.request.stage(), "in_force");
    assert!(format!("{:?}", change.entry.by).contains("Agent"));
    let domain::letter::Addressee::Mail(to) = &change.letters[0].to else {
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
    let stop = open(Asked::Right(Right::Choice(Choice::MarketingStop)));
    let refused = stop
        .take(Step::DenyForFraud(FraudBelief("a script".into())), now())
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
    let right = Right::Choice(Choice::OptOut);
    let done = after(&open(Asked::Right(right)), Step::PartnersTold { told: 0 });
    let change = done.take(Step::Repeat(again(right)), now()).unwrap();
    assert_eq!(
        (change.request.stage(), change.notices.len()),
        ("in_force", 1)
    );
    let owed = open(Asked::Right(right))
        .take(Step::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        owed.notices.len(),
        0,
        "the notice that is owed names what was added"
    );

    let right = Right::Demand(Demand::Know);
    let change = open(Asked::Right(right))
        .take(Step::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        change.request.person.identifiers().len(),
        1,
        "nobody proved that the other address is theirs"
    );
}

#[test]
fn a_doubt_has_the_strictest_date_that_it_could_turn_out_to_have() {
    let doubt = Request::open(
        asks(Asked::Unclear {
            reason: DoubtReason::NotPlain,
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
            let change = request.take(Step::Note(note.clone()), now()).unwrap();
            let mut after = change.request.clone();
            assert_eq!(after.version, request.version + 1, "{name}");
            after.version = request.version;
            assert_eq!(after, request, "{name}");
            let stood = request.stood();
            let from = request.version;
            assert_eq!(change.effect, Effect::Moves { from, stood }, "{name}");
            assert_eq!(change.entry.event, Event::Noted(note), "{name}");
            assert!(
                change.receipt.is_none()
                    && change.letters.is_empty()
                    && change.notices.is_empty()
                    && change.suppressions.is_empty(),
                "{name} owes something for a note"
            );
        }
    }
}

#[test]
fn a_follow_up_is_noted_by_whoever_wrote_it_and_reads_back() {
    let request = open(Asked::Right(Right::Demand(Demand::Correct)));
    for actor in [Actor::Person, Actor::Agent, Actor::System] {
        let change = request.take(Step::Note(followed_up()), now()).unwrap();
        let entry = change.by(actor.clone()).entry;
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
    let asked = lives("VA", Right::Demand(Demand::Delete));
    assert_eq!(asked.rule().map(|rule| rule.id), Some("va.delete"));
    let denied = after(&asked, Step::Answer(Answer::Denied { denial: denial() }));
    let appealed = denied.take(Step::Appeal, now()).unwrap();
    assert_eq!(
        appealed.letters[0].due,
        Some(Due {
            target: date(2027, 1, 29),
            latest: date(2027, 1, 30)
        }),
        "60 calendar days, aimed at the Friday"
    );
    let in_iowa = lives("IA", Right::Demand(Demand::Delete));
    assert_eq!(in_iowa.rule().map(|rule| rule.id), Some("ca.delete"));
    let answered = after(&in_iowa, Step::Answer(Answer::Denied { denial: denial() }));
    assert!(answered.take(Step::Appeal, now()).is_ok());
}

#[test]
fn a_step_must_be_allowed_by_the_house_and_the_state() {
    let reason = "a large archive".to_owned();
    let extended = |code| {
        lives(code, Right::Demand(Demand::Know))
            .take(
                Step::Extend {
                    reason: reason.clone(),
                },
                now(),
            )
            .unwrap()
            .letters[0]
            .due
            .map(|due| due.latest)
    };
    assert_eq!(extended("FL"), Some(date(2027, 1, 20)), "45 and 15");
    assert_eq!(extended("IA"), Some(date(2027, 2, 19)), "California's 90");

    let deny = |code| {
        lives(code, Right::Choice(Choice::OptOut))
            .take(Step::DenyForFraud(FraudBelief("a script".into())), now())
    };
    assert!(deny("CT").is_ok());
    assert_eq!(
        deny("MD").unwrap_err(),
        Refused::NotGranted {
            rule: "md.opt_out",
            what: "denial for fraud"
        }
    );
    let stop = lives("VA", Right::Choice(Choice::OptOut));
    assert!(
        stop.take(Step::Extend { reason }, now()).is_err(),
        "Virginia would allow it"
    );
}

#[test]
fn what_was_stored_with_one_rule_is_still_read() {
    let choice = open(Asked::Right(Right::Choice(Choice::OptOut)));
    let demand = open(Asked::Right(Right::Demand(Demand::Delete)));
    for (request, rule) in [(choice, "ca.optout_sale_share"), (demand, "ca.delete")] {
        let mut stored = serde_json::to_value(&request).unwrap();
        let matter = stored["matter"].as_object_mut().unwrap();
        matter.remove("grounds").unwrap();
        matter.insert("rule".into(), rule.into());
        assert_eq!(serde_json::from_value::<Request>(stored).unwrap(), request);
    }
    let change = Request::open(asks(Asked::Right(Right::Choice(Choice::Limit))), now()).unwrap();
    let older = |mut stored: serde_json::Value| {
        let fields = stored.as_object_mut().unwrap();
        fields.remove("grounds").unwrap();
        fields.insert("rule".into(), "ca.limit_spi".into());
        stored
    };
    let receipt = change.receipt.unwrap();
    let stored = older(serde_json::to_value(&receipt).unwrap());
    assert_eq!(
        serde_json::from_value::<domain::receipt::Receipt>(stored).unwrap(),
        receipt
    );
    let letter = &change.letters[0];
    let stored = older(serde_json::to_value(letter).unwrap());
    assert_eq!(
        &serde_json::from_value::<domain::letter::Letter>(stored).unwrap(),
        letter
    );
}

fn opt_out() -> Request {
    open(Asked::Right(Right::Choice(Choice::OptOut)))
}

#[test]
fn a_choice_is_done_when_each_recipient_acknowledged_or_staff_recorded_why_not() {
    let choice = opt_out();
    let some = Told {
        answered: 2,
        ..told(&choice, 4, 0)
    };
    let telling = after(&choice, Step::NoticesCame(some.clone()));
    assert_eq!(telling.stage(), "in_force");
    let again = telling.take(Step::NoticesCame(some), now());
    assert_eq!(again.unwrap_err(), Refused::NoNews, "nothing new");
    let all = Told {
        answered: 3,
        excused: 1,
        last: Some(now()),
        ..told(&choice, 4, 0)
    };
    let done = telling.take(Step::NoticesCame(all), now()).unwrap();
    let Matter::Choice {
        stage:
            ChoiceStage::Done {
                told,
                excused,
                last,
                ..
            },
        ..
    } = done.request.matter
    else {
        panic!("not done")
    };
    assert_eq!((told, excused, last), (3, 1, Some(now())));
    assert_eq!(done.letters[0].says.name(), "choice_done");
    assert!(matches!(done.letters[0].pace, Pace::Unproven { .. }));
    assert!(matches!(done.entry.event, Event::Told { .. }));
}

#[test]
fn without_anybody_to_tell_a_choice_is_done_when_it_is_in_force_here() {
    let choice = opt_out();
    let nobody = Step::NoticesCame(told(&choice, 0, 0));
    assert_eq!(after(&choice, nobody).stage(), "done");
}

#[test]
fn a_notice_whose_place_another_has_taken_changes_nothing() {
    let choice = opt_out();
    let first = told(&choice, 1, 0);
    let telling = after(&choice, Step::NoticesCame(first.clone()));
    let right = Right::Choice(Choice::OptOut);
    let repeated = telling.take(Step::Repeat(again(right)), now()).unwrap();
    assert_eq!(repeated.notices.len(), 1, "who was named is told anew");
    let answered = Told {
        answered: 1,
        ..first
    };
    let late = repeated.request.take(Step::NoticesCame(answered), now());
    assert_eq!(late.unwrap_err(), Refused::NoNews);
    let Notice::TellPartners { version, .. } = repeated.notices[0];
    assert!(repeated.request.awaits(version));
    // While a notice is owed and not unfolded, it will name whatever is added.
    let added = choice.take(Step::Repeat(again(right)), now()).unwrap();
    assert!(added.notices.is_empty() && added.request.awaits(1));
}

#[test]
fn a_granted_deletion_is_told_beside_its_answer() {
    let demand = open(Asked::Right(Right::Demand(Demand::Delete)));
    let shown = after(&demand, Step::ShowProof(ProofMeans::AddressConfirmed));
    let granted = Step::Answer(Answer::Granted { delivery: None });
    let change = shown.take(granted, now()).unwrap();
    let Notice::TellPartners { version, .. } = change.notices[0];
    let answered = change.request;
    assert!(answered.awaits(version));
    let telling = after(&answered, Step::NoticesCame(told(&answered, 2, 1)));
    assert!(telling.awaits(version));
    let all = telling
        .take(Step::NoticesCame(told(&answered, 2, 2)), now())
        .unwrap();
    assert!(!all.request.awaits(version));
    assert_eq!((all.request.stage(), all.letters.len()), ("answered", 0));
}

#[test]
fn the_letter_about_a_choice_that_came_through_the_bot_trap_waits_for_staff() {
    let trapped = Submission {
        reviewed_first: true,
        ..asks(Asked::Right(Right::Choice(Choice::OptOut)))
    };
    let choice = Request::open(trapped, now()).unwrap().request;
    let done = choice.take(Step::NoticesCame(told(&choice, 0, 0)), now());
    assert_eq!(done.unwrap().letters[0].pace, Pace::AfterReview);
}
