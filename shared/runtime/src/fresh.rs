//! What a function works with, made anew when one of its secrets has changed.
//!
//! Lambda freezes a process between calls, so nothing runs in the background: each call looks at the age of the
//! secrets first. What can't be renewed goes on as it is, since a key that was good is better than no answer.

#[cfg(test)]
mod tests;

use crate::{BadSetting, Runtime, metrics};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tower::{Service, ServiceExt};

/// For how long secrets count that were read. Key rings are rotated with this in mind: see `KeyRing::rotated`.
const COUNT_FOR: Duration = Duration::from_secs(5 * 60);

/// How long a call waits for secrets before it goes on with those that it has.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long secrets are left alone that could not be renewed.
const PAUSE: Duration = Duration::from_secs(30);

/// What a function works with: its dependencies, or its router over them. Clones are handles of the same one.
pub struct Fresh<T> {
    make: Arc<Make<T>>,
    held: Arc<Mutex<Held<T>>>,
}

type Make<T> = dyn Fn(&Runtime) -> Result<T, BadSetting> + Send + Sync;

/// What was made last, and of what.
struct Held<T> {
    made: Arc<T>,
    runtime: Runtime,
    /// When the secrets are to be read again; never, if there are none.
    look_again: Option<Instant>,
}

/// Why secrets were not renewed.
#[derive(Debug, thiserror::Error)]
enum NotRenewed {
    #[error("Secrets Manager didn't answer in time")]
    Late,
    #[error(transparent)]
    Setting(#[from] BadSetting),
}

impl<T> Fresh<T> {
    pub(crate) fn of(
        runtime: Runtime,
        make: impl Fn(&Runtime) -> Result<T, BadSetting> + Send + Sync + 'static,
    ) -> Result<Self, BadSetting> {
        let held = Held {
            made: Arc::new(make(&runtime)?),
            look_again: runtime
                .secrets
                .is_some()
                .then(|| Instant::now() + COUNT_FOR),
            runtime,
        };
        Ok(Self {
            make: Arc::new(make),
            held: Arc::new(Mutex::new(held)),
        })
    }

    /// What to work with in this call. Calls that come while secrets are read wait for them.
    pub async fn get(&self) -> Arc<T> {
        let mut held = self.held.lock().await;
        if held.look_again.is_some_and(|at| at <= Instant::now()) {
            self.look(&mut held).await;
        }
        Arc::clone(&held.made)
    }

    async fn look(&self, held: &mut Held<T>) {
        let asked = Instant::now();
        let next = match self.renew(held).await {
            Ok(()) => asked + COUNT_FOR,
            Err(error) => {
                tracing::warn!(%error, "secrets could not be renewed; those from before are used");
                let now = held.runtime.clock().now();
                metrics::count("runtime", &[("SecretsNotRenewed", 1)], now);
                Instant::now() + PAUSE
            }
        };
        held.look_again = Some(next);
    }

    async fn renew(&self, held: &mut Held<T>) -> Result<(), NotRenewed> {
        let renewed = timeout(PATIENCE, held.runtime.renewed());
        let renewed = renewed.await.map_err(|_| NotRenewed::Late)??;
        if let Some(runtime) = renewed {
            held.made = Arc::new((self.make)(&runtime)?);
            held.runtime = runtime;
            tracing::info!("a secret has changed; the new one is used");
        }
        Ok(())
    }
}

impl<T> Clone for Fresh<T> {
    fn clone(&self) -> Self {
        Self {
            make: Arc::clone(&self.make),
            held: Arc::clone(&self.held),
        }
    }
}

/// A service that is made anew, such as a router, is a service.
impl<S, Request> Service<Request> for Fresh<S>
where
    S: Service<Request> + Clone + Send + Sync + 'static,
    S::Future: Send,
    Request: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let fresh = self.clone();
        Box::pin(async move {
            let service = S::clone(&*fresh.get().await);
            service.oneshot(request).await
        })
    }
}
