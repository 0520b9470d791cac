//! Generates the tables of actions in `docs/desk.md` and compares them with the page.

use super::{Field, offered, specs};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person, Region};
use domain::receipt::ReceiptId;
use domain::request::{
    AppealDecision, Asked, Channel, Command, FraudBelief, Request, RequestId, Response,
    ResponseDelivery, ReviewReason, Submission, VerificationMethod,
};
use jiff::Timestamp;

const REVIEW: &str = "an email that staff must read";
const NOT_VERIFIED: &str = "a deletion request, not verified";
const VERIFIED: &str = "a deletion request, verified";

const PAGE: &str = include_str!("../../../../docs/desk.md");

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

/// A request by email from a resident of this state.
fn asks(region: &str, asked: Asked) -> Request {
    let email = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    let submission = Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked,
        person: Person::new(None, Region::parse(region).ok(), [email]).unwrap(),
        agent: None,
        channel: Channel::Email,
        locale: Locale::English,
        brand: None,
        received: now(),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b""),
    };
    Request::open(submission, now()).unwrap().request
}

fn after(request: &Request, command: Command) -> Request {
    request.apply(command, now()).unwrap().request
}

fn in_each_stage() -> Vec<(&'static str, Request)> {
    let review = asks(
        "CA",
        Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        },
    );
    let why = || "words".to_owned();
    let not_a_request = after(&review, Command::NotARequest { why: why() });
    let to = RequestId(ReceiptId::from_bytes([2; 16]));
    let joined = after(&review, Command::Join { to });
    let opt_out = asks("CA", Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let progress = after(&opt_out, Command::PartnersNotified { notified: 1 });
    let done = after(&progress, Command::PartnerAcknowledged);
    let denied = after(&done, Command::DenyForFraud(FraudBelief(why())));
    // Virginia's law grants an appeal.
    let deletion = asks(
        "VA",
        Asked::Right(Right::Verifiable(VerifiableRight::Delete)),
    );
    let verified = after(&deletion, Command::Verify(VerificationMethod::Matched));
    let responded = after(
        &verified,
        Command::respond(Response::Granted { delivery: None }),
    );
    let appealing = after(&responded, Command::Appeal);
    let decision = AppealDecision::Denied { explanation: why() };
    let decided = after(&appealing, Command::DecideAppeal(decision));
    let denied_ct = asks("CT", Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let denied_ct = after(&denied_ct, Command::DenyForFraud(FraudBelief(why())));
    let appealed_ct = after(&denied_ct, Command::Appeal);
    let copy = asks("CA", Asked::Right(Right::Verifiable(VerifiableRight::Know)));
    let copy = after(&copy, Command::Verify(VerificationMethod::Matched));
    let delivery = Some(ResponseDelivery::File {
        key: "responses/one".into(),
        renewed: None,
    });
    let copy = after(&copy, Command::respond(Response::Granted { delivery }));
    let held = after(&not_a_request, Command::Hold { held: true });
    let erased = after(&not_a_request, Command::Erase);
    vec![
        (REVIEW, review),
        ("an email that is not a request", not_a_request),
        ("the same, held", held),
        ("the same, erased", erased),
        ("an email joined to another request", joined),
        ("an opt-out in force, partners not notified", opt_out),
        (
            "an opt-out in force, some partners have not acknowledged",
            progress,
        ),
        ("a completed opt-out", done),
        ("an opt-out denied for fraud", denied),
        ("the same, under a law with appeals", denied_ct),
        ("an appeal against this denial", appealed_ct),
        (NOT_VERIFIED, deletion),
        (VERIFIED, verified),
        ("a response with a file", copy),
        ("a response, under a law with appeals", responded),
        ("an appeal against the response", appealing),
        ("a decided appeal", decided),
    ]
}

fn tables() -> String {
    let mut tables = "| action | meaning | role | fields |\n| --- | --- | --- | --- |\n".to_owned();
    for spec in specs() {
        let field = |field: &Field| match field.required {
            true => format!("`{}`", field.name),
            false => format!("`{}`?", field.name),
        };
        let fields: Vec<String> = spec.fields.iter().map(field).collect();
        let (name, about, role) = (spec.name.as_str(), spec.about, spec.role.as_str());
        tables += &format!("| `{name}` | {about} | {role} | {} |\n", fields.join(", "));
    }
    tables += "\n| stage | actions |\n| --- | --- |\n";
    for (stage, request) in in_each_stage() {
        let actions = offered(&request, now());
        let names: Vec<String> = actions
            .iter()
            .map(|offer| format!("`{}`", offer.action))
            .collect();
        let names = match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(", "),
        };
        tables += &format!("| {stage} | {names} |\n");
    }
    tables
}

#[test]
fn the_desk_page_shows_the_tables_that_the_code_generates() {
    let made = tables();
    let start = "<!-- actions: generated by a test of shared/desk; don't edit -->\n";
    let shown = PAGE
        .split_once(start)
        .and_then(|(_, after)| after.split_once("<!-- end of the actions -->"))
        .map(|(shown, _)| shown);
    assert!(
        shown == Some(made.as_str()),
        "put this into docs/desk.md:\n{made}"
    );
}

#[test]
fn an_action_is_offered_only_with_the_values_that_the_request_allows() {
    let stages = in_each_stage();
    let named = |name: &str| &stages.iter().find(|(stage, _)| *stage == name).unwrap().1;
    let values = |request: &Request, action: &str| {
        let offers = offered(request, now());
        let offer = offers
            .into_iter()
            .find(|offer| offer.action.as_str() == action)
            .unwrap();
        offer.fields[0].values.clone()
    };
    let not_verified = named(NOT_VERIFIED);
    assert_eq!(values(not_verified, "respond"), ["denied", "not_verified"]);
    let verified = named(VERIFIED);
    assert_eq!(
        values(verified, "respond"),
        ["granted", "in_part", "denied"]
    );
    let rights = values(named(REVIEW), "confirm");
    assert!(rights.contains(&"delete") && !rights.contains(&"admt_access"));
}
