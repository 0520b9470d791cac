//! The status page and its JSON in every stage that a request can be in.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use askama::Template;
use domain::calendar::Due;
use domain::company::{Color, Company};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::notification::NotificationReport;
use domain::person::{EmailAddress, Identifier, IdentifierKind, Person, Region};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    Appealed, Asked, Channel, Command, Decision, Denial, DenialBasis, FraudBelief, Request,
    RequestKind, Response, ReviewReason, Submission, VerifiableStage, VerificationMethod,
};
use jiff::Timestamp;
use jiff::civil::date;
use pages::Pages;
use status_lookup::Story;
use status_lookup::page::StatusPage;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn asks(id: u8, asked: Asked, received: &str) -> Submission {
    let email = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked,
        person: Person::new(None, None, [email]).unwrap(),
        agent: None,
        channel: Channel::Form,
        received: at(received),
        mail: None,
        reviewed_first: false,
        digest: Digest::of(&[id]),
    }
}

fn opened(asked: Asked) -> (Receipt, Request) {
    let received = "2026-11-21T18:00:00Z";
    let transition = Request::open(asks(1, asked, received), at(received)).unwrap();
    (transition.receipt.unwrap(), transition.request)
}

fn after(request: &Request, steps: impl IntoIterator<Item = Command>) -> Request {
    let mut request = request.clone();
    for (day, command) in steps.into_iter().enumerate() {
        let now = at(&format!("2026-12-0{}T18:00:00Z", day + 1));
        request = request.apply(command, now).unwrap().request;
    }
    request
}

/// Each stage with its name, as the receipt that opened the request tells it.
fn stages() -> Vec<(&'static str, Receipt, Request)> {
    let (choice_receipt, choice) = opened(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let (demand_receipt, demand) = opened(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let (doubt_receipt, doubt) = opened(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    });
    let own = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    let shown = after(
        &demand,
        [Command::Verify(VerificationMethod::AddressConfirmed)],
    );
    let answered = after(
        &shown,
        [Command::Respond(Response::InPart {
            denial: denial(),
            delivery: None,
        })],
    );
    let mut appealing = answered.clone();
    appealing.kind = RequestKind::Verifiable {
        demand: VerifiableRight::Delete,
        rules: answered.rules().unwrap(),
        stage: VerifiableStage::Appealing {
            responded_at: at("2026-12-01T18:00:00Z"),
            answer: Response::InPart {
                denial: denial(),
                delivery: None,
            },
            appeal: Appealed {
                received: at("2026-12-02T18:00:00Z"),
                due: Due {
                    target: date(2027, 1, 29),
                    latest: date(2027, 1, 31),
                },
                extended: None,
            },
        },
    };
    let of_choice = |steps: Vec<Command>| after(&choice, steps);
    vec![
        ("in force", choice_receipt.clone(), choice.clone()),
        (
            "done",
            choice_receipt.clone(),
            of_choice(vec![notified(0, 0), notified(3, 1)]),
        ),
        (
            "being told",
            choice_receipt.clone(),
            of_choice(vec![notified(0, 0), notified(2, 1)]),
        ),
        (
            "done, with nobody to tell",
            choice_receipt.clone(),
            of_choice(vec![Command::NotificationProgressed(NotificationReport {
                notification: 1,
                ..NotificationReport::default()
            })]),
        ),
        (
            "denied",
            choice_receipt.clone(),
            of_choice(vec![Command::DenyForFraud(FraudBelief("a script".into()))]),
        ),
        (
            "ended",
            choice_receipt.clone(),
            of_choice(vec![Command::OptIn { confirmed: own }]),
        ),
        ("in force for the rest", in_part().0, in_part().1),
        ("appealing a choice", denied_choice().0, denied_choice().1),
        (
            "appeal of a choice denied",
            denied_choice().0,
            after(
                &denied_choice().1,
                [Command::DecideAppeal(Decision::Denied {
                    because: "The card was stolen.".into(),
                })],
            ),
        ),
        (
            "appeal of a choice upheld beside a newer",
            denied_choice().0,
            after(
                &denied_choice().1,
                [Command::UpholdBesideNewer {
                    done: "It is in force.".into(),
                }],
            ),
        ),
        ("open", demand_receipt.clone(), demand.clone()),
        (
            "extended",
            demand_receipt.clone(),
            after(
                &shown,
                [Command::Extend {
                    reason: "a large archive".into(),
                }],
            ),
        ),
        ("answered", demand_receipt.clone(), answered),
        (
            "not verified",
            demand_receipt.clone(),
            after(&demand, [Command::Respond(Response::NotVerified)]),
        ),
        ("appealing", demand_receipt.clone(), appealing.clone()),
        (
            "appeal decided",
            demand_receipt,
            after(
                &appealing,
                [Command::DecideAppeal(Decision::Upheld {
                    done: "We deleted it.".into(),
                })],
            ),
        ),
        ("to be read", doubt_receipt.clone(), doubt.clone()),
        (
            "not a request",
            doubt_receipt,
            after(
                &doubt,
                [Command::NotARequest {
                    why: "a newsletter".into(),
                }],
            ),
        ),
    ]
}

/// A choice for two addresses that the holder of the first took back.
fn in_part() -> (Receipt, Request) {
    let mut both = asks(
        1,
        Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        "2026-11-21T18:00:00Z",
    );
    let addresses = ["ana@example.org", "zoe@example.org"];
    let addresses =
        addresses.map(|address| Identifier::parse(IdentifierKind::Email, address).unwrap());
    both.person = Person::new(None, None, addresses.clone()).unwrap();
    let opened = Request::open(both, at("2026-11-21T18:00:00Z")).unwrap();
    let [confirmed, _] = addresses;
    let ended = after(&opened.request, [Command::OptIn { confirmed }]);
    (opened.receipt.unwrap(), ended)
}

/// A choice that was denied to somebody whose state grants an appeal, and that they appeal.
fn denied_choice() -> (Receipt, Request) {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let mut asked = asks(1, right, "2026-11-21T18:00:00Z");
    asked.person.region = Region::parse("CT").ok();
    let opened = Request::open(asked, at("2026-11-21T18:00:00Z")).unwrap();
    let denied = Command::DenyForFraud(FraudBelief("a script".into()));
    let appealing = after(&opened.request, [denied, Command::Appeal]);
    (opened.receipt.unwrap(), appealing)
}

#[test]
fn a_receipt_tells_of_what_it_named_alone_who_took_it_back() {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let received = "2026-11-21T18:00:00Z";
    let opened = Request::open(asks(1, right.clone(), received), at(received)).unwrap();
    let mut wider = asks(2, right, received);
    let work = Identifier::parse(IdentifierKind::Email, "zoe@work.example").unwrap();
    let own = wider.person.identifiers().to_vec();
    wider.person = Person::new(None, None, own.into_iter().chain([work.clone()])).unwrap();
    let wider = opened
        .request
        .apply(Command::Repeat(wider), at(received))
        .unwrap();
    let ended = after(&wider.request, [Command::OptIn { confirmed: work }]);
    let notified = |receipt: Option<Receipt>| {
        serde_json::to_string(&Story::of(&receipt.unwrap(), &ended).json()).unwrap()
    };
    let first = notified(opened.receipt);
    assert!(
        first.contains("\"stage\":\"in_force\"") && !first.contains("opted back in"),
        "{first}"
    );
    let second = notified(wider.receipt);
    assert!(
        second.contains("You opted back in for z***@work.example."),
        "{second}"
    );
}

/// So many of four have acknowledged, and staff recorded for so many why they need not.
fn notified(answered: u16, excused: u16) -> Command {
    Command::NotificationProgressed(NotificationReport {
        notification: 1,
        of: 4,
        answered,
        excused,
        last: (answered > 0).then(|| at("2026-12-02T17:00:00Z")),
        ..NotificationReport::default()
    })
}

#[test]
fn every_stage_tells_programs_its_story() {
    let notified = stages().into_iter().map(|(name, receipt, request)| {
        let story = serde_json::to_string_pretty(&Story::of(&receipt, &request).json()).unwrap();
        format!("{name}\n{story}")
    });
    insta::assert_snapshot!(notified.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn every_stage_tells_people_its_story() {
    let pages = Pages::new(Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Bay Street".into()],
        privacy_policy: "https://example.com/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: "https://privacy.example.com".into(),
    });
    let notified = stages().into_iter().map(|(name, receipt, request)| {
        let view = Story::of(&receipt, &request).view(at("2026-12-10T18:00:00Z"));
        let page = StatusPage {
            pages: &pages,
            view,
        }
        .render()
        .unwrap();
        let main = page
            .split("<main")
            .nth(1)
            .unwrap()
            .split("</main>")
            .next()
            .unwrap();
        format!("══ {name}\n<main{main}")
    });
    insta::assert_snapshot!(notified.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_denied_appeal_names_the_state_s_body_and_a_repeat_only_that_of_the_state_it_named_itself() {
    let right = Asked::Right(Right::Verifiable(VerifiableRight::Know));
    let received = "2026-11-21T18:00:00Z";
    let lives = |n, code: Option<&str>| {
        let mut submission = asks(n, right.clone(), received);
        submission.person.region = code.map(|code| Region::parse(code).unwrap());
        submission
    };
    let transition = Request::open(lives(1, Some("VA")), at(received)).unwrap();
    let repeat = transition
        .request
        .apply(Command::Repeat(lives(2, None)), at(received))
        .unwrap();
    let denied = Response::Denied { denial: denial() };
    let decided = after(
        &transition.request,
        [
            Command::Respond(denied),
            Command::Appeal,
            Command::DecideAppeal(Decision::Denied {
                because: "It is as we said.".into(),
            }),
        ],
    );
    let story = |receipt: Option<Receipt>| {
        serde_json::to_value(Story::of(&receipt.unwrap(), &decided).json()).unwrap()
    };
    let own = story(transition.receipt);
    assert_eq!(own["law"], "virginia");
    assert_eq!(
        (&own["rule"], &own["unconfirmed"]),
        (&"va.know".into(), &true.into())
    );
    let next = own["next"].to_string();
    assert!(
        next.contains("complain to the Attorney General of Virginia (https://"),
        "{next}"
    );
    let other = story(repeat.receipt);
    assert_eq!(other["law"], "ccpa");
    assert!(!other.to_string().contains("Virginia"), "{other}");
}

#[test]
fn a_repeat_of_a_choice_that_was_done_before_tells_what_a_fresh_one_would() {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let (_, choice) = opened(right.clone());
    let done = after(&choice, [Command::PartnersTold { notified: 0 }]);
    let received = "2026-12-05T18:00:00Z";
    let repeat = done
        .apply(
            Command::Repeat(asks(2, right.clone(), received)),
            at(received),
        )
        .unwrap();
    let fresh = Request::open(asks(2, right, received), at(received)).unwrap();
    let story = |transition: domain::request::Transition| {
        serde_json::to_string(&Story::of(&transition.receipt.unwrap(), &transition.request).json())
            .unwrap()
    };
    assert_eq!(story(repeat), story(fresh));
}

fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "Your contract runs until May.".into(),
        earlier: Vec::new(),
    }
}
