//! Runs a function as Lambda does: in its own process, which gets events through the Runtime API.
//!
//! The process reads its settings, region and credentials from the environment, and the addresses of the engines from the
//! endpoint variables of the AWS SDKs. So its `main` is the deployed one.

mod harness;

pub use harness::LambdaHarness;

use crate::clients::{ACCESS_KEY, REGION, SECRET_KEY};
use crate::loopback::{self, Withheld};
use crate::{BUCKET, Engines, stop_signal};
use anyhow::{Context, Result, bail, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hyper::service::service_fn;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// The settings of every function.
pub const SETTINGS: &[(&str, &str)] = &[
    ("TABLE_NAME", "honored-requests"),
    (
        "INDEX_KEYS",
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ),
    (
        "LINK_KEYS",
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ),
    (
        "UNSUBSCRIBE_KEYS",
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ),
    (
        "PARTNER_KEYS",
        "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ),
    ("COMPANY_NAME", "Example Company"),
    ("COMPANY_ADDRESS", "100 Main Street|Sacramento, CA 95814"),
    ("PRIVACY_POLICY_URL", "https://www.example.com/privacy"),
    ("INBOX_ADDRESS", "privacy@example.com"),
    ("BASE_URL", "https://privacy.example.com"),
];

/// Returns the event of a request to the HTTP API (payload format 2.0).
#[must_use]
pub fn gateway_event(method: &str, path: &str, content_type: &str, body: &str) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": { "content-type": content_type, "host": "privacy.example.com" },
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "privacy.example.com", "domainPrefix": "privacy",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test" },
            "requestId": "id", "routeKey": "$default", "stage": "$default",
            "time": "21/Nov/2026:18:00:00 +0000", "timeEpoch": 1_795_284_000_000_i64
        },
        "body": body,
        "isBase64Encoded": false
    })
}

/// Returns the event of a message that was published to an SNS topic.
#[must_use]
pub fn sns_event(message: &str, at: Timestamp) -> Value {
    let topic = format!("arn:aws:sns:{REGION}:123456789012:emails");
    json!({ "Records": [{
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": format!("{topic}:00000000-0000-0000-0000-000000000000"),
        "Sns": {
            "Type": "Notification",
            "MessageId": "00000000-0000-0000-0000-000000000000",
            "TopicArn": topic,
            "Subject": "Amazon SES Email Event Notification",
            "Message": message,
            "Timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            "SignatureVersion": "1",
            "Signature": "EXAMPLE",
            "SigningCertUrl": "EXAMPLE",
            "UnsubscribeUrl": "EXAMPLE",
            "MessageAttributes": {}
        }
    }]})
}

/// Returns the event of a schedule, an EventBridge rule.
#[must_use]
pub fn schedule_event(at: Timestamp) -> Value {
    json!({
        "version": "0", "id": "00000000-0000-0000-0000-000000000000",
        "detail-type": "Scheduled Event", "source": "aws.events",
        "account": "123456789012", "time": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), "region": REGION,
        "resources": [format!("arn:aws:events:{REGION}:123456789012:rule/schedule")],
        "detail": {}
    })
}

/// Returns the notification that S3 sends to a queue about a new object in the bucket of raw mail. S3 encodes keys as forms
/// do: `inbound/a+b`.
#[must_use]
pub fn arrival(key: &str, at: Timestamp) -> String {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": REGION,
        "eventTime": at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(), "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}
    }]})
    .to_string()
}

/// Returns the event of SQS messages, each with an ID and a body.
#[must_use]
pub fn queue_event(messages: &[(&str, &str)]) -> Value {
    let message = |(id, body): &(&str, &str)| json!({"messageId": id, "eventSource": "aws:sqs", "body": body});
    json!({"Records": messages.iter().map(message).collect::<Vec<_>>()})
}

/// The timeout of an invocation.
const PATIENCE: Duration = Duration::from_secs(30);

/// The function's response to an event, or the error that it reported.
type Answer = Result<Value, Value>;

/// An event for the function.
struct Invocation {
    event: Value,
    answer: oneshot::Sender<Answer>,
}

/// A running function.
pub struct Lambda {
    events: mpsc::Sender<Invocation>,
    process: Child,
    logs: [JoinHandle<Vec<u8>>; 2],
    /// Stops the Runtime API when it is dropped.
    _stop: watch::Sender<bool>,
}

/// The state of the Runtime API.
struct Api {
    events: Mutex<mpsc::Receiver<Invocation>>,
    open: Mutex<Vec<(String, oneshot::Sender<Answer>)>>,
}

impl Lambda {
    /// Starts a function's binary with these settings and with the variables of Lambda.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start(binary: &str, engines: &Engines, settings: &[(&str, &str)]) -> Result<Self> {
        let (events, inbox) = mpsc::channel(1);
        let api = Arc::new(Api {
            events: Mutex::new(inbox),
            open: Mutex::default(),
        });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(response),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(api);
        let service = service_fn(move |request| {
            let answered = routes.clone().oneshot(request);
            async move {
                // The client would parse GONE as an event and panic. Without a response it ends in order.
                match answered.await {
                    Ok(answer) if answer.status() != StatusCode::GONE => Ok(answer),
                    _ => Err(Withheld),
                }
            }
        });
        let listener = loopback::bind(0)?;
        let address = listener.local_addr()?.to_string();
        let (stop, stopping) = stop_signal();
        tokio::spawn(loopback::serve(listener, service, stopping));
        let mut process = Command::new(binary)
            .env_clear()
            .envs([
                ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
                ("AWS_LAMBDA_FUNCTION_NAME", "function"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
                ("AWS_LAMBDA_LOG_GROUP_NAME", "group"),
                ("AWS_REGION", REGION),
                ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
                ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
                ("AWS_ENDPOINT_URL_DYNAMODB", engines.dynamodb.endpoint()),
                ("AWS_ENDPOINT_URL_S3", engines.s3.endpoint()),
                ("AWS_ENDPOINT_URL_SES", engines.ses.endpoint()),
                (
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                    engines.secrets.endpoint(),
                ),
                ("RAW_MAIL_BUCKET", BUCKET),
                // Extensions add variables that no function knows.
                ("AN_EXTENSION_OF_LAMBDA", "on"),
            ])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{binary} can't be started"))?;
        let logs = [
            tokio::spawn(listen(process.stdout.take())),
            tokio::spawn(listen(process.stderr.take())),
        ];
        Ok(Self {
            events,
            process,
            logs,
            _stop: stop,
        })
    }

    /// Returns the ID of the process, until the process ends.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    /// Sends an event and waits for the response.
    ///
    /// # Errors
    /// The error that the function reported, or that it didn't answer.
    pub async fn invoke(&mut self, event: Value) -> Result<Value> {
        let (answer, answered) = oneshot::channel();
        self.events
            .send(Invocation { event, answer })
            .await
            .context("the Runtime API ended")?;
        tokio::select! {
            answer = answered => match answer.context("the function didn't answer")? {
                Ok(answer) => Ok(answer),
                Err(error) => bail!("the function reported {error}"),
            },
            ended = self.process.wait() => bail!("the function ended: {}", ended?),
            () = tokio::time::sleep(PATIENCE) => bail!("the function didn't answer"),
        }
    }

    /// Reports whether the process has ended by itself.
    ///
    /// # Errors
    /// If the state of the process can't be read.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// Sends SIGTERM, as Lambda does before it removes an environment. Returns the exit status.
    ///
    /// # Errors
    /// If it doesn't end.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        let id = self.process.id().context("the function has ended")?;
        let mut kill = Command::new("kill");
        let sent = kill.args(["-TERM", &id.to_string()]).status().await?;
        ensure!(sent.success(), "the signal can't be sent");
        ended(&mut self.process).await
    }

    /// Stops the Runtime API and returns the exit status. Then `main` returns, so the process writes what a killed process
    /// would not, such as profiles.
    ///
    /// # Errors
    /// If it doesn't end.
    pub async fn dismiss(mut self) -> Result<ExitStatus> {
        drop(self.events);
        ended(&mut self.process).await
    }

    /// Stops the function and returns its logs.
    ///
    /// # Errors
    /// If its output can't be read.
    pub async fn stop(mut self) -> Result<String> {
        if !self.has_ended()? {
            self.process.kill().await?;
        }
        let mut logs = String::new();
        for stream in self.logs {
            logs += &String::from_utf8_lossy(&stream.await?);
        }
        Ok(logs)
    }
}

/// Waits for the end of a process and returns its exit status.
async fn ended(process: &mut Child) -> Result<ExitStatus> {
    let ended = tokio::time::timeout(PATIENCE, process.wait()).await;
    Ok(ended.context("the function didn't end")??)
}

/// Reads a stream of the process to its end, so the process never blocks on a full pipe.
async fn listen(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(mut stream) = stream {
        // Keeps the bytes before an error.
        let _ = stream.read_to_end(&mut said).await;
    }
    said
}

async fn next(State(api): State<Arc<Api>>) -> impl IntoResponse {
    let Some(invocation) = api.events.lock().await.recv().await else {
        return (StatusCode::GONE, HeaderMap::new(), String::new());
    };
    let mut open = api.open.lock().await;
    let id = format!("invocation-{}", open.len());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json"),
        ("lambda-runtime-aws-request-id", id.as_str()),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-west-2:123456789012:function:function",
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-00000000-000000000000000000000000",
        ),
    ] {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    }
    open.push((id, invocation.answer));
    (StatusCode::OK, headers, invocation.event.to_string())
}

async fn response(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    answer(
        &api,
        &id,
        Ok(serde_json::from_slice(&body).unwrap_or_default()),
    )
    .await
}

async fn error(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    answer(
        &api,
        &id,
        Err(serde_json::from_slice(&body).unwrap_or_default()),
    )
    .await
}

async fn answer(api: &Api, id: &str, answer: Answer) -> StatusCode {
    let mut open = api.open.lock().await;
    match open.iter().position(|(of, _)| of == id) {
        Some(at) => {
            // The caller may have timed out.
            let _ = open.remove(at).1.send(answer);
            StatusCode::ACCEPTED
        }
        None => StatusCode::NOT_FOUND,
    }
}
