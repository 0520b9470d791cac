//! The system as AWS runs it: one process per function.

use crate::app::QUICK;
use crate::close_guard::CloseGuard;
use crate::{TestClient, binaries};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Function;
use local::binaries::Binaries;
use runtime::Clock;
use std::ops::Deref;

/// All functions' binaries on loopback, with the machine's clock. A test must call [`Deployed::close`], which runs the final
/// checks.
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
    /// Starts an empty system.
    pub async fn open() -> Self {
        Self::with(&[]).await
    }

    /// Starts an empty system with these settings.
    ///
    /// # Panics
    /// If it can't start.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let settings: Vec<_> = QUICK
            .iter()
            .chain(settings)
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

    /// Sends an email to the privacy inbox and lets `email-intake` read it. Returns how many messages were handled and how many failed.
    pub async fn deliver(&self, raw: &str) -> (usize, usize) {
        self.take_mail(raw).await;
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
    }

    /// Passes the table's stream to its readers. Returns how many records `outbox-sender` and `partner-notifier` got.
    pub async fn stream(&self) -> [usize; 2] {
        let handed = self.system.hand_on_stream().await;
        let handed = handed.expect("both can handle it");
        [Function::OutboxSender, Function::PartnerNotifier].map(|function| {
            let of = handed.iter().filter(|(of, _)| *of == function);
            of.map(|(_, records)| records).sum()
        })
    }

    /// Runs a function as its schedule does.
    pub async fn wake(&self, function: Function) {
        let woken = self.system.wake(function).await;
        woken.expect("what is due can be done");
    }

    /// Delivers SES's events to `email-events`. Returns how many were handled and how many will be retried.
    pub async fn handle_email_events(&self) -> (usize, usize) {
        let heard = self.system.handle_email_events().await;
        heard.expect("the events can be kept")
    }

    /// Makes every notification due now. The binaries use the machine's clock, and a test doesn't wait for it.
    pub async fn no_notification_waits(&self) {
        let now = Clock::system().now();
        for item in self.items().await {
            let key = |name: &str| item[name].as_s().cloned().unwrap_or_default();
            if key("sk").starts_with("NOTIFICATION#") && item.contains_key("due_at") {
                let id = key("sk").replace("NOTIFICATION#", "");
                self.set(&item, "due_at", format!("{now:.3}#{id}")).await;
            }
            let next = item.get("value").and_then(|value| value.as_m().ok());
            if key("pk").starts_with("NOTIFICATION#")
                && next.is_some_and(|m| m.contains_key("next"))
            {
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
        let table = self.settings.required(&runtime::settings::TABLE_NAME);
        let mut update = self
            .client
            .client
            .update_item()
            .table_name(table.expect("the setting TABLE_NAME exists"))
            .key("pk", item["pk"].clone())
            .key("sk", item["sk"].clone())
            .update_expression(format!("SET {} = :to", path.join(".")))
            .expression_attribute_values(":to", AttributeValue::S(to));
        for (name, part) in path.iter().zip(field.split('.')) {
            update = update.expression_attribute_names(name, part);
        }
        update.send().await.expect("the table can be written");
    }

    /// Runs the final checks and stops the system.
    ///
    /// # Panics
    /// If an email that is due is still in the outbox, a message is still in the queue, or a process panicked or logged
    /// personal data.
    pub async fn close(mut self) {
        self.guard.close();
        let secrets = self.secrets().await;
        let now = Clock::system().now();
        let due = self
            .store()
            .outbox
            .due_emails(now, 25, &mut store::IndexWalk::default())
            .await;
        let due = due.expect("the index can be read").len();
        assert_eq!(due, 0, "emails were left in the outbox");
        let waiting = self.system.queue.waiting().expect("the queue can be read");
        assert!(waiting.is_empty(), "messages were left in the queue");
        let said = self.system.stop().await.expect("the logs can be read");
        let line = |secret: &str| said.lines().find(|line| line.contains(secret));
        assert_eq!(line("panicked"), None);
        for secret in secrets {
            assert_eq!(line(&secret), None, "something personal is in the logs");
        }
    }
}
