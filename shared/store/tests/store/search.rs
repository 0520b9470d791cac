//! The search finds a request by each identifier and name that it knows, and nothing after the person is erased.

use crate::table::{
    DELETE, OPT_OUT, TWO, Table, command, email, items, later, moving, never, now, opened,
    submission, table, text, unclear, with_keys,
};
use domain::person::{
    Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, PersonName,
};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{Asked, Channel, Command, Request, RequestId, Submission};
use domain::search::SearchKey;
use jiff::civil::date;
use std::collections::HashMap;
use store::{Found, Handles, InboundHeading, InboundList, IntakeOutcome, Rekeying, UnopenedEmail};

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

fn identifier(kind: IdentifierKind, text: &str) -> Identifier {
    Identifier::parse(kind, text).unwrap()
}

/// Returns a submission of Ana, with her phone number, her account and an agent.
fn of_ana(n: u8) -> Submission {
    let identifiers = [
        email("Ana@Example.org"),
        identifier(IdentifierKind::Phone, "916 555 0143"),
        identifier(IdentifierKind::Account, "customer-4711"),
        identifier(
            IdentifierKind::Device,
            "a3f1c2d4-5678-4abc-9def-0123456789ab",
        ),
    ];
    Submission {
        person: Person::new(Some(name("Ana O’Neil")), None, identifiers).unwrap(),
        agent: Some(Agent {
            name: Some(name("Bo Agent")),
            email: EmailAddress::parse("bo@agents.example").ok(),
            permission: Permission::Signed,
        }),
        ..submission(n, OPT_OUT, &["ana@example.org"], now())
    }
}

fn by(kind: IdentifierKind, text: &str) -> SearchKey {
    SearchKey::of(&identifier(kind, text)).unwrap()
}

fn by_email(text: &str) -> SearchKey {
    by(IdentifierKind::Email, text)
}

fn by_name(text: &str) -> SearchKey {
    SearchKey::of_name(&name(text)).unwrap()
}

/// Returns the requests that a search finds, the newest first.
async fn found(store: &Handles, key: &SearchKey) -> Vec<RequestId> {
    let page = store.desk.search(key, None, 100).await.unwrap();
    assert_eq!((page.next, page.unreadable), (None, 0));
    let requests = page.found.into_iter().map(|found| match found {
        Found::Request(request) => request.id,
        Found::Inbound { .. } => panic!("an inbound email"),
    });
    requests.collect()
}

async fn merged(store: &Handles, submission: Submission) -> Receipt {
    let received = submission.received;
    match store.intake.submit(submission, received).await.unwrap() {
        IntakeOutcome::MergedIntoActive(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

async fn stored(store: &Handles, receipt: &Receipt) -> Request {
    store.desk.request(receipt.request).await.unwrap().unwrap()
}

/// Returns the items of the search.
async fn search_items(
    engines: &engines::Engines,
) -> Vec<HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
    let all = items(engines).await.into_iter();
    let some = all.filter(|item| text(item, "pk").starts_with("PERSON#"));
    some.collect()
}

#[tokio::test]
async fn a_request_is_found_by_each_identifier_and_name_and_by_its_agent() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, of_ana(1)).await;
    for key in [
        by_email("ANA@example.org"),
        by(IdentifierKind::Phone, "+1 (916) 555-0143"),
        by(IdentifierKind::Account, "customer-4711"),
        by_name("O'NEIL, ana"),
        by_email("bo@agents.example"),
        by_name("bo agent"),
    ] {
        assert_eq!(found(&store, &key).await, [receipt.request], "{key:?}");
    }
    assert_eq!(found(&store, &by_email("eve@example.org")).await, []);
    assert_eq!(found(&store, &by_name("Ana")).await, []);
    let shown = format!("{:?}", search_items(&engines).await).to_lowercase();
    for personal in ["ana@", "555", "4711", "neil", "agents.example"] {
        assert!(!shown.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn a_search_is_paged_from_the_newest_request_to_the_oldest() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let mut newest_first = Vec::new();
    for n in 1..=25 {
        let own = format!("p{n}@example.org");
        let of_many = Submission {
            person: Person::new(Some(name("Ana Li")), None, [email(&own)]).unwrap(),
            ..submission(n, DELETE, &[&own], later(i64::from(n)))
        };
        newest_first.insert(0, opened(&store, of_many).await.request);
    }
    let key = by_name("Li Ana");
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.desk.search(&key, after.as_deref(), 10).await.unwrap();
        assert!(page.found.len() <= 10);
        all.extend(page.found.into_iter().map(|found| match found {
            Found::Request(request) => request.id,
            Found::Inbound { .. } => panic!("an inbound email"),
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(all, newest_first);
    for nonsense in ["", "~~", "2026", "#REQUEST#", " \0"] {
        store.desk.search(&key, Some(nonsense), 10).await.unwrap();
    }
}

#[tokio::test]
async fn an_identifier_that_a_repeat_adds_finds_the_request() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let first = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let more = ["ana@example.org", "ana@work.example"];
    let second = merged(&store, submission(2, OPT_OUT, &more, later(1))).await;
    assert_eq!(second.request, first.request);
    let work = by_email("ana@work.example");
    assert_eq!(found(&store, &work).await, [first.request]);
}

#[tokio::test]
async fn whatever_a_repeat_of_a_deletion_names_finds_the_request_and_leaves_with_it() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let first = opened(&store, submission(1, DELETE, &["ana@example.org"], now())).await;
    let again = Submission {
        asked: Asked::Right(DELETE),
        ..of_ana(2)
    };
    let second = merged(&store, again).await;
    assert_eq!(second.request, first.request);
    for key in [
        by(IdentifierKind::Phone, "916 555 0143"),
        by(IdentifierKind::Account, "customer-4711"),
        by_name("Ana Oneil"),
        by_name("Bo Agent"),
        by_email("bo@agents.example"),
    ] {
        assert_eq!(found(&store, &key).await, [first.request]);
    }
    let request = stored(&store, &first).await;
    assert_eq!(request.person.identifiers().len(), 1, "the person stays");
    let denied = Command::respond(domain::request::Response::NotVerified);
    command(&store, &first, denied, later(100)).await;
    let closed = stored(&store, &first).await;
    let erased = closed.apply(Command::Erase, later(200)).unwrap();
    let items = search_items(&engines).await.len();
    assert_eq!(erased.search.removed.len(), items, "all of them leave");
    assert!(erased.request.search_keys().is_empty());
}

#[tokio::test]
async fn a_corrected_person_is_found_and_a_wrong_one_no_longer() {
    let Table {
        store,
        engines: _engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, unclear(1, "wrong@example.org")).await;
    let wrong = by_email("wrong@example.org");
    assert_eq!(found(&store, &wrong).await, [receipt.request]);
    let person = Person::new(Some(name("Ana Li")), None, [email("ana@example.org")]).unwrap();
    let change = Command::ChangePerson {
        person,
        agent: None,
    };
    command(&store, &receipt, change, later(1)).await;
    assert_eq!(found(&store, &wrong).await, []);
    assert_eq!(found(&store, &by_name("Ana Li")).await, [receipt.request]);
}

#[tokio::test]
async fn a_message_that_opened_nothing_is_found_by_its_sender_until_it_is_deleted() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let id = ReceiptId::from_bytes([7; 16]);
    let mail = UnopenedEmail {
        archived: "inbound/a".into(),
        received: later(1),
        why: "it asks for nothing".into(),
        list: InboundList::Unopened,
        about: Vec::new(),
        heading: InboundHeading {
            sender: EmailAddress::parse("Ana@example.org").ok(),
            name: PersonName::parse("Ana Li").ok(),
            subject: Some("Hello".into()),
            first_line: None,
        },
    };
    for _ in 0..2 {
        store.email_intake.list_unopened(id, &mail).await.unwrap();
    }
    let receipt = opened(&store, submission(1, OPT_OUT, &["ana@example.org"], now())).await;
    let key = by_email("ana@example.org");
    let page = store.desk.search(&key, None, 10).await.unwrap();
    let request = stored(&store, &receipt).await;
    let both = [
        Found::Inbound {
            id,
            email: mail.clone(),
            waits: true,
        },
        Found::Request(Box::new(request)),
    ];
    assert_eq!(page.found, both);
    let deleted = store.sweep.delete_inbound(id, &mail.archived, &never);
    deleted.await.unwrap();
    assert_eq!(found(&store, &key).await, [receipt.request]);
    assert_eq!(search_items(&engines).await.len(), 1);
}

#[tokio::test]
async fn an_erased_person_is_not_found_even_with_sixty_identifiers() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let other = opened(&store, submission(99, OPT_OUT, &["bo@example.org"], now())).await;
    let addresses: Vec<String> = (0..60).map(|n| format!("a{n}@example.org")).collect();
    let mut first = None;
    for (n, some) in addresses[1..].chunks(19).enumerate() {
        let mut some: Vec<&str> = some.iter().map(String::as_str).collect();
        some.insert(0, "a0@example.org");
        let n = u8::try_from(n).unwrap() + 1;
        let submitted = Submission {
            channel: Channel::Signal,
            ..submission(n, OPT_OUT, &some, later(i64::from(n)))
        };
        match first {
            None => first = Some(opened(&store, submitted).await),
            Some(_) => drop(merged(&store, submitted).await),
        }
    }
    assert_eq!(search_items(&engines).await.len(), 61);
    let first = first.unwrap();
    crate::erase::close(&store, &first, later(100)).await;
    let erasing = moving(&engines);
    crate::erase::erase_all(&erasing, first.request, later(200)).await;
    let left = search_items(&engines).await;
    assert_eq!(left.len(), 1);
    let bo = by_email("bo@example.org");
    assert_eq!(found(&store, &bo).await, [other.request]);
}

#[tokio::test]
async fn a_key_migration_hides_nothing_from_the_search() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, of_ana(1)).await;
    let both = moving(&engines);
    let keys = [by_email("ana@example.org"), by_name("Ana O'Neil")];
    for key in &keys {
        assert_eq!(found(&both, key).await, [receipt.request]);
    }
    let mut rekeying = Rekeying::from(1);
    let today = date(2026, 11, 21);
    while !both
        .sweep
        .rekey_page(&mut rekeying, later(1), today, &never)
        .await
        .unwrap()
    {}
    assert_eq!(rekeying.unreadable, 0);
    let current = with_keys(&engines, TWO);
    for key in &keys {
        assert_eq!(found(&both, key).await, [receipt.request]);
        assert_eq!(found(&current, key).await, [receipt.request]);
        assert_eq!(found(&store, key).await, []);
    }
}

#[tokio::test]
async fn the_weekly_comparison_finds_and_repairs_what_the_search_lacks() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, of_ana(1)).await;
    let is_searchable = || async {
        let page = store.sweep.scan_page(None).await.unwrap();
        assert_eq!(page.requests.len(), 1);
        page.requests[0].is_found_by_staff
    };
    assert!(is_searchable().await);
    assert!(!store.sweep.repair_entry(receipt.request).await.unwrap());
    let lost = search_items(&engines).await.remove(2);
    let client = engines.dynamodb_client();
    let delete = client.delete_item().table_name("requests");
    let delete = delete
        .key("pk", lost["pk"].clone())
        .key("sk", lost["sk"].clone());
    delete.send().await.unwrap();
    assert!(!is_searchable().await);
    assert!(store.sweep.repair_entry(receipt.request).await.unwrap());
    assert!(is_searchable().await);
}

/// A transaction writes twice the kilobytes of each item, and one unit for each place in an index.
#[tokio::test]
async fn an_opt_out_with_three_identifiers_and_a_name_costs_at_most_45_write_units() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let of_ana = Submission {
        channel: Channel::Form,
        agent: None,
        ..of_ana(1)
    };
    opened(&store, of_ana).await;
    let mut units = 0;
    for item in items(&engines).await {
        let bytes = format!("{item:?}").len();
        let indexes = ["due_kind", "queue_kind"].into_iter();
        let indexed = indexes.filter(|name| item.contains_key(*name)).count();
        // The debug form is longer than the item, so the result is an upper bound.
        units += 2 * bytes.div_ceil(1024) + indexed;
    }
    println!("{units} write units at most");
    assert!(units <= 45, "{units}");
}
