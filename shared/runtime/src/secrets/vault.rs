//! A Secrets Manager in memory, for tests that let time pass.

use crate::Runtime;
use crate::aws::Found;
use crate::settings::{self, Declared, Settings};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The secrets that the tests' function declares.
const DECLARED: Declared = &[&[settings::LINK_KEYS, settings::ACCOUNT_KEYS]];

/// The secrets, and how calls are answered. Clones share their state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vault(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    answers: BTreeMap<String, Value>,
    refusal: Option<&'static str>,
    silent: bool,
    reads: usize,
}

impl Vault {
    /// Puts a text into a secret.
    pub(crate) fn put(&self, secret: &str, text: &str) {
        self.put_answer(secret, json!({ "SecretString": text }));
    }

    pub(crate) fn put_answer(&self, secret: &str, answer: Value) {
        let mut inside = self.0.lock().unwrap();
        inside.answers.insert(secret.to_owned(), answer);
    }

    /// Refuses every call with this code. `None` ends the refusal.
    pub(crate) fn refuse(&self, code: Option<&'static str>) {
        self.0.lock().unwrap().refusal = code;
    }

    /// Stops answering.
    pub(crate) fn fall_silent(&self) {
        self.0.lock().unwrap().silent = true;
    }

    /// Returns the number of calls.
    pub(crate) fn reads(&self) -> usize {
        self.0.lock().unwrap().reads
    }

    /// Starts a runtime with these settings.
    pub(crate) async fn runtime(
        &self,
        settings: &[(&str, &str)],
    ) -> Result<Runtime, crate::BadSetting> {
        let connector = SharedHttpConnector::new(self.clone());
        let credentials = Credentials::new("key", "secret", None, None, "test");
        let settings = Settings::of(settings.iter().copied());
        let aws = Found::with(connector, credentials, "us-west-2", &settings);
        Runtime::over(settings, DECLARED, aws).await
    }

    fn answer(&self, request: &HttpRequest) -> Option<(u16, Value)> {
        let mut inside = self.0.lock().unwrap();
        inside.reads += 1;
        if inside.silent {
            return None;
        }
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let refused = |code: &str| (400, json!({ "__type": code, "message": "planted" }));
        let answer = inside.answers.get(body["SecretId"].as_str().unwrap());
        Some(match (inside.refusal, answer) {
            (Some(code), _) => refused(code),
            (None, Some(answer)) => (200, answer.clone()),
            (None, None) => refused("ResourceNotFoundException"),
        })
    }
}

impl HttpConnector for Vault {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some((status, body)) = self.answer(&request) else {
            return HttpConnectorFuture::new(std::future::pending());
        };
        let body = SdkBody::from(body.to_string());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), body)))
    }
}
