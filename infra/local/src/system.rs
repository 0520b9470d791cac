//! The whole system in one process.

use crate::arrivals::{self, Watch};
use crate::background;
use crate::company::{self, TABLE};
use crate::data_folder::DataFolder;
use crate::events::Events;
use crate::functions::{Function, Functions};
use crate::in_process::gateway;
use crate::outbox::{self, Outbox};
use crate::partner::{self, ExamplePartner};
use crate::queue::Queue;
use crate::texts_page::{self, TextsPage};
use crate::time::LocalTime;
use crate::time_travel::TimeTravel;
use anyhow::{Context, Result, ensure};
use axum::Router;
use data_encoding::BASE32_NOPAD;
use domain::request::LawChangeCounts;
use engines::{self, BUCKET, Engines, Home, Stop, smtp, stop_signal};
use jiff::SignedDuration;
use jiff::civil::Date;
use runtime::settings::TEXTS;
use runtime::{Clients, Clock, Limit, Runtime, Settings};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How many times a message, or an event of SES, is tried before it moves to the dead-letter folder. A try takes one or
/// two seconds, so an outage of half an hour loses nothing.
const TRIES: u32 = 1_000;

/// The same number for a system that does nothing by itself.
const TRIES_BY_HAND: u32 = 5;

/// Where a system runs, and on which clock.
pub struct RunnerOptions {
    /// Where the data is.
    pub home: Home,
    /// The port of the pages. 0 takes a free one.
    pub port: u16,
    /// The port of the privacy inbox. 0 takes a free one.
    pub smtp_port: u16,
    /// The clock.
    pub clock: Clock,
    /// Moves the clock forward, if it can be moved.
    pub time: Option<Arc<LocalTime>>,
    /// Settings that differ from the example company's.
    pub settings: Vec<(String, String)>,
    /// Whether the system sends emails, reads mail, notifies partners and checks deadlines by itself. Tests start each of
    /// these themselves.
    pub runs_by_itself: bool,
}

/// A running system.
pub struct System {
    /// Where the pages are.
    pub address: SocketAddr,
    /// Where the privacy inbox is.
    pub smtp: smtp::Engine,
    /// The token of staff and machine routes.
    pub token: String,
    /// The code of the link that signs in to the desk, once.
    sign_in: String,
    /// The AWS services.
    pub engines: Engines,
    /// The functions.
    pub functions: Functions,
    /// The queue of inbound messages.
    pub queue: Arc<Queue>,
    /// The settings of each function, which record what it read.
    pub settings: Vec<(Function, Settings)>,
    events: Arc<Events>,
    time_travel: Option<TimeTravel>,
    stop: watch::Sender<bool>,
    stop_engines: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    _data: DataFolder,
}

impl System {
    /// Starts a system whose functions call the engines directly.
    ///
    /// # Errors
    /// If a port is taken or the data can't be opened.
    pub async fn start(options: RunnerOptions) -> Result<Self> {
        Self::start_through(options, |engines, _| {
            std::future::ready(Ok(clients(engines)))
        })
        .await
    }

    /// Starts a system whose functions call the engines through clients that the caller makes.
    ///
    /// # Errors
    /// If a port is taken or the data can't be opened.
    pub async fn start_through<F: Future<Output = Result<Clients>>>(
        options: RunnerOptions,
        clients_of: impl Fn(&Engines, Function) -> F,
    ) -> Result<Self> {
        let listener = listen(options.port).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = stop_signal();
        // The engines end after their callers, so that an email on its way is sent and marked first.
        let (stop_engines, engines_stopping) = stop_signal();
        let clock = options.clock;
        let data = DataFolder::open(options.home)?;
        let secrets = data.secrets()?;
        let engines =
            Engines::start(data.engines()?, engine_clock(&clock), engines_stopping).await?;
        store::schema::create_table(&engines.dynamodb_client(), TABLE).await?;

        let sign_in = crate::secrets::sign_in_code()?;
        let values = company::settings(&secrets, &sign_in, address);
        let values: Vec<_> = values.into_iter().chain(options.settings).collect();
        check_texts(&values)?;
        let wall_clock = match options.time {
            Some(_) => Clock::system(),
            None => clock.clone(),
        };
        let runtimes = runtimes(&engines, &values, [&clock, &wall_clock], clients_of).await?;
        let functions = Functions::of(|function| &runtimes[function as usize])?;
        let settings = Function::ALL
            .map(|function| (function, runtimes[function as usize].settings().clone()));

        let tries = if options.runs_by_itself {
            TRIES
        } else {
            TRIES_BY_HAND
        };
        let queue = Arc::new(Queue::open(&data.path, tries)?);
        let events = Events::open(engines.ses.clone(), &data.path, tries, clock.clone())?;
        let events = Arc::new(events);
        let smtp = inbox(
            &engines,
            options.smtp_port,
            &queue,
            clock.clone(),
            stopping.clone(),
        )
        .await?;
        // The runner's own pages call the engines directly, and need no function.
        let own = Runtime::of(Settings::of(values), clients(&engines), clock.clone())
            .with_wall_clock(wall_clock);
        let time_travel = options
            .time
            .map(|time| TimeTravel::new(time, clock.clone(), &functions, Arc::clone(&events)));
        let partner = ExamplePartner::new(&own)?;
        if options.runs_by_itself {
            partner.list(&format!("http://{address}")).await?;
        }
        let outbox = Outbox::new(&own, &engines, time_travel.clone())?;
        let watch = Watch::new(engines.s3_client(), Arc::clone(&queue), clock);
        let texts = TextsPage::new(&own, &functions)?;
        let pages = outbox::router(outbox)
            .merge(partner::router(partner))
            .merge(texts_page::router(texts));
        let app = gateway(&functions, Arc::new(watch), pages);
        let mut tasks = vec![tokio::spawn(serve(listener, app, stopping.clone()))];
        if options.runs_by_itself {
            tasks.extend(background::start(&functions, &queue, &events, &stopping));
        }
        Ok(Self {
            address,
            smtp,
            token: secrets.token,
            sign_in,
            engines,
            functions,
            queue,
            settings: settings.into(),
            events,
            time_travel,
            stop,
            stop_engines,
            tasks,
            _data: data,
        })
    }

    /// Returns the address of the pages.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the link that signs in to the desk, with every role. It works once.
    #[must_use]
    pub fn sign_in_link(&self) -> String {
        format!("{}/desk/sign-in/link?code={}", self.url(), self.sign_in)
    }

    /// Reads each waiting message once. Returns how many were handled, and how many failed and will be retried.
    ///
    /// # Errors
    /// If the queue can't be read.
    pub async fn read_waiting_mail(&self) -> Result<(usize, usize)> {
        background::read_waiting(&self.functions.email_intake, &self.queue).await
    }

    /// Handles each event that SES reported once. Returns how many were handled, and how many failed and will be retried.
    ///
    /// # Errors
    /// If the events can't be stored or read.
    pub async fn handle_email_events(&self) -> Result<(usize, usize)> {
        let handle = |event| email_events::handle(&self.functions.email_events, event);
        self.events.hand_out(handle).await
    }

    /// Moves the clock forward day by day. Returns a line for each moment at which something happened.
    ///
    /// # Errors
    /// If the clock can't be moved, or a function fails.
    pub async fn pass(&self, span: SignedDuration) -> Result<Vec<String>> {
        let time_travel = self.time_travel.as_ref();
        time_travel
            .context("the clock of this system can't be moved")?
            .pass(span)
            .await
    }

    /// Counts the open requests that the laws of this day change.
    ///
    /// # Errors
    /// If the open requests can't be read.
    pub async fn law_changes(&self, day: Date) -> Result<LawChangeCounts> {
        let store = &self.functions.desk_api.desk.store;
        let counted = desk::law_changes::count(store, day, None, Limit::NONE).await?;
        Ok(counted.counts)
    }

    /// Stops the system. Work in progress is finished, and accepted data is on disk.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
        self.smtp.stopped().await;
        let _ = self.stop_engines.send(true);
        self.engines.stopped().await;
    }
}

/// Returns clients that call the engines directly.
fn clients(engines: &Engines) -> Clients {
    Clients {
        dynamodb: engines.dynamodb_client(),
        s3: engines.s3_client(),
        ses: engines.ses_client(),
        secrets: engines.secrets_client(),
    }
}

/// Refuses to start with texts that a deployed function would not show.
fn check_texts(values: &[(String, String)]) -> Result<()> {
    let mut given = values.iter().rev();
    let folder = given.find(|(name, _)| name == TEXTS.name);
    let Some((_, folder)) = folder.filter(|(_, folder)| !folder.is_empty()) else {
        return Ok(());
    };
    let findings = texts::own::check(Path::new(folder)).findings;
    ensure!(
        findings.is_empty(),
        "these texts in {folder} can't be used:\n\n{}\n\nCorrect them, or start without the setting {}. docs/languages.md explains the checks.",
        findings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n\n"),
        TEXTS.name,
    );
    Ok(())
}

async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("port {port} is taken; choose another one with --port"))
}

/// Returns the clock in the form that the engines take.
pub(crate) fn engine_clock(clock: &Clock) -> engines::Clock {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}

/// Makes the runtime of each function, in the order of [`Function::ALL`]. The second clock is the one of signatures.
async fn runtimes<F: Future<Output = Result<Clients>>>(
    engines: &Engines,
    values: &[(String, String)],
    [clock, wall_clock]: [&Clock; 2],
    clients_of: impl Fn(&Engines, Function) -> F,
) -> Result<Vec<Runtime>> {
    let mut runtimes = Vec::new();
    for function in Function::ALL {
        let clients = clients_of(engines, function).await?;
        let settings = Settings::of(values.iter().cloned());
        let runtime = Runtime::of(settings, clients, clock.clone());
        runtimes.push(runtime.with_wall_clock(wall_clock.clone()));
    }
    Ok(runtimes)
}

/// Serves HTTP until the stop signal.
pub(crate) async fn serve(listener: TcpListener, app: Router, mut stopping: Stop) {
    let stopped = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!(%error, "the web server failed");
    }
}

/// Starts the privacy inbox. It accepts a message only after the message is in the archive and in the queue.
pub(crate) async fn inbox(
    engines: &Engines,
    port: u16,
    queue: &Arc<Queue>,
    clock: Clock,
    stopping: Stop,
) -> Result<smtp::Engine> {
    let archive = archive::Archive::new(engines.s3_client(), BUCKET);
    let queue = Arc::clone(queue);
    let engine_clock = engine_clock(&clock);
    let deliver = move |_: smtp::Envelope, raw: Vec<u8>| {
        let (archive, queue, at) = (archive.clone(), Arc::clone(&queue), clock.now());
        async move {
            let mut random = [0; 10];
            getrandom::fill(&mut random)
                .map_err(|_| anyhow::anyhow!("this machine provides no random numbers"))?;
            let key = format!("inbound/{}", BASE32_NOPAD.encode(&random));
            archive.put(&key, raw).await?;
            arrivals::notify(&queue, &key, at)
        }
    };
    smtp::start(
        port,
        smtp::Limits::default(),
        engine_clock,
        deliver,
        stopping,
    )
    .await
    .with_context(|| format!("port {port} is taken; choose another one with --smtp-port"))
}
