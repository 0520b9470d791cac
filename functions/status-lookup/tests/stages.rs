//! The status page and its JSON in every stage that a request can be in.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use askama::Template;
use domain::calendar::Due;
use domain::company::{Colour, Company};
use domain::digest::Digest;
use domain::law::{Choice, Demand, Right};
use domain::notice::Told;
use domain::person::{EmailAddress, Identifier, IdentifierKind, Person, Region};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    Answer, Appealed, Asked, Channel, Decision, DemandStage, Denial, DenialBasis, DoubtReason,
    FraudBelief, Matter, ProofMeans, Request, Step, Submission,
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
    let change = Request::open(asks(1, asked, received), at(received)).unwrap();
    (change.receipt.unwrap(), change.request)
}

fn after(request: &Request, steps: impl IntoIterator<Item = Step>) -> Request {
    let mut request = request.clone();
    for (day, step) in steps.into_iter().enumerate() {
        let now = at(&format!("2026-12-0{}T18:00:00Z", day + 1));
        request = request.take(step, now).unwrap().request;
    }
    request
}

/// Each stage with its name, as the receipt that opened the request tells it.
fn stages() -> Vec<(&'static str, Receipt, Request)> {
    let (choice_receipt, choice) = opened(Asked::Right(Right::Choice(Choice::OptOut)));
    let (demand_receipt, demand) = opened(Asked::Right(Right::Demand(Demand::Delete)));
    let (doubt_receipt, doubt) = opened(Asked::Unclear {
        reason: DoubtReason::NotPlain,
        may_opt_out: true,
    });
    let own = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    let shown = after(&demand, [Step::ShowProof(ProofMeans::AddressConfirmed)]);
    let answered = after(
        &shown,
        [Step::Answer(Answer::InPart {
            denial: denial(),
            delivery: None,
        })],
    );
    let mut appealing = answered.clone();
    appealing.matter = Matter::Demand {
        demand: Demand::Delete,
        grounds: answered.grounds().unwrap(),
        stage: DemandStage::Appealing {
            answered_at: at("2026-12-01T18:00:00Z"),
            answer: Answer::InPart {
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
    let of_choice = |steps: Vec<Step>| after(&choice, steps);
    vec![
        ("in force", choice_receipt.clone(), choice.clone()),
        (
            "done",
            choice_receipt.clone(),
            of_choice(vec![told(0, 0), told(3, 1)]),
        ),
        (
            "being told",
            choice_receipt.clone(),
            of_choice(vec![told(0, 0), told(2, 1)]),
        ),
        (
            "done, with nobody to tell",
            choice_receipt.clone(),
            of_choice(vec![Step::NoticesCame(Told {
                notice: 1,
                ..Told::default()
            })]),
        ),
        (
            "denied",
            choice_receipt.clone(),
            of_choice(vec![Step::DenyForFraud(FraudBelief("a script".into()))]),
        ),
        (
            "ended",
            choice_receipt.clone(),
            of_choice(vec![Step::OptIn { confirmed: own }]),
        ),
        ("in force for the rest", in_part().0, in_part().1),
        ("appealing a choice", denied_choice().0, denied_choice().1),
        (
            "appeal of a choice denied",
            denied_choice().0,
            after(
                &denied_choice().1,
                [Step::DecideAppeal(Decision::Denied {
                    because: "The card was stolen.".into(),
                })],
            ),
        ),
        (
            "appeal of a choice upheld beside a newer",
            denied_choice().0,
            after(
                &denied_choice().1,
                [Step::UpholdBesideNewer {
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
                [Step::Extend {
                    reason: "a large archive".into(),
                }],
            ),
        ),
        ("answered", demand_receipt.clone(), answered),
        (
            "not verified",
            demand_receipt.clone(),
            after(&demand, [Step::Answer(Answer::NotVerified)]),
        ),
        ("appealing", demand_receipt.clone(), appealing.clone()),
        (
            "appeal decided",
            demand_receipt,
            after(
                &appealing,
                [Step::DecideAppeal(Decision::Upheld {
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
                [Step::NotARequest {
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
        Asked::Right(Right::Choice(Choice::OptOut)),
        "2026-11-21T18:00:00Z",
    );
    let addresses = ["ana@example.org", "zoe@example.org"];
    let addresses =
        addresses.map(|address| Identifier::parse(IdentifierKind::Email, address).unwrap());
    both.person = Person::new(None, None, addresses.clone()).unwrap();
    let opened = Request::open(both, at("2026-11-21T18:00:00Z")).unwrap();
    let [confirmed, _] = addresses;
    let ended = after(&opened.request, [Step::OptIn { confirmed }]);
    (opened.receipt.unwrap(), ended)
}

/// A choice that was denied to somebody whose state grants an appeal, and that they appeal.
fn denied_choice() -> (Receipt, Request) {
    let right = Asked::Right(Right::Choice(Choice::OptOut));
    let mut asked = asks(1, right, "2026-11-21T18:00:00Z");
    asked.person.region = Region::parse("CT").ok();
    let opened = Request::open(asked, at("2026-11-21T18:00:00Z")).unwrap();
    let denied = Step::DenyForFraud(FraudBelief("a script".into()));
    let appealing = after(&opened.request, [denied, Step::Appeal]);
    (opened.receipt.unwrap(), appealing)
}

#[test]
fn a_receipt_tells_of_what_it_named_alone_who_took_it_back() {
    let right = Asked::Right(Right::Choice(Choice::OptOut));
    let received = "2026-11-21T18:00:00Z";
    let opened = Request::open(asks(1, right.clone(), received), at(received)).unwrap();
    let mut wider = asks(2, right, received);
    let work = Identifier::parse(IdentifierKind::Email, "zoe@work.example").unwrap();
    let own = wider.person.identifiers().to_vec();
    wider.person = Person::new(None, None, own.into_iter().chain([work.clone()])).unwrap();
    let wider = opened
        .request
        .take(Step::Repeat(wider), at(received))
        .unwrap();
    let ended = after(&wider.request, [Step::OptIn { confirmed: work }]);
    let told = |receipt: Option<Receipt>| {
        serde_json::to_string(&Story::of(&receipt.unwrap(), &ended).json()).unwrap()
    };
    let first = told(opened.receipt);
    assert!(
        first.contains("\"stage\":\"in_force\"") && !first.contains("opted back in"),
        "{first}"
    );
    let second = told(wider.receipt);
    assert!(
        second.contains("You opted back in for z***@work.example."),
        "{second}"
    );
}

/// So many of four have acknowledged, and staff recorded for so many why they need not.
fn told(answered: u16, excused: u16) -> Step {
    Step::NoticesCame(Told {
        notice: 1,
        of: 4,
        answered,
        excused,
        last: (answered > 0).then(|| at("2026-12-02T17:00:00Z")),
        ..Told::default()
    })
}

#[test]
fn every_stage_tells_programs_its_story() {
    let told = stages().into_iter().map(|(name, receipt, request)| {
        let story = serde_json::to_string_pretty(&Story::of(&receipt, &request).json()).unwrap();
        format!("{name}\n{story}")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn every_stage_tells_people_its_story() {
    let pages = Pages::new(Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Bay Street".into()],
        privacy_policy: "https://example.com/privacy".into(),
        accent: Colour::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: "https://privacy.example.com".into(),
    });
    let told = stages().into_iter().map(|(name, receipt, request)| {
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
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_denied_appeal_names_the_state_s_body_and_a_repeat_only_that_of_the_state_it_named_itself() {
    let right = Asked::Right(Right::Demand(Demand::Know));
    let received = "2026-11-21T18:00:00Z";
    let lives = |n, code: Option<&str>| {
        let mut submission = asks(n, right.clone(), received);
        submission.person.region = code.map(|code| Region::parse(code).unwrap());
        submission
    };
    let change = Request::open(lives(1, Some("VA")), at(received)).unwrap();
    let repeat = change
        .request
        .take(Step::Repeat(lives(2, None)), at(received))
        .unwrap();
    let denied = Answer::Denied { denial: denial() };
    let decided = after(
        &change.request,
        [
            Step::Answer(denied),
            Step::Appeal,
            Step::DecideAppeal(Decision::Denied {
                because: "It is as we said.".into(),
            }),
        ],
    );
    let story = |receipt: Option<Receipt>| {
        serde_json::to_value(Story::of(&receipt.unwrap(), &decided).json()).unwrap()
    };
    let own = story(change.receipt);
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
    let right = Asked::Right(Right::Choice(Choice::OptOut));
    let (_, choice) = opened(right.clone());
    let done = after(&choice, [Step::PartnersTold { told: 0 }]);
    let received = "2026-12-05T18:00:00Z";
    let repeat = done
        .take(Step::Repeat(asks(2, right.clone(), received)), at(received))
        .unwrap();
    let fresh = Request::open(asks(2, right, received), at(received)).unwrap();
    let story = |change: domain::request::Change| {
        serde_json::to_string(&Story::of(&change.receipt.unwrap(), &change.request).json()).unwrap()
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
