//! Everything that belongs to a request is read in pages or by its key, however much it is.

use crate::table::{DELETE, ONE, Table, command, emails_of, items, later, now, opened};
use crate::table::{put, submission, table, text};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::locale::Locale;
use domain::log::Actor;
use domain::outbound_email::EmailKind;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Command, Refused, RequestId, Response, email_to_writer};
use engines::Engines;
use engines::clients::{Retries, dynamodb};
use engines::proxy::Proxy;
use store::{ActionError, Handles};
use tokio::sync::watch;

const ANA: &str = "ana@example.org";

/// The emails and the log entries of the request.
const MANY: u64 = 1_500;

/// A deletion request with many emails and log entries, and a store behind a proxy that records the calls.
struct Large {
    store: Handles,
    proxy: Proxy,
    id: RequestId,
    engines: Engines,
    _stops: [watch::Sender<bool>; 2],
}

impl Large {
    async fn open() -> Self {
        let Table {
            store,
            engines,
            _stop,
        } = table().await;
        let receipt = opened(&store, submission(1, DELETE, &[ANA], now())).await;
        let id = receipt.request;
        let writer = EmailAddress::parse(ANA).unwrap();
        let kind = EmailKind::Question {
            question: "Which account?".to_owned(),
        };
        let mail = ReceiptId::from_bytes([7; 16]);
        let question = email_to_writer(mail, kind, &writer, Locale::English, None, now(), None);
        let queued = store.email_intake.queue_reply(mail, question, None, now());
        queued.await.unwrap();
        let all = items(&engines).await;
        let with_key = |pk: &str, sk: &str| {
            let mut some = all.iter();
            let found = some
                .find(|item| text(item, "pk").starts_with(pk) && text(item, "sk").starts_with(sk));
            found.unwrap().clone()
        };
        let (email, entry) = (with_key("REQUEST#", "EMAIL#"), with_key("REQUEST#", "LOG#"));
        let question = with_key("INBOUND#", "EMAIL#");
        let string = |text: String| AttributeValue::S(text);
        for n in 0..MANY {
            let mut email = if n % 500 == 7 {
                question.clone()
            } else {
                email.clone()
            };
            email.insert("pk".to_owned(), entry["pk"].clone());
            email.insert("sk".to_owned(), string(format!("EMAIL#{n:05}")));
            email.insert("state".to_owned(), string("sent".to_owned()));
            email.insert("sent_at".to_owned(), string(now().to_string()));
            email.insert("ses_id".to_owned(), string(format!("ses-{n}")));
            email.remove("due_kind");
            email.remove("due_at");
            put(&engines, email).await;
            let mut entry = entry.clone();
            // Far above the versions that the test writes.
            entry.insert("sk".to_owned(), string(format!("LOG#{:010}", 10_000 + n)));
            put(&engines, entry).await;
        }
        let (stop, stopping) = engines::stop_signal();
        let proxy = engines::proxy::start(engines.dynamodb.endpoint(), 0, stopping);
        let proxy = proxy.await.unwrap();
        let client = dynamodb(proxy.endpoint(), Retries::Quick);
        let store = crate::table::with_client(client, ONE);
        Self {
            store,
            proxy,
            id,
            engines,
            _stops: [_stop, stop],
        }
    }

    /// Returns the limits of the queries since the last call of this function; `None` for a query without a limit.
    fn limits(&self) -> Vec<Option<u64>> {
        let calls = self.proxy.take_calls();
        let queries = calls.iter().filter(|call| call.operation == "Query");
        let limit = |call: &engines::proxy::Call| call.json.as_ref()?["Limit"].as_u64();
        queries.map(limit).collect()
    }

    fn assert_paged(&self) {
        let limits = self.limits();
        assert!(limits.len() >= 15, "{limits:?}");
        assert!(limits.iter().all(|limit| *limit <= Some(100)), "{limits:?}");
        assert!(limits.iter().all(Option::is_some), "{limits:?}");
    }
}

#[tokio::test]
async fn what_belongs_to_a_large_request_is_read_in_pages() {
    let large = Large::open().await;
    let (store, id) = (&large.store, large.id);
    large.limits();
    let questions = store.link_actions.questions(id).await.unwrap();
    assert_eq!(questions, ["Which account?"; 3]);
    large.assert_paged();
    let receipt = store.desk.look_up(Some(id.0.reference())).await.unwrap();
    let (receipt, _) = receipt.unwrap();
    let denied = Command::respond(Response::NotVerified);
    command(store, &receipt, denied, later(1)).await;
    large.limits();
    // The last email by its key is one that is about to leave.
    let pending = emails_of(store, id).await;
    assert!(
        pending
            .iter()
            .all(|email| email.state == store::EmailState::Sent)
    );
    large.limits();
    let erased = store.desk.erase(id, Actor::System, later(2), &|| false);
    assert_eq!(
        erased.await,
        Err(ActionError::Refused(Refused::RetentionRequired(
            domain::request::Retained::Leaving
        )))
    );
    large.assert_paged();
}

#[tokio::test]
async fn the_messages_of_a_large_request_are_counted_in_one_read() {
    let large = Large::open().await;
    let links = &large.store.link_actions;
    large.limits();
    assert_eq!(links.count_linked(large.id, "replies/", 20).await, Ok(0));
    assert_eq!(large.limits(), [Some(20)]);
    for archived in ["replies/one", "replies/two", "responses/one"] {
        assert_eq!(links.link_archived(large.id, archived).await, Ok(true));
    }
    assert_eq!(links.count_linked(large.id, "replies/", 20).await, Ok(2));
    assert_eq!(links.count_linked(large.id, "replies/", 1).await, Ok(1));
}

#[tokio::test]
async fn an_email_that_follows_up_a_large_request_is_noted_once_without_reading_its_log() {
    let large = Large::open().await;
    let (store, id) = (&large.store, large.id);
    let mail = ReceiptId::from_bytes([8; 16]);
    large.limits();
    for key in ["inbound/one", "inbound/one", "inbound/copy"] {
        let noted = store.email_intake.follow_up(id, mail, key, false, now());
        noted.await.unwrap();
    }
    assert_eq!(large.limits(), []);
    let noted = store.link_actions.is_followed_up(id, mail);
    assert_eq!(noted.await, Ok(true));
    let all = items(&large.engines).await;
    let count = |prefix: &str| {
        let some = all
            .iter()
            .filter(|item| text(item, "sk").starts_with(prefix));
        some.count() as u64
    };
    assert_eq!(
        count("LOG#"),
        MANY + 2,
        "the request's own entry and one note"
    );
    assert_eq!(
        count("LINKED#"),
        2,
        "the copy is erased with the request, too"
    );
}
