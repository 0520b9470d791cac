//! The web, as far as notifications may go there: HTTPS to the public internet.
//!
//! A name is resolved once. What it leads to is checked, and those very addresses are dialled: whoever answers one
//! thing to the check and another to the call finds that there is no second question. One address that may not be
//! told refuses the name. No redirect is followed, no connection is kept, no proxy is asked. All of a call ends in ten
//! seconds, and of an answer 64 KB are read.
//!
//! The client is the one that the AWS SDK brings (hyper and rustls, with the system's roots).

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

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Where notifications go.
#[derive(Debug, Clone)]
pub struct Web(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Names,
    loopback: bool,
    /// Made when it is first needed, for it reads the system's roots.
    connector: OnceLock<Connector>,
}

/// Says what a name leads to.
pub type Lookup = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// Who is asked what a name leads to.
#[derive(Clone)]
enum Names {
    /// The system's resolver.
    System,
    /// Somebody else: the tests.
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
    /// The public internet.
    #[must_use]
    pub fn internet() -> Self {
        Self::of(Names::System, false)
    }

    /// The public internet, and this very machine without encryption: for the local runner and tests.
    #[must_use]
    pub fn with_loopback() -> Self {
        Self::of(Names::System, true)
    }

    /// The same with names that lead where the caller says.
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

    /// Posts a notification. `Ok` is an answer of 2xx that came whole.
    ///
    /// # Errors
    /// Why it counts as not told.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: [(&'static str, String); 3],
        body: Vec<u8>,
    ) -> Result<(), Failure> {
        let uri: Uri = url.parse().map_err(|_| Failure::BadAddress)?;
        self.may_go_to(&uri)?;
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
        tokio::time::timeout(PATIENCE, self.call(request))
            .await
            .unwrap_or(Err(Failure::Late))
    }

    async fn call(&self, request: HttpRequest) -> Result<(), Failure> {
        let connector = self.0.connector.get_or_init(|| self.connect());
        let answer = connector.call(request).await;
        let answer = answer.map_err(|error| why(&error))?;
        let status = answer.status().as_u16();
        match status {
            200..=299 => {}
            300..=399 => return Err(Failure::Redirect),
            _ => return Err(Failure::Status(status)),
        }
        match Limited::new(answer.into_body(), LARGEST_ANSWER)
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

    /// Whether an address may be gone to, as far as it says so itself. A number is no name, and nobody resolves it.
    fn may_go_to(&self, uri: &Uri) -> Result<(), Failure> {
        let host = uri.host().ok_or(Failure::BadAddress)?;
        let has_user = uri.authority().is_some_and(|a| a.as_str().contains('@'));
        if has_user {
            return Err(Failure::BadAddress);
        }
        let number = host.trim_start_matches('[').trim_end_matches(']');
        let number = number.parse::<IpAddr>().ok();
        if number.is_some_and(|number| !may_dial(number, self.0.loopback)) {
            return Err(Failure::ForbiddenAddress);
        }
        match uri.scheme_str() {
            Some("https") => Ok(()),
            // Without encryption no further than this machine.
            Some("http") if self.0.loopback && number.is_some_and(is_loopback) => Ok(()),
            _ => Err(Failure::BadAddress),
        }
    }
}

fn may_dial(address: IpAddr, loopback: bool) -> bool {
    is_public(address) || (loopback && is_loopback(address))
}

/// Resolves a name, and gives back what it leads to only if all of it may be dialled.
#[derive(Debug, Clone)]
struct Checked {
    names: Names,
    loopback: bool,
}

/// The name leads to an address that no notification goes to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that no notification goes to")]
struct Forbidden;

/// Nobody knows the name.
#[derive(Debug, thiserror::Error)]
#[error("nobody knows the name")]
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
                .any(|address| !may_dial(*address, self.loopback))
            {
                return Err(ResolveDnsError::new(Forbidden));
            }
            Ok(found)
        })
    }
}

/// Why no answer came.
fn why(error: &(dyn std::error::Error + 'static)) -> Failure {
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
