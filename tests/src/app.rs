//! The whole system in one process.

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

/// How to build a [`TestApp`].
#[derive(Clone)]
pub struct Build {
    /// Where its data is.
    pub home: Home,
    /// Whether the AWS clients retry, as in production, or each fault reaches the function.
    pub retries: Retries,
    /// Settings that replace the example company's.
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

/// The whole system on loopback. A test must call [`TestApp::close`], which runs the final checks.
pub struct TestApp {
    /// The system.
    pub system: System,
    client: TestClient,
    now: Arc<Mutex<Timestamp>>,
    proxies: Vec<(Function, Proxies)>,
    _stop: watch::Sender<bool>,
    guard: CloseGuard,
}

/// The proxies between one function and its engines.
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

/// Settings for a test: it waits neither for the rate of an account, because the engine accepts any, nor for the least time
/// of a response.
pub(crate) const QUICK: [(&str, &str); 2] = [
    ("EMAILS_PER_SECOND", "1000"),
    ("RESPONSE_MILLISECONDS", "0"),
];

impl TestApp {
    /// Starts an empty system on Saturday, 2026-11-21, 10:00 in California.
    pub async fn open() -> Self {
        Self::build(Build::default()).await
    }

    /// Starts a system.
    ///
    /// # Panics
    /// If it can't start.
    pub async fn build(build: Build) -> Self {
        Self::try_build(build).await.expect("the system starts")
    }

    /// Starts a system.
    ///
    /// # Errors
    /// The reason why the system doesn't start, such as an invalid setting.
    pub async fn try_build(build: Build) -> Result<Self> {
        logs::listen();
        let now = Arc::new(Mutex::new("2026-11-21T18:00:00Z".parse::<Timestamp>()?));
        let shared = Arc::clone(&now);
        let clock = Clock::of(move || {
            *shared
                .lock()
                .expect("no test panics while it holds the clock")
        });
        let (stop, stopping) = stop_signal();
        let quick = QUICK.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = quick.into_iter().chain(build.settings).collect();
        let proxies = Mutex::new(Vec::new());
        let places = RunnerOptions {
            home: build.home,
            port: 0,
            smtp_port: 0,
            clock,
            time: None,
            settings,
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
                    .expect("no start panics")
                    .push((function, before));
                Ok(clients)
            }
        })
        .await?;
        let proxies = proxies.into_inner().expect("no start panics");
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

    /// Returns the system's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self
            .now
            .lock()
            .expect("no test panics while it holds the clock")
    }

    /// Moves the clock ahead.
    pub fn pass(&self, time: SignedDuration) {
        let later = self.now().checked_add(time).expect("time goes on");
        *self
            .now
            .lock()
            .expect("no test panics while it holds the clock") = later;
    }

    fn proxies(&self, function: Function) -> &Proxies {
        let found = self.proxies.iter().find(|(of, _)| *of == function);
        &found.expect("each function has its proxies").1
    }

    /// Returns the proxy between a function and DynamoDB.
    #[must_use]
    pub fn table_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).dynamodb
    }

    /// Returns the proxy between a function and S3.
    #[must_use]
    pub fn archive_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).s3
    }

    /// Returns the proxy between a function and SES.
    #[must_use]
    pub fn ses_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).ses
    }

    /// Returns the proxy between a function and Secrets Manager.
    #[must_use]
    pub fn secrets_of(&self, function: Function) -> &Proxy {
        &self.proxies(function).secrets
    }

    /// Sends an email to the privacy inbox and lets `email-intake` read it. Returns how many messages were handled and how many failed.
    pub async fn deliver(&self, raw: &str) -> (usize, usize) {
        self.take_mail(raw).await;
        self.system
            .read_waiting_mail()
            .await
            .expect("the queue can be read")
    }

    /// Stores an email with SES's header lines, as SES does, and lets `email-intake` read it.
    pub async fn deliver_from_ses(&self, ses_lines: &str, raw: &str) -> (usize, usize) {
        let received = "Received: from mx.example by inbound-smtp.us-west-2.amazonaws.com with SMTP id 1;\r\n Sat, 21 Nov 2026 18:00:00 +0000\r\n";
        let raw = format!("{received}{ses_lines}\r\n{raw}");
        let digest = domain::digest::Digest::of(raw.as_bytes());
        let key = format!("inbound/{}", ReceiptId::from_email("", &digest, 0));
        let archive = &self.system.functions.email_intake.archive;
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

    /// Sends pending emails, as the schedule does.
    pub async fn serve_outbox(&self) -> Run {
        outbox_sender::handle(
            &self.system.functions.outbox_sender,
            outbox_sender::Event::Schedule,
        )
        .await
        .expect("the index can be read")
    }

    /// Notifies partners, as the schedule does.
    pub async fn tell_partners(&self) -> partner_notifier::Run {
        let event = partner_notifier::Event::Schedule;
        partner_notifier::handle(&self.system.functions.partner_notifier, event)
            .await
            .expect("the index can be read")
    }

    /// Checks deadlines, as the schedule does.
    pub async fn sweep(&self) -> deadline_sweeper::Run {
        self.do_job(deadline_sweeper::Event::Schedule)
            .await
            .expect("the deadlines can be swept")
    }

    /// Runs the sweeper with this event.
    ///
    /// # Errors
    /// The sweeper's error.
    pub async fn do_job(
        &self,
        event: deadline_sweeper::Event,
    ) -> Result<deadline_sweeper::Run, store::StoreError> {
        let limit = deadline_sweeper::Limit::NONE;
        deadline_sweeper::handle(&self.system.functions.deadline_sweeper, event, limit).await
    }

    /// Sets the clock, forward or back.
    ///
    /// # Panics
    /// If `to` is not an RFC 3339 time.
    pub fn set_clock(&self, to: &str) {
        let to = to.parse().expect("a moment");
        *self
            .now
            .lock()
            .expect("no test panics while it holds the clock") = to;
    }

    /// Delivers SES's events to `email-events`. Returns how many were handled and how many will be retried.
    pub async fn handle_email_events(&self) -> (usize, usize) {
        self.system
            .handle_email_events()
            .await
            .expect("the events can be kept")
    }

    /// Runs the final checks and stops the system.
    ///
    /// # Panics
    /// If an email that is due is still in the outbox, a message is still in the queue, or the logs hold personal data.
    pub async fn close(mut self) {
        self.guard.close();
        logs::assert_not_logged(&self.secrets().await);
        let due = self
            .store()
            .outbox
            .due_emails(self.now(), 25, &mut store::IndexWalk::default())
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
            "messages were left in the queue"
        );
        self.system.stop().await;
    }

    /// Stops the system without the final checks, for a test that stops it in the middle of its work.
    pub async fn interrupt(mut self) {
        self.guard.close();
        self.system.stop().await;
    }
}
