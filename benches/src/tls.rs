//! TLS in front of engines, with our own certificate authority.

use crate::binaries::text;
use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::sync::Arc;
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Files of root certificates on Amazon Linux and Debian.
const BUNDLES: [&str; 2] = [
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
];

/// TLS proxies, and the file of their root certificates.
#[derive(Debug)]
pub struct Terminator {
    endpoints: Vec<String>,
    roots: NamedTempFile,
    count: usize,
}

impl Terminator {
    /// Opens a proxy in front of each of these engines. The proxies run until the process ends.
    ///
    /// # Errors
    /// If no port is free or no certificate can be made.
    pub async fn before(engines: &[&str]) -> Result<Self> {
        let authority = authority()?;
        let key = KeyPair::generate()?;
        let own = CertificateParams::new(vec!["localhost".to_owned()])?;
        let own = own.signed_by(&key, &authority)?;
        let roots = NamedTempFile::new()?;
        let own_root = authority.pem();
        let system = BUNDLES
            .iter()
            .find_map(|path| std::fs::read_to_string(path).ok());
        let list = system.context("this machine has no list of roots")? + &own_root;
        let count = list.matches("BEGIN CERTIFICATE").count();
        std::fs::write(&roots, list)?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![own.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let mut endpoints = Vec::new();
        for engine in engines {
            let upstream = engine.trim_start_matches("http://").to_owned();
            let port = open(acceptor.clone(), upstream).await?;
            endpoints.push(format!("https://localhost:{port}"));
        }
        Ok(Self {
            endpoints,
            roots,
            count,
        })
    }

    /// Returns the addresses, in the order of the engines.
    #[must_use]
    pub fn endpoints(&self) -> &[String] {
        &self.endpoints
    }

    /// Counts the root certificates in the file: the system's and ours.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the path of the file.
    ///
    /// # Errors
    /// If the path is not UTF-8.
    pub fn roots(&self) -> Result<String> {
        text(self.roots.path())
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut of = CertificateParams::new(Vec::new())?;
    of.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(of, KeyPair::generate()?).context("no authority")
}

/// Opens a proxy in front of one engine. Returns its port.
async fn open(acceptor: TlsAcceptor, upstream: String) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
            tokio::spawn(async move { carry(acceptor, stream, &upstream).await });
        }
    });
    Ok(port)
}

async fn carry(acceptor: TlsAcceptor, stream: TcpStream, upstream: &str) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut outside = acceptor.accept(stream).await?;
    let mut inside = TcpStream::connect(upstream).await?;
    inside.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}
