//! Requests in every stage, and the commands to try on them.

use domain::calendar::Due;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::notification::NotificationReport;
use domain::outbound_email::{Bounce, EmailEvent};
use domain::person::{
    AgeGroup, Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, Region,
};
use domain::receipt::ReceiptId;
use domain::request::{
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, Note,
    NotificationProgress, ParentMethod, PendingAppeal, Request, RequestId, RequestKind, Response,
    ResponseDelivery, ReviewReason, Submission, VerifiableStage, VerificationMethod,
};
use jiff::Timestamp;
use jiff::civil::date;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn email(text: &str) -> Identifier {
    Identifier::parse(IdentifierKind::Email, text).unwrap()
}

pub(crate) fn asks(asked: Asked) -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked,
        person: Person::new(None, None, [email("ana@example.com")]).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: at("2026-11-21T18:00:00Z"),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"a body"),
    }
}

pub(crate) fn again(right: Right) -> Submission {
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

pub(crate) fn now() -> Timestamp {
    at("2026-12-01T18:00:00Z")
}

pub(crate) fn open(asked: Asked) -> Request {
    Request::open(asks(asked), at("2026-11-21T18:00:01Z"))
        .unwrap()
        .request
}

/// Returns a request of a parent for a child under 13.
pub(crate) fn about_a_child(right: Right) -> Request {
    let parent = Agent {
        name: None,
        email: EmailAddress::parse("mo@example.com").ok(),
        permission: Permission::ParentOrGuardian,
    };
    let submission = Submission {
        agent: Some(parent),
        ..asks(Asked::Right(right))
    };
    let opened = Request::open(submission, at("2026-11-21T18:00:01Z"));
    opened.unwrap().request
}

pub(crate) fn after(request: &Request, command: Command) -> Request {
    request.apply(command, now()).unwrap().request
}

/// Returns the verifiable right after its verification expired.
pub(crate) fn expired(verifiable: &Request) -> Request {
    let expires = at("2027-01-04T18:00:00Z");
    verifiable
        .apply(Command::CheckDeadlines, expires)
        .unwrap()
        .request
}

/// Returns a request that the system read in an email.
pub(crate) fn read_from_an_email(right: Right) -> Request {
    let submission = Submission {
        channel: Channel::Email,
        ..asks(Asked::Right(right))
    };
    let opened = Request::open(submission, at("2026-11-21T18:00:01Z"));
    opened.unwrap().request
}

/// Returns one request in each stage, with a name for the table.
pub(crate) fn stages() -> Vec<(&'static str, Request)> {
    let immediate = open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let manual = after(&immediate, Command::PartnersNotified { notified: 2 });
    let notified = after(
        &immediate,
        Command::NotificationProgressed(report(&immediate, 2, 0)),
    );
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let shown = after(
        &verifiable,
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let extended = after(
        &shown,
        Command::Extend {
            reason: "a large archive".into(),
        },
    );
    // California grants no appeal. The test sets its stages by hand.
    let mut appealing = after(
        &shown,
        Command::respond(Response::Granted { delivery: None }),
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
    // Connecticut grants an appeal against every denial.
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
        Command::respond(Response::Granted {
            delivery: Some(file()),
        }),
    );
    let review = open(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    });
    vec![
        ("immediate, notification pending", immediate.clone()),
        ("immediate, 0 of 2 acknowledged", notified.clone()),
        (
            "immediate, 1 of 2 acknowledged",
            after(
                &notified,
                Command::NotificationProgressed(report(&immediate, 2, 1)),
            ),
        ),
        ("immediate, 0 of 2 acknowledged to staff", manual.clone()),
        (
            "immediate, 1 of 2 acknowledged to staff",
            after(&manual, Command::PartnerAcknowledged),
        ),
        (
            "immediate, done",
            after(&immediate, Command::PartnersNotified { notified: 0 }),
        ),
        (
            "immediate, denied",
            after(
                &immediate,
                Command::DenyForFraud(FraudBelief("a script".into())),
            ),
        ),
        (
            "immediate, ended",
            after(
                &immediate,
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
                    explanation: "the same".into(),
                }),
            ),
        ),
        (
            "immediate, upheld with a newer request",
            after(
                &denied_and_appealing,
                Command::UpholdSuperseded {
                    remedy: "it is in force".into(),
                },
            ),
        ),
        ("immediate, ended for one identifier", ended_for_one()),
        (
            "immediate, about a child",
            about_a_child(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (
            "immediate, about a child, done",
            after(
                &about_a_child(Right::Immediate(ImmediateRight::OptOut)),
                Command::PartnersNotified { notified: 0 },
            ),
        ),
        (
            "verifiable, about a child",
            about_a_child(Right::Verifiable(VerifiableRight::Delete)),
        ),
        ("verifiable, responded with a file", collected),
        ("verifiable, verification pending", verifiable.clone()),
        ("verifiable, verified", shown.clone()),
        ("verifiable, verification expired", expired(&verifiable)),
        ("verifiable, extended", extended),
        (
            "verifiable, responded",
            after(
                &shown,
                Command::respond(Response::Granted { delivery: None }),
            ),
        ),
        ("verifiable, appealing", appealing.clone()),
        (
            "verifiable, appeal decided",
            after(
                &appealing,
                Command::DecideAppeal(AppealDecision::Denied {
                    explanation: "the same".into(),
                }),
            ),
        ),
        ("review, waiting", review.clone()),
        (
            "immediate, read from an email",
            read_from_an_email(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (
            "verifiable, read from an email",
            read_from_an_email(Right::Verifiable(VerifiableRight::Delete)),
        ),
        (
            "review, joined",
            after(
                &review,
                Command::Join {
                    to: RequestId(ReceiptId::from_bytes([9; 16])),
                },
            ),
        ),
        (
            "review, not a request",
            after(
                &review,
                Command::NotARequest {
                    why: "a newsletter".into(),
                },
            ),
        ),
    ]
}

pub(crate) fn commands(request: &Request) -> Vec<Command> {
    let right = request
        .right()
        .unwrap_or(Right::Immediate(ImmediateRight::OptOut));
    vec![
        Command::Repeat(Submission {
            agent: request.agent.clone(),
            ..again(right)
        }),
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
        Command::ConfirmParent {
            by: ParentMethod::VideoCall,
            email: EmailAddress::parse("mo@example.com").ok(),
            opt_in: false,
        },
        Command::CorrectAge {
            age: Some(AgeGroup::From13To15),
            beside: None,
        },
        Command::Verify(VerificationMethod::AddressConfirmed),
        Command::Extend {
            reason: "a large archive".into(),
        },
        Command::respond(Response::Granted { delivery: None }),
        Command::respond(Response::Denied { denial: denial() }),
        Command::respond(Response::NotVerified),
        Command::RenewCode,
        Command::Appeal,
        Command::UpholdSuperseded {
            remedy: "it is in force".into(),
        },
        Command::DecideAppeal(AppealDecision::Upheld {
            remedy: "it is in force".into(),
        }),
        Command::DecideAppeal(AppealDecision::Denied {
            explanation: "the same".into(),
        }),
        Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
        Command::Confirm(Right::Verifiable(VerifiableRight::Delete)),
        Command::NotARequest {
            why: "a newsletter".into(),
        },
        Command::Reopen,
        Command::ChangePerson {
            person: person("bo@example.com"),
            agent: None,
        },
        Command::AskPerson {
            question: "Which account?".into(),
        },
        Command::Write {
            text: "We found your account.".into(),
        },
        Command::Join {
            to: RequestId(ReceiptId::from_bytes([9; 16])),
        },
        Command::Reread,
        Command::Note(bounced()),
        Command::SetLanguage {
            language: Locale::Spanish,
        },
        Command::Assign {
            to: Some("kim".into()),
        },
        Command::Hold { held: true },
        Command::EraseMessage {
            archived: "replies/one".into(),
        },
        Command::Erase,
        Command::CheckDeadlines,
        Command::ApplyLawChange,
    ]
}

pub(crate) fn file() -> ResponseDelivery {
    ResponseDelivery::File {
        key: "responses/one.csv".into(),
        renewed: None,
    }
}

/// Returns an immediate right for two addresses, of which one opted back in.
pub(crate) fn ended_for_one() -> Request {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let both = open(Asked::Right(right)).apply(Command::Repeat(again(right)), now());
    after(
        &both.unwrap().request,
        Command::OptIn {
            confirmed: email("ana@work.example"),
        },
    )
}

/// Returns the progress of the request's notification: so many partners acknowledged it.
pub(crate) fn report(request: &Request, of: u16, answered: u16) -> NotificationReport {
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

pub(crate) fn denial() -> Denial {
    Denial {
        basis: DenialBasis::LawfulException,
        explanation: "a contract".into(),
        earlier_responses: Vec::new(),
    }
}

pub(crate) fn person(address: &str) -> Person {
    Person::new(None, None, [email(address)]).unwrap()
}

pub(crate) fn bounced() -> Note {
    Note::OutboundEmail {
        email: "A".into(),
        event: EmailEvent::Bounced(Bounce::Permanent),
        at: now(),
    }
}

pub(crate) fn followed_up() -> Note {
    Note::FollowedUp {
        mail: ReceiptId::from_bytes([3; 16]),
        archived: "inbound/a".into(),
        evidence: true,
    }
}

/// Returns a request of a resident of this state.
pub(crate) fn lives(code: &str, right: Right) -> Request {
    let mut submission = asks(Asked::Right(right));
    submission.person.region = Some(Region::parse(code).unwrap());
    Request::open(submission, at("2026-11-21T18:00:01Z"))
        .unwrap()
        .request
}

pub(crate) fn opt_out() -> Request {
    open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
}
