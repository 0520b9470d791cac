//! No email contains text that a requester typed: not one to the address that they gave, which can be a stranger's, and not
//! in one to a partner or to staff.
//!
//! The test tries every command on every stage that it can reach, so that it sees every email that a request causes.

use crate::catalog::{company, keys};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::notification::{DeliveryId, NotificationReport, PartnerEmail};
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::partner::PartnerKind;
use domain::person::{
    Agent, Details, EmailAddress, Identifier, IdentifierKind, Permission, Person, PersonName,
    Region,
};
use domain::receipt::ReceiptId;
use domain::request::{
    AppealDecision, Asked, Channel, Command, Denial, DenialBasis, FraudBelief, InboundEmail,
    NotificationProgress, Request, Response, ResponseDelivery, ReviewReason, Submission,
    Transition, VerificationMethod,
};
use domain::staff::{Alarm, Line, StaffEmail};
use emails::{RenderedEmail, render, render_for_partner, render_for_staff, render_summary};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;

/// The start of every text that a stranger typed. It is in no word that we write.
const TYPED: &str = "zqx";

/// The start of identifiers that a partner needs to find the person: addresses and device IDs. Their syntax leaves no room
/// for a sentence or a link.
const NEEDED: &str = "zqxneeded";

fn hostile(what: &str) -> String {
    format!(
        "{TYPED}-{what}: <a href=\"https://{TYPED}.example/login\">sign in</a> {TYPED}@evil.example"
    )
}

fn received() -> Timestamp {
    "2027-02-08T18:00:00Z".parse().unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn known_by(kind: IdentifierKind, text: &str) -> Identifier {
    Identifier::parse(kind, text).unwrap()
}

/// Who asks: a person or an agent, from a state with appeals or from none.
#[derive(Clone, Copy)]
struct Who {
    by_agent: bool,
    state: Option<&'static str>,
}

/// Returns a submission with a stranger's text in every field that takes one. The person has an address, or only their
/// agent has one.
fn submission(asked: Asked, nth: u8, who: Who) -> Submission {
    let claimed = match known_by(IdentifierKind::Account, "zqx-account-4711") {
        Identifier::Account(id) => Identifier::ClaimedAccount(id),
        other => other,
    };
    let own = if who.by_agent {
        known_by(IdentifierKind::Phone, "916 555 0143")
    } else {
        known_by(IdentifierKind::Email, "robin@mail.example")
    };
    let also = format!("{NEEDED}{nth}@{NEEDED}.example");
    let identifiers = [
        own,
        claimed,
        known_by(
            IdentifierKind::Device,
            &format!("{NEEDED}-device-{nth}-4711"),
        ),
    ];
    let other = (!who.by_agent).then(|| known_by(IdentifierKind::Email, &also));
    let name = PersonName::parse(&hostile("name")).unwrap();
    let agent = Agent {
        name: PersonName::parse(&hostile("agent")).ok(),
        email: Some(address("agent@mail.example")),
        permission: Permission::Signed,
    };
    // Only states grant the withdrawal of consent.
    let state = match asked {
        Asked::Right(Right::Immediate(ImmediateRight::WithdrawConsent)) => Some("OR"),
        _ => who.state,
    };
    let region = state.map(|code| Region::parse(code).unwrap());
    Submission {
        receipt: ReceiptId::from_bytes([nth; 16]),
        asked,
        person: Person::new(Some(name), region, identifiers.into_iter().chain(other)).unwrap(),
        agent: who.by_agent.then_some(agent),
        channel: Channel::Email,
        locale: Locale::English,
        brand: None,
        received: received(),
        inbound_email: Some(InboundEmail {
            archived: hostile("key"),
            message_id: Some(hostile("id")),
            arrived: received(),
            written: None,
            identified: Vec::new(),
            reasons: vec![hostile("reason")],
            cited: vec![hostile("cited")],
            authentication: Some(hostile("results")),
        }),
        approval_required: false,
        companions: Vec::new(),
        details: Details::parse(&hostile("details")).ok(),
        digest: Digest::of(&[nth]),
    }
}

/// Returns the commands to try, each with the days after the receipt. What staff write is their own.
fn commands(request: &Request, who: Who) -> Vec<(i64, Command)> {
    let words = || "What staff wrote.".to_owned();
    let denial = || Denial {
        basis: DenialBasis::LawfulException,
        explanation: words(),
        earlier_responses: Vec::new(),
    };
    let file = ResponseDelivery::File {
        key: "responses/one".to_owned(),
        renewed: None,
    };
    let notification = request
        .progress()
        .and_then(NotificationProgress::notification);
    let progress = notification.map(|notification| {
        Command::NotificationProgressed(NotificationReport {
            notification,
            of: 1,
            acknowledged: 1,
            last: Some(received()),
            applies_to: masked(who),
            ..NotificationReport::default()
        })
    });
    let responses = [
        Response::Granted { delivery: None },
        Response::Granted {
            delivery: Some(file),
        },
        Response::InPart {
            denial: denial(),
            delivery: None,
            partners_keep: None,
        },
        Response::Denied { denial: denial() },
        Response::NotVerified,
    ];
    let decisions = [
        AppealDecision::Upheld { remedy: words() },
        AppealDecision::Denied {
            explanation: words(),
        },
    ];
    let mut all = vec![
        (1, Command::DenyForFraud(FraudBelief(words()))),
        (1, Command::Verify(VerificationMethod::Matched)),
        (1, Command::Extend { reason: words() }),
        (1, Command::RenewCode),
        (1, Command::Appeal),
        (
            1,
            Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
        ),
        (1, Command::AskPerson { question: words() }),
        (1, Command::Write { text: words() }),
        (1, Command::Reread),
    ];
    let again = request.right().map_or(unclear(), Asked::Right);
    all.push((1, Command::Repeat(submission(again, 9, who))));
    for of in request.person.identifiers() {
        all.push((1, Command::RequestOptIn { of: of.clone() }));
        all.push((
            1,
            Command::OptIn {
                confirmed: of.clone(),
            },
        ));
    }
    all.extend(progress.map(|progress| (1, progress)));
    all.extend(responses.map(|response| (1, Command::respond(response))));
    all.extend(decisions.map(|decision| (1, Command::DecideAppeal(decision))));
    all.extend([8, 20, 44, 60].map(|days| (days, Command::CheckDeadlines)));
    all
}

/// Returns the identifiers as the store masks those of the first receipt.
fn masked(who: Who) -> Vec<String> {
    let opened = submission(unclear(), 1, who);
    let opened = Request::open(opened, received()).unwrap();
    opened.receipt.unwrap().named_in_emails()
}

fn unclear() -> Asked {
    Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    }
}

/// Returns each distinct request that the commands lead to, and each email on the way.
fn everything(asked: &Asked, who: Who) -> (Vec<Request>, Vec<OutboundEmail>) {
    let (mut requests, mut emails, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let opened = Request::open(submission(asked.clone(), 1, who), received()).unwrap();
    let mut next = vec![(0, opened)];
    while let Some((
        depth,
        Transition {
            request,
            emails: caused,
            ..
        },
    )) = next.pop()
    {
        let is_new = |email: &OutboundEmail| {
            let same = |seen: &OutboundEmail| {
                (&seen.kind, &seen.to, seen.receipt) == (&email.kind, &email.to, email.receipt)
            };
            !emails.iter().any(same)
        };
        let caused: Vec<_> = caused.into_iter().filter(is_new).collect();
        emails.extend(caused);
        let is_new = seen.insert(format!("{:?} {:?}", request.kind, request.progress));
        if !is_new || depth > 4 {
            continue;
        }
        for (days, command) in commands(&request, who) {
            let at = received() + (days * 24).hours();
            if let Ok(transition) = request.apply(command, at) {
                next.push((depth + 1, transition));
            }
        }
        requests.push(request);
    }
    (requests, emails)
}

#[track_caller]
fn without(typed: &str, email: &RenderedEmail, what: &str) {
    for part in [&email.subject, &email.text, &email.html] {
        let part = part.to_lowercase();
        let found = part.find(typed).map(|at| &part[at..]);
        assert_eq!(found, None, "{what}");
    }
}

/// Whether a request causes this kind. The others answer an inbound email and hold nothing that its author wrote.
fn is_caused_by_a_request(kind: &EmailKind) -> bool {
    match kind {
        EmailKind::HowToAsk
        | EmailKind::ReplyReceived
        | EmailKind::StaffAnswer { .. }
        | EmailKind::RequestsOpened { .. } => false,
        EmailKind::ImmediateRecorded
        | EmailKind::VerifiableReceived
        | EmailKind::ReviewPending
        | EmailKind::ImmediateDenied { .. }
        | EmailKind::ImmediateDone(_)
        | EmailKind::OptedBackIn
        | EmailKind::OptedBackInPartly
        | EmailKind::VerificationReminder
        | EmailKind::OptInConfirmation
        | EmailKind::Question { .. }
        | EmailKind::Message { .. }
        | EmailKind::ResponseExtended { .. }
        | EmailKind::Response { .. }
        | EmailKind::DownloadCode { .. }
        | EmailKind::AppealReceived
        | EmailKind::AppealExtended { .. }
        | EmailKind::AppealDecided { .. } => true,
    }
}

#[test]
fn what_a_stranger_typed_stands_in_no_email_of_any_kind() {
    let (mut kinds, mut to_partners) = (BTreeSet::new(), Vec::new());
    let to = DeliveryId::parse("msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_mail-house").unwrap();
    let rights = Right::ALL.into_iter().map(Asked::Right).chain([unclear()]);
    let everyone = [(false, None), (true, None), (false, Some("CO"))];
    let everyone = everyone.map(|(by_agent, state)| Who { by_agent, state });
    for (asked, who) in rights.flat_map(|asked| everyone.map(|who| (asked.clone(), who))) {
        let (requests, emails) = everything(&asked, who);
        for email in &emails {
            kinds.insert(email.kind.name());
            without(
                TYPED,
                &render(email, &company(), &keys(), &texts::EMAILS),
                email.kind.name(),
            );
        }
        without(
            TYPED,
            &render_summary(&emails, &company(), &keys(), &texts::EMAILS),
            "summary",
        );
        for request in &requests {
            for kind in PartnerKind::ALL {
                let Some(email) = PartnerEmail::about(request, &to, kind) else {
                    continue;
                };
                if to_partners.contains(&email) {
                    continue;
                }
                let mut rendered = render_for_partner(&email, &company(), &keys());
                for part in [
                    &mut rendered.subject,
                    &mut rendered.text,
                    &mut rendered.html,
                ] {
                    *part = part.replace(NEEDED, "");
                }
                without(TYPED, &rendered, "an email to a partner");
                to_partners.push(email);
            }
            let alarm = request.due().map(|due| Alarm {
                line: Line {
                    due,
                    receipt: request.id.0,
                    right: request.right(),
                    stage: request.stage().as_str().to_owned(),
                    left: 0,
                },
                passed: Vec::new(),
            });
            let alarm = StaffEmail::Alarm(alarm.into_iter().collect());
            without(TYPED, &render_for_staff(&alarm, &company()), "an alarm");
        }
    }
    let expected = crate::catalog::catalog().into_iter();
    let expected = expected.filter(|(_, email)| is_caused_by_a_request(&email.kind));
    let expected: BTreeSet<_> = expected.map(|(_, email)| email.kind.name()).collect();
    assert_eq!(kinds, expected, "the commands cause every kind");
}
