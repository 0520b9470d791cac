//! The house as it is deployed.

use crate::close_guard::CloseGuard;
use crate::{TestClient, binaries};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Function;
use local::binaries::Binaries;
use runtime::Clock;
use std::ops::Deref;

/// The whole system of binaries on loopback, with the machine's clock. Close it at the end: it fails if something was
/// left to do, or anything personal is in the logs.
pub struct Deployed {
    /// The system.
    pub system: Binaries,
    client: TestClient,
    guard: CloseGuard,
}

impl Deref for Deployed {
    type Target = TestClient;

    fn deref(&self) -> &TestClient {
        &self.client
    }
}

impl Deployed {
    /// A system with nothing in it.
    pub async fn open() -> Self {
        Self::with(&[]).await
    }

    /// The same with these settings.
    ///
    /// # Panics
    /// If it can't be started.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let system = Binaries::start(binaries(), &settings).await;
        let system = system.expect("the system can be started");
        let places = [system.address, system.smtp.address()];
        let client = TestClient::of(&system.engines, places, &system.token, &system.settings);
        Self {
            system,
            client,
            guard: CloseGuard::default(),
        }
    }

    /// A mail reaches the privacy inbox, and is read.
    pub async fn deliver(&self, raw: &str) -> (usize, usize) {
        self.take_mail(raw).await;
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
    }

    /// What was written is told to those who listen: new emails leave, partners hear of new notifications. Says how many records
    /// the outbox and the notifier got.
    pub async fn stream(&self) -> [usize; 2] {
        let handed = self.system.hand_on_stream().await;
        let handed = handed.expect("both can handle it");
        [Function::OutboxSender, Function::PartnerNotifier].map(|function| {
            let of = handed.iter().filter(|(of, _)| *of == function);
            of.map(|(_, records)| records).sum()
        })
    }

    /// The time of a function's schedule has come.
    pub async fn wake(&self, function: Function) {
        let woken = self.system.wake(function).await;
        woken.expect("what is due can be done");
    }

    /// Hears what SES tells of the emails that were sent.
    pub async fn hear_of_emails(&self) -> (usize, usize) {
        let heard = self.system.hear_of_emails().await;
        heard.expect("the events can be kept")
    }

    /// Has every notification that is due later be due now. The binaries have the machine's clock, and nobody waits for it.
    pub async fn no_notification_waits(&self) {
        let now = Clock::system().now();
        for item in self.items().await {
            let key = |name: &str| item[name].as_s().cloned().unwrap_or_default();
            if key("sk").starts_with("NOTICE#") && item.contains_key("due_at") {
                let id = key("sk").replace("NOTICE#", "");
                self.set(&item, "due_at", format!("{now:.3}#{id}")).await;
            }
            let next = item.get("value").and_then(|value| value.as_m().ok());
            if key("pk").starts_with("NOTICE#") && next.is_some_and(|m| m.contains_key("next")) {
                self.set(&item, "value.next", now.to_string()).await;
            }
        }
    }

    async fn set(
        &self,
        item: &std::collections::HashMap<String, AttributeValue>,
        field: &str,
        to: String,
    ) {
        let path: Vec<String> = (0..field.split('.').count())
            .map(|n| format!("#f{n}"))
            .collect();
        let table = self.settings.required("TABLE_NAME");
        let mut update = self
            .client
            .client
            .update_item()
            .table_name(table.expect("the house has a table"))
            .key("pk", item["pk"].clone())
            .key("sk", item["sk"].clone())
            .update_expression(format!("SET {} = :to", path.join(".")))
            .expression_attribute_values(":to", AttributeValue::S(to));
        for (name, part) in path.iter().zip(field.split('.')) {
            update = update.expression_attribute_names(name, part);
        }
        update.send().await.expect("the table can be written");
    }

    /// Closes it.
    ///
    /// # Panics
    /// If an email that is due was left in the outbox, or mail in the queue, or a process panicked or logged anything
    /// personal.
    pub async fn close(mut self) {
        self.guard.close();
        let secrets = self.secrets().await;
        let now = Clock::system().now();
        let due = self.store().due_emails(now, 25).await;
        let due = due.expect("the index can be read").len();
        assert_eq!(due, 0, "emails were left in the outbox");
        let waiting = self.system.queue.waiting().expect("the queue can be read");
        assert!(waiting.is_empty(), "mail was left in the queue");
        let said = self.system.stop().await.expect("the logs can be read");
        let line = |secret: &str| said.lines().find(|line| line.contains(secret));
        assert_eq!(line("panicked"), None);
        for secret in secrets {
            assert_eq!(line(&secret), None, "something personal is in the logs");
        }
    }
}
