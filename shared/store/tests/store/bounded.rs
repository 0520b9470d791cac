//! A lawful submission is stored whatever happens to another request, and no number of repeats makes a request grow.

use crate::table::{
    DELETE, OPT_OUT, Table, command, email, items, later, now, opened, out_since, put, spoil,
    submission, table, text,
};
use domain::digest::Digest;
use domain::law::Right;
use domain::person::{Details, Person};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{Channel, Command, MAX_SUBMISSIONS_PER_DAY, Request, Response, Submission};
use jiff::Timestamp;
use store::{Handles, IntakeError, IntakeOutcome, LogStart};

fn numbered(n: u16, right: Right, emails: &[&str], at: Timestamp) -> Submission {
    let mut receipt = [9; 16];
    receipt[..2].copy_from_slice(&n.to_be_bytes());
    Submission {
        receipt: ReceiptId::from_bytes(receipt),
        ..submission(9, right, emails, at)
    }
}

async fn merged(store: &Handles, submission: Submission, at: Timestamp) -> Receipt {
    match store.intake.submit(submission, at).await.unwrap() {
        IntakeOutcome::MergedIntoActive(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

/// Repeats Ana's request for a right this many times.
async fn repeat(store: &Handles, right: Right, times: u16) {
    for n in 1..=times {
        merged(
            store,
            numbered(n, right, &["ana@example.org"], now()),
            now(),
        )
        .await;
    }
}

async fn request(store: &Handles, receipt: &Receipt) -> Request {
    store.desk.request(receipt.request).await.unwrap().unwrap()
}

/// Fills Ana's opt-out with 60 identifiers, and opens an overflow request from an email. Returns both receipts.
async fn full_with_overflow(store: &Handles) -> (Receipt, Receipt) {
    let first = opened(store, numbered(0, OPT_OUT, &["ana@example.org"], now())).await;
    for part in 0..4_u16 {
        let some = (0..19)
            .map(|n| email(&format!("p{part}-{n}@example.org")))
            .take(if part == 3 { 2 } else { 19 });
        let person = Person::new(
            None,
            None,
            [email("ana@example.org")].into_iter().chain(some),
        );
        let more = Submission {
            person: person.unwrap(),
            ..numbered(1 + part, OPT_OUT, &["ana@example.org"], now())
        };
        merged(store, more, now()).await;
    }
    let emails = ["ana@example.org", "overflow@example.org"];
    let by_email = Submission {
        channel: Channel::Email,
        ..numbered(9, OPT_OUT, &emails, now())
    };
    let overflow = opened(store, by_email).await;
    assert_eq!(
        request(store, &overflow).await.overflow_of,
        Some(first.request)
    );
    (first, overflow)
}

#[tokio::test]
async fn a_submission_is_stored_though_the_overflow_request_is_under_review_again() {
    let Table { store, _stop, .. } = table().await;
    let (_, overflow) = full_with_overflow(&store).await;
    command(&store, &overflow, Command::Reread, later(1)).await;
    let new = numbered(
        20,
        OPT_OUT,
        &["ana@example.org", "new@example.org"],
        later(2),
    );
    opened(&store, new).await;
    assert_eq!(out_since(&store, "new@example.org").await, Some(later(2)));
}

#[tokio::test]
async fn a_submission_is_stored_though_staff_review_the_active_request_again() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let by_email = Submission {
        channel: Channel::Email,
        ..submission(1, DELETE, &["ana@example.org"], now())
    };
    let receipt = opened(&store, by_email).await;
    // The guard as a submission reads it just before staff send the request back to review.
    let all = items(&engines).await;
    let guard = all
        .into_iter()
        .find(|item| text(item, "pk").starts_with("ACTIVE#"));
    command(&store, &receipt, Command::Reread, later(1)).await;
    put(&engines, guard.unwrap()).await;
    let again = submission(2, DELETE, &["ana@example.org"], later(2));
    let beside = opened(&store, again).await;
    assert_eq!(
        request(&store, &beside).await.overflow_of,
        Some(receipt.request)
    );
}

#[tokio::test]
async fn a_submission_is_stored_though_the_active_request_is_unreadable() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    assert_eq!(spoil(&engines, "REQUEST#", "REQUEST").await, 1);
    let again = submission(2, OPT_OUT, &["ana@example.org"], later(1));
    let beside = opened(&store, again).await;
    assert_ne!(beside.request, receipt.request);
}

#[tokio::test]
async fn only_a_refusal_of_the_submission_itself_refuses_it() {
    let Table { store, _stop, .. } = table().await;
    let nobody = Submission {
        person: Person::unknown(),
        ..submission(1, OPT_OUT, &["ana@example.org"], now())
    };
    let refused = store.intake.submit(nobody, now()).await;
    assert!(matches!(refused, Err(IntakeError::Refused(_))));
}

#[tokio::test]
async fn repeats_above_the_daily_limit_have_their_receipts_and_are_only_counted() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    let again = |n| numbered(n, DELETE, &["ana@example.org"], later(1));
    let before = items(&engines).await.len();
    for n in 1..MAX_SUBMISSIONS_PER_DAY + 30 {
        let receipt = merged(&store, again(n), later(1)).await;
        assert_eq!(receipt.id, again(n).receipt);
        assert_eq!(receipt.identifiers, [email("ana@example.org")]);
        let found = store.status.look_up(Some(receipt.reference())).await;
        assert_eq!(
            found.unwrap().unwrap().0,
            receipt,
            "its status can be looked up"
        );
    }
    let page = store
        .desk
        .log_page(first.request, LogStart::Before(None), 100);
    let page = page.await.unwrap();
    assert_eq!(page.entries.len(), usize::from(MAX_SUBMISSIONS_PER_DAY));
    let counted: Vec<_> = page.receipts.iter().filter_map(|of| of.repeats).collect();
    assert_eq!(counted, [30]);
    let recorded = usize::from(MAX_SUBMISSIONS_PER_DAY) - 1;
    // A recorded repeat has a receipt, a log entry and an email. A counted one has a receipt and its mark.
    assert_eq!(
        items(&engines).await.len() - before,
        3 * recorded + 2 * 30 + 1
    );
    // The next day has its own limit.
    let tomorrow = numbered(200, DELETE, &["ana@example.org"], later(24));
    let receipt = merged(&store, tomorrow.clone(), later(24)).await;
    assert_eq!(receipt.id, tomorrow.receipt);
}

#[tokio::test]
async fn staff_see_the_last_words_above_the_daily_limit() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    let writes = |n: u16, words: Option<&str>| Submission {
        details: words.map(|words| Details::parse(words).unwrap()),
        ..numbered(n, DELETE, &["ana@example.org"], now())
    };
    for n in 1..2 * MAX_SUBMISSIONS_PER_DAY {
        merged(&store, writes(n, Some("Too early.")), now()).await;
    }
    for (n, words) in [
        (100, Some("Delete my old orders, too.")),
        (101, Some("Also the address in Ohio.")),
        (102, None),
    ] {
        let counted = merged(&store, writes(n, words), now()).await;
        assert_eq!(counted.details, None, "only staff see it");
    }
    let page = store
        .desk
        .log_page(first.request, LogStart::Before(None), 100);
    let receipts = page.await.unwrap().receipts;
    let mut shared = receipts.iter().filter(|of| of.repeats.is_some());
    let seen = shared.next().unwrap();
    let details = seen.receipt.details.as_ref().map(Details::as_str);
    assert_eq!(details, Some("Also the address in Ohio."));
    assert_eq!(seen.repeats, Some(3));
}

#[tokio::test]
async fn a_counted_repeat_is_recognized_even_after_its_request_has_ended() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    repeat(&store, DELETE, MAX_SUBMISSIONS_PER_DAY - 1).await;
    let repeat = numbered(100, DELETE, &["ana@example.org"], now());
    let counted = merged(&store, repeat.clone(), now()).await;
    let again = store.intake.submit(repeat.clone(), later(1)).await;
    assert_eq!(again, Ok(IntakeOutcome::Replayed(counted.clone())));
    let denied = Command::respond(Response::NotVerified);
    command(&store, &first, denied, later(2)).await;
    let again = store.intake.submit(repeat.clone(), later(24 * 60)).await;
    assert_eq!(again, Ok(IntakeOutcome::Replayed(counted)));
    let other = Submission {
        digest: Digest::of(b"another body"),
        ..repeat.clone()
    };
    let other = store.intake.submit(other, later(3)).await;
    assert_eq!(other, Ok(IntakeOutcome::IdempotencyConflict));
    let page = store
        .desk
        .log_page(first.request, LogStart::Before(None), 100);
    let counted: Vec<_> = page.await.unwrap().receipts;
    let counted: Vec<_> = counted.iter().filter_map(|of| of.repeats).collect();
    assert_eq!(counted, [1], "it counts once");
}

#[tokio::test]
async fn an_identifier_that_a_repeat_above_the_limit_adds_is_suppressed() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, numbered(0, OPT_OUT, &["ana@example.org"], now())).await;
    repeat(&store, OPT_OUT, MAX_SUBMISSIONS_PER_DAY + 5).await;
    let more = numbered(100, OPT_OUT, &["ana@example.org", "new@example.org"], now());
    let receipt = merged(&store, more.clone(), now()).await;
    assert_eq!(receipt.id, more.receipt);
    assert_eq!(out_since(&store, "new@example.org").await, Some(now()));
}

#[tokio::test]
async fn what_staff_record_is_never_only_counted() {
    let Table { store, _stop, .. } = table().await;
    opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    repeat(&store, DELETE, MAX_SUBMISSIONS_PER_DAY + 5).await;
    let call = Submission {
        channel: Channel::Phone,
        ..numbered(100, DELETE, &["ana@example.org"], now())
    };
    assert_eq!(merged(&store, call.clone(), now()).await.id, call.receipt);
}

#[tokio::test]
async fn a_log_is_read_in_pages_from_either_end_with_each_version() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    for n in 1..=9 {
        merged(
            &store,
            numbered(n, DELETE, &["ana@example.org"], now()),
            now(),
        )
        .await;
    }
    let (mut newest, mut oldest) = (Vec::new(), Vec::new());
    let (mut before, mut after) = (None, None);
    loop {
        let page = store
            .desk
            .log_page(first.request, LogStart::Before(before), 4);
        let page = page.await.unwrap();
        newest.splice(0..0, page.entries.iter().map(|entry| entry.version));
        assert_eq!(page.receipts.len(), page.entries.len());
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    loop {
        let page = store
            .desk
            .log_page(first.request, LogStart::After(after), 4);
        let page = page.await.unwrap();
        oldest.extend(page.entries.iter().map(|entry| entry.version));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(newest, (1..=10).collect::<Vec<u64>>());
    assert_eq!(oldest, newest);
}

#[tokio::test]
async fn a_missing_log_entry_does_not_shift_the_versions_behind_it() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, numbered(0, DELETE, &["ana@example.org"], now())).await;
    for n in 1..=3 {
        merged(
            &store,
            numbered(n, DELETE, &["ana@example.org"], now()),
            now(),
        )
        .await;
    }
    let client = engines.dynamodb_client();
    let all = items(&engines).await;
    let second = all
        .iter()
        .find(|item| text(item, "sk") == "LOG#0000000002")
        .unwrap();
    let delete = client.delete_item().table_name("requests");
    let delete = delete.key("pk", second["pk"].clone());
    delete.key("sk", second["sk"].clone()).send().await.unwrap();
    let page = store
        .desk
        .log_page(first.request, LogStart::Before(None), 10);
    let entries = page.await.unwrap().entries;
    let versions: Vec<_> = entries.iter().map(|entry| entry.version).collect();
    assert_eq!(versions, [1, 3, 4]);
}
