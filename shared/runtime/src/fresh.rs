//! Dependencies of a function that are rebuilt when one of its secrets has changed.
//!
//! Lambda freezes a process between calls, so no task can run in the background. Instead, each call first checks the age of
//! the secrets. If they can't be read again, the function continues with the earlier ones, because an earlier key is better
//! than no response.

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

/// How long secrets stay valid after they were read. The rotation of key rings relies on it: see `KeyRing::rotated`.
const COUNT_FOR: Duration = Duration::from_secs(5 * 60);

/// How long a call waits for new secrets before it continues with the earlier ones.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait after a failure before secrets are read again.
const PAUSE: Duration = Duration::from_secs(30);

/// A value that is rebuilt when a secret changes: a function's dependencies, or a router over them. Clones share it.
pub struct Fresh<T> {
    make: Arc<Make<T>>,
    held: Arc<Mutex<Held<T>>>,
}

type Make<T> = dyn Fn(&Runtime) -> Result<T, BadSetting> + Send + Sync;

/// The current value, and its runtime.
struct Held<T> {
    made: Arc<T>,
    runtime: Runtime,
    /// When to read the secrets again. `None` if there are none.
    read_again_at: Option<Instant>,
}

/// The reason why secrets were not read again.
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
            read_again_at: runtime
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

    /// Returns the current value. Calls that arrive while secrets are read wait for the result.
    pub async fn get(&self) -> Arc<T> {
        let mut held = self.held.lock().await;
        if held.read_again_at.is_some_and(|at| at <= Instant::now()) {
            self.read_again(&mut held).await;
        }
        Arc::clone(&held.made)
    }

    async fn read_again(&self, held: &mut Held<T>) {
        let asked = Instant::now();
        let next = match self.renew(held).await {
            Ok(()) => asked + COUNT_FOR,
            Err(error) => {
                tracing::warn!(%error, "secrets could not be renewed; the earlier ones are used");
                let now = held.runtime.clock().now();
                metrics::count("runtime", &[("SecretsNotRenewed", 1)], now);
                Instant::now() + PAUSE
            }
        };
        held.read_again_at = Some(next);
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

/// Calls the current service, such as a router.
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
