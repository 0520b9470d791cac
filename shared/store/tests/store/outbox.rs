//! Letters: claimed, counted, held back and summed up.

use crate::table::{DELETE, OPT_OUT, Table, email, later, now, opened, submission, table};
use domain::law::{Demand, Right};
use domain::log::Actor;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{Answer, RequestId, Step, Submission};
use jiff::SignedDuration;
use jiff::civil::date;
use store::{Budget, LetterKey, LetterState, OwedLetter, Post, Sent, Store, StoreError, Verdict};

#[tokio::test]
async fn a_letter_is_claimed_by_one_and_comes_due_again_if_it_is_not_marked() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let due = store.due_letters(now(), 25).await.unwrap();
    assert_eq!(due.len(), 1);
    let lease = SignedDuration::from_mins(2);
    let claimed = store.claim(&due[0], now(), lease).await.unwrap().unwrap();
    assert_eq!((claimed.state, claimed.attempts), (LetterState::Owed, 1));
    assert_eq!(store.claim(&due[0], now(), lease).await.unwrap(), None);
    assert!(store.due_letters(now(), 25).await.unwrap().is_empty());
    assert_eq!(store.due_letters(later(1), 25).await.unwrap(), due);

    let sent = store::Sent {
        at: later(1),
        ses_id: "id".into(),
    };
    store.mark_sent(&claimed, &sent).await.unwrap();
    assert!(store.due_letters(later(9), 25).await.unwrap().is_empty());
    assert_eq!(
        store.mark_sent(&claimed, &sent).await,
        Err(StoreError::Gone),
        "marked once"
    );
    let marked = store.letter(&due[0]).await.unwrap().unwrap();
    assert_eq!((marked.state, marked.sent), (LetterState::Sent, Some(sent)));
}

/// Letters that were claimed, one for each of these requests.
async fn claimed(store: &Store, submissions: Vec<Submission>) -> Vec<OwedLetter> {
    let mut letters = Vec::new();
    for submission in submissions {
        let received = submission.received;
        store.intake(submission, received).await.unwrap();
        for key in store.due_letters(now(), 25).await.unwrap() {
            letters.extend(
                store
                    .claim(&key, now(), SignedDuration::from_hours(1000))
                    .await
                    .unwrap(),
            );
        }
    }
    letters
}

#[tokio::test]
async fn an_address_gets_its_share_and_a_letter_is_counted_once() {
    let Table { store, _stop, .. } = table().await;
    let (ana, bo) = (email("ana@example.org"), email("bo@example.org"));
    let rights = Right::ON_THE_FORM.into_iter().enumerate();
    let submissions = rights
        .map(|(id, right)| submission(id as u8 + 1, right, &["ana@example.org"], now()))
        .collect();
    let letters = claimed(&store, submissions).await;
    assert_eq!(letters.len(), 6);
    let (day, next) = (date(2026, 11, 21), date(2026, 11, 22));
    for letter in letters[..3].iter().chain(&letters[..3]) {
        assert_eq!(
            store.reserve(letter, &ana, day, Budget::HOUSE).await,
            Ok(Verdict::Leave)
        );
    }
    assert_eq!(
        store.reserve(&letters[3], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Hold)
    );
    assert_eq!(
        store.reserve(&letters[3], &bo, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    assert_eq!(
        store.reserve(&letters[4], &ana, next, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    let tight = Budget {
        a_day: 9,
        a_week: 4,
    };
    assert_eq!(
        store.reserve(&letters[5], &ana, next, tight).await,
        Ok(Verdict::Hold),
        "four a week"
    );

    let counted = store.letter(&letters[0].key).await.unwrap().unwrap();
    let nothing = Budget {
        a_day: 0,
        a_week: 0,
    };
    let leaves = store
        .reserve(&counted, &ana, date(2026, 12, 24), nothing)
        .await;
    assert_eq!(
        leaves,
        Ok(Verdict::Leave),
        "a letter that was counted may leave on any later day"
    );
}

#[tokio::test]
async fn one_receipt_letter_per_right_and_day() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    let asks = |id| submission(id, OPT_OUT, &["ana@example.org"], now());
    let letters = claimed(&store, vec![asks(1), asks(2)]).await;
    let day = date(2026, 11, 21);
    assert_eq!(
        store.reserve(&letters[0], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
    assert_eq!(
        store.reserve(&letters[1], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Covered)
    );
    assert_eq!(
        store.reserve(&letters[0], &ana, day, Budget::HOUSE).await,
        Ok(Verdict::Leave)
    );
}

#[tokio::test]
async fn an_agent_gets_a_letter_for_each_person_that_they_act_for() {
    let Table { store, _stop, .. } = table().await;
    let by_agent = |id: u8| Submission {
        person: Person::new(
            None,
            None,
            Identifier::parse(IdentifierKind::Phone, &format!("916 555 010{id}")),
        )
        .unwrap(),
        agent: Some(Agent {
            name: None,
            email: EmailAddress::parse("agent@agents.example").ok(),
            permission: Permission::Signed,
        }),
        ..submission(id, DELETE, &["nobody@example.org"], now())
    };
    let letters = claimed(&store, vec![by_agent(1), by_agent(2)]).await;
    for letter in &letters {
        let agent = email("agent@agents.example");
        assert_eq!(
            store
                .reserve(letter, &agent, date(2026, 11, 21), Budget::HOUSE)
                .await,
            Ok(Verdict::Leave)
        );
    }
    assert_eq!(letters.len(), 2);
}

#[tokio::test]
async fn a_summary_takes_the_place_of_what_was_held() {
    let Table { store, _stop, .. } = table().await;
    let ana = email("ana@example.org");
    for (id, right) in [(1, OPT_OUT), (2, DELETE), (3, Right::Demand(Demand::Know))] {
        opened(&store, submission(id, right, &["ana@example.org"], now())).await;
    }
    let lease = SignedDuration::from_mins(2);
    for key in store.due_letters(now(), 25).await.unwrap() {
        let letter = store.claim(&key, now(), lease).await.unwrap().unwrap();
        store.hold(&letter, &ana, later(24)).await.unwrap();
    }
    assert!(store.due_letters(later(23), 25).await.unwrap().is_empty());
    let due = store.due_letters(later(24), 25).await.unwrap();
    assert_eq!(due.len(), 3);
    let first = store
        .claim(&due[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    store.summarise(&first, &ana, later(24)).await.unwrap();
    let summary = store.due_letters(later(24), 25).await.unwrap();
    assert_eq!(summary.len(), 1, "the three are in it");
    let summary = store
        .claim(&summary[0], later(24), lease)
        .await
        .unwrap()
        .unwrap();
    let store::Post::Summary(letters) = &summary.post else {
        panic!("{:?}", summary.post)
    };
    assert_eq!(letters.len(), 3);
    assert_eq!(
        store.summarise(&first, &ana, later(24)).await,
        Err(StoreError::Gone),
        "once"
    );
    let sent = Sent {
        at: later(24),
        ses_id: "one".into(),
    };
    store.mark_sent(&summary, &sent).await.unwrap();
    leave_one_by_one(&store, &summary.key).await;
}

/// Each request is closed and forgotten, and the summary tells of it no longer.
async fn leave_one_by_one(store: &Store, key: &LetterKey) {
    let mut receipts = [1, 2, 3].map(|id| ReceiptId::from_bytes([id; 16]));
    // The one beside which the summary stands comes last.
    receipts.sort_by_key(|receipt| receipt.to_string() == key.owner());
    for (forgotten, receipt) in (1..).zip(receipts) {
        let id = RequestId(receipt);
        let request = store.request(id).await.unwrap().unwrap();
        let step = match request.right() {
            Some(OPT_OUT) => Step::PartnersTold { told: 0 },
            _ => Step::Answer(Answer::NotVerified),
        };
        let mut closed = request.take(step, later(25)).unwrap();
        closed.letters.clear();
        store.commit(&closed).await.unwrap();
        store.forget(id, Actor::System, later(26)).await.unwrap();
        match store.letter(key).await.unwrap().map(|summary| summary.post) {
            Some(Post::Summary(letters)) => {
                assert_eq!(letters.len(), 3 - forgotten);
                assert!(letters.iter().all(|letter| letter.receipt != receipt));
            }
            Some(other) => panic!("{other:?}"),
            None => assert_eq!(forgotten, 3, "it stays for the others"),
        }
    }
}
