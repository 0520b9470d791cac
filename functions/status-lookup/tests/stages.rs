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
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, PendingAppeal,
    Request, RequestKind, Response, ReviewReason, Submission, VerifiableStage, VerificationMethod,
};
use jiff::Timestamp;
use jiff::civil::date;
use pages::Pages;
use status_lookup::Status;
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
        inbound_email: None,
        approval_required: false,
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

/// Returns each stage with its name, as the receipt that created the request shows it.
fn stages() -> Vec<(&'static str, Receipt, Request)> {
    let (opt_out_receipt, opt_out) = opened(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let (deletion_receipt, deletion) =
        opened(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let (review_receipt, review) = opened(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    });
    let own = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    let shown = after(
        &deletion,
        [Command::Verify(VerificationMethod::AddressConfirmed)],
    );
    let responded = after(
        &shown,
        [Command::Respond(Response::InPart {
            denial: denial(),
            delivery: None,
        })],
    );
    let mut appealing = responded.clone();
    appealing.kind = RequestKind::Verifiable {
        right: VerifiableRight::Delete,
        rules: responded.rules().unwrap(),
        stage: VerifiableStage::Appealing {
            responded_at: at("2026-12-01T18:00:00Z"),
            response: Response::InPart {
                denial: denial(),
                delivery: None,
            },
            appeal: PendingAppeal {
                received: at("2026-12-02T18:00:00Z"),
                due: Due {
                    target: date(2027, 1, 29),
                    latest: date(2027, 1, 31),
                },
                extended: None,
            },
        },
    };
    let of_opt_out = |steps: Vec<Command>| after(&opt_out, steps);
    vec![
        ("in force", opt_out_receipt.clone(), opt_out.clone()),
        (
            "done",
            opt_out_receipt.clone(),
            of_opt_out(vec![progress(0, 0), progress(3, 1)]),
        ),
        (
            "notifying",
            opt_out_receipt.clone(),
            of_opt_out(vec![progress(0, 0), progress(2, 1)]),
        ),
        (
            "done without partners",
            opt_out_receipt.clone(),
            of_opt_out(vec![Command::NotificationProgressed(NotificationReport {
                notification: 1,
                ..NotificationReport::default()
            })]),
        ),
        (
            "denied",
            opt_out_receipt.clone(),
            of_opt_out(vec![Command::DenyForFraud(FraudBelief("a script".into()))]),
        ),
        (
            "ended",
            opt_out_receipt.clone(),
            of_opt_out(vec![Command::OptIn { confirmed: own }]),
        ),
        (
            "in force for the rest",
            opted_in_partly().0,
            opted_in_partly().1,
        ),
        (
            "appealing a denied opt-out",
            denied_opt_out().0,
            denied_opt_out().1,
        ),
        (
            "appeal of a denied opt-out: denied",
            denied_opt_out().0,
            after(
                &denied_opt_out().1,
                [Command::DecideAppeal(AppealDecision::Denied {
                    because: "The card was stolen.".into(),
                })],
            ),
        ),
        (
            "appeal of a denied opt-out: upheld, and superseded by a newer request",
            denied_opt_out().0,
            after(
                &denied_opt_out().1,
                [Command::UpholdSuperseded {
                    done: "It is in force.".into(),
                }],
            ),
        ),
        ("open", deletion_receipt.clone(), deletion.clone()),
        (
            "extended",
            deletion_receipt.clone(),
            after(
                &shown,
                [Command::Extend {
                    reason: "a large archive".into(),
                }],
            ),
        ),
        ("answered", deletion_receipt.clone(), responded),
        (
            "not verified",
            deletion_receipt.clone(),
            after(&deletion, [Command::Respond(Response::NotVerified)]),
        ),
        ("appealing", deletion_receipt.clone(), appealing.clone()),
        (
            "appeal decided",
            deletion_receipt,
            after(
                &appealing,
                [Command::DecideAppeal(AppealDecision::Upheld {
                    done: "We deleted it.".into(),
                })],
            ),
        ),
        ("to be read", review_receipt.clone(), review.clone()),
        (
            "not a request",
            review_receipt,
            after(
                &review,
                [Command::NotARequest {
                    why: "a newsletter".into(),
                }],
            ),
        ),
    ]
}

/// Returns an opt-out for two addresses. One address has opted back in.
fn opted_in_partly() -> (Receipt, Request) {
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

/// Returns a denied opt-out that the person appeals, in a state that grants an appeal.
fn denied_opt_out() -> (Receipt, Request) {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let mut asked = asks(1, right, "2026-11-21T18:00:00Z");
    asked.person.region = Region::parse("CT").ok();
    let opened = Request::open(asked, at("2026-11-21T18:00:00Z")).unwrap();
    let denied = Command::DenyForFraud(FraudBelief("a script".into()));
    let appealing = after(&opened.request, [denied, Command::Appeal]);
    (opened.receipt.unwrap(), appealing)
}

#[test]
fn a_receipt_shows_opt_ins_only_for_its_own_identifiers() {
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
    let json = |receipt: Option<Receipt>| {
        serde_json::to_string(&Status::of(&receipt.unwrap(), &ended).json()).unwrap()
    };
    let first = json(opened.receipt);
    assert!(
        first.contains("\"stage\":\"in_force\"") && !first.contains("opted back in"),
        "{first}"
    );
    let second = json(wider.receipt);
    assert!(
        second.contains("You opted back in for z***@work.example."),
        "{second}"
    );
}

/// Reports how many of four partners acknowledged, and how many were excused.
fn progress(acknowledged: u16, excused: u16) -> Command {
    Command::NotificationProgressed(NotificationReport {
        notification: 1,
        of: 4,
        acknowledged,
        excused,
        last: (acknowledged > 0).then(|| at("2026-12-02T17:00:00Z")),
        ..NotificationReport::default()
    })
}

#[test]
fn each_stage_as_json() {
    let shown = stages().into_iter().map(|(name, receipt, request)| {
        let status = serde_json::to_string_pretty(&Status::of(&receipt, &request).json()).unwrap();
        format!("{name}\n{status}")
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn each_stage_as_a_page() {
    let pages = Pages::new(Company {
        name: "Example & Co".into(),
        postal_address: vec!["1 Bay Street".into()],
        privacy_policy: "https://example.com/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@example.com").unwrap(),
        base_url: "https://privacy.example.com".into(),
    });
    let shown = stages().into_iter().map(|(name, receipt, request)| {
        let view = Status::of(&receipt, &request).view(at("2026-12-10T18:00:00Z"));
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
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_denied_appeal_names_the_authority_of_the_state_that_the_receipt_named() {
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
            Command::DecideAppeal(AppealDecision::Denied {
                because: "It is as we said.".into(),
            }),
        ],
    );
    let status = |receipt: Option<Receipt>| {
        serde_json::to_value(Status::of(&receipt.unwrap(), &decided).json()).unwrap()
    };
    let own = status(transition.receipt);
    assert_eq!(own["law"], "virginia");
    assert_eq!(
        (&own["rule"], &own["unconfirmed"]),
        (&"va.know".into(), &true.into())
    );
    let next = own["next"].to_string();
    assert!(
        next.contains("file a complaint with the Attorney General of Virginia (https://"),
        "{next}"
    );
    let other = status(repeat.receipt);
    assert_eq!(other["law"], "ccpa");
    assert!(!other.to_string().contains("Virginia"), "{other}");
}

#[test]
fn a_repeated_opt_out_looks_like_a_new_one() {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let (_, opt_out) = opened(right.clone());
    let done = after(&opt_out, [Command::PartnersNotified { notified: 0 }]);
    let received = "2026-12-05T18:00:00Z";
    let repeat = done
        .apply(
            Command::Repeat(asks(2, right.clone(), received)),
            at(received),
        )
        .unwrap();
    let fresh = Request::open(asks(2, right, received), at(received)).unwrap();
    let status = |transition: domain::request::Transition| {
        serde_json::to_string(&Status::of(&transition.receipt.unwrap(), &transition.request).json())
            .unwrap()
    };
    assert_eq!(status(repeat), status(fresh));
}

fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "Your contract runs until May.".into(),
        earlier_responses: Vec::new(),
    }
}
