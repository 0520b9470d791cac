//! A proxy between an AWS client and an engine. It records each call and makes chosen calls fail.
//!
//! **Every attempt of a client is a call.** With retries, call 2 repeats call 1 if call 1 had a fault. Use
//! [`Retries::Never`](super::clients::Retries::Never) to count the calls of the code under test.
//!
//! If the engine can't be reached, the client sees a dropped connection.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use http::{HeaderMap, Request, Response, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::Stop;
use super::loopback::{self, Running, Withheld};

mod call;
mod fault;

#[cfg(test)]
mod tests;

pub use self::call::{Call, Service};
pub use self::fault::Fault;

/// The largest body of a request or a response, in bytes.
const MAX_BODY_BYTES: usize = 256 * 1024 * 1024;

/// A running proxy. Clones share it.
#[derive(Clone, Debug)]
pub struct Proxy {
    running: Running,
    desk: Arc<Desk>,
}

/// Starts a proxy on 127.0.0.1 at `port` (0 takes a free one) in front of `upstream`, the endpoint of an engine.
pub async fn start(upstream: &str, port: u16, stop: Stop) -> Result<Proxy> {
    let authority = upstream
        .strip_prefix("http://")
        .unwrap_or(upstream)
        .trim_end_matches('/');
    let upstream: SocketAddr = authority
        .parse()
        .with_context(|| format!("not the endpoint of an engine: {upstream}"))?;
    let desk = Arc::new(Desk {
        upstream,
        book: Mutex::default(),
    });
    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    let served = Arc::clone(&desk);
    let service = service_fn(move |request| {
        let desk = Arc::clone(&served);
        async move { desk.serve(request).await }
    });
    let running = Running::start(address, loopback::serve(listener, service, stop));
    Ok(Proxy { running, desk })
}

impl Proxy {
    /// Returns the URL for a client, instead of the engine's.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// Returns the calls since the start or the last [`Proxy::take_calls`], in order.
    pub fn calls(&self) -> Vec<Call> {
        self.desk.book().calls.clone()
    }

    /// Returns the same calls and clears them. The numbers of a plan continue.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.desk.book().calls)
    }

    /// Plans faults by the number of the call. The next call is number 1. This replaces an earlier plan.
    pub fn plan(&self, faults: impl IntoIterator<Item = (usize, Fault)>) {
        self.set_plan(None, faults);
    }

    /// Plans faults by the number of the call of one operation, such as `TransactWriteItems`. Other calls pass.
    pub fn plan_for(&self, operation: &str, faults: impl IntoIterator<Item = (usize, Fault)>) {
        self.set_plan(Some(operation.to_owned()), faults);
    }

    fn set_plan(&self, only: Option<String>, faults: impl IntoIterator<Item = (usize, Fault)>) {
        let faults = faults.into_iter().collect();
        self.desk.book().plan = Plan {
            only,
            faults,
            counted: 0,
            outage: false,
        };
    }

    /// Ends an outage and clears the plan.
    pub fn heal(&self) {
        self.desk.book().plan = Plan::default();
    }

    /// Delays each call by this much.
    pub fn set_latency(&self, latency: Duration) {
        self.desk.book().latency = latency;
    }

    /// Waits until the proxy has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}

#[derive(Debug)]
struct Desk {
    upstream: SocketAddr,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    calls: Vec<Call>,
    plan: Plan,
    latency: Duration,
}

#[derive(Debug, Default)]
struct Plan {
    only: Option<String>,
    faults: HashMap<usize, Fault>,
    counted: usize,
    outage: bool,
}

impl Plan {
    /// Counts a call and returns its planned fault.
    fn next(&mut self, operation: &str) -> Option<Fault> {
        if self.only.as_ref().is_some_and(|only| only != operation) {
            return None;
        }
        self.counted += 1;
        let fault = self.faults.get(&self.counted).copied();
        self.outage |= fault == Some(Fault::Outage);
        if self.outage {
            Some(Fault::Outage)
        } else {
            fault
        }
    }
}

impl Desk {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Withheld> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES).collect().await;
        let body = body.map_err(|_| Withheld)?.to_bytes();
        let mut call = Call::read(&head, &body);
        let (fault, latency) = {
            let mut book = self.book();
            call.fault = book.plan.next(&call.operation);
            book.calls.push(call.clone());
            (call.fault, book.latency)
        };
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        if fault == Some(Fault::Before) {
            return Err(Withheld);
        }
        if let Some(answer) = fault.and_then(|fault| fault.answer(&call)) {
            return Ok(answer);
        }
        let answer = forward(self.upstream, Request::from_parts(head, Full::new(body))).await;
        match answer {
            Ok(_) if fault == Some(Fault::After) => Err(Withheld),
            Ok(answer) => Ok(answer),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the engine did not answer");
                Err(Withheld)
            }
        }
    }
}

/// Forwards a call over a new connection, because a pooled one could repeat the call.
async fn forward(
    upstream: SocketAddr,
    mut request: Request<Full<Bytes>>,
) -> Result<Response<Full<Bytes>>> {
    drop_hop_by_hop(request.headers_mut());
    let stream = TcpStream::connect(upstream).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let exchange = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES).collect().await;
        let body = body.map_err(|error| anyhow::anyhow!(error))?.to_bytes();
        let mut answer = Response::from_parts(head, Full::new(body));
        drop_hop_by_hop(answer.headers_mut());
        anyhow::Ok(answer)
    };
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        answer = exchange.as_mut() => answer,
        ended = connection => {
            ended?;
            exchange.await
        }
    }
}

/// Header fields of the connection, not of the call. A chunked body is forwarded whole, because its length is known.
fn drop_hop_by_hop(headers: &mut HeaderMap) {
    for name in [
        header::CONNECTION,
        header::TRANSFER_ENCODING,
        header::TE,
        header::EXPECT,
    ] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}
