//! Events that SES reports about sent emails, on their way to `email-events`. In AWS, a topic delivers them and Lambda
//! retries.

use crate::queue::Queue;
use anyhow::Result;
use data_encoding::BASE32_NOPAD;
use engines::lambda::sns_event;
use engines::ses;
use runtime::Clock;
use serde_json::Value;
use std::fmt::Display;
use std::path::Path;

/// The topic, and the events that wait for a retry.
pub(crate) struct Events {
    ses: ses::Engine,
    queue: Queue,
    clock: Clock,
    /// Keeps two callers from handling the same event at once.
    alone: tokio::sync::Mutex<()>,
}

impl Events {
    /// Opens the events of this engine. They stay in their own folder until they are handled or have failed too often.
    pub(crate) fn open(
        ses: ses::Engine,
        folder: &Path,
        most_tries: u32,
        clock: Clock,
    ) -> Result<Self> {
        Ok(Self {
            ses,
            queue: Queue::open(&folder.join("events"), most_tries)?,
            clock,
            alone: tokio::sync::Mutex::default(),
        })
    }

    /// Passes each waiting event to the function once. Returns how many were handled, and how many failed and will be
    /// retried.
    pub(crate) async fn hand_out<T, E: Display, F>(
        &self,
        function: impl Fn(Value) -> F,
    ) -> Result<(usize, usize)>
    where
        F: Future<Output = Result<T, E>>,
    {
        let _alone = self.alone.lock().await;
        let now = self.clock.now();
        for (position, event) in self.ses.take_events().into_iter().enumerate() {
            let mut random = [0; 5];
            getrandom::fill(&mut random)
                .map_err(|_| anyhow::anyhow!("this machine provides no random numbers"))?;
            let random = BASE32_NOPAD.encode(&random);
            let name = format!("{:020}-{position:06}-{random}", now.as_millisecond());
            self.queue.put(&name, &event)?;
        }
        let (mut handled, mut again) = (0, 0);
        for message in self.queue.waiting()? {
            match function(sns_event(&message.body, now)).await {
                Ok(_) => {
                    self.queue.done(&message)?;
                    handled += 1;
                }
                Err(error) => {
                    tracing::warn!(%error, "an event of SES failed and will be retried");
                    self.queue.failed(&message)?;
                    again += 1;
                }
            }
        }
        Ok((handled, again))
    }
}
