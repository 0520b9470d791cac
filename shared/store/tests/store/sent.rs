//! Letters that were sent, and how they fared.

use crate::table::{Table, email, now, opened, submission, table};
use domain::law::Right;
use domain::letter::{Bounce, Fate, WhyByHand};
use domain::log::{Actor, Event};
use domain::request::{Note, RequestId};
use jiff::SignedDuration;
use store::{LetterOrder, LetterState, Noted, OwedLetter, Sent, SentLetter, Store};

const LEASE: SignedDuration = SignedDuration::from_mins(2);
const PERMANENT: Fate = Fate::Bounced(Bounce::Permanent);
const UNCLEAR: Fate = Fate::Bounced(Bounce::Unclear);

/// Opens a request of Ana's for each right of the form, as many as wanted.
async fn open(store: &Store, count: usize) -> Vec<RequestId> {
    let mut ids = Vec::new();
    for (id, right) in (1..).zip(Right::ON_THE_FORM).take(count) {
        let submission = submission(id, right, &["ana@example.org"], now());
        ids.push(opened(store, submission).await.request);
    }
    ids
}

/// The letters that are due, claimed.
async fn claim(store: &Store) -> Vec<OwedLetter> {
    let mut claimed = Vec::new();
    for key in store.due_letters(now(), 25).await.unwrap() {
        claimed.extend(store.claim(&key, now(), LEASE).await.unwrap());
    }
    claimed
}

/// Marks a letter as sent under this id, and finds it by it.
async fn send(store: &Store, letter: &OwedLetter, ses_id: &str) -> SentLetter {
    let sent = Sent {
        at: now(),
        ses_id: ses_id.into(),
    };
    store.mark_sent(letter, &sent).await.unwrap();
    sent_as(store, ses_id).await
}

/// The letter that SES took under this id.
async fn sent_as(store: &Store, ses_id: &str) -> SentLetter {
    store.letter_sent_as(ses_id).await.unwrap().unwrap()
}

/// One letter that was sent.
async fn sent(store: &Store) -> SentLetter {
    open(store, 1).await;
    let [letter] = claim(store).await.try_into().unwrap();
    send(store, &letter, "0101-a-000000").await
}

/// What the log of a request says of its letters.
async fn fates(store: &Store, request: RequestId) -> Vec<Fate> {
    let log = store.log(request).await.unwrap();
    let fates = log.into_iter().filter_map(|entry| match entry.event {
        Event::Noted(Note::Letter { fate, .. }) => Some(fate),
        _ => None,
    });
    fates.collect()
}

async fn letter(store: &Store, sent: &SentLetter) -> OwedLetter {
    store.letter(&sent.key).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_letter_is_found_by_the_id_that_ses_gave_it_and_by_nothing_else() {
    let Table { store, .. } = &table().await;
    let [request] = open(store, 1).await.try_into().unwrap();
    let [owed] = claim(store).await.try_into().unwrap();
    assert_eq!(store.letter_sent_as("0101-a-000000").await.unwrap(), None);
    let sent = send(store, &owed, "0101-a-000000").await;
    assert_eq!(sent.requests, [request]);

    assert_eq!(sent.key, owed.key);
    let long = "a".repeat(100_000);
    for other in ["", "0101-b-000000", "a\r\nb", "SENT#", "ü", "a@b", &long] {
        assert_eq!(store.letter_sent_as(other).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_bounce_is_noted_once_and_makes_the_letter_a_task_for_staff() {
    let Table { store, .. } = &table().await;
    let sent = sent(store).await;
    for noted in [Noted::HandedOver, Noted::Before, Noted::Before] {
        let told = store.note_fate(&sent, PERMANENT, now(), now()).await;
        assert_eq!(told, Ok(noted));
    }
    assert_eq!(fates(store, sent.requests[0]).await, [PERMANENT]);
    let [task] = store
        .letters_for_staff(9)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(task.key, sent.key);
    assert_eq!(task.state, LetterState::Hand);
    assert_eq!(task.by_hand, Some(WhyByHand::Bounced(Bounce::Permanent)));
    assert!(task.sent.is_some(), "when it was sent is kept");
    let due = store
        .due_letters("2027-11-21T18:00:00Z".parse().unwrap(), 9)
        .await;
    assert_eq!(due.unwrap(), [], "it is not sent again");
    let request = store.request(sent.requests[0]).await.unwrap().unwrap();
    assert_eq!(request.version, 2);
}

#[tokio::test]
async fn a_delivery_and_a_complaint_are_noted_and_change_nothing_else() {
    let Table { store, .. } = &table().await;
    let sent = sent(store).await;
    for fate in [Fate::Delivered, Fate::Complained] {
        let told = store.note_fate(&sent, fate, now(), now()).await;
        assert_eq!(told, Ok(Noted::Now));
    }
    assert_eq!(letter(store, &sent).await.state, LetterState::Sent);
    assert_eq!(
        fates(store, sent.requests[0]).await,
        [Fate::Delivered, Fate::Complained]
    );
    let kept = store.suppression(&email("ana@example.org")).await.unwrap();
    assert_eq!(kept.purposes.len(), 1, "the opt-out stays, nothing joins");
}

#[tokio::test]
async fn an_automatic_answer_is_no_bounce_in_whatever_order_it_is_told() {
    for (first, second, between) in [
        (Fate::Delivered, UNCLEAR, Noted::Now),
        (UNCLEAR, Fate::Delivered, Noted::HandedOver),
    ] {
        let Table { store, .. } = &table().await;
        let sent = sent(store).await;
        let told = store.note_fate(&sent, first, now(), now()).await;
        assert_eq!(told, Ok(between));
        store.note_fate(&sent, second, now(), now()).await.unwrap();
        let after = letter(store, &sent).await;
        assert_eq!((after.state, after.by_hand), (LetterState::Sent, None));
        assert_eq!(store.letters_for_staff(9).await.unwrap(), []);
        assert_eq!(fates(store, sent.requests[0]).await, [first, second]);
        // The next bounce is one: the letter went elsewhere from there, and came back.
        let told = store.note_fate(&sent, PERMANENT, now(), now()).await;
        assert_eq!(told, Ok(Noted::HandedOver));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_told_at_once_is_all_noted_and_staff_get_what_follows_from_all_of_it() {
    for _ in 0..10 {
        let Table { store, .. } = &table().await;
        let sent = &sent(store).await;
        let tell = |fate| store.note_fate(sent, fate, now(), now());
        let told = tokio::join!(
            tell(UNCLEAR),
            tell(Fate::Delivered),
            tell(UNCLEAR),
            tell(Fate::Delivered)
        );
        for told in [told.0, told.1, told.2, told.3] {
            assert!(told.is_ok(), "{told:?}");
        }
        let after = letter(store, sent).await;
        assert_eq!((after.state, after.told.len()), (LetterState::Sent, 2));
        assert_eq!(fates(store, sent.requests[0]).await.len(), 2);
        assert_eq!(store.letters_for_staff(9).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_told_of_a_summary_is_noted_on_each_request_that_it_tells_of() {
    let Table { store, .. } = &table().await;
    let requests = open(store, 4).await;
    let held = claim(store).await;
    for letter in &held {
        store
            .hold(letter, &email("ana@example.org"), now())
            .await
            .unwrap();
    }
    let key = store.due_letters(now(), 25).await.unwrap().remove(0);
    let first = store.claim(&key, now(), LEASE).await.unwrap().unwrap();
    store
        .summarise(&first, &email("ana@example.org"), now())
        .await
        .unwrap();
    let [summary] = claim(store).await.try_into().unwrap();
    let sent = send(store, &summary, "0101-b-000000").await;
    assert_eq!(sent.key, summary.key);
    let mut named = sent.requests.clone();
    named.sort_by_key(ToString::to_string);
    let mut all = requests.clone();
    all.sort_by_key(ToString::to_string);
    assert_eq!(named, all);

    for noted in [Noted::HandedOver, Noted::Before] {
        let told = store.note_fate(&sent, PERMANENT, now(), now()).await;
        assert_eq!(told, Ok(noted));
    }
    for request in requests {
        assert_eq!(fates(store, request).await, [PERMANENT]);
    }
    let tasks = store.letters_for_staff(9).await.unwrap();
    assert_eq!(tasks.len(), 1, "the summary is one letter");
}

#[tokio::test]
async fn what_is_told_of_an_earlier_sending_says_nothing_of_the_one_that_staff_ordered_after_it() {
    let Table { store, .. } = &table().await;
    let first = sent(store).await;
    store
        .note_fate(&first, PERMANENT, now(), now())
        .await
        .unwrap();
    store
        .order_letter(&first.key, &LetterOrder::Resend, &Actor::System, now())
        .await
        .unwrap();
    // SES tells of the first sending again, and more: it is noted once, and moves nothing.
    for (fate, noted) in [
        (Fate::Delivered, Noted::Now),
        (Fate::Delivered, Noted::Before),
    ] {
        let sent = sent_as(store, "0101-a-000000").await;
        let told = store.note_fate(&sent, fate, now(), now()).await;
        assert_eq!(told, Ok(noted));
        assert_eq!(letter(store, &sent).await.state, LetterState::Owed);
    }
    let [again] = claim(store).await.try_into().unwrap();
    let second = send(store, &again, "0101-b-000000").await;
    let told = store.note_fate(&second, PERMANENT, now(), now()).await;
    assert_eq!(told, Ok(Noted::HandedOver), "it came back as well");
    let late = sent_as(store, "0101-a-000000").await;
    let told = store.note_fate(&late, UNCLEAR, now(), now()).await;
    assert_eq!(told, Ok(Noted::Now));
    assert_eq!(letter(store, &second).await.state, LetterState::Hand);
}
