//! The house.

use crate::{Answer, logs, post};
use anyhow::Result;
use domain::person::{Identifier, IdentifierKind};
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::Request;
use jiff::{SignedDuration, Timestamp};
use local::engines::clients::{self, Retries};
use local::engines::proxy::{self, Proxy};
use local::engines::ses::SentMail;
use local::engines::{Engines, Home, stop_signal};
use local::{Function, Places, System};
use outbox_sender::Run;
use runtime::{Clients, Clock};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use store::{Store, SuppressionRecord};
use tokio::sync::watch;

/// How a house is built.
#[derive(Clone)]
pub struct Build {
    /// Where its data is.
    pub home: Home,
    /// Whether its clients try again, as production's do, or every fault is seen.
    pub retries: Retries,
    /// Settings that differ from the example company's.
    pub settings: Vec<(String, String)>,
}

impl Default for Build {
    fn default() -> Self {
        Self {
            home: Home::Memory,
            retries: Retries::Quick,
            settings: Vec::new(),
        }
    }
}

/// The whole system on loopback. Close it at the end: it fails if a letter was left in the outbox.
pub struct House {
    /// The system.
    pub system: System,
    now: Arc<Mutex<Timestamp>>,
    proxies: Vec<(Function, Proxies)>,
    _stop: watch::Sender<bool>,
}

/// The proxies before one function's engines.
#[derive(Clone)]
struct Proxies {
    dynamodb: Proxy,
    s3: Proxy,
    ses: Proxy,
    secrets: Proxy,
}

impl House {
    /// A house with nothing in it, on Saturday, 2026-11-21, 10:00 in California.
    pub async fn open() -> Self {
        Self::build(Build::default()).await
    }

    /// A house of this build.
    ///
    /// # Panics
    /// If it can't be built.
    pub async fn build(build: Build) -> Self {
        Self::try_build(build)
            .await
            .expect("the house can be built")
    }

    /// A house of this build, if its settings are any good.
    ///
    /// # Errors
    /// What the system says.
    pub async fn try_build(build: Build) -> Result<Self> {
        logs::listen();
        let now = Arc::new(Mutex::new("2026-11-21T18:00:00Z".parse::<Timestamp>()?));
        let hands = Arc::clone(&now);
        let clock =
            Clock::of(move || *hands.lock().expect("no test panics with the clock in hand"));
        let (stop, stopping) = stop_signal();
        let proxies = Mutex::new(Vec::new());
        let places = Places {
            home: build.home,
            port: 0,
            smtp_port: 0,
            clock,
            time: None,
            settings: build.settings,
            runs_by_itself: false,
        };
        let (proxies_ref, stopping_ref, retries) = (&proxies, &stopping, build.retries);
        let system = System::start_through(places, |engines: &Engines, function| {
            let [dynamodb, s3, ses, secrets] = [
                engines.dynamodb.endpoint(),
                engines.s3.endpoint(),
                engines.ses.endpoint(),
                engines.secrets.endpoint(),
            ]
            .map(str::to_owned);
            async move {
                let before = Proxies {
                    dynamodb: proxy::start(&dynamodb, 0, stopping_ref.clone()).await?,
                    s3: proxy::start(&s3, 0, stopping_ref.clone()).await?,
                    ses: proxy::start(&ses, 0, stopping_ref.clone()).await?,
                    secrets: proxy::start(&secrets, 0, stopping_ref.clone()).await?,
                };
                let clients = Clients {
                    dynamodb: clients::dynamodb(before.dynamodb.endpoint(), retries),
                    s3: clients::s3(before.s3.endpoint(), retries),
                    ses: clients::ses(before.ses.endpoint(), Retries::Never),
                    secrets: clients::secrets(before.secrets.endpoint(), retries),
                };
                proxies_ref
                    .lock()
                    .expect("nobody panics here")
                    .push((function, before));
                Ok(clients)
            }
        })
        .await?;
        let proxies = proxies.into_inner().expect("nobody panics here");
        Ok(Self {
            system,
            now,
            proxies,
            _stop: stop,
        })
    }

    /// What time it is here.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self
            .now
            .lock()
            .expect("nobody panics with the clock in hand")
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        let later = self.now().checked_add(time).expect("time goes on");
        *self
            .now
            .lock()
            .expect("nobody panics with the clock in hand") = later;
    }

    fn proxies(&self, function: Function) -> &Proxies {
        let found = self.proxies.iter().find(|(of, _)| *of == function);
        &found.expect("each function has its proxies").1
    }

    /// The proxy before a function's table.
    #[must_use]
    pub fn table_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).dynamodb
    }

    /// The proxy before a function's archive.
    #[must_use]
    pub fn archive_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).s3
    }

    /// The proxy before a function's SES.
    #[must_use]
    pub fn ses_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).ses
    }

    /// The proxy before a function's Secrets Manager.
    #[must_use]
    pub fn secrets_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).secrets
    }

    /// The table, past all proxies and faults.
    #[must_use]
    pub fn store(&self) -> Store {
        let settings = &self.system.settings[0].1;
        let keys = settings
            .read("INDEX_KEYS", domain::keys::KeyRing::parse)
            .expect("the house has keys");
        let table = settings
            .required("TABLE_NAME")
            .expect("the house has a table");
        Store::new(
            self.system.engines.dynamodb_client(),
            table,
            domain::keys::IndexKeys(keys),
        )
    }

    /// Sends any request.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let answer = post::http(self.system.address, method, path, headers, body.into())
            .await
            .expect("the pages answer");
        if answer.header("content-type") == Some("application/problem+json") {
            let said = answer
                .body
                .replace("privacy@example.com", "")
                .replace("name@example.com", "");
            assert!(!said.contains('@'), "a problem repeats an address: {said}");
        }
        answer
    }

    /// Sends any request from this host of the loopback network.
    pub async fn send_from(
        &self,
        host: [u8; 4],
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let to = self.system.address;
        post::http_from(host.into(), to, method, path, headers, Vec::new())
            .await
            .expect("the pages answer")
    }

    /// Opens a page.
    pub async fn open_page(&self, path: &str) -> Answer {
        self.send("GET", path, &[("accept", "text/html")], "").await
    }

    /// Reads a page's JSON.
    pub async fn read(&self, path: &str) -> Answer {
        self.send("GET", path, &[("accept", "application/json")], "")
            .await
    }

    /// Posts the form as a browser does.
    pub async fn post_form(&self, fields: &[(&str, &str)]) -> Answer {
        self.post_form_to("/requests", fields).await
    }

    /// Posts a form somewhere, as a browser does.
    pub async fn post_form_to(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        self.send("POST", path, &headers, body).await
    }

    /// Posts JSON as a program does.
    pub async fn post_json(&self, body: &Value) -> Answer {
        self.send(
            "POST",
            "/requests",
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    /// Reads at the desk, with the token that the local runner prints.
    pub async fn desk(&self, path: &str) -> Answer {
        let token = format!("Bearer {}", self.system.token);
        let path = format!("/desk{path}");
        self.send("GET", &path, &[("authorization", &token)], "")
            .await
    }

    /// Orders something at the desk.
    pub async fn order(&self, path: &str, body: &Value) -> Answer {
        let token = format!("Bearer {}", self.system.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/desk{path}");
        self.send("POST", &path, &headers, body.to_string()).await
    }

    /// Asks something as one of the company's systems, with the token that the local runner prints.
    pub async fn machine(&self, method: &str, path: &str, body: &Value) -> Answer {
        let token = format!("Bearer {}", self.system.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.send(method, path, &headers, body).await
    }

    /// Checks identifiers, and gives back what is said of each.
    pub async fn check(&self, identifiers: &Value) -> Vec<Value> {
        let body = serde_json::json!({ "identifiers": identifiers });
        let answer = self.machine("POST", "/suppression/check", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let said = answer.json()["identifiers"].as_array().cloned();
        said.expect("one for each")
    }

    /// Opts this address out, by form.
    pub async fn opt_out(&self, email: &str) -> Answer {
        self.post_form(&[("right", "opt_out"), ("email", email)])
            .await
    }

    /// A mail reaches the privacy inbox, and is read.
    pub async fn deliver(&self, raw: &str) -> (usize, usize) {
        self.take_mail(raw).await;
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
    }

    /// A mail reaches the privacy inbox, and waits.
    pub async fn take_mail(&self, raw: &str) {
        let sender = raw
            .lines()
            .find_map(|line| line.strip_prefix("From: "))
            .unwrap_or_default();
        let sender = sender
            .rsplit('<')
            .next()
            .unwrap_or_default()
            .trim_end_matches('>');
        self.take_mail_from(sender, raw.as_bytes()).await;
    }

    /// A mail with this return path reaches the privacy inbox, and waits.
    pub async fn take_mail_from(&self, return_path: &str, raw: &[u8]) {
        post::mail(
            self.system.smtp.address(),
            return_path,
            "privacy@example.com",
            raw,
        )
        .await
        .expect("the inbox takes mail");
    }

    /// SES stored a mail under its own header lines, and it is read.
    pub async fn deliver_from_ses(&self, ses_lines: &str, raw: &str) -> (usize, usize) {
        let received = "Received: from mx.example by inbound-smtp.us-west-2.amazonaws.com with SMTP id 1;\r\n Sat, 21 Nov 2026 18:00:00 +0000\r\n";
        let raw = format!("{received}{ses_lines}\r\n{raw}");
        let digest = domain::digest::Digest::of(raw.as_bytes());
        let key = format!("inbound/{}", ReceiptId::from_mail("", &digest, 0));
        let archive = &self.system.email_intake.archive;
        archive
            .put(&key, raw.into_bytes())
            .await
            .expect("the archive takes mail");
        let event = serde_json::json!({"Records": [{
            "eventName": "ObjectCreated:Put",
            "eventTime": self.now().to_string(),
            "s3": {"bucket": {"name": archive.bucket()}, "object": {"key": key}}
        }]});
        self.system
            .queue
            .put(&key.replace('/', "-"), &event.to_string())
            .expect("the queue takes messages");
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
    }

    /// Sends what is owed, as the schedule does.
    pub async fn serve_outbox(&self) -> Run {
        outbox_sender::handle(&self.system.outbox_sender, outbox_sender::Event::Schedule)
            .await
            .expect("the index can be read")
    }

    /// Tells partners, as the schedule does.
    pub async fn tell_partners(&self) -> partner_notifier::Run {
        let event = partner_notifier::Event::Schedule;
        partner_notifier::handle(&self.system.partner_notifier, event)
            .await
            .expect("the index can be read")
    }

    /// Sets the list of recipients at the desk, and gives back what the desk answers.
    pub async fn list_recipients(&self, recipients: &Value) -> Answer {
        let seen = self.desk("/recipients").await.json()["version"].to_string();
        self.set_recipients(&seen, recipients).await
    }

    /// The same for this version of the list.
    pub async fn set_recipients(&self, seen: &str, recipients: &Value) -> Answer {
        let token = format!("Bearer {}", self.system.token);
        let seen = format!("\"{seen}\"");
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
            ("if-match", seen.as_str()),
        ];
        let body = serde_json::json!({ "recipients": recipients }).to_string();
        self.send("PUT", "/desk/recipients", &headers, body).await
    }

    /// Sweeps the deadlines, as the schedule does.
    pub async fn sweep(&self) -> deadline_sweeper::Run {
        self.do_job(deadline_sweeper::Event::Schedule)
            .await
            .expect("the deadlines can be swept")
    }

    /// Wakes the sweeper with this event.
    ///
    /// # Errors
    /// What the sweeper says.
    pub async fn do_job(
        &self,
        event: deadline_sweeper::Event,
    ) -> Result<deadline_sweeper::Run, store::StoreError> {
        let limit = deadline_sweeper::Limit::NONE;
        deadline_sweeper::handle(&self.system.deadline_sweeper, event, limit).await
    }

    /// Puts the clock at this moment, forward or back.
    ///
    /// # Panics
    /// If it is none.
    pub fn set_clock(&self, to: &str) {
        let to = to.parse().expect("a moment");
        *self
            .now
            .lock()
            .expect("nobody panics with the clock in hand") = to;
    }

    /// Hears what SES tells of the letters that were sent. Says how many events were handled, and how many
    /// come again.
    pub async fn hear_of_letters(&self) -> (usize, usize) {
        self.system
            .hear_of_letters()
            .await
            .expect("the events can be kept")
    }

    /// Every letter that was sent, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<SentMail> {
        self.system.engines.ses.sent()
    }

    /// The letters that were sent to this address.
    #[must_use]
    pub fn letters_to(&self, address: &str) -> Vec<SentMail> {
        self.letters()
            .into_iter()
            .filter(|mail| mail.to().iter().any(|to| to == address))
            .collect()
    }

    /// What is stopped for this address.
    pub async fn suppression(&self, email: &str) -> SuppressionRecord {
        let identifier = Identifier::parse(IdentifierKind::Email, email).expect("an address");
        self.suppression_of(&identifier).await
    }

    /// What is stopped for this identifier.
    pub async fn suppression_of(&self, identifier: &Identifier) -> SuppressionRecord {
        self.store()
            .suppression(identifier)
            .await
            .expect("the table can be read")
    }

    /// The receipt of a reference and its request, as they stand in the table.
    pub async fn look_up(&self, reference: &str) -> Option<(Receipt, Request)> {
        self.store()
            .look_up(Reference::parse(reference).ok())
            .await
            .expect("the table can be read")
    }

    /// Every item of the table, as the engine holds them.
    pub async fn items(
        &self,
    ) -> Vec<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
        let table = self.system.settings[0]
            .1
            .required("TABLE_NAME")
            .expect("the house has a table");
        let pages = self
            .system
            .engines
            .dynamodb_client()
            .scan()
            .table_name(table)
            .into_paginator()
            .items()
            .send();
        pages
            .collect::<Result<Vec<_>, _>>()
            .await
            .expect("the table can be read")
    }

    /// How many items have a partition key and sort key that begin so.
    pub async fn count(&self, pk: &str, sk: &str) -> usize {
        let begins =
            |item: &std::collections::HashMap<_, aws_sdk_dynamodb::types::AttributeValue>,
             name: &str,
             start: &str| {
                item.get(name)
                    .and_then(|value| value.as_s().ok())
                    .is_some_and(|value| value.starts_with(start))
            };
        self.items()
            .await
            .iter()
            .filter(|item| begins(item, "pk", pk) && begins(item, "sk", sk))
            .count()
    }

    /// What no log may hold: every address, number and name in the table, every reference and every token.
    async fn secrets(&self) -> Vec<String> {
        let settings = &self.system.settings[0].1;
        let links = settings
            .read("LINK_KEYS", domain::keys::KeyRing::parse)
            .map(domain::keys::LinkKeys);
        let links = links.expect("the house has keys");
        let mut secrets = Vec::new();
        for item in self.items().await {
            let is = |start: &str| item["pk"].as_s().is_ok_and(|pk| pk.starts_with(start));
            if is("RECEIPT#") {
                let receipt: Receipt =
                    serde_dynamo::from_attribute_value(item["value"].clone()).expect("a receipt");
                let reference = receipt.reference();
                secrets.extend([
                    reference.to_string(),
                    reference.compact(),
                    links.token(&receipt.id),
                ]);
                let personal = receipt
                    .identifiers
                    .iter()
                    .filter(|i| matches!(i.kind(), IdentifierKind::Email | IdentifierKind::Phone));
                secrets.extend(personal.map(Identifier::normalised));
            }
        }
        secrets
    }

    /// Closes the house.
    ///
    /// # Panics
    /// If a letter that is due was left in the outbox, or mail in the queue, or anything personal in the logs.
    pub async fn close(self) {
        logs::heard_none_of(&self.secrets().await);
        let due = self
            .store()
            .due_letters(self.now(), 25)
            .await
            .expect("the index can be read");
        assert!(
            due.is_empty(),
            "{} letters were left in the outbox",
            due.len()
        );
        assert!(
            self.system
                .queue
                .waiting()
                .expect("the queue can be read")
                .is_empty(),
            "mail was left in the queue"
        );
        self.system.stop().await;
    }
}
