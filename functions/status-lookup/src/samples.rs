//! Requests in every stage that the status page can show. Tests render them, and the local runner shows them at `/texts`.

use domain::calendar::{Calendar, Due};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::notification::NotificationReport;
use domain::person::{Identifier, IdentifierKind, Person, Region};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, PendingAppeal,
    Request, RequestKind, Response, ReviewReason, Submission, VerifiableStage, VerificationMethod,
};
use jiff::Timestamp;
use jiff::civil::date;

/// When the sample requests arrived.
pub const RECEIVED: &str = "2026-11-21T18:00:00Z";

/// Before every date that a request in these tests has.
pub const ON_TIME: &str = "2026-12-03T18:00:00Z";

/// After every date.
pub const LATE: &str = "2027-04-01T18:00:00Z";

/// Returns each stage with its name, as the receipt that created the request shows it.
#[must_use]
pub fn stages() -> Vec<(&'static str, Receipt, Request)> {
    stages_in(None)
}

/// Returns each stage that a request of a resident of this state can have. Without a state, the appeals are those of a state that
/// grants them.
#[must_use]
pub fn stages_in(region: Option<Region>) -> Vec<(&'static str, Receipt, Request)> {
    let opened = |asked| opened_in(asked, region);
    let (opt_out_receipt, opt_out) = opened(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let (deletion_receipt, deletion) =
        opened(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let (review_receipt, review) = opened(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    });
    let grants_appeal =
        |request: &Request| request.rules().and_then(|rules| rules.appeal()).is_some();
    let appealable = |request: &Request| region.is_none() || grants_appeal(request);
    let extended = tried(
        &after(
            &deletion,
            [Command::Verify(VerificationMethod::AddressConfirmed)],
        ),
        Command::Extend {
            reason: "a large archive".into(),
        },
    );
    let own = Identifier::parse(IdentifierKind::Email, "ana@example.org").expect("a sample");
    let shown = after(
        &deletion,
        [Command::Verify(VerificationMethod::AddressConfirmed)],
    );
    let responded = after(
        &shown,
        [Command::respond(Response::InPart {
            denial: denial(),
            delivery: None,
            partners_keep: None,
        })],
    );
    let mut appealing = responded.clone();
    appealing.kind = RequestKind::Verifiable {
        right: VerifiableRight::Delete,
        rules: responded.rules().expect("a sample"),
        stage: VerifiableStage::Appealing {
            responded_at: at("2026-12-01T18:00:00Z"),
            response: Response::InPart {
                denial: denial(),
                delivery: None,
                partners_keep: None,
            },
            appeal: PendingAppeal {
                received: at("2026-12-02T18:00:00Z"),
                due: appeal_due(&deletion),
                extended: None,
            },
        },
    };
    let of_opt_out = |steps: Vec<Command>| after(&opt_out, steps);
    let mut all = vec![
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
            "ended",
            opt_out_receipt.clone(),
            of_opt_out(vec![Command::OptIn { confirmed: own }]),
        ),
        (
            "in force for the rest",
            opted_in_partly().0,
            opted_in_partly().1,
        ),
        ("open", deletion_receipt.clone(), deletion.clone()),
        ("answered", deletion_receipt.clone(), responded),
        (
            "not verified",
            deletion_receipt.clone(),
            after(&deletion, [Command::respond(Response::NotVerified)]),
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
    ];
    all.extend(extended.map(|request| ("extended", deletion_receipt.clone(), request)));
    let deny = Command::DenyForFraud(FraudBelief("a script".into()));
    let denied = tried(&opt_out, deny);
    all.extend(denied.map(|request| ("denied", opt_out_receipt, request)));
    if appealable(&opt_out)
        && let Some((receipt, denied)) = before_appeal(region)
    {
        let appealing = after_appeal(&denied);
        all.extend([
            ("denied, with an appeal", receipt.clone(), denied),
            (
                "appealing a denied opt-out",
                receipt.clone(),
                appealing.clone(),
            ),
            (
                "appeal of a denied opt-out: denied",
                receipt.clone(),
                after(
                    &appealing,
                    [Command::DecideAppeal(AppealDecision::Denied {
                        explanation: "The card was stolen.".into(),
                    })],
                ),
            ),
            (
                "appeal of a denied opt-out: upheld, and superseded by a newer request",
                receipt,
                after(
                    &appealing,
                    [Command::UpholdSuperseded {
                        remedy: "It is in force.".into(),
                    }],
                ),
            ),
        ]);
    }
    if appealable(&deletion) {
        all.extend([
            ("appealing", deletion_receipt.clone(), appealing.clone()),
            (
                "appeal decided",
                deletion_receipt,
                after(
                    &appealing,
                    [Command::DecideAppeal(AppealDecision::Upheld {
                        remedy: "We deleted it.".into(),
                    })],
                ),
            ),
        ]);
    }
    all
}

/// Returns the request after this command, if its law and its stage allow it.
fn tried(request: &Request, command: Command) -> Option<Request> {
    let applied = request.apply(command, at("2026-12-02T18:00:00Z"));
    applied.ok().map(|transition| transition.request)
}

/// Returns when an appeal of 2026-12-02 must be decided: by the law of the request, or as most states have it.
fn appeal_due(request: &Request) -> Due {
    let rules = request.rules();
    let due = rules.and_then(|rules| rules.appeal_due(date(2026, 12, 2)).ok());
    due.unwrap_or(Due {
        target: date(2027, 1, 29),
        latest: date(2027, 1, 31),
    })
}

/// Returns a new request for each right of the form, and one with nothing but a phone number.
#[must_use]
pub fn rights() -> Vec<(&'static str, Receipt, Request)> {
    rights_in(None)
}

/// Returns the same for a resident of this state: a new request for each right that the laws grant there.
#[must_use]
pub fn rights_in(region: Option<Region>) -> Vec<(&'static str, Receipt, Request)> {
    let day = Calendar::California.date_of(at(RECEIVED));
    let granted = |right: &Right| right.rules_on(region, day).is_some();
    let of = |right: Right| {
        let (receipt, request) = opened_in(Asked::Right(right), region);
        (right.as_str(), receipt, request)
    };
    let rights = match region {
        None => Right::BASIC.to_vec(),
        Some(_) => Right::ALL.into_iter().filter(granted).collect(),
    };
    let mut all: Vec<_> = rights.into_iter().map(of).collect();
    for (name, right) in [
        (
            "an opt-out by phone number",
            Right::Immediate(ImmediateRight::OptOut),
        ),
        (
            "a deletion by phone number",
            Right::Verifiable(VerifiableRight::Delete),
        ),
    ] {
        let mut asked = asks(1, Asked::Right(right), RECEIVED);
        let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143").expect("a sample");
        asked.person = Person::new(None, region, [phone]).expect("a sample");
        let opened = Request::open(asked, at(RECEIVED)).expect("a sample");
        all.push((name, opened.receipt.expect("a sample"), opened.request));
    }
    all
}

/// Parses a time.
#[must_use]
pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a sample")
}

/// Returns a submission of one person.
#[must_use]
pub fn asks(id: u8, asked: Asked, received: &str) -> Submission {
    let email = Identifier::parse(IdentifierKind::Email, "ana@example.org").expect("a sample");
    Submission {
        receipt: ReceiptId::from_bytes([id; 16]),
        asked,
        person: Person::new(None, None, [email]).expect("a sample"),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: at(received),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(&[id]),
    }
}

/// Returns a new request with its receipt.
#[must_use]
pub fn opened(asked: Asked) -> (Receipt, Request) {
    opened_in(asked, None)
}

/// Returns a new request of a resident of this state with its receipt.
fn opened_in(asked: Asked, region: Option<Region>) -> (Receipt, Request) {
    let mut submission = asks(1, asked, RECEIVED);
    submission.person.region = region;
    let transition = Request::open(submission, at(RECEIVED)).expect("a sample");
    (transition.receipt.expect("a sample"), transition.request)
}

/// Returns the request after these commands, one a day.
#[must_use]
pub fn after(request: &Request, steps: impl IntoIterator<Item = Command>) -> Request {
    let mut request = request.clone();
    for (day, command) in steps.into_iter().enumerate() {
        let now = at(&format!("2026-12-0{}T18:00:00Z", day + 1));
        request = request.apply(command, now).expect("a sample").request;
    }
    request
}

/// Returns an opt-out for two addresses. One address has opted back in.
fn opted_in_partly() -> (Receipt, Request) {
    let mut both = asks(
        1,
        Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        "2026-11-21T18:00:00Z",
    );
    let addresses = ["ana@example.org", "zoe@example.org"];
    let addresses = addresses
        .map(|address| Identifier::parse(IdentifierKind::Email, address).expect("a sample"));
    both.person = Person::new(None, None, addresses.clone()).expect("a sample");
    let opened = Request::open(both, at("2026-11-21T18:00:00Z")).expect("a sample");
    let [confirmed, _] = addresses;
    let ended = after(&opened.request, [Command::OptIn { confirmed }]);
    (opened.receipt.expect("a sample"), ended)
}

/// Returns a denied opt-out that the person appeals.
fn after_appeal(denied: &Request) -> Request {
    let appealing = denied.apply(Command::Appeal, at("2026-12-02T18:00:00Z"));
    appealing.expect("a sample").request
}

/// Returns a denied opt-out of a resident of this state, or else of one that grants an appeal.
fn before_appeal(region: Option<Region>) -> Option<(Receipt, Request)> {
    let right = Asked::Right(Right::Immediate(ImmediateRight::OptOut));
    let (receipt, opened) = opened_in(right, region.or(Region::parse("CT").ok()));
    let deny = Command::DenyForFraud(FraudBelief("a script".into()));
    Some((receipt, tried(&opened, deny)?))
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

/// Returns why a request was denied.
#[must_use]
pub fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "Your contract runs until May.".into(),
        earlier_responses: Vec::new(),
    }
}
