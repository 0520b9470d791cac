//! The whole system as AWS runs it: each function's binary in its own process, fed with the events of its sources.
//!
//! What stands between the functions here is what stands between them there: a gateway, the queue of mail, the table's
//! stream, schedules, the topic of SES. Nothing happens by itself; whoever holds the system says what comes when. The
//! binaries have the machine's clock.

mod fleet;
mod gateway;
mod stream;

pub use stream::FILTERS;

use crate::arrivals::Watch;
use crate::events::Events;
use crate::queue::{Message, Queue};
use crate::routes::Function;
use crate::secrets::Secrets;
use crate::system::{self, TABLE};
use anyhow::Result;
use engines::lambda::schedule_event;
use engines::{self, EXPORTS, Engines, Home, smtp, stop_signal};
use fleet::Fleet;
use gateway::Gateway;
use runtime::{Clock, SECRETS, Settings};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use stream::Stream;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How many messages of the queue an invocation gets, as in the templates.
const BATCH: usize = 5;

/// How often a mail, or an event of SES, is tried before it is a dead email.
const TRIES: u32 = 5;

/// Who may do what: the groups of the token, and the roles of whoever signs. Other names may do nothing.
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
    /// The rented services.
    pub engines: Arc<Engines>,
    /// The queue of mail.
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
    /// A system of the binaries in this folder, with these settings beside those of the example company. A process
    /// starts with its function's first event.
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
        let engine_clock: engines::Clock = {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        };
        let engines = Engines::start(Home::Memory, Arc::clone(&engine_clock), cutting);
        let engines = Arc::new(engines.await?);
        store::schema::create_table(&engines.dynamodb_client(), TABLE).await?;
        let stream = Stream::open(&engines, TABLE).await?;
        let secrets = Secrets::make()?;
        let settings: Vec<_> = system::example(&secrets, address)
            .into_iter()
            // In AWS the gateway says who calls.
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
        let inbox = system::inbox(
            &engines,
            0,
            &queue,
            engine_clock,
            clock.clone(),
            stopping.clone(),
        );
        let smtp = inbox.await?;
        let gateway = Gateway {
            fleet: Arc::clone(&fleet),
            watch: Watch::new(engines.s3_client(), Arc::clone(&queue), clock.clone()),
            token: secrets.token.clone(),
            clock,
        };
        let serving = system::serve(listener, gateway::router(gateway), stopping);
        Ok(Self {
            address,
            smtp,
            token: secrets.token,
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

    /// Feeds a function an event.
    ///
    /// # Errors
    /// What it reported.
    pub async fn invoke(&self, function: Function, event: Value) -> Result<Value> {
        self.fleet.invoke(function, event).await
    }

    /// The time of a function's schedule has come.
    ///
    /// # Errors
    /// What it reported.
    pub async fn wake(&self, function: Function) -> Result<()> {
        let event = schedule_event(Clock::system().now());
        self.invoke(function, event).await.map(drop)
    }

    /// Hands on what the stream holds since the last time, to those who listen, as their filters let it through. EmailKind
    /// how many records each of them got.
    ///
    /// # Errors
    /// What one of them reported: the records come again.
    pub async fn hand_on_stream(&self) -> Result<Vec<(Function, usize)>> {
        self.stream.hand_on(&self.fleet).await
    }

    /// Reads the mail that waits, once. Says how many messages were handled, and how many come again.
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

    /// Which of a batch were not handled; nothing if nobody knows, which is all of them.
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
        // A batch whose answer names what was not in it has failed whole, as with SQS.
        let position = |failure: &Value| failure["itemIdentifier"].as_str()?.parse().ok();
        failures.iter().map(position).collect()
    }

    /// Hears what SES tells of the emails that were sent, once. Says how many events were handled, and how many come
    /// again.
    ///
    /// # Errors
    /// If the events can't be kept or read.
    pub async fn hear_of_emails(&self) -> Result<(usize, usize)> {
        self.events
            .hand_out(|event| self.invoke(Function::EmailEvents, event))
            .await
    }

    /// Ends it, and gives back what all of it logged.
    ///
    /// # Errors
    /// If that can't be read.
    pub async fn stop(self) -> Result<String> {
        let _ = self.stop.send(true);
        let _ = self.serving.await;
        self.smtp.stopped().await;
        let said = self.fleet.stop().await?;
        let _ = self.cut.send(true);
        self.engines.stopped().await;
        Ok(said)
    }
}

/// The settings as the templates give them: those that are secrets stand in Secrets Manager, and are named.
fn in_secrets(engines: &Engines, settings: &[(String, String)]) -> Vec<(String, String)> {
    let each = settings.iter().map(|(name, value)| {
        if !SECRETS.contains(&name.as_str()) || value.is_empty() {
            return (name.clone(), value.clone());
        }
        let secret = format!("honored/{name}");
        engines.secrets.put(&secret, value);
        (format!("{name}_SECRET"), secret)
    });
    each.collect()
}
