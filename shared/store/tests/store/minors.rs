//! Requests about people under 16.

use crate::table::{
    DELETE, OPT_OUT, Table, command, email, later, now, opened, out_since, submission, table,
    unclear,
};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::log::Actor;
use domain::person::{AgeGroup, Agent, EmailAddress, Permission, Person};
use domain::receipt::Receipt;
use domain::request::{Asked, Command, ParentMethod, Request, Submission};
use store::{Handles, IntakeOutcome, StaffDecision};

const FAMILY: &str = "mo@example.org";

fn about_child(id: u8, of: &str) -> Submission {
    let submission = submission(id, DELETE, &[of], now());
    Submission {
        person: submission.person.aged(Some(AgeGroup::Under13)),
        ..submission
    }
}

#[tokio::test]
async fn a_request_about_a_child_at_the_same_address_is_a_request_of_its_own() {
    let Table { store, _stop, .. } = table().await;
    let adult = opened(&store, submission(1, DELETE, &[FAMILY], now())).await;
    let child = opened(&store, about_child(2, FAMILY)).await;
    for (again, of) in [
        (submission(3, DELETE, &[FAMILY], now()), &adult),
        (about_child(4, FAMILY), &child),
    ] {
        let merged = store.intake.submit(again, now()).await.unwrap();
        let IntakeOutcome::MergedIntoActive(receipt) = merged else {
            panic!("{merged:?}")
        };
        assert_eq!(receipt.request, of.request);
    }
    let of_adult = store.desk.request(adult.request).await.unwrap().unwrap();
    assert_eq!(of_adult.person.age, None);
    let address = email(FAMILY);
    let active = store
        .email_intake
        .active_requests_of(&address)
        .await
        .unwrap();
    assert!(active.contains(&adult.request) && active.contains(&child.request));
}

//= req: ca-civ-120-c
#[tokio::test]
async fn a_person_under_16_stays_opted_out_when_staff_confirm_another_right() {
    let Table { store, _stop, .. } = table().await;
    let review = opened(&store, unclear(1, "kim@example.org")).await;
    let person = Person::new(None, None, [email("kim@example.org")]).unwrap();
    let child = Command::ChangePerson {
        person: person.aged(Some(AgeGroup::Under13)),
        agent: None,
    };
    for staff in [child, Command::Confirm(DELETE)] {
        let decision = StaffDecision {
            by: Actor::System,
            why: None,
            seen: None,
        };
        let taken = store
            .desk
            .take_action(review.request, staff, &decision, later(1));
        taken.await.unwrap();
    }
    assert!(out_since(&store, "kim@example.org").await.is_some());
    let log = store.desk.log(review.request).await.unwrap();
    let last = format!("{:?}", log.last().unwrap().event);
    assert!(last.contains("SplitOff"), "{last}");
}

async fn parent_opts_in(store: &Handles, child: Submission) {
    let receipt = opened(store, child).await;
    let confirmed = EmailAddress::parse(FAMILY).unwrap();
    let parent = Command::ConfirmParent {
        by: ParentMethod::VideoCall,
        email: Some(confirmed),
        opt_in: true,
    };
    command(store, &receipt, parent, later(1)).await;
    let confirmed = email(FAMILY);
    command(store, &receipt, Command::OptIn { confirmed }, later(2)).await;
}

//= req: ca-7070-a-1
#[tokio::test]
async fn a_parents_opt_in_ends_no_opt_out_of_another_person() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["bob@example.org"], now())).await;
    let parent = Agent {
        name: None,
        email: EmailAddress::parse(FAMILY).ok(),
        permission: Permission::ParentOrGuardian,
    };
    let of = ["kim@example.org", "bob@example.org"];
    let child = Submission {
        agent: Some(parent),
        ..submission(2, OPT_OUT, &of, now())
    };
    parent_opts_in(&store, child).await;
    assert_eq!(out_since(&store, "kim@example.org").await, None);
    assert!(out_since(&store, "bob@example.org").await.is_some());
}

//= req: ca-civ-120-c
#[tokio::test]
async fn the_opt_out_of_a_person_under_16_is_stored_only_with_their_request() {
    let Table { store, _stop, .. } = table().await;
    let of = "kim@example.org";
    opened(&store, submission(1, DELETE, &[of], now())).await;
    let with_age = Submission {
        digest: Digest::of(b"with an age"),
        ..about_child(1, of)
    };
    let conflict = store.intake.submit(with_age, now()).await.unwrap();
    assert_eq!(conflict, IntakeOutcome::IdempotencyConflict);
    assert_eq!(out_since(&store, of).await, None);
    opened(&store, about_child(2, of)).await;
    assert!(out_since(&store, of).await.is_some());
    let replayed = store.intake.submit(about_child(2, of), now()).await;
    assert!(matches!(replayed.unwrap(), IntakeOutcome::Replayed(_)));
}

fn age_is(age: Option<AgeGroup>) -> Command {
    Command::CorrectAge { age, beside: None }
}

async fn by_staff(store: &Handles, receipt: &Receipt, staff: Command) -> Request {
    let decision = StaffDecision {
        by: Actor::System,
        why: Some("the parent called".to_owned()),
        seen: None,
    };
    let taken = store
        .desk
        .take_action(receipt.request, staff, &decision, later(1));
    taken.await.unwrap()
}

//= req: ca-7070-a-1, ca-7028-a
#[tokio::test]
async fn an_adults_opt_in_leaves_the_opt_out_of_a_child_at_the_same_address() {
    let Table { store, _stop, .. } = table().await;
    let adult = opened(&store, submission(1, OPT_OUT, &[FAMILY], now())).await;
    let of_child = Submission {
        asked: Asked::Right(OPT_OUT),
        ..about_child(2, FAMILY)
    };
    let child = opened(&store, of_child).await;
    let confirmed = email(FAMILY);
    let opt_in = Command::OptIn { confirmed };
    command(&store, &adult, opt_in.clone(), later(2)).await;
    assert!(
        out_since(&store, FAMILY).await.is_some(),
        "the child is still opted out"
    );
    let parent = Command::ConfirmParent {
        by: ParentMethod::VideoCall,
        email: EmailAddress::parse(FAMILY).ok(),
        opt_in: true,
    };
    command(&store, &child, parent, later(3)).await;
    command(&store, &child, opt_in, later(4)).await;
    assert_eq!(out_since(&store, FAMILY).await, None);
}

//= req: ca-civ-120-c
#[tokio::test]
async fn a_corrected_age_moves_the_guard_and_the_cause_in_one_transaction() {
    let Table { store, _stop, .. } = table().await;
    let request = opened(&store, submission(1, OPT_OUT, &[FAMILY], now())).await;
    by_staff(&store, &request, age_is(Some(AgeGroup::Under13))).await;
    // The guard of an adult is free, and that of the child is taken.
    let adult = opened(&store, submission(2, OPT_OUT, &[FAMILY], now())).await;
    assert_ne!(adult.request, request.request);
    let again = Submission {
        asked: Asked::Right(OPT_OUT),
        ..about_child(3, FAMILY)
    };
    let merged = store.intake.submit(again, later(2)).await.unwrap();
    let IntakeOutcome::MergedIntoActive(receipt) = merged else {
        panic!("{merged:?}")
    };
    assert_eq!(receipt.request, request.request);
    let confirmed = email(FAMILY);
    command(&store, &adult, Command::OptIn { confirmed }, later(3)).await;
    assert!(out_since(&store, FAMILY).await.is_some());
    // Back: the person is an adult after all, and can end the opt-out.
    by_staff(&store, &request, age_is(None)).await;
    let confirmed = email(FAMILY);
    command(&store, &request, Command::OptIn { confirmed }, later(4)).await;
    assert_eq!(out_since(&store, FAMILY).await, None);
}

#[tokio::test]
async fn a_corrected_age_beside_an_active_request_of_the_child_leaves_both_active() {
    let Table { store, _stop, .. } = table().await;
    let adult = opened(&store, submission(1, DELETE, &[FAMILY], now())).await;
    let child = opened(&store, about_child(2, FAMILY)).await;
    let corrected = by_staff(&store, &adult, age_is(Some(AgeGroup::Under13))).await;
    assert_eq!(corrected.overflow_of, Some(child.request));
    assert!(corrected.is_active());
    let next = opened(&store, submission(3, DELETE, &[FAMILY], now())).await;
    assert_ne!(next.request, adult.request, "the adult's guard is free");
}

//= req: ca-civ-120-c
#[tokio::test]
async fn a_corrected_age_opts_a_person_under_16_out() {
    for age in [AgeGroup::Under13, AgeGroup::From13To15] {
        let Table { store, _stop, .. } = table().await;
        let deletion = opened(&store, submission(1, DELETE, &[FAMILY], now())).await;
        assert_eq!(out_since(&store, FAMILY).await, None);
        let corrected = by_staff(&store, &deletion, age_is(Some(age))).await;
        assert_eq!(corrected.person.age, Some(age));
        assert!(out_since(&store, FAMILY).await.is_some());
        let log = store.desk.log(deletion.request).await.unwrap();
        let last = format!("{:?}", log.last().unwrap().event);
        assert!(last.contains("SplitOff"), "{last}");
    }
}

/// One transaction has no room for sixty suppressions with their search keys.
//= req: ca-civ-120-c
#[tokio::test]
async fn a_corrected_age_opts_out_all_of_sixty_identifiers() {
    let Table { store, _stop, .. } = table().await;
    let stop = Asked::Right(Right::Immediate(ImmediateRight::MarketingStop));
    let addresses: Vec<String> = (0..58).map(|n| format!("a{n}@example.org")).collect();
    let mut first = None;
    for (n, some) in addresses[1..].chunks(19).enumerate() {
        let mut some: Vec<&str> = some.iter().map(String::as_str).collect();
        some.insert(0, "a0@example.org");
        let n = u8::try_from(n).unwrap() + 1;
        let submitted = Submission {
            asked: stop.clone(),
            ..submission(n, DELETE, &some, now())
        };
        let stored = store.intake.submit(submitted, now()).await.unwrap();
        if let IntakeOutcome::Created(receipt) = stored {
            first = Some(receipt);
        }
    }
    let corrected = age_is(Some(AgeGroup::From13To15));
    let corrected = by_staff(&store, &first.unwrap(), corrected).await;
    assert_eq!(corrected.person.identifiers().len(), 58);
    for address in &addresses {
        assert!(out_since(&store, address).await.is_some(), "{address}");
    }
    let contact = email("a0@example.org");
    let active = store.email_intake.active_requests_of(&contact);
    assert_eq!(
        active.await.unwrap().len(),
        2,
        "one opt-out for all of them"
    );
}
