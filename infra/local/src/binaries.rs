//! The whole system as AWS runs it: each function's binary in its own process, which receives the events of its sources.
//!
//! The sources are those of AWS: a gateway, the queue of inbound messages, the table's stream, schedules, the topic of SES.
//! Nothing happens by itself: the caller decides when each source delivers. The binaries use the machine's clock.

mod fleet;
mod gateway;
mod stream;

pub use stream::FILTERS;

use crate::arrivals::Watch;
use crate::company::{self, TABLE};
use crate::events::Events;
use crate::functions::Function;
use crate::queue::{Message, Queue};
use crate::secrets::Secrets;
use crate::settings::is_secret;
use crate::system;
use anyhow::Result;
use engines::lambda::schedule_event;
use engines::{self, EXPORTS, Engines, Home, smtp, stop_signal};
use fleet::Fleet;
use gateway::Gateway;
use runtime::{Clock, Settings};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use stream::Stream;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How many notifications one invocation gets, as in the templates.
const BATCH: usize = 5;

/// How many times a notification, or an event of SES, is tried before it is a dead letter.
const TRIES: u32 = 5;

/// The roles of the token's groups, and of the IAM roles that sign calls. Other callers have no role.
const ROLES: &str = "configure=group:staff machine=group:machines \
                     decide=arn:aws:sts::123456789012:assumed-role/PrivacyStaff/* \
                     machine=arn:aws:sts::123456789012:assumed-role/Campaigns/*";

/// A running system of binaries.
pub struct Binaries {
    /// Where the gateway is.
    pub address: SocketAddr,
    /// Where the privacy inbox is.
    pub smtp: smtp::Engine,
    /// The token of staff and machine routes.
    pub token: String,
    /// The AWS services.
    pub engines: Arc<Engines>,
    /// The queue of inbound messages.
    pub queue: Arc<Queue>,
    /// The settings of every function.
    pub settings: Settings,
    fleet: Arc<Fleet>,
    events: Events,
    stream: Stream,
    stop: watch::Sender<bool>,
    cut: watch::Sender<bool>,
    serving: JoinHandle<()>,
    _scratch: tempfile::TempDir,
}

impl Binaries {
    /// Starts a system of the binaries in this folder. `own` adds to the settings of the example company. Each process
    /// starts when its function receives its first event.
    ///
    /// # Errors
    /// If an engine or the gateway can't be started.
    pub async fn start(folder: &Path, own: &[(String, String)]) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = stop_signal();
        let (cut, cutting) = stop_signal();
        let scratch = tempfile::tempdir()?;
        let clock = Clock::system();
        let engines = Engines::start(Home::Memory, system::engine_clock(&clock), cutting);
        let engines = Arc::new(engines.await?);
        store::schema::create_table(&engines.dynamodb_client(), TABLE).await?;
        let stream = Stream::open(&engines, TABLE).await?;
        let secrets = Secrets::make()?;
        let settings: Vec<_> = company::settings(&secrets, "", address)
            .into_iter()
            // In AWS the gateway authenticates callers.
            .filter(|(name, _)| name != "LOCAL_TOKEN")
            .chain([
                ("ROLES".to_owned(), ROLES.to_owned()),
                ("EXPORT_BUCKET".to_owned(), EXPORTS.to_owned()),
            ])
            .chain(own.iter().cloned())
            .collect();
        let deployed = in_secrets(&engines, &settings);
        let fleet = Arc::new(Fleet::new(folder, Arc::clone(&engines), deployed));
        let queue = Arc::new(Queue::open(scratch.path(), TRIES)?);
        let events = Events::open(engines.ses.clone(), scratch.path(), TRIES, clock.clone())?;
        let inbox = system::inbox(&engines, 0, &queue, clock.clone(), stopping.clone());
        let smtp = inbox.await?;
        let token = gateway::token(&secrets.token);
        let gateway = Gateway {
            fleet: Arc::clone(&fleet),
            watch: Watch::new(engines.s3_client(), Arc::clone(&queue), clock.clone()),
            token: token.clone(),
            clock,
        };
        let serving = system::serve(listener, gateway::router(gateway), stopping);
        Ok(Self {
            address,
            smtp,
            token,
            queue,
            settings: Settings::of(settings),
            fleet,
            events,
            stream,
            stop,
            cut,
            serving: tokio::spawn(serving),
            engines,
            _scratch: scratch,
        })
    }

    /// Invokes a function with an event.
    ///
    /// # Errors
    /// The error that the function reported.
    pub async fn invoke(&self, function: Function, event: Value) -> Result<Value> {
        self.fleet.invoke(function, event).await
    }

    /// Invokes a function as its schedule does.
    ///
    /// # Errors
    /// The error that the function reported.
    pub async fn wake(&self, function: Function) -> Result<()> {
        let event = schedule_event(Clock::system().now());
        self.invoke(function, event).await.map(drop)
    }

    /// Passes the stream's new records to its consumers, through their filters. Returns how many records each one got.
    ///
    /// # Errors
    /// The error that a consumer reported. It gets the same records again.
    pub async fn hand_on_stream(&self) -> Result<Vec<(Function, usize)>> {
        self.stream.hand_on(&self.fleet).await
    }

    /// Reads each waiting message once. Returns how many were handled, and how many failed and will be retried.
    ///
    /// # Errors
    /// If the queue can't be read.
    pub async fn read_waiting_mail(&self) -> Result<(usize, usize)> {
        let (mut handled, mut again) = (0, 0);
        for batch in self.queue.waiting()?.chunks(BATCH) {
            let failed = self.read(batch).await;
            for (position, message) in batch.iter().enumerate() {
                if failed
                    .as_ref()
                    .is_some_and(|failed| !failed.contains(&position))
                {
                    self.queue.done(message)?;
                    handled += 1;
                } else {
                    self.queue.failed(message)?;
                    again += 1;
                }
            }
        }
        Ok((handled, again))
    }

    /// Returns the positions in a batch that failed. `None` means that the whole batch failed.
    async fn read(&self, batch: &[Message]) -> Option<Vec<usize>> {
        let records: Vec<Value> = batch
            .iter()
            .enumerate()
            .map(|(position, message)| {
                json!({
                    "messageId": position.to_string(), "receiptHandle": "handle", "body": message.body,
                    "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {}, "md5OfBody": "",
                    "eventSource": "aws:sqs", "awsRegion": engines::clients::REGION,
                    "eventSourceARN": format!("arn:aws:sqs:{}:123456789012:inbound", engines::clients::REGION)
                })
            })
            .collect();
        let answer = self
            .invoke(Function::EmailIntake, json!({ "Records": records }))
            .await
            .ok()?;
        let failures = answer["batchItemFailures"].as_array()?;
        // As in SQS, an answer that names a message outside the batch fails the whole batch.
        let position = |failure: &Value| failure["itemIdentifier"].as_str()?.parse().ok();
        failures.iter().map(position).collect()
    }

    /// Handles each event that SES reported once. Returns how many were handled, and how many failed and will be retried.
    ///
    /// # Errors
    /// If the events can't be stored or read.
    pub async fn handle_email_events(&self) -> Result<(usize, usize)> {
        self.events
            .hand_out(|event| self.invoke(Function::EmailEvents, event))
            .await
    }

    /// Stops the system. Returns the logs of all functions.
    ///
    /// # Errors
    /// If the logs can't be read.
    pub async fn stop(self) -> Result<String> {
        let _ = self.stop.send(true);
        let _ = self.serving.await;
        self.smtp.stopped().await;
        let logs = self.fleet.stop().await?;
        let _ = self.cut.send(true);
        self.engines.stopped().await;
        Ok(logs)
    }
}

/// Returns the settings as the templates set them: a secret is in Secrets Manager, and its setting names it.
fn in_secrets(engines: &Engines, settings: &[(String, String)]) -> Vec<(String, String)> {
    let each = settings.iter().map(|(name, value)| {
        if !is_secret(name) || value.is_empty() {
            return (name.clone(), value.clone());
        }
        let secret = format!("honored/{name}");
        engines.secrets.put(&secret, value);
        (format!("{name}_SECRET"), secret)
    });
    each.collect()
}
