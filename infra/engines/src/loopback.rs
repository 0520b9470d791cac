//! The sockets under the engines: loopback only, answers sent at once, an orderly end.

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

/// How long an engine that was told to stop waits for work already begun. All of the runner ends within five seconds.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(3);

/// How long to leave a listener alone that cannot accept (out of file handles, most often).
const BREATH: Duration = Duration::from_millis(50);

/// Takes a port on 127.0.0.1; 0 takes a free one.
///
/// TCP_NODELAY is set on the listener because accepted sockets inherit it, also those of servers
/// that never set it themselves. Without it a warm call can wait 40 ms for an acknowledgement.
pub(crate) fn bind(port: u16) -> Result<TcpListener> {
    let listen = || {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.set_nodelay(true)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        socket.listen(1024)
    };
    listen().with_context(|| format!("cannot listen on 127.0.0.1:{port}"))
}

/// Resolves when the signal to stop is given, or nobody is left who could give it.
pub(super) async fn told(stop: &mut Stop) {
    let _ = stop.wait_for(|stopping| *stopping).await;
}

/// What every engine hands out about itself.
#[derive(Clone, Debug)]
pub(super) struct Running {
    address: SocketAddr,
    endpoint: String,
    /// Never written to: its closing says that the engine has ended.
    alive: watch::Receiver<()>,
}

impl Running {
    /// Sets `work` going behind the listener at `address`.
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

    /// The address in fact taken.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a URL.
    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Resolves when the engine has ended.
    pub(super) async fn stopped(&self) {
        let mut alive = self.alive.clone();
        while alive.changed().await.is_ok() {}
    }
}

/// The error of a service that wants its caller to see the connection drop and no answer at all.
#[derive(Debug, thiserror::Error)]
#[error("the answer is withheld on purpose")]
pub(crate) struct Withheld;

/// Serves HTTP/1 on `listener` until told to stop; then lets begun requests finish.
///
/// A service that fails drops its connection without an answer.
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

/// The next caller, or nothing once the engine is told to stop. Clears away ended conversations.
pub(super) async fn next(
    listener: &TcpListener,
    open: &mut JoinSet<()>,
    stop: &mut Stop,
) -> Option<TcpStream> {
    loop {
        tokio::select! {
            biased;
            () = told(stop) => return None,
            Some(_) = open.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => return Some(stream),
                Err(error) => {
                    tracing::warn!(%error, "a caller could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
}

/// Waits for the open conversations to end, and cuts off those that take too long.
pub(super) async fn finish(mut open: JoinSet<()>) {
    let all_ended = async { while open.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_WORDS, all_ended).await;
}

/// One connection, from the first request to the last.
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
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
