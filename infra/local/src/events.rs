//! What SES tells of sent emails, on its way to `email-events`: the topic, and Lambda's tries.

use crate::queue::Queue;
use anyhow::Result;
use data_encoding::BASE32_NOPAD;
use engines::lambda::sns_event;
use engines::ses;
use runtime::Clock;
use serde_json::Value;
use std::fmt::Display;
use std::path::Path;

/// The topic, and what waits to be tried again.
pub(crate) struct Events {
    ses: ses::Engine,
    queue: Queue,
    clock: Clock,
    /// An event is handed to one function at a time, however many ask.
    alone: tokio::sync::Mutex<()>,
}

impl Events {
    /// The events of this engine, kept in a folder of their own until they are handled or were tried so often.
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

    /// Hands each event that waits to the function, once. Says how many were handled, and how many come again.
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
                .map_err(|_| anyhow::anyhow!("the machine gives no randomness"))?;
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
                    tracing::warn!(%error, "an event of SES comes again");
                    self.queue.failed(&message)?;
                    again += 1;
                }
            }
        }
        Ok((handled, again))
    }
}
