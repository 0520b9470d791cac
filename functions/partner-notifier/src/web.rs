//! The client for webhooks: HTTPS to the public internet.
//!
//! It resolves a name once, checks the addresses, and connects to exactly these, so DNS rebinding has no second lookup
//! to abuse. One forbidden address refuses the whole name. It follows no redirect, keeps no connection and uses no
//! proxy. A call takes at most ten seconds, and a response at most 64 KB.
//!
//! The HTTP client is the one of the AWS SDK (hyper and rustls, with the system's roots).

use crate::address::{is_loopback, is_public};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use domain::notification::Failure;
use http::Uri;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The maximum duration of a call.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum size of a response, in bytes.
const LARGEST_RESPONSE: usize = 64 * 1024;

/// A client for webhooks.
#[derive(Debug, Clone)]
pub struct Web(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Names,
    loopback: bool,
    /// Created on first use because it reads the system's roots.
    connector: OnceLock<Connector>,
}

/// Resolves a name to addresses.
pub type Lookup = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// The resolver of names.
#[derive(Clone)]
enum Names {
    /// The system's resolver.
    System,
    /// A given function, for tests.
    Given(Lookup),
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Given(_) => "Given",
        })
    }
}

impl Web {
    /// Creates a client for the public internet.
    #[must_use]
    pub fn internet() -> Self {
        Self::of(Names::System, false)
    }

    /// Creates a client that also accepts unencrypted calls to this machine, for the local runner and tests.
    #[must_use]
    pub fn with_loopback() -> Self {
        Self::of(Names::System, true)
    }

    /// Creates a client with a resolver, for tests.
    #[must_use]
    pub fn with_names(lookup: Lookup, loopback: bool) -> Self {
        Self::of(Names::Given(lookup), loopback)
    }

    fn of(names: Names, loopback: bool) -> Self {
        Self(Arc::new(Inner {
            names,
            loopback,
            connector: OnceLock::new(),
        }))
    }

    /// Posts a notification. Succeeds on a complete 2xx response.
    ///
    /// # Errors
    /// [`Failure`] says why the notification counts as not delivered.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: [(&'static str, String); 3],
        body: Vec<u8>,
    ) -> Result<(), Failure> {
        let uri: Uri = url.parse().map_err(|_| Failure::BadAddress)?;
        self.check(&uri)?;
        let mut request = HttpRequest::new(body.into());
        request
            .set_method("POST")
            .map_err(|_| Failure::BadAddress)?;
        request.set_uri(uri).map_err(|_| Failure::BadAddress)?;
        let fields = [
            ("content-type", "application/json".to_owned()),
            ("user-agent", "Honored/1".to_owned()),
        ];
        for (name, value) in fields.into_iter().chain(headers) {
            request.headers_mut().insert(name, value);
        }
        tokio::time::timeout(TIMEOUT, self.call(request))
            .await
            .unwrap_or(Err(Failure::Late))
    }

    async fn call(&self, request: HttpRequest) -> Result<(), Failure> {
        let connector = self.0.connector.get_or_init(|| self.connect());
        let response = connector.call(request).await;
        let response = response.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        match status {
            200..=299 => {}
            300..=399 => return Err(Failure::Redirect),
            _ => return Err(Failure::Status(status)),
        }
        match Limited::new(response.into_body(), LARGEST_RESPONSE)
            .collect()
            .await
        {
            Ok(_) => Ok(()),
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge),
            Err(_) => Err(Failure::Unreachable),
        }
    }

    fn connect(&self) -> Connector {
        let checked = Checked {
            names: self.0.names.clone(),
            loopback: self.0.loopback,
        };
        Connector::builder()
            .pool_max_idle_per_host(0)
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build_with_resolver(checked)
    }

    /// Checks the URL itself. A numeric host is checked here because no resolver sees it.
    fn check(&self, uri: &Uri) -> Result<(), Failure> {
        let host = uri.host().ok_or(Failure::BadAddress)?;
        let has_user = uri.authority().is_some_and(|a| a.as_str().contains('@'));
        if has_user {
            return Err(Failure::BadAddress);
        }
        let number = host.trim_start_matches('[').trim_end_matches(']');
        let number = number.parse::<IpAddr>().ok();
        if number.is_some_and(|number| !is_allowed(number, self.0.loopback)) {
            return Err(Failure::ForbiddenAddress);
        }
        match uri.scheme_str() {
            Some("https") => Ok(()),
            // Unencrypted calls go to this machine only.
            Some("http") if self.0.loopback && number.is_some_and(is_loopback) => Ok(()),
            _ => Err(Failure::BadAddress),
        }
    }
}

fn is_allowed(address: IpAddr, loopback: bool) -> bool {
    is_public(address) || (loopback && is_loopback(address))
}

/// A resolver that fails unless all addresses of a name are allowed.
#[derive(Debug, Clone)]
struct Checked {
    names: Names,
    loopback: bool,
}

/// The name resolves to a forbidden address.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to a forbidden address")]
struct Forbidden;

/// The name does not exist.
#[derive(Debug, thiserror::Error)]
#[error("the name does not exist")]
struct Unknown;

impl ResolveDns for Checked {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found: Vec<IpAddr> = match &self.names {
                Names::System => tokio::net::lookup_host((name, 0))
                    .await
                    .map_err(ResolveDnsError::new)?
                    .map(|address| address.ip())
                    .collect(),
                Names::Given(lookup) => lookup(name),
            };
            if found.is_empty() {
                return Err(ResolveDnsError::new(Unknown));
            }
            if found
                .iter()
                .any(|address| !is_allowed(*address, self.loopback))
            {
                return Err(ResolveDnsError::new(Forbidden));
            }
            Ok(found)
        })
    }
}

/// Returns why a call failed.
fn failure(error: &(dyn std::error::Error + 'static)) -> Failure {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<Forbidden>() {
            return Failure::ForbiddenAddress;
        }
        cause = error.source();
    }
    Failure::Unreachable
}

#[cfg(test)]
mod tests;
