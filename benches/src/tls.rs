//! TLS before an engine, with an authority of our own.

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

/// How many roots production finds beside ours: what the list of a common Linux system holds.
const OTHER_ROOTS: usize = 140;

/// A door that speaks TLS, and the file of roots with which clients trust it.
#[derive(Debug)]
pub struct Terminator {
    endpoint: String,
    roots: NamedTempFile,
}

impl Terminator {
    /// Opens one before this engine. It lives for as long as the process.
    ///
    /// # Errors
    /// If no port is free or no certificate can be made.
    pub async fn before(engine: &str) -> Result<Self> {
        let upstream = engine.trim_start_matches("http://").to_owned();
        let authority = authority()?;
        let key = KeyPair::generate()?;
        let own = CertificateParams::new(vec!["localhost".to_owned()])?;
        let own = own.signed_by(&key, &authority)?;
        let roots = NamedTempFile::new()?;
        let mut list = authority.pem();
        for _ in 0..OTHER_ROOTS {
            list += &self::authority()?.pem();
        }
        std::fs::write(&roots, list)?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![own.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
                tokio::spawn(async move { carry(acceptor, stream, &upstream).await });
            }
        });
        Ok(Self {
            endpoint: format!("https://localhost:{port}"),
            roots,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The file of roots.
    ///
    /// # Errors
    /// If its path is no text.
    pub fn roots(&self) -> Result<String> {
        text(self.roots.path())
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut of = CertificateParams::new(Vec::new())?;
    of.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(of, KeyPair::generate()?).context("no authority")
}

async fn carry(acceptor: TlsAcceptor, stream: TcpStream, upstream: &str) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut outside = acceptor.accept(stream).await?;
    let mut inside = TcpStream::connect(upstream).await?;
    inside.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}
