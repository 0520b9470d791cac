//! The whole system in one process.

use crate::arrivals::{self, Watch};
use crate::events::Events;
use crate::outbox::{self, Outbox};
use crate::partner::{self, ExamplePartner};
use crate::queue::Queue;
use crate::routes::{Function, function_of};
use crate::secrets::Secrets;
use crate::time::LocalTime;
use crate::time_travel::TimeTravel;
use anyhow::{Context, Result};
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response as HttpResponse;
use data_encoding::BASE32_NOPAD;
use engines::{self, BUCKET, EXPORTS, Engines, Home, Stop, smtp, stop_signal};
use jiff::SignedDuration;
use runtime::{Clients, Clock, Runtime, Settings};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// The table's name on this machine.
pub(crate) const TABLE: &str = "honored-requests";

/// How often mail, or an event of SES, is tried, every one or two seconds, before it is a dead email: an outage of half an hour loses none.
const PATIENT: u32 = 1_000;

/// The same for a system whose mail and events are read by hand.
const BRIEF: u32 = 5;

/// Where a system stands and what time it is there.
pub struct RunnerOptions {
    /// The data.
    pub home: Home,
    /// The port of the pages; 0 takes a free one.
    pub port: u16,
    /// The port of the privacy inbox; 0 takes a free one.
    pub smtp_port: u16,
    /// What time it is.
    pub clock: Clock,
    /// How the clock is taken ahead, if it can be.
    pub time: Option<Arc<LocalTime>>,
    /// Settings that differ from the example company's.
    pub settings: Vec<(String, String)>,
    /// Whether emails leave by themselves, every second, what SES tells of them is heard, and mail is read as
    /// it comes. Tests do all of it by hand.
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
    /// The rented services.
    pub engines: Engines,
    /// email-intake's capabilities.
    pub email_intake: email_intake::Deps,
    /// outbox-sender's capabilities.
    pub outbox_sender: outbox_sender::Deps,
    /// email-events' capabilities.
    pub email_events: email_events::Deps,
    /// deadline-sweeper's capabilities.
    pub deadline_sweeper: deadline_sweeper::Deps,
    /// The desk's capabilities.
    pub desk: desk::Deps,
    /// suppression's capabilities.
    pub suppression: suppression::Deps,
    /// partner-notifier's capabilities.
    pub partner_notifier: partner_notifier::Deps,
    /// key-rotator's capabilities. This machine's keys are in a file, and nobody rotates them.
    pub key_rotator: key_rotator::Deps,
    /// The queue of mail.
    pub queue: Arc<Queue>,
    /// Each function's settings, which know which of them were read.
    pub settings: Vec<(Function, Settings)>,
    events: Arc<Events>,
    time_travel: Option<TimeTravel>,
    stop: watch::Sender<bool>,
    cut: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    _lock: std::fs::File,
    _scratch: Option<tempfile::TempDir>,
}

impl System {
    /// Starts a system whose functions speak to the engines directly.
    ///
    /// # Errors
    /// If a port is taken or the data can't be opened.
    pub async fn start(places: RunnerOptions) -> Result<Self> {
        Self::start_through(places, |engines, _| {
            std::future::ready(Ok(Clients {
                dynamodb: engines.dynamodb_client(),
                s3: engines.s3_client(),
                ses: engines.ses_client(),
                secrets: engines.secrets_client(),
            }))
        })
        .await
    }

    /// Starts a system with clients of the caller's choice for each function.
    ///
    /// # Errors
    /// If a port is taken or the data can't be opened.
    pub async fn start_through<F: Future<Output = Result<Clients>>>(
        places: RunnerOptions,
        clients_of: impl Fn(&Engines, Function) -> F,
    ) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", places.port))
            .await
            .with_context(|| {
                format!(
                    "port {} is taken; choose another one with --port",
                    places.port
                )
            })?;
        let address = listener.local_addr()?;
        let (stop, stopping) = stop_signal();
        // The engines outlive whatever calls them: an email on its way is sent and marked before they end.
        let (cut, cutting) = stop_signal();
        let (folder, scratch) = match &places.home {
            Home::Folder(folder) => (folder.clone(), None),
            Home::Memory => {
                let scratch = tempfile::tempdir()?;
                (scratch.path().to_owned(), Some(scratch))
            }
        };
        let lock = lock(&folder)?;
        let secrets = if scratch.is_some() {
            Secrets::make()?
        } else {
            Secrets::of(&folder)?
        };
        let clock = places.clock.clone();
        let engine_clock: engines::Clock = Arc::new(move || clock.now());
        let home = match places.home {
            Home::Folder(folder) => Home::Folder(folder.join("engines")),
            Home::Memory => Home::Memory,
        };
        if let Home::Folder(folder) = &home {
            std::fs::create_dir_all(folder)?;
        }
        let engines = Engines::start(home, Arc::clone(&engine_clock), cutting).await?;
        store::schema::create_table(&engines.dynamodb_client(), TABLE).await?;

        let mut settings = Vec::new();
        let mut runtimes = Vec::new();
        for function in Function::ALL {
            let own = example(&secrets, address);
            let own = Settings::of(own.into_iter().chain(places.settings.clone()));
            settings.push((function, own.clone()));
            runtimes.push(Runtime::of(
                own,
                clients_of(&engines, function).await?,
                places.clock.clone(),
            ));
        }
        let [
            form_intake,
            status_lookup,
            link_actions,
            email_webhook,
            email_intake,
            outbox_sender,
            email_events,
            deadline_sweeper,
            desk,
            suppression,
            signals,
            partner_notifier,
            partner_callback,
            key_rotator,
        ] = &runtimes[..]
        else {
            unreachable!("one per function")
        };
        let form_intake = form_intake::Deps::of(form_intake)?;
        let status_lookup = status_lookup::Deps::of(status_lookup)?;
        let link_actions = link_actions::Deps::of(link_actions)?;
        let email_webhook = email_webhook::Deps::of(email_webhook)?;
        let email_intake = email_intake::Deps::of(email_intake)?;
        let outbox_sender = outbox_sender::Deps::of(outbox_sender)?;
        let email_events = email_events::Deps::of(email_events)?;
        let deadline_sweeper = deadline_sweeper::Deps::of(deadline_sweeper)?;
        let desk = desk::Deps::of(desk)?;
        let suppression = suppression::Deps::of(suppression)?;
        let signals = signals::Deps::of(signals)?;
        let partner_notifier = partner_notifier::Deps::of(partner_notifier)?;
        let partner_callback = partner_callback::Deps::of(partner_callback)?;
        let key_rotator = key_rotator::Deps::of(key_rotator)?;

        let tries = if places.runs_by_itself {
            PATIENT
        } else {
            BRIEF
        };
        let queue = Arc::new(Queue::open(&folder, tries)?);
        let events = Arc::new(Events::open(
            engines.ses.clone(),
            &folder,
            tries,
            places.clock.clone(),
        )?);
        let smtp = inbox(
            &engines,
            places.smtp_port,
            &queue,
            engine_clock,
            places.clock.clone(),
            stopping.clone(),
        )
        .await?;
        let time_travel = places.time.map(|time| TimeTravel {
            time,
            clock: places.clock.clone(),
            deadline_sweeper: deadline_sweeper.clone(),
            outbox_sender: outbox_sender.clone(),
            email_events: email_events.clone(),
            partner_notifier: partner_notifier.clone(),
            events: Arc::clone(&events),
            under_way: Arc::default(),
        });
        let outbox = Outbox {
            time_travel: time_travel.clone(),
            clock: places.clock.clone(),
            ses: engines.ses.clone(),
            store: form_intake.store.clone(),
            company: outbox_sender.company.clone(),
            links: form_intake.links.clone(),
            pages: form_intake.pages.clone(),
        };
        let watch = Arc::new(Watch::new(
            engines.s3_client(),
            Arc::clone(&queue),
            places.clock.clone(),
        ));
        let example = ExamplePartner {
            store: partner_notifier.store.clone(),
            keys: partner_notifier.keys.clone(),
            clock: places.clock.clone(),
            notified: Arc::default(),
        };
        if places.runs_by_itself {
            let base_url = format!("http://{address}");
            partner::list(&example.store, &example.keys, &base_url, places.clock.now()).await?;
        }
        let app = gateway(
            HashMap::from([
                (Function::FormIntake, form_intake::router(form_intake)),
                (Function::StatusLookup, status_lookup::router(status_lookup)),
                (Function::LinkActions, link_actions::router(link_actions)),
                (Function::EmailWebhook, email_webhook::router(email_webhook)),
                (Function::Desk, desk::router(desk.clone())),
                (
                    Function::Suppression,
                    suppression::router(suppression.clone()),
                ),
                (Function::Signals, signals::router(signals)),
                (
                    Function::PartnerCallback,
                    partner_callback::router(partner_callback),
                ),
            ]),
            watch,
            outbox::router(outbox).merge(partner::router(example)),
        );
        let mut tasks = vec![tokio::spawn(serve(listener, app, stopping.clone()))];
        if places.runs_by_itself {
            tasks.push(tokio::spawn(read_mail(
                email_intake.clone(),
                Arc::clone(&queue),
                stopping.clone(),
            )));
            tasks.push(tokio::spawn(send_emails(
                outbox_sender.clone(),
                email_events.clone(),
                Arc::clone(&events),
                stopping.clone(),
            )));
            tasks.push(tokio::spawn(tell_partners(
                partner_notifier.clone(),
                stopping.clone(),
            )));
            tasks.push(tokio::spawn(sweep(deadline_sweeper.clone(), stopping)));
        }
        Ok(Self {
            address,
            smtp,
            token: secrets.token,
            engines,
            email_intake,
            outbox_sender,
            email_events,
            deadline_sweeper,
            desk,
            suppression,
            partner_notifier,
            key_rotator,
            time_travel,
            queue,
            settings,
            events,
            stop,
            cut,
            tasks,
            _lock: lock,
            _scratch: scratch,
        })
    }

    /// Where the pages are.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Reads the mail that waits, once. Says how many messages were handled, and how many come again.
    ///
    /// # Errors
    /// If the queue can't be read.
    pub async fn read_waiting_mail(&self) -> Result<(usize, usize)> {
        read_waiting(&self.email_intake, &self.queue).await
    }

    /// Hears what SES tells of the emails that were sent, once. Says how many events were handled, and how
    /// many come again.
    ///
    /// # Errors
    /// If the events can't be kept or read.
    pub async fn hear_of_emails(&self) -> Result<(usize, usize)> {
        let hear = |event| email_events::handle(&self.email_events, event);
        self.events.hand_out(hear).await
    }

    /// Lets time pass here, day by day, and says what happened.
    ///
    /// # Errors
    /// If the clock can't be moved, or something can't be done.
    pub async fn pass(&self, span: SignedDuration) -> Result<Vec<String>> {
        let time_travel = self.time_travel.as_ref();
        time_travel
            .context("the clock of this system can't be moved")?
            .pass(span)
            .await
    }

    /// Ends it: what was begun is finished, what was promised is on disk.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
        self.smtp.stopped().await;
        let _ = self.cut.send(true);
        self.engines.stopped().await;
    }
}

/// The settings of the example company on this machine.
pub(crate) fn example(secrets: &Secrets, address: SocketAddr) -> Vec<(String, String)> {
    let base_url = format!("http://{address}");
    let pairs = [
        ("TABLE_NAME", TABLE),
        ("RAW_MAIL_BUCKET", BUCKET),
        ("EXPORT_BUCKET", EXPORTS),
        ("INDEX_KEYS", &secrets.index_keys),
        ("LINK_KEYS", &secrets.link_keys),
        ("UNSUBSCRIBE_KEYS", &secrets.unsubscribe_keys),
        ("LOCAL_TOKEN", &secrets.token),
        ("LOCAL_PARTNERS", "yes"),
        ("PARTNER_KEYS", &secrets.partner_keys),
        ("COMPANY_NAME", "Example Company"),
        (
            "COMPANY_ADDRESS",
            "Privacy team|100 Main Street|Sacramento, CA 95814",
        ),
        ("PRIVACY_POLICY_URL", "https://www.example.com/privacy"),
        ("INBOX_ADDRESS", "privacy@example.com"),
        ("BASE_URL", &base_url),
        ("CONFIGURATION_SET", "emails"),
        ("STAFF_ADDRESS", "staff@example.com"),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Sends each request to its function, as the gateway does; the outbox and the example's partner are this machine's own.
fn gateway(functions: HashMap<Function, Router>, watch: Arc<Watch>, own: Router) -> Router {
    let route = move |mut request: Request<Body>| {
        let caller = request.extensions().get::<ConnectInfo<SocketAddr>>();
        if let Some(source) = caller.map(|caller| gateway::Source(caller.0.ip())) {
            request.extensions_mut().insert(source);
        }
        let path = request.uri().path();
        let function = function_of(path);
        let is_own = path == "/outbox"
            || path.starts_with("/outbox.")
            || path.starts_with("/outbox/")
            || path == partner::PATH;
        let router = functions.get(&function).filter(|_| !is_own);
        let router = router.unwrap_or(&own).clone();
        let watch = (function == Function::EmailWebhook).then(|| Arc::clone(&watch));
        async move {
            let answer = router
                .oneshot(request)
                .await
                .unwrap_or_else(|never| match never {});
            if let Some(watch) = watch
                && let Err(error) = watch.look().await
            {
                tracing::error!(%error, "the queue wasn't told of new mail");
            }
            Ok::<HttpResponse, Infallible>(answer)
        }
    };
    Router::new().fallback_service(tower::service_fn(route))
}

pub(crate) async fn serve(listener: TcpListener, app: Router, mut stopping: Stop) {
    let stopped = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!(%error, "the pages ended");
    }
}

/// The privacy inbox: what it takes is in the archive and in the queue before it says so.
pub(crate) async fn inbox(
    engines: &Engines,
    port: u16,
    queue: &Arc<Queue>,
    engine_clock: engines::Clock,
    clock: Clock,
    stopping: Stop,
) -> Result<smtp::Engine> {
    let archive = archive::Archive::new(engines.s3_client(), BUCKET);
    let queue = Arc::clone(queue);
    let deliver = move |_: smtp::Envelope, raw: Vec<u8>| {
        let (archive, queue, at) = (archive.clone(), Arc::clone(&queue), clock.now());
        async move {
            let mut random = [0; 10];
            getrandom::fill(&mut random)
                .map_err(|_| anyhow::anyhow!("the machine gives no randomness"))?;
            let key = format!("inbound/{}", BASE32_NOPAD.encode(&random));
            archive.put(&key, raw).await?;
            arrivals::tell(&queue, &key, at)
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

async fn read_mail(deps: email_intake::Deps, queue: Arc<Queue>, mut stopping: Stop) {
    loop {
        if let Err(error) = read_waiting(&deps, &queue).await {
            tracing::error!(%error, "the queue can't be read");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = queue.news() => {}
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
        }
    }
}

async fn read_waiting(deps: &email_intake::Deps, queue: &Queue) -> Result<(usize, usize)> {
    let (mut handled, mut again) = (0, 0);
    for message in queue.waiting()? {
        let mut record = SqsMessage::default();
        record.message_id = Some("local".into());
        record.body = Some(message.body.clone());
        let mut batch = SqsEvent::default();
        batch.records = vec![record];
        if email_intake::handle(deps, batch)
            .await
            .batch_item_failures
            .is_empty()
        {
            queue.done(&message)?;
            handled += 1;
        } else {
            queue.failed(&message)?;
            again += 1;
        }
    }
    Ok((handled, again))
}

/// Sends emails and then hears what SES tells of them, so that each is marked before it is told of.
async fn send_emails(
    deps: outbox_sender::Deps,
    email_events: email_events::Deps,
    events: Arc<Events>,
    mut stopping: Stop,
) {
    loop {
        if let Err(error) = outbox_sender::handle(&deps, outbox_sender::Event::Schedule).await {
            tracing::error!(%error, "the index can't be read");
        }
        let hear = |event| email_events::handle(&email_events, event);
        if let Err(error) = events.hand_out(hear).await {
            tracing::error!(%error, "what SES tells can't be kept");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Tells partners every second; production does so every minute, and at once when a notification is new.
async fn tell_partners(deps: partner_notifier::Deps, mut stopping: Stop) {
    /// How long a run may go on at the end. One that is cut is taken up when its claims lapse.
    const LAST_RUN: Duration = Duration::from_millis(300);
    loop {
        let notified = partner_notifier::handle(&deps, partner_notifier::Event::Schedule);
        let mut notified = std::pin::pin!(notified);
        let notified = tokio::select! {
            notified = &mut notified => notified,
            () = async { let _ = stopping.wait_for(|stop| *stop).await; } => {
                let _ = tokio::time::timeout(LAST_RUN, notified).await;
                return;
            }
        };
        if let Err(error) = notified {
            tracing::error!(%error, "the index can't be read");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Sweeps the deadlines every minute; production does so every hour.
async fn sweep(deps: deadline_sweeper::Deps, mut stopping: Stop) {
    loop {
        let swept = deadline_sweeper::handle(
            &deps,
            deadline_sweeper::Event::Schedule,
            deadline_sweeper::Limit::NONE,
        );
        if let Err(error) = swept.await {
            tracing::error!(%error, "the deadlines can't be swept");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
    }
}

/// The folder's lock: one system at a time.
fn lock(folder: &Path) -> Result<std::fs::File> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{} can't be made", folder.display()))?;
    let path = folder.join("lock");
    let file = std::fs::File::create(&path)
        .with_context(|| format!("{} can't be made", path.display()))?;
    file.try_lock().with_context(|| {
        format!(
            "another system runs on {}; choose another folder with --data",
            folder.display()
        )
    })?;
    Ok(file)
}
