//! Outbound emails with their states and events, and emails to staff.

use super::partners::{emails as partner_emails, failures, partner_id};
use super::requests::{address, decisions, due, milestones, receipt_id, responses};
use super::{Item, at, encoded, every, named, round_trip, words};
use crate::outbox::email::{outbox_item, read};
use crate::{EmailKey, EmailState, OutboxItem};
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::outbound_email::{
    Addressee, Bounce, Completion, EmailEvent, EmailKind, ManualDeliveryReason, OutboundEmail,
    Reader, SendPolicy, Together,
};
use domain::request::{RequestId, SetBy};
use domain::staff::{
    Alarm, Bar, DayReport, DaysLeft, GivenUp, Group, Line, ManualDelivery, SignalBurst, StaffEmail,
};
use jiff::civil::date;

fn bounces() -> Vec<Bounce> {
    every!(Bounce {
        Unclear,
        Transient,
        Permanent
    })
}

fn manual_reasons() -> Vec<ManualDeliveryReason> {
    let mut all = every!(ManualDeliveryReason {
        ManualDeliveryReason::NoAddress => [ManualDeliveryReason::NoAddress],
        ManualDeliveryReason::AddressOutsideAscii => [ManualDeliveryReason::AddressOutsideAscii],
        ManualDeliveryReason::OurOwnAddress => [ManualDeliveryReason::OurOwnAddress],
        ManualDeliveryReason::Refused => [ManualDeliveryReason::Refused],
        ManualDeliveryReason::Bounced(_) => [ManualDeliveryReason::Bounced(Bounce::Unclear)],
    });
    all.extend(bounces().into_iter().map(ManualDeliveryReason::Bounced));
    all
}

fn events() -> Vec<EmailEvent> {
    let mut all = every!(EmailEvent {
        EmailEvent::Delivered => [EmailEvent::Delivered],
        EmailEvent::Bounced(_) => [EmailEvent::Bounced(Bounce::Unclear)],
        EmailEvent::NotSent => [EmailEvent::NotSent],
        EmailEvent::Complained => [EmailEvent::Complained],
    });
    all.extend(bounces().into_iter().map(EmailEvent::Bounced));
    all
}

fn kinds() -> Vec<EmailKind> {
    let explanation = words;
    let done = |last| {
        EmailKind::ImmediateDone(Completion {
            notified: 3,
            excused: 1,
            last,
            applies_to: vec![words()],
        })
    };
    let response = |response| EmailKind::Response {
        response,
        words: Some("words".to_owned()),
    };
    let decided = |decision| EmailKind::AppealDecided { decision };
    let mut all = every!(EmailKind {
        EmailKind::ImmediateRecorded => [EmailKind::ImmediateRecorded],
        EmailKind::VerifiableReceived => [EmailKind::VerifiableReceived],
        EmailKind::ReviewPending => [EmailKind::ReviewPending],
        EmailKind::HowToAsk => [EmailKind::HowToAsk],
        EmailKind::ReplyReceived => [EmailKind::ReplyReceived],
        EmailKind::RequestsOpened { .. } => [EmailKind::RequestsOpened {
            receipts: vec![receipt_id(1), receipt_id(2)],
        }],
        EmailKind::ImmediateDenied { .. } => [EmailKind::ImmediateDenied { explanation: explanation() }],
        EmailKind::ImmediateDone(_) => [done(None), done(Some(at(1)))],
        EmailKind::OptedBackIn => [EmailKind::OptedBackIn],
        EmailKind::OptedBackInPartly => [EmailKind::OptedBackInPartly],
        EmailKind::VerificationReminder => [EmailKind::VerificationReminder],
        EmailKind::OptInConfirmation => [EmailKind::OptInConfirmation],
        EmailKind::Question { .. } => [EmailKind::Question { question: words() }],
        EmailKind::Message { .. } => [EmailKind::Message { text: words() }],
        EmailKind::StaffAnswer { .. } => [EmailKind::StaffAnswer { text: words() }],
        EmailKind::ResponseExtended { .. } => [EmailKind::ResponseExtended { explanation: explanation() }],
        EmailKind::Response { .. } => [response(responses().remove(0))],
        EmailKind::DownloadCode { .. } => [EmailKind::DownloadCode { round: 2 }],
        EmailKind::AppealReceived => [EmailKind::AppealReceived],
        EmailKind::AppealExtended { .. } => [EmailKind::AppealExtended { explanation: explanation() }],
        EmailKind::AppealDecided { .. } => [decided(decisions().remove(0))],
    });
    all.extend(responses().into_iter().map(response));
    all.extend(decisions().into_iter().map(decided));
    all
}

fn email() -> OutboundEmail {
    let right = Right::Immediate(ImmediateRight::OptOut);
    OutboundEmail {
        id: words(),
        kind: EmailKind::ImmediateRecorded,
        to: Addressee::Email(address()),
        reader: Reader::Person,
        locale: Locale::English,
        brand: None,
        receipt: receipt_id(1),
        right: Some(right),
        rules: right.rules_on(None, date(2026, 11, 21)),
        received: at(0),
        in_force_since: Some(at(0)),
        due: Some(due()),
        due_set_by: SetBy::Law,
        in_reply_to: Some(words()),
        send_policy: SendPolicy::Now,
        together: Some(Together {
            receipts: vec![receipt_id(1), receipt_id(2)],
            until: at(1),
        }),
        no_partners: true,
    }
}

/// Returns an email of each kind, to each addressee and reader, in each language, and under each policy.
fn emails() -> Vec<OutboundEmail> {
    let manual = Addressee::Manual;
    let mut to = every!(Addressee {
        Addressee::Email(_) => [Addressee::Email(address())],
        Addressee::Manual(_) => [manual(ManualDeliveryReason::NoAddress)],
    });
    to.extend(manual_reasons().into_iter().map(manual));
    let readers = every!(Reader {
        Unknown,
        Person,
        Represented,
        Parent
    });
    let unproven = |by| SendPolicy::Unproven { by };
    let policies = every!(SendPolicy {
        SendPolicy::Unproven { .. } => [unproven(None), unproven(Some(date(2027, 1, 4)))],
        SendPolicy::AfterApproval => [SendPolicy::AfterApproval],
        SendPolicy::Now => [SendPolicy::Now],
    });
    let of_kind = |kind| OutboundEmail { kind, ..email() };
    let sent_to = |to| OutboundEmail { to, ..email() };
    let by_reader = |reader| OutboundEmail { reader, ..email() };
    let in_language = |locale| OutboundEmail { locale, ..email() };
    let under = |send_policy| OutboundEmail {
        send_policy,
        ..email()
    };
    let emails = kinds().into_iter().map(of_kind);
    let emails = emails.chain(to.into_iter().map(sent_to));
    let emails = emails.chain(readers.into_iter().map(by_reader));
    let emails = emails.chain(Locale::ALL.map(in_language));
    emails.chain(policies.into_iter().map(under)).collect()
}

fn staff_emails() -> Vec<StaffEmail> {
    let line = Line {
        due: due(),
        receipt: receipt_id(1),
        right: Some(Right::ALL[0]),
        stage: words(),
        left: -2,
    };
    let left = every!(DaysLeft {
        Overdue,
        None,
        Two,
        Five,
        Ten,
        Twenty,
        More
    });
    let group = Group {
        requests: 7,
        lines: vec![line.clone()],
    };
    let manual = |why| ManualDelivery {
        receipt: Some(receipt_id(1)),
        why: Some(why),
    };
    let given_up = |why| GivenUp {
        receipt: receipt_id(1),
        to: partner_id(),
        why: Some(why),
    };
    let report = DayReport {
        day: date(2026, 11, 21),
        left: left
            .into_iter()
            .map(|left| Bar { left, requests: 3 })
            .collect(),
        oldest: Some(date(2026, 10, 1)),
        overdue: group.clone(),
        due: group.clone(),
        in_review: group,
        manual: (9, manual_reasons().into_iter().map(manual).collect()),
        awaiting_approval: 1,
        delayed: 2,
        given_up: (9, failures().into_iter().map(given_up).collect()),
        without_list: 3,
        replies: 4,
        quarantine: 5,
        unopened: 6,
    };
    let alarm = Alarm {
        line,
        passed: milestones(),
    };
    let burst = SignalBurst {
        day: date(2026, 11, 21),
        more_than: 50,
        at_most: 500,
    };
    every!(StaffEmail {
        StaffEmail::Digest(_) => [StaffEmail::Digest(Box::new(report))],
        StaffEmail::Alarm(_) => [StaffEmail::Alarm(vec![alarm])],
        StaffEmail::SignalBurst(_) => [StaffEmail::SignalBurst(burst)],
    })
}

fn contents() -> Vec<OutboxItem> {
    let staff = |email| OutboxItem::Staff {
        to: address(),
        email,
    };
    let partner = |email| OutboxItem::Partner {
        to: address(),
        email,
    };
    let mut all = every!(OutboxItem {
        OutboxItem::Single(_) => [OutboxItem::Single(email())],
        OutboxItem::Summary(_) => [OutboxItem::Summary(emails())],
        OutboxItem::Staff { .. } => [staff(staff_emails().remove(0))],
        OutboxItem::Partner { .. } => [partner(partner_emails().remove(0))],
    });
    all.extend(emails().into_iter().map(OutboxItem::Single));
    all.extend(staff_emails().into_iter().map(staff));
    all.extend(partner_emails().into_iter().map(partner));
    all
}

fn states() -> Vec<EmailState> {
    every!(EmailState {
        Pending,
        Sent,
        Held,
        Summarized,
        Covered,
        AwaitingApproval,
        ManualDelivery,
        Delivered,
        Closed
    })
}

fn stored(content: &OutboxItem, state: EmailState) -> Item {
    let key = EmailKey::new(RequestId(receipt_id(1)), "email-1");
    outbox_item(key, content, state, at(1)).unwrap()
}

#[test]
fn every_email_in_every_state_is_read_as_it_was_written() {
    for content in contents() {
        for state in states() {
            let read = read(&stored(&content, state)).unwrap();
            assert_eq!((read.content, read.state), (content.clone(), state));
        }
    }
}

#[test]
fn every_event_and_every_reason_for_manual_delivery_on_an_email_is_read_as_it_was_written() {
    let content = OutboxItem::Single(email());
    let events = events();
    assert_eq!(
        events.len() - 1,
        EmailEvent::ALL.len(),
        "one bounce is sampled twice"
    );
    round_trip(&events);
    named(
        &events,
        |event| event.name(),
        |name| EmailEvent::try_from(name.to_owned()).ok(),
    );
    for why in manual_reasons() {
        let mut item = stored(&content, EmailState::ManualDelivery);
        item.insert("manual_reason".to_owned(), encoded("sample", &why).unwrap());
        assert_eq!(read(&item).unwrap().manual, Some(why));
    }
}
