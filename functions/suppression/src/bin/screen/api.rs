//! Calls to the API.

use crate::credentials::Credentials;
use anyhow::{Context, Result, bail};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const JSON: &str = "application/json";

/// The timeout of a call.
const PATIENCE: Duration = Duration::from_secs(30);

/// The maximum response size in bytes. A thousand identifiers take a third of it.
const LARGEST: usize = 1024 * 1024;

/// The pauses before each retry, in seconds. `screen` retries if the API does not answer, or answers 429 or 5xx.
const PAUSES: [u64; 5] = [1, 2, 5, 10, 20];

/// A client of the API.
#[derive(Clone)]
pub(crate) struct Api {
    connector: Arc<Connector>,
    address: String,
    verification: Credentials,
}

impl Api {
    pub(crate) fn at(url: &str, verification: Credentials) -> Self {
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build();
        Self {
            connector: Arc::new(connector),
            address: format!("{}/suppression/check", url.trim_end_matches('/')),
            verification,
        }
    }

    /// Returns the API's result for each identifier, in the same order.
    pub(crate) async fn check(&self, identifiers: Vec<Value>) -> Result<Vec<Value>> {
        let count = identifiers.len();
        let body = serde_json::to_vec(&json!({ "identifiers": identifiers }))?;
        for pause in PAUSES {
            match self.call(body.clone()).await? {
                Some(answer) => return said(answer, count),
                None => tokio::time::sleep(Duration::from_secs(pause)).await,
            }
        }
        match self.call(body).await? {
            Some(answer) => said(answer, count),
            None => bail!("{} does not answer", self.address),
        }
    }

    /// Makes one call. Returns `None` if it may be retried.
    async fn call(&self, body: Vec<u8>) -> Result<Option<Value>> {
        let wrong = || format!("{} is no address of an API", self.address);
        let mut request = HttpRequest::get(&self.address).with_context(wrong)?;
        request.set_method("POST")?;
        let headers = request.headers_mut();
        headers.insert("content-type", JSON);
        for (name, value) in self
            .verification
            .headers(&self.address, JSON, &body)
            .await?
        {
            headers.insert(name, value);
        }
        *request.body_mut() = body.into();
        let answer = async {
            let answer = self.connector.call(request).await.ok()?;
            let status = answer.status().as_u16();
            let body = Limited::new(answer.into_body(), LARGEST).collect().await;
            Some((status, body.ok()?.to_bytes()))
        };
        let Ok(Some((status, body))) = tokio::time::timeout(PATIENCE, answer).await else {
            return Ok(None);
        };
        match status {
            200 => Ok(serde_json::from_slice(&body).ok()),
            401 | 403 => bail!("the API does not let this caller in ({status})"),
            429 | 500.. => Ok(None),
            _ => bail!("the API answers {status}"),
        }
    }
}

fn said(mut answer: Value, count: usize) -> Result<Vec<Value>> {
    match answer["identifiers"].take() {
        Value::Array(said) if said.len() == count => Ok(said),
        _ => bail!("the API answers something else than was asked"),
    }
}
