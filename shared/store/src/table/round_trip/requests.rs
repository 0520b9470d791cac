//! Requests, with their stages, logs, receipts and index entries, and suppressions.

use super::{at, every, named, round_trip, words};
use crate::due::entry::IndexEntry;
use crate::due::scan::Cursor;
use crate::table::items::primary_key;
use crate::{CompareNext, InboundHeading, InboundList, RequestList, UnopenedEmail};
use domain::calendar::{Calendar, Due, Span};
use domain::digest::Digest;
use domain::law::{ApplicableRules, ImmediateRight, Law, Right, VerifiableRight};
use domain::locale::Locale;
use domain::log::{Actor, Entry, Event, Role};
use domain::outbound_email::EmailEvent;
use domain::partner::PartnerId;
use domain::person::{
    AgeGroup, Agent, Confidence, Details, EmailAddress, Identifier, IdentifierKind, OpaqueId,
    Permission, Person, PersonName, PhoneNumber, Region,
};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{
    AppealDecision, Asked, Channel, CommandName, ConfirmedParent, Denial, DenialBasis,
    EarlierResponse, EmailActionTaken, EndedFor, Ending, Extended, FraudBelief, Fulfilled,
    Identified, ImmediateStage, InboundEmail, LawChange, Milestone, Note, NotificationByStaff,
    NotificationProgress, ParentMethod, PendingAppeal, PriorReview, Renewed, Request, RequestId,
    RequestKind, Response, ResponseDelivery, ReviewReason, ReviewStage, SetBy, StageName,
    Submission, VerifiableStage, Verification, VerificationMethod,
};
use domain::suppression::Purpose;
use jiff::civil::date;

pub(super) fn due() -> Due {
    Due {
        target: date(2026, 12, 9),
        latest: date(2026, 12, 14),
    }
}

pub(super) fn receipt_id(n: u8) -> ReceiptId {
    ReceiptId::from_bytes([n; 16])
}

pub(super) fn address() -> EmailAddress {
    EmailAddress::parse("Ana.O'Neil+x@example.org").unwrap()
}

pub(super) fn immediate_rights() -> Vec<ImmediateRight> {
    every!(ImmediateRight {
        OptOut,
        Limit,
        MarketingStop,
        AdmtOptOut,
        WithdrawConsent
    })
}

pub(super) fn verifiable_rights() -> Vec<VerifiableRight> {
    every!(VerifiableRight {
        Delete,
        Know,
        KnowCategories,
        Correct,
        AdmtAccess,
        AdmtAppeal
    })
}

fn rights() -> Vec<Right> {
    let immediate = immediate_rights().into_iter().map(Right::Immediate);
    let all: Vec<_> = immediate
        .chain(verifiable_rights().into_iter().map(Right::Verifiable))
        .collect();
    every!(Right {
        Right::Immediate(_) => [all[0]],
        Right::Verifiable(_) => [all[all.len() - 1]],
    });
    all
}

/// Returns the rules of a right for a resident of each state, on a day when every law is in force.
fn rules_of(right: Right) -> Vec<ApplicableRules> {
    let day = date(2028, 6, 1);
    let regions = Region::ALL.iter().map(|(code, _)| Region::parse(code).ok());
    regions
        .chain([None])
        .filter_map(|region| right.rules_on(region, day))
        .collect()
}

pub(super) fn identifiers() -> Vec<Identifier> {
    let id = || OpaqueId::parse("customer-4711-ab").unwrap();
    every!(Identifier {
        Identifier::Email(_) => [Identifier::Email(address())],
        Identifier::Phone(_) => [Identifier::Phone(PhoneNumber::parse("916 555 0143").unwrap())],
        Identifier::Account(_) => [Identifier::Account(id())],
        Identifier::Device(_) => [Identifier::Device(id())],
        Identifier::ClaimedAccount(_) => [Identifier::ClaimedAccount(id())],
    })
}

fn person() -> Person {
    let name = PersonName::parse("Ana O’Neil").ok();
    let person = Person::new(name, Region::parse("CA").ok(), identifiers()).unwrap();
    let ages = every!(AgeGroup {
        Under13,
        From13To15
    });
    person.aged(ages.into_iter().min())
}

fn agents() -> Vec<Agent> {
    let permissions = every!(Permission {
        Signed,
        PowerOfAttorney,
        ParentOrGuardian
    });
    let agent = |permission| Agent {
        name: PersonName::parse("Bo").ok(),
        email: Some(address()),
        permission,
    };
    permissions.into_iter().map(agent).collect()
}

fn appeal() -> PendingAppeal {
    PendingAppeal {
        received: at(1),
        due: due(),
        extended: Some(extended()),
    }
}

fn extended() -> Extended {
    Extended {
        at: at(2),
        reason: words(),
        from: due(),
    }
}

fn earlier_responses() -> Vec<EarlierResponse> {
    let fulfilled = every!(Fulfilled { All, Part, Nothing });
    let earlier = |fulfilled| EarlierResponse {
        request: RequestId(receipt_id(3)),
        right: VerifiableRight::Know,
        at: at(0),
        fulfilled,
    };
    fulfilled.into_iter().map(earlier).collect()
}

fn denials() -> Vec<Denial> {
    let bases = every!(DenialBasis {
        LawfulException,
        Accurate,
        RepeatedWithoutNews,
        TooOften,
        Unfounded
    });
    let denial = |basis| Denial {
        basis,
        explanation: words(),
        earlier_responses: earlier_responses(),
    };
    bases.into_iter().map(denial).collect()
}

pub(super) fn responses() -> Vec<Response> {
    let renewed = Renewed {
        round: 2,
        at: at(1),
    };
    let deliveries = every!(ResponseDelivery {
        ResponseDelivery::File { .. } => [
            ResponseDelivery::File { key: words(), renewed: None },
            ResponseDelivery::File { key: words(), renewed: Some(renewed) },
        ],
        ResponseDelivery::Elsewhere { .. } => [ResponseDelivery::Elsewhere { how: words() }],
    });
    let denial = || denials().remove(0);
    let delivery = || Some(deliveries[0].clone());
    let mut all = every!(Response {
        Response::Granted { .. } => [Response::Granted { delivery: None }],
        Response::InPart { .. } => [Response::InPart {
            denial: denial(),
            delivery: delivery(),
            partners_keep: Some(words()),
        }],
        Response::Denied { .. } => [Response::Denied { denial: denial() }],
        Response::NotVerified => [Response::NotVerified],
    });
    let granted = deliveries.into_iter().map(Some);
    all.extend(granted.map(|delivery| Response::Granted { delivery }));
    all.extend(
        denials()
            .into_iter()
            .map(|denial| Response::Denied { denial }),
    );
    all
}

pub(super) fn decisions() -> Vec<AppealDecision> {
    every!(AppealDecision {
        AppealDecision::Upheld { .. } => [AppealDecision::Upheld { remedy: words() }],
        AppealDecision::Denied { .. } => [AppealDecision::Denied { explanation: words() }],
    })
}

fn progress() -> Vec<NotificationProgress> {
    let sent = |last: Option<jiff::Timestamp>| NotificationProgress::Sent {
        notification: last.map(|_| 3),
        notified: 2,
        acknowledged: 1,
        excused: 1,
        last,
    };
    every!(NotificationProgress {
        NotificationProgress::Pending { .. } => [NotificationProgress::Pending { notification: 1 }],
        NotificationProgress::Sent { .. } => [sent(None), sent(Some(at(1)))],
    })
}

fn immediate_stages() -> Vec<ImmediateStage> {
    let belief = || FraudBelief(words());
    let in_force = |progress| ImmediateStage::InForce {
        due: due(),
        progress,
    };
    let done = |last| ImmediateStage::Done {
        at: at(1),
        notified: 3,
        excused: 1,
        last,
    };
    let decided = |decision| ImmediateStage::AppealDecided {
        denied_at: at(0),
        belief: belief(),
        at: at(2),
        decision,
    };
    let endings = every!(Ending { OptIn });
    every!(ImmediateStage {
        ImmediateStage::InForce { .. } => [in_force(progress()[0]), in_force(progress()[1])],
        ImmediateStage::Done { .. } => [done(None), done(Some(at(1)))],
        ImmediateStage::Denied { .. } => [ImmediateStage::Denied { at: at(1), belief: belief() }],
        ImmediateStage::Appealing { .. } => [ImmediateStage::Appealing {
            denied_at: at(0),
            belief: belief(),
            appeal: appeal(),
        }],
        ImmediateStage::AppealDecided { .. } => [
            decided(decisions().remove(0)),
            decided(decisions().remove(1)),
        ],
        ImmediateStage::Ended { .. } => [ImmediateStage::Ended { at: at(1), how: endings[0] }],
    })
}

fn verifications() -> Vec<Verification> {
    let methods = every!(VerificationMethod {
        AddressConfirmed,
        KnownAccount,
        PowerOfAttorney,
        Matched
    });
    let verified = |by| Verification::Verified { at: at(1), by };
    let mut all = every!(Verification {
        Verification::Pending => [Verification::Pending],
        Verification::Verified { .. } => [verified(methods[0])],
        Verification::Expired { .. } => [Verification::Expired { at: at(1) }],
    });
    all.extend(methods.into_iter().map(verified));
    all
}

fn verifiable_stages() -> Vec<VerifiableStage> {
    let open = |verification| VerifiableStage::Open {
        acknowledge_by: Some(due()),
        respond_by: due(),
        extended: Some(extended()),
        verification,
    };
    let responded = |response| VerifiableStage::Responded {
        at: at(1),
        response,
    };
    let decided = |decision| VerifiableStage::AppealDecided {
        responded_at: at(0),
        response: Response::NotVerified,
        at: at(2),
        decision,
    };
    let mut all = every!(VerifiableStage {
        VerifiableStage::Open { .. } => [open(Verification::Pending)],
        VerifiableStage::Responded { .. } => [responded(Response::NotVerified)],
        VerifiableStage::Appealing { .. } => [VerifiableStage::Appealing {
            responded_at: at(0),
            response: Response::NotVerified,
            appeal: appeal(),
        }],
        VerifiableStage::AppealDecided { .. } => [
            decided(decisions().remove(0)),
            decided(decisions().remove(1)),
        ],
    });
    all.extend(verifications().into_iter().map(open));
    all.extend(responses().into_iter().map(responded));
    all
}

fn review_reasons() -> Vec<ReviewReason> {
    every!(ReviewReason {
        NoText,
        NotPlain,
        SeveralThings,
        ForSomebodyElse,
        NoSender,
        Quarantined,
        NoLaw
    })
}

fn review_stages() -> Vec<ReviewStage> {
    let waiting = |reason| ReviewStage::Waiting {
        due: due(),
        reason,
        provisional_since: Some(at(0)),
    };
    let prior = PriorReview {
        due: due(),
        reason: ReviewReason::NoText,
        provisional: true,
    };
    let mut all = every!(ReviewStage {
        ReviewStage::Waiting { .. } => [ReviewStage::Waiting {
            due: due(),
            reason: ReviewReason::NoText,
            provisional_since: None,
        }],
        ReviewStage::NotARequest { .. } => [ReviewStage::NotARequest {
            at: at(1),
            why: words(),
            prior,
        }],
        ReviewStage::Joined { .. } => [ReviewStage::Joined {
            at: at(1),
            to: RequestId(receipt_id(4)),
        }],
    });
    all.extend(review_reasons().into_iter().map(waiting));
    all
}

fn kinds() -> Vec<RequestKind> {
    let immediate = |stage| RequestKind::Immediate {
        right: ImmediateRight::OptOut,
        rules: rules_of(Right::Immediate(ImmediateRight::OptOut))[0],
        since: at(0),
        ended_for: vec![EndedFor {
            identifier: identifiers().remove(0),
            at: at(1),
        }],
        stage,
    };
    let verifiable = |stage| RequestKind::Verifiable {
        right: VerifiableRight::Know,
        rules: rules_of(Right::Verifiable(VerifiableRight::Know))[0],
        stage,
    };
    let review = |stage| RequestKind::Review { stage };
    let mut all = every!(RequestKind {
        RequestKind::Immediate { .. } => [immediate(immediate_stages().remove(0))],
        RequestKind::Verifiable { .. } => [verifiable(verifiable_stages().remove(0))],
        RequestKind::Review { .. } => [review(review_stages().remove(0))],
    });
    all.extend(immediate_stages().into_iter().map(immediate));
    all.extend(verifiable_stages().into_iter().map(verifiable));
    all.extend(review_stages().into_iter().map(review));
    all
}

pub(super) fn channels() -> Vec<Channel> {
    every!(Channel {
        Form,
        Api,
        Email,
        Phone,
        Paper,
        InPerson,
        Signal,
        OneClick
    })
}

fn asked() -> Vec<Asked> {
    let right = Asked::Right(rights()[0]);
    let unclear = |reason| Asked::Unclear {
        reason,
        may_opt_out: true,
    };
    let mut all = every!(Asked {
        Asked::Right(_) => [right],
        Asked::Unclear { .. } => [unclear(ReviewReason::NoText)],
    });
    all.extend(rights().into_iter().map(Asked::Right));
    all.extend(review_reasons().into_iter().map(unclear));
    all
}

fn inbound_email() -> InboundEmail {
    let levels = every!(Confidence {
        Low,
        Fair,
        High,
        Certain
    });
    let identified = |confidence| Identified {
        identifier: identifiers().remove(0),
        source: words(),
        confidence,
    };
    InboundEmail {
        archived: words(),
        message_id: Some(words()),
        arrived: at(0),
        written: Some(date(2026, 11, 20)),
        identified: levels.into_iter().map(identified).collect(),
        reasons: vec![words()],
        cited: vec![words()],
        authentication: Some(words()),
    }
}

fn opened() -> (Request, Receipt) {
    let submission = Submission {
        receipt: receipt_id(1),
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: person(),
        agent: Some(agents().remove(0)),
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: at(0),
        inbound_email: Some(inbound_email()),
        approval_required: false,
        companions: Vec::new(),
        details: Details::parse(&words()).ok(),
        digest: Digest::of(b"submission"),
    };
    let opened = Request::open(submission, at(0)).unwrap();
    (opened.request, opened.receipt.unwrap())
}

/// Returns a request in each stage.
pub(super) fn requests() -> Vec<Request> {
    let (request, _) = opened();
    let of_kind = |kind| Request {
        kind,
        ..request.clone()
    };
    let methods = every!(ParentMethod {
        SignedForm,
        CardTransaction,
        TollFreeCall,
        VideoCall,
        InPerson,
        GovernmentId,
        Other
    });
    let with_parent = methods.into_iter().map(|by| Request {
        parent: Some(ConfirmedParent { at: at(1), by }),
        ..request.clone()
    });
    let of_kinds = kinds().into_iter().map(of_kind);
    of_kinds.chain(with_parent).collect()
}

fn notes() -> Vec<Note> {
    let acted = |did| Note::EmailByStaff {
        email: words(),
        did,
    };
    let to = || PartnerId::parse("ads-1").unwrap();
    let notified = |did| Note::PartnerNotification { to: to(), did };
    let emails = every!(EmailActionTaken {
        Released,
        Resent,
        AddressCorrected,
        Delivered,
        ClosedAsUndeliverable
    });
    let notifications = every!(NotificationByStaff {
        Replayed,
        NotNeeded
    });
    let other = RequestId(receipt_id(5));
    let mut all = every!(Note {
        Note::OutboundEmail { .. } => [Note::OutboundEmail {
            email: words(),
            event: EmailEvent::Delivered,
            at: at(1),
        }],
        Note::FollowedUp { .. } => [Note::FollowedUp {
            mail: receipt_id(6),
            archived: words(),
            evidence: true,
        }],
        Note::EmailByStaff { .. } => [acted(emails[0])],
        Note::PartnerNotification { .. } => [notified(notifications[0])],
        Note::SplitOff { .. } => [Note::SplitOff { into: other }],
        Note::ContinuedIn { .. } => [Note::ContinuedIn { into: other }],
        Note::Joined { .. } => [Note::Joined { from: other }],
        Note::Collected => [Note::Collected],
        Note::Proposed { .. } => [Note::Proposed { command: CommandName::Respond }],
        Note::ByStaff => [Note::ByStaff],
    });
    all.extend(emails.into_iter().map(acted));
    all.extend(notifications.into_iter().map(notified));
    all
}

pub(super) fn milestones() -> Vec<Milestone> {
    every!(Milestone {
        Milestone::Unread => [Milestone::Unread],
        Milestone::LongUnread => [Milestone::LongUnread],
        Milestone::AcknowledgementNear => [Milestone::AcknowledgementNear],
        Milestone::VerificationDue => [Milestone::VerificationDue],
        Milestone::VerificationExpired => [Milestone::VerificationExpired],
        Milestone::Reminder { .. } => [Milestone::Reminder { left: 5 }],
        Milestone::LastDayToExtend => [Milestone::LastDayToExtend],
        Milestone::LastDayToRefuse => [Milestone::LastDayToRefuse],
        Milestone::Target => [Milestone::Target],
        Milestone::Overdue => [Milestone::Overdue],
        Milestone::StillOverdue => [Milestone::StillOverdue],
        Milestone::RetentionEnds => [Milestone::RetentionEnds],
    })
}

fn law_change() -> LawChange {
    LawChange {
        on: date(2027, 1, 1),
        rules: rules_of(Right::Verifiable(VerifiableRight::Know))[0],
        due: Some(due()),
        appeal: true,
        wider_scope: true,
    }
}

fn events() -> Vec<Event> {
    let created = |asked| Event::Created {
        asked,
        channel: Channel::Form,
        received: at(0),
    };
    let repeated = |channel| Event::Repeated {
        receipt: receipt_id(2),
        channel,
        received: at(0),
        added: 1,
    };
    let applied = |command, stage| Event::Applied { command, stage };
    let mut all = every!(Event {
        Event::Created { .. } => [created(asked().remove(0))],
        Event::Repeated { .. } => [repeated(Channel::Form)],
        Event::Applied { .. } => [applied(CommandName::Verify, StageName::Open)],
        Event::NotificationProgressed { .. } => [Event::NotificationProgressed {
            notification: 1,
            of: 3,
            outcomes: super::partners::outcomes(),
            stage: StageName::Done,
        }],
        Event::LanguageSet { .. } => [Event::LanguageSet { language: Locale::Spanish }],
        Event::Assigned { .. } => [
            Event::Assigned { to: Some(words()) },
            Event::Assigned { to: None },
        ],
        Event::Held { .. } => [Event::Held { held: true }],
        Event::Erased => [Event::Erased],
        Event::MilestonesPassed { .. } => [Event::MilestonesPassed { milestones: milestones() }],
        Event::Noted(_) => [Event::Noted(Note::Collected)],
        Event::LawChanged(_) => [Event::LawChanged(law_change())],
    });
    all.extend(asked().into_iter().map(created));
    all.extend(channels().into_iter().map(repeated));
    all.extend(CommandName::ALL.map(|command| applied(command, StageName::Open)));
    all.extend(StageName::ALL.map(|stage| applied(CommandName::Verify, stage)));
    all.extend(notes().into_iter().map(Event::Noted));
    all
}

fn actors() -> Vec<Actor> {
    let roles = every!(Role {
        Read,
        Decide,
        Configure
    });
    let staff = |role| Actor::Staff { id: words(), role };
    let mut all = every!(Actor {
        Actor::Person => [Actor::Person],
        Actor::Agent => [Actor::Agent],
        Actor::System => [Actor::System],
        Actor::Staff { .. } => [staff(Role::Read)],
    });
    all.extend(roles.into_iter().map(staff));
    all
}

#[test]
fn a_request_in_every_stage_by_every_channel_and_agent_is_read_as_it_was_written() {
    round_trip(&requests());
    let (request, _) = opened();
    let by_channel = channels().into_iter().map(|channel| Request {
        channel,
        ..request.clone()
    });
    let by_agent = agents().into_iter().map(|agent| Request {
        agent: Some(agent),
        ..request.clone()
    });
    let locales = every!(Locale {
        English,
        Spanish,
        German,
        French,
        Italian,
        Dutch,
        Portuguese,
    });
    named(&locales, |locale| locale.code(), Locale::of_tag);
    let in_language = locales.into_iter().map(|locale| Request {
        locale,
        ..request.clone()
    });
    let requests = by_channel.chain(by_agent).chain(in_language);
    round_trip(&requests.collect::<Vec<_>>());
}

#[test]
fn every_log_entry_is_read_as_it_was_written() {
    let entry = |by: Actor, event: Event| Entry {
        at: at(1),
        by,
        event,
    };
    let events = events()
        .into_iter()
        .map(|event| entry(Actor::System, event));
    let actors = actors().into_iter().map(|by| entry(by, Event::Erased));
    round_trip(&events.chain(actors).collect::<Vec<_>>());
}

#[test]
fn a_receipt_of_everything_that_can_be_asked_is_read_as_it_was_written() {
    let (_, receipt) = opened();
    let set_by = every!(SetBy { Law, Policy });
    let of_all = asked().into_iter().map(|asked| Receipt {
        asked,
        ..receipt.clone()
    });
    let of_both = set_by.into_iter().map(|due_set_by| Receipt {
        due_set_by,
        ..receipt.clone()
    });
    round_trip(&of_all.chain(of_both).collect::<Vec<_>>());
}

#[test]
fn the_rules_of_every_right_in_every_state_are_read_as_they_were_written() {
    for right in rights() {
        let rules = rules_of(right);
        assert!(!rules.is_empty(), "{right:?}");
        round_trip(&rules);
    }
    round_trip(&Law::ALL);
    round_trip(&every!(Calendar {
        California,
        Federal,
        Plain
    }));
    round_trip(&every!(Span {
        Span::BusinessDays(_) => [Span::BusinessDays(15)],
        Span::CalendarDays(_) => [Span::CalendarDays(45)],
    }));
}

#[test]
fn every_right_and_kind_of_identifier_is_found_by_its_name_in_keys() {
    named(&rights(), |right| right.as_str(), Right::named);
    let kinds = every!(IdentifierKind {
        Email,
        Phone,
        Account,
        Device,
        ClaimedAccount
    });
    named(&kinds, |kind| kind.as_str(), IdentifierKind::stored);
    round_trip(&kinds);
    round_trip(&identifiers());
    // A suppression has attributes that are named after its purpose; reading looks for those of `ALL`.
    let purposes = every!(Purpose {
        SaleSharing,
        Limit,
        Marketing,
        Admt,
        Consent
    });
    assert_eq!(purposes, Purpose::ALL);
    round_trip(&purposes);
}

#[test]
fn the_index_entry_of_every_request_is_read_as_it_was_written() {
    for request in requests() {
        let entry = IndexEntry::at(&request, at(9)).unwrap();
        let (check_at, facts) = entry.parts().unwrap();
        let facts = facts.unwrap();
        assert_eq!(check_at.as_millisecond(), at(9).as_millisecond());
        assert_eq!(facts.stage, request.stage().as_str());
        assert_eq!(facts.right(), request.right());
        assert_eq!(facts.due, request.due());
    }
}

#[test]
fn every_position_and_list_of_the_sweeper_and_of_the_inbox_is_read_as_it_was_written() {
    let cursor = || Some(Cursor::at(primary_key("REQUEST#1", "REQUEST")));
    let lists = every!(RequestList {
        Open,
        Overdue,
        Closed
    });
    let index = |list| CompareNext::Index(list, 7, cursor());
    let mut next = every!(CompareNext {
        CompareNext::Table(_) => [CompareNext::Table(None), CompareNext::Table(cursor())],
        CompareNext::Index(..) => [index(RequestList::Open)],
    });
    next.extend(lists.iter().copied().map(index));
    round_trip(&next);
    round_trip(&lists);
    let unopened = |list| UnopenedEmail {
        archived: words(),
        received: at(0),
        why: words(),
        list,
        about: vec![RequestId(receipt_id(1))],
        heading: InboundHeading {
            sender: Some(address()),
            name: PersonName::parse("Ana O’Neil").ok(),
            subject: Some(words()),
            first_line: Some(words()),
        },
    };
    let inbound = every!(InboundList {
        Unopened,
        Replies,
        Quarantine
    });
    round_trip(&inbound.into_iter().map(unopened).collect::<Vec<_>>());
}
