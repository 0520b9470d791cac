//! Sockets of the engines: only loopback, without delay, with an orderly end.

use std::error::Error;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Stop;

/// How long an engine waits for started work after the stop signal. The whole runner must end within five seconds.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(3);

/// How long to wait after a failed accept, usually for lack of file handles.
const BREATH: Duration = Duration::from_millis(50);

/// Binds a port on 127.0.0.1. 0 takes a free one.
///
/// The listener sets TCP_NODELAY, because accepted sockets inherit it. Without it, a call can wait 40 ms for an
/// acknowledgment.
pub(crate) fn bind(port: u16) -> Result<TcpListener> {
    let listen = || {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.set_nodelay(true)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        socket.listen(1024)
    };
    listen().with_context(|| format!("can't listen on 127.0.0.1:{port}"))
}

/// Waits for the stop signal, or for the drop of its sender.
pub(super) async fn stop_requested(stop: &mut Stop) {
    let _ = stop.wait_for(|stopping| *stopping).await;
}

/// The address of an engine, and its end.
#[derive(Clone, Debug)]
pub(super) struct Running {
    address: SocketAddr,
    endpoint: String,
    /// Carries no value. It closes when the engine has ended.
    alive: watch::Receiver<()>,
}

impl Running {
    /// Starts `work` behind the listener at `address`.
    pub(super) fn start<W>(address: SocketAddr, work: W) -> Self
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let (living, alive) = watch::channel(());
        tokio::spawn(async move {
            work.await;
            drop(living);
        });
        Self {
            address,
            endpoint: format!("http://{address}"),
            alive,
        }
    }

    /// Returns the address.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as a URL.
    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Waits until the engine has ended.
    pub(super) async fn stopped(&self) {
        let mut alive = self.alive.clone();
        while alive.changed().await.is_ok() {}
    }
}

/// The error of a service that drops the connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("the response is withheld on purpose")]
pub(crate) struct Withheld;

/// Serves HTTP/1 on `listener` until the stop signal, and then finishes started requests.
///
/// If the service returns an error, the connection drops without a response.
pub(crate) async fn serve<S, B>(listener: TcpListener, service: S, mut stop: Stop)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut open = JoinSet::new();
    while let Some(stream) = next(&listener, &mut open, &mut stop).await {
        open.spawn(converse(stream, service.clone(), stop.clone()));
    }
    drop(listener);
    finish(open).await;
}

/// Accepts the next connection, and removes ended ones. Returns `None` after the stop signal.
pub(super) async fn next(
    listener: &TcpListener,
    open: &mut JoinSet<()>,
    stop: &mut Stop,
) -> Option<TcpStream> {
    loop {
        tokio::select! {
            biased;
            () = stop_requested(stop) => return None,
            Some(_) = open.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => return Some(stream),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
}

/// Waits for open connections, and closes those that take too long.
pub(super) async fn finish(mut open: JoinSet<()>) {
    let all_ended = async { while open.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_WORDS, all_ended).await;
}

/// Serves one connection.
async fn converse<S, B>(stream: TcpStream, service: S, mut stop: Stop)
where
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop_requested(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
