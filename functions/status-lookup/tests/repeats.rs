//! A repeated request looks like a new one, whatever has happened to the first.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use askama::Template;
use domain::company::{Color, Company, Face};
use domain::digest::Digest;
use domain::law::Right;
use domain::locale::Locale;
use domain::notification::NotificationReport;
use domain::person::{EmailAddress, Identifier, IdentifierKind, Person};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    Admission, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, Request, Response,
    Submission, Transition, VerificationMethod,
};
use jiff::{SignedDuration, Timestamp};
use pages::Pages;
use proptest::prelude::*;
use status_lookup::Status;
use status_lookup::page::StatusPage;

fn english() -> texts::Texts {
    texts::STATUS.in_language(Locale::English)
}

fn ana() -> Identifier {
    Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap()
}

fn submission(id: u8, right: Right, received: Timestamp) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked: Asked::Right(right),
        person: Person::new(None, None, [ana()]).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(&[id]),
    }
}

/// Something that happens to a request, some hours after what happened before it.
#[derive(Debug, Clone, Copy)]
enum Happening {
    /// So many of three partners have acknowledged the request.
    PartnersAcknowledged(u16),
    NoPartners,
    Verified,
    Extended,
    Granted,
    Denied,
    DeadlinesChecked,
}

fn happening() -> impl Strategy<Value = (Happening, i64)> {
    let what = prop_oneof![
        4 => (0_u16..=3).prop_map(Happening::PartnersAcknowledged),
        1 => Just(Happening::NoPartners),
        1 => Just(Happening::Verified),
        1 => Just(Happening::Extended),
        1 => Just(Happening::Granted),
        1 => Just(Happening::Denied),
        2 => Just(Happening::DeadlinesChecked),
    ];
    (what, 0_i64..400)
}

fn command(happening: Happening, request: &Request, now: Timestamp) -> Command {
    let progress = request
        .progress()
        .and_then(|progress| progress.notification());
    let report = |of, acknowledged| {
        Command::NotificationProgressed(NotificationReport {
            notification: progress.unwrap_or_default(),
            of,
            acknowledged,
            last: (acknowledged > 0).then_some(now),
            ..NotificationReport::default()
        })
    };
    match happening {
        Happening::PartnersAcknowledged(some) => report(3, some),
        Happening::NoPartners => report(0, 0),
        Happening::Verified => Command::Verify(VerificationMethod::AddressConfirmed),
        Happening::Extended => Command::Extend {
            reason: "a large archive".into(),
        },
        Happening::Granted => Command::respond(Response::Granted { delivery: None }),
        Happening::Denied => Command::respond(Response::Denied {
            denial: Denial {
                basis: DenialBasis::LawfulException,
                explanation: "Your contract runs until May.".into(),
                earlier_responses: Vec::new(),
            },
        }),
        Happening::DeadlinesChecked => Command::CheckDeadlines,
    }
}

/// How an opt-out ends, or is refused.
#[derive(Debug, Clone, Copy)]
enum Ending {
    OptedIn,
    DeniedForFraud,
}

/// Applies an ending. `None` if the request refuses it.
fn end(request: &Request, ending: Ending, now: Timestamp) -> Option<Request> {
    let command = match ending {
        Ending::OptedIn => Command::OptIn { confirmed: ana() },
        Ending::DeniedForFraud => Command::DenyForFraud(FraudBelief(
            "The same text came for a hundred people.".into(),
        )),
    };
    let ended = request.apply(command, now).ok()?;
    Some(ended.request)
}

/// Applies these events. Skips an event that the request refuses.
fn after(
    mut request: Request,
    mut now: Timestamp,
    all: &[(Happening, i64)],
) -> (Request, Timestamp) {
    for (what, hours) in all {
        now = now.checked_add(SignedDuration::from_hours(*hours)).unwrap();
        if let Ok(next) = request.apply(command(*what, &request, now), now) {
            request = next.request;
        }
    }
    (request, now)
}

/// Returns the JSON and the page that the bearer of the link on the receipt gets.
fn shown(pages: &Pages, receipt: &Receipt, request: &Request, now: Timestamp) -> (String, String) {
    let status = Status::for_bearer(english(), receipt, request, now);
    let path = |_| unreachable!("a bearer can do nothing");
    let json = serde_json::to_string(&status.json(path)).unwrap();
    let view = status.view(path);
    (json, StatusPage { pages, view }.render().unwrap())
}

fn stored(transition: Transition) -> (Receipt, Request) {
    (transition.receipt.unwrap(), transition.request)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_repeat_shows_what_a_new_request_of_the_same_moment_would_show(
        right in prop::sample::select(Right::BASIC.to_vec()),
        before in prop::collection::vec(happening(), 0..6),
        after_repeat in prop::collection::vec(happening(), 0..6),
        after_fresh in prop::collection::vec(happening(), 0..6),
        repeats in prop_oneof![Just(0), 0_u8..25],
        ending in prop::option::of(prop::sample::select(vec![Ending::OptedIn, Ending::DeniedForFraud])),
        looks in prop::collection::vec(0_i64..2_000, 1..6),
    ) {
        let pages = Pages::new(Company {
            name: "Example & Co".into(),
            postal_address: vec!["1 Bay Street".into()],
            privacy_policy: "https://example.com/privacy".into(),
            accent: Color::DEFAULT,
            inbox: EmailAddress::parse("privacy@example.com").unwrap(),
            base_url: "https://privacy.example.com".into(),
            face: Face::default(),
            brands: Vec::new(),
        }).with_texts(&texts::STATUS);
        let start: Timestamp = "2026-11-21T18:00:00Z".parse().unwrap();
        let first = Request::open(submission(1, right, start), start).unwrap().request;
        let (mut first, now) = after(first, start, &before);
        for id in 0..repeats {
            if let Ok(Admission::Written(again)) = Admission::merged(&first, &submission(100 + id, right, now), now) {
                first = again.transition.request;
            }
        }
        let fresh = Request::open(submission(2, right, now), now).unwrap();
        let repeat = Admission::merged(&first, &submission(2, right, now), now);
        // The first request is closed, so the second one is new as well.
        let (repeat, merged) = match repeat {
            Ok(Admission::Written(repeat)) => stored(repeat.transition),
            Ok(Admission::Counted(counted)) => (counted.receipt, first),
            Err(_) => return Ok(()),
        };
        let (fresh, alone) = stored(fresh);
        let (merged, ended) = after(merged, now, &after_repeat);
        let (alone, also_ended) = after(alone, now, &after_fresh);
        // A request that was taken back or refused shows on both.
        let ended = ended.max(also_ended);
        let (merged, alone) = match ending {
            Some(ending) => {
                let both = (end(&merged, ending, ended), end(&alone, ending, ended));
                prop_assert_eq!(both.0.is_some(), both.1.is_some());
                (both.0.unwrap_or(merged), both.1.unwrap_or(alone))
            }
            None => (merged, alone),
        };
        for hours in looks {
            let look = ended.checked_add(SignedDuration::from_hours(hours)).unwrap();
            prop_assert_eq!(
                shown(&pages, &repeat, &merged, look),
                shown(&pages, &fresh, &alone, look)
            );
        }
    }
}
