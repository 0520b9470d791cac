//! Fetches AWS pages that a delivery names: the signing certificate and the confirmation of a subscription.
//!
//! Invariant: a provider's reader has checked each URL. The HTTP client is the one of the AWS SDK (hyper and rustls): HTTPS
//! with the system's roots, no redirects, no proxies.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http_body_util::{BodyExt, Limited};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// The maximum size of a page: a certificate has 2 KB, a confirmation less.
const LARGEST_PAGE: usize = 64 * 1024;

/// The maximum duration of a fetch: the gateway waits 30 seconds, SNS 15.
const PATIENCE: Duration = Duration::from_secs(5);

/// The number of cached keys. SNS changes its certificate about once a year.
const KEPT: usize = 16;

/// A source of pages.
#[derive(Debug, Clone)]
pub struct Web(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    /// The keys of certificates, by address.
    keys: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

#[derive(Debug)]
enum Source {
    /// The internet. The connector is created on first use because it reads the system's roots.
    Internet(OnceLock<Connector>),
    /// Given pages, and the URLs that were requested.
    Pages {
        pages: BTreeMap<String, Vec<u8>>,
        visited: Mutex<Vec<String>>,
    },
}

/// Why a page could not be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// No response in time.
    #[error("the page does not answer")]
    Silent,
    /// A status other than 200, or a page that is too large.
    #[error("the page is not there")]
    NotThere,
    /// The page is not a certificate.
    #[error("the page is no certificate")]
    NoCertificate,
}

impl Web {
    /// Fetches from the internet.
    #[must_use]
    pub fn internet() -> Self {
        Self::of(Source::Internet(OnceLock::new()))
    }

    /// Serves these pages only, by URL: for tests without a network.
    #[must_use]
    pub fn of_pages(pages: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self::of(Source::Pages {
            pages: pages.into_iter().collect(),
            visited: Mutex::default(),
        })
    }

    fn of(source: Source) -> Self {
        Self(Arc::new(Inner {
            source,
            keys: Mutex::default(),
        }))
    }

    /// Returns the URLs that were requested from given pages.
    #[must_use]
    pub fn visited(&self) -> Vec<String> {
        match &self.0.source {
            Source::Internet(_) => Vec::new(),
            Source::Pages { visited, .. } => visited
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }

    /// Returns the public key of the certificate at a URL (DER, `SubjectPublicKeyInfo`). It is fetched once.
    pub(crate) async fn key_of(&self, address: &str) -> Result<Arc<[u8]>, Unreachable> {
        let keys = || self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys().get(address) {
            return Ok(Arc::clone(key));
        }
        let key = key_in(&self.page(address).await?).ok_or(Unreachable::NoCertificate)?;
        let mut keys = keys();
        if keys.len() >= KEPT {
            keys.clear();
        }
        keys.insert(address.to_owned(), Arc::clone(&key));
        Ok(key)
    }

    /// Visits a URL and ignores the content.
    pub(crate) async fn visit(&self, address: &str) -> Result<(), Unreachable> {
        self.page(address).await.map(drop)
    }

    async fn page(&self, address: &str) -> Result<Vec<u8>, Unreachable> {
        match &self.0.source {
            Source::Internet(connector) => {
                tokio::time::timeout(PATIENCE, download(connector.get_or_init(connect), address))
                    .await
                    .map_err(|_| Unreachable::Silent)?
            }
            Source::Pages { pages, visited } => {
                let mut visited = visited.lock().unwrap_or_else(PoisonError::into_inner);
                visited.push(address.to_owned());
                pages.get(address).cloned().ok_or(Unreachable::NotThere)
            }
        }
    }
}

fn connect() -> Connector {
    Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .build()
}

async fn download(connector: &Connector, address: &str) -> Result<Vec<u8>, Unreachable> {
    let request = HttpRequest::get(address).map_err(|_| Unreachable::NotThere)?;
    let response = connector
        .call(request)
        .await
        .map_err(|_| Unreachable::Silent)?;
    if response.status().as_u16() != 200 {
        return Err(Unreachable::NotThere);
    }
    match Limited::new(response.into_body(), LARGEST_PAGE)
        .collect()
        .await
    {
        Ok(page) => Ok(page.to_bytes().into()),
        Err(_) => Err(Unreachable::NotThere),
    }
}

/// Returns the public key of the first certificate of a PEM file.
fn key_in(pem: &[u8]) -> Option<Arc<[u8]>> {
    let certificate = CertificateDer::from_pem_slice(pem).ok()?;
    let certificate = webpki::EndEntityCert::try_from(&certificate).ok()?;
    Some(certificate.subject_public_key_info().as_ref().into())
}

#[cfg(test)]
mod tests;
