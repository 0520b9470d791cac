//! Secrets Manager on loopback: returns secrets, and keeps the versions of a rotation.
//!
//! It uses JSON 1.1, as Secrets Manager does. [`Engine::put`] sets a secret at any time. Secrets are found by name or ARN. Use a
//! [`proxy`](super::proxy) to count calls or make them fail.
//!
//! Not implemented: binary secrets, deletion, replicas, policies.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use serde_json::{Value, json};

use self::secret::Secret;
use super::clients::REGION;
use super::loopback::{self, Running, Withheld};
use super::{Clock, Stop};

mod secret;

/// The largest request, in bytes. A secret has at most 64 KiB.
const MAX_REQUEST_BYTES: usize = 256 * 1024;

/// A running Secrets Manager engine. Clones share it.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
    safe: Arc<Safe>,
}

/// Starts Secrets Manager on 127.0.0.1 at `port` (0 takes a free one).
///
/// # Errors
/// If the port is taken.
pub fn start(port: u16, clock: Clock, stop: Stop) -> Result<Engine> {
    let safe = Arc::new(Safe {
        secrets: Mutex::default(),
        clock: Hands(clock),
    });
    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    let inside = Arc::clone(&safe);
    let service = service_fn(move |request| {
        let inside = Arc::clone(&inside);
        async move { inside.serve(request).await }
    });
    Ok(Engine {
        running: Running::start(address, loopback::serve(listener, service, stop)),
        safe,
    })
}

impl Engine {
    /// Returns the URL for a client.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// Sets the current text of a secret, as a person does.
    pub fn put(&self, name: &str, text: &str) {
        let now = self.safe.now();
        let mut secrets = self.safe.secrets();
        let secret = secrets.entry(name.to_owned()).or_default();
        secret.put_current(text, now);
    }

    /// Returns the current text of a secret, if it exists.
    pub fn current(&self, name: &str) -> Option<String> {
        let secrets = self.safe.secrets();
        let version = secrets.get(name)?.staged("AWSCURRENT")?;
        Some(version.text.clone())
    }

    /// Starts a rotation, as Secrets Manager does before it calls the function: an empty version is pending.
    pub fn begin_rotation(&self, name: &str, token: &str) {
        if let Some(secret) = self.safe.secrets().get_mut(name) {
            secret.begin_rotation(token);
        }
    }

    /// Waits until the engine has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

/// Returns the ARN of a secret.
pub fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:123456789012:secret:{name}-AbCdEf")
}

/// The service.
#[derive(Debug)]
struct Safe {
    secrets: Mutex<BTreeMap<String, Secret>>,
    clock: Hands,
}

/// The clock, with `Debug`.
struct Hands(Clock);

impl std::fmt::Debug for Hands {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// An error response: its code and message.
type Refusal = (&'static str, &'static str);

impl Safe {
    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> i64 {
        (self.clock.0)().as_second()
    }

    async fn serve(
        &self,
        request: Request<Incoming>,
    ) -> std::result::Result<Response<Full<Bytes>>, Withheld> {
        let (head, body) = request.into_parts();
        let target = head.headers.get("x-amz-target");
        let operation = target
            .and_then(|target| target.to_str().ok()?.strip_prefix("secretsmanager."))
            .unwrap_or_default();
        let Ok(body) = Limited::new(body, MAX_REQUEST_BYTES).collect().await else {
            return Ok(refused((
                "InvalidRequestException",
                "the request is too long",
            )));
        };
        let order: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
        let answered = self.answer(operation, &order);
        Ok(answered.map_or_else(refused, |body| answer(StatusCode::OK, &body)))
    }

    fn answer(&self, operation: &str, order: &Value) -> std::result::Result<Value, Refusal> {
        let now = self.now();
        let mut secrets = self.secrets();
        let asked = order["SecretId"].as_str().unwrap_or_default();
        let found = secrets
            .iter_mut()
            .find(|(name, _)| *name == asked || arn(name) == asked);
        let (name, secret) = found.ok_or((
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        ))?;
        let mut body = match operation {
            "GetSecretValue" => secret.read(order)?,
            "DescribeSecret" => secret.describe(),
            "PutSecretValue" => secret.put(order, now)?,
            "UpdateSecretVersionStage" => secret.move_stage(order, now)?,
            _ => {
                return Err((
                    "UnknownOperationException",
                    "this engine doesn't implement the operation",
                ));
            }
        };
        body["Name"] = json!(name);
        body["ARN"] = json!(arn(name));
        Ok(body)
    }
}

fn refused((code, message): Refusal) -> Response<Full<Bytes>> {
    let body = json!({ "__type": code, "message": message });
    answer(StatusCode::BAD_REQUEST, &body)
}

fn answer(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(body.to_string()));
    *answer.status_mut() = status;
    let kind = http::HeaderValue::from_static("application/x-amz-json-1.1");
    answer
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, kind);
    answer
}
