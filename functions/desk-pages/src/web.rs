//! Calls to the issuer. The HTTP client is the one of the AWS SDK (hyper and rustls): the system's roots, no redirects, no
//! proxies.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http::uri::Scheme;
use http_body_util::{BodyExt, Limited};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The maximum size of a response, in bytes. A key set has a few KB.
const LARGEST_RESPONSE: usize = 256 * 1024;

/// The maximum duration of a call.
const PATIENCE: Duration = Duration::from_secs(5);

/// A client. The connector is created on first use because it reads the system's roots.
#[derive(Debug, Clone, Default)]
pub(crate) struct Web(Arc<OnceLock<Connector>>);

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallFailed {
    #[error("the address is unusable")]
    BadAddress,
    #[error("there is no answer")]
    Silent,
    #[error("the answer has the status {0}")]
    Status(u16),
    #[error("the answer is too large, or ends early")]
    Unreadable,
}

/// Whether calls to an address are protected: by TLS, or because they don't leave this machine.
pub(crate) fn is_protected(address: &str) -> bool {
    let address: Option<http::Uri> = address.parse().ok();
    address.is_some_and(|address| {
        let has_host = address.host().is_some_and(|host| !host.is_empty());
        address.scheme() == Some(&Scheme::HTTPS) && has_host || is_of_this_machine(&address)
    })
}

/// Whether an address is an `http` address of this machine.
pub(crate) fn is_of_this_machine(address: &http::Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let ip: Option<std::net::IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    address.scheme() == Some(&Scheme::HTTP)
        && (host == "localhost" || ip.is_some_and(|ip| ip.is_loopback()))
}

impl Web {
    /// Gets a document.
    pub(crate) async fn get(&self, url: &str) -> Result<Vec<u8>, CallFailed> {
        self.call("GET", url, None, None).await
    }

    /// Posts a form. `basic` is the value of `Authorization`.
    pub(crate) async fn post(
        &self,
        url: &str,
        form: String,
        basic: Option<String>,
    ) -> Result<Vec<u8>, CallFailed> {
        self.call("POST", url, Some(form), basic).await
    }

    async fn call(
        &self,
        method: &str,
        url: &str,
        form: Option<String>,
        authorization: Option<String>,
    ) -> Result<Vec<u8>, CallFailed> {
        let body = form.clone().unwrap_or_default();
        let mut request = HttpRequest::new(body.into());
        let bad = |_| CallFailed::BadAddress;
        request.set_method(method).map_err(bad)?;
        request.set_uri(url).map_err(bad)?;
        let headers = request.headers_mut();
        headers.insert("accept", "application/json");
        if form.is_some() {
            headers.insert("content-type", "application/x-www-form-urlencoded");
        }
        if let Some(authorization) = authorization {
            headers.insert("authorization", authorization);
        }
        let response = async {
            let connector = self.0.get_or_init(connect);
            let response = connector.call(request).await;
            let response = response.map_err(|_| CallFailed::Silent)?;
            let status = response.status().as_u16();
            if status != 200 {
                return Err(CallFailed::Status(status));
            }
            let body = Limited::new(response.into_body(), LARGEST_RESPONSE);
            let body = body.collect().await.map_err(|_| CallFailed::Unreadable)?;
            Ok(body.to_bytes().to_vec())
        };
        tokio::time::timeout(PATIENCE, response)
            .await
            .unwrap_or(Err(CallFailed::Silent))
    }
}

fn connect() -> Connector {
    Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .build()
}
