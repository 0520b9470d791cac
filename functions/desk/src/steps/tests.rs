//! Generates the tables of actions in `docs/desk.md` and compares them with the page.

use super::{Need, offered, rows};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::person::{Identifier, IdentifierKind, Person, Region};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, Decision, FraudBelief, Request, RequestId, Response, ResponseDelivery,
    ReviewReason, Submission, VerificationMethod,
};
use jiff::Timestamp;

const PAGE: &str = include_str!("../../../../docs/desk.md");

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

/// Somebody in this state writes a mail.
fn asks(region: &str, asked: Asked) -> Request {
    let email = Identifier::parse(IdentifierKind::Email, "ana@example.org").unwrap();
    let submission = Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked,
        person: Person::new(None, Region::parse(region).ok(), [email]).unwrap(),
        agent: None,
        channel: Channel::Email,
        received: now(),
        mail: None,
        reviewed_first: false,
        digest: Digest::of(b""),
    };
    Request::open(submission, now()).unwrap().request
}

fn after(request: &Request, command: Command) -> Request {
    request.apply(command, now()).unwrap().request
}

fn in_each_stage() -> Vec<(&'static str, Request)> {
    let doubt = asks(
        "CA",
        Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        },
    );
    let why = || "words".to_owned();
    let nothing = after(&doubt, Command::NotARequest { why: why() });
    let to = RequestId(ReceiptId::from_bytes([2; 16]));
    let joined = after(&doubt, Command::Join { to });
    let choice = asks("CA", Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let progress = after(&choice, Command::PartnersTold { notified: 1 });
    let done = after(&progress, Command::PartnerAnswered);
    let denied = after(&done, Command::DenyForFraud(FraudBelief(why())));
    // Virginia's law grants an appeal.
    let demand = asks(
        "VA",
        Asked::Right(Right::Verifiable(VerifiableRight::Delete)),
    );
    let proven = after(&demand, Command::Verify(VerificationMethod::Matched));
    let answered = after(
        &proven,
        Command::Respond(Response::Granted { delivery: None }),
    );
    let appealing = after(&answered, Command::Appeal);
    let decision = Decision::Denied { because: why() };
    let decided = after(&appealing, Command::DecideAppeal(decision));
    let refused = asks("CT", Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let refused = after(&refused, Command::DenyForFraud(FraudBelief(why())));
    let objecting = after(&refused, Command::Appeal);
    let copy = asks("CA", Asked::Right(Right::Verifiable(VerifiableRight::Know)));
    let copy = after(&copy, Command::Verify(VerificationMethod::Matched));
    let delivery = Some(ResponseDelivery::File {
        key: "answers/one".into(),
        renewed: None,
    });
    let copy = after(&copy, Command::Respond(Response::Granted { delivery }));
    let held = after(&nothing, Command::Hold { held: true });
    let erased = after(&nothing, Command::Erase);
    vec![
        ("an email that is to be read", doubt),
        ("an email that asks for nothing", nothing),
        ("the same, held", held),
        ("the same, erased", erased),
        ("an email joined to another request", joined),
        ("a choice in force, partners not told", choice),
        ("a choice in force, some have not answered", progress),
        ("a choice that is done", done),
        ("a choice denied for fraud", denied),
        ("the same, under a law with appeals", refused),
        ("an appeal against that", objecting),
        ("a demand, not proven", demand),
        ("a demand, proven", proven),
        ("an answered demand whose answer is a file", copy),
        ("an answered demand, under a law with appeals", answered),
        ("an appeal", appealing),
        ("an appeal decided", decided),
    ]
}

fn tables() -> String {
    let mut tables =
        "| step | what it says | role | fields |\n| --- | --- | --- | --- |\n".to_owned();
    for row in rows() {
        let field = |need: &Need| match need.required {
            true => format!("`{}`", need.name),
            false => format!("`{}`?", need.name),
        };
        let fields: Vec<String> = row.needs.iter().map(field).collect();
        let (command, does, role) = (row.command, row.does, row.role.as_str());
        tables += &format!(
            "| `{command}` | {does} | {role} | {} |\n",
            fields.join(", ")
        );
    }
    tables += "\n| stage | steps |\n| --- | --- |\n";
    for (stage, request) in in_each_stage() {
        let steps = offered(&request, now());
        let names: Vec<String> = steps
            .iter()
            .map(|offer| format!("`{}`", offer.command))
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
    let start = "<!-- actions: generated by a test of functions/desk; don't edit -->\n";
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
fn a_verification_or_an_answer_is_offered_only_with_the_words_that_are_allowed() {
    let stages = in_each_stage();
    let named = |name: &str| &stages.iter().find(|(stage, _)| *stage == name).unwrap().1;
    let values = |request: &Request, command: &str| {
        let offers = offered(request, now());
        let offer = offers
            .into_iter()
            .find(|offer| offer.command == command)
            .unwrap();
        offer.fields[0].values.clone()
    };
    let not_proven = named("a demand, not proven");
    assert_eq!(values(not_proven, "answer"), ["denied", "not_verified"]);
    let proven = named("a demand, proven");
    assert_eq!(values(proven, "answer"), ["granted", "in_part", "denied"]);
    let rights = values(named("an email that is to be read"), "confirm");
    assert!(rights.contains(&"delete") && !rights.contains(&"admt_access"));
}
