//! The house.

use crate::close_guard::CloseGuard;
use crate::{TestClient, logs};
use anyhow::Result;
use domain::receipt::ReceiptId;
use engines::clients::{self, Retries};
use engines::lambda::arrival;
use engines::proxy::{self, Proxy};
use engines::{Engines, Home, stop_signal};
use jiff::{SignedDuration, Timestamp};
use local::{Function, RunnerOptions, System};
use outbox_sender::Run;
use runtime::{Clients, Clock};
use std::ops::Deref;
use std::sync::{Arc, Mutex};
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

/// The whole system on loopback. Close it at the end: it fails if an email was left in the outbox.
pub struct TestApp {
    /// The system.
    pub system: System,
    client: TestClient,
    now: Arc<Mutex<Timestamp>>,
    proxies: Vec<(Function, Proxies)>,
    _stop: watch::Sender<bool>,
    guard: CloseGuard,
}

/// The proxies before one function's engines.
#[derive(Clone)]
struct Proxies {
    dynamodb: Proxy,
    s3: Proxy,
    ses: Proxy,
    secrets: Proxy,
}

impl Deref for TestApp {
    type Target = TestClient;

    fn deref(&self) -> &TestClient {
        &self.client
    }
}

impl TestApp {
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
        let places = RunnerOptions {
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
        let places = [system.address, system.smtp.address()];
        let client = TestClient::of(
            &system.engines,
            places,
            &system.token,
            &system.settings[0].1,
        );
        Ok(Self {
            system,
            client,
            now,
            proxies,
            _stop: stop,
            guard: CloseGuard::default(),
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

    /// A mail reaches the privacy inbox, and is read.
    pub async fn deliver(&self, raw: &str) -> (usize, usize) {
        self.take_mail(raw).await;
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
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
        self.system
            .queue
            .put(&key.replace('/', "-"), &arrival(&key, self.now()))
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

    /// Hears what SES tells of the emails that were sent. Says how many events were handled, and how many
    /// come again.
    pub async fn hear_of_emails(&self) -> (usize, usize) {
        self.system
            .hear_of_emails()
            .await
            .expect("the events can be kept")
    }

    /// Closes the house.
    ///
    /// # Panics
    /// If an email that is due was left in the outbox, or mail in the queue, or anything personal in the logs.
    pub async fn close(mut self) {
        self.guard.close();
        logs::heard_none_of(&self.secrets().await);
        let due = self
            .store()
            .due_emails(self.now(), 25)
            .await
            .expect("the index can be read");
        assert!(
            due.is_empty(),
            "{} emails were left in the outbox",
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

    /// Drops the app without the final checks: for a test that cuts it off.
    pub fn abandon(mut self) {
        self.guard.close();
    }
}
