//! Between an AWS client and an engine: writes down each call, and makes chosen ones go wrong.
//!
//! What counts is what arrives here. **Every attempt of a client is a call**: with retries on, a
//! fault on call 1 is followed by call 2, which is the same request again. Use
//! [`Retries::Never`](super::clients::Retries::Never) to count the calls of the code under test.
//!
//! An engine that cannot be reached looks like one that hangs up.

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

/// The largest body that passes, either way.
const MAX_BODY_BYTES: usize = 256 * 1024 * 1024;

/// A running proxy. Clones are handles of the same one.
#[derive(Clone, Debug)]
pub struct Proxy {
    running: Running,
    desk: Arc<Desk>,
}

/// Starts a proxy on 127.0.0.1 at `port`, or at a free one for 0, in front of `upstream`, the
/// endpoint of an engine.
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
    /// The URL to give to a client in place of the engine's.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// The calls since the start or the last [`Proxy::take_calls`], in the order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        self.desk.book().calls.clone()
    }

    /// The same, and forgets them. The count of a plan goes on.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.desk.book().calls)
    }

    /// Sets what goes wrong on which call, the next call being number 1. Replaces the plan before.
    pub fn plan(&self, faults: impl IntoIterator<Item = (usize, Fault)>) {
        self.set_plan(None, faults);
    }

    /// The same, counting only the calls of one operation, such as `TransactWriteItems`; others
    /// pass.
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

    /// Ends an outage, and drops the rest of the plan.
    pub fn heal(&self) {
        self.desk.book().plan = Plan::default();
    }

    /// Makes each call wait this long before anything else happens to it.
    pub fn set_latency(&self, latency: Duration) {
        self.desk.book().latency = latency;
    }

    /// Resolves when the proxy has ended, which it does once the stop signal was given.
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
    /// Counts a call, and tells what shall become of it.
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

/// Hands a call on over a connection of its own, so that nothing is ever repeated unseen.
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

/// Fields that speak of one connection, not of the call. The length is known here, so a body that
/// came in chunks goes on whole.
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
