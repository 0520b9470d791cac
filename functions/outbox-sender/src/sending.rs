//! Sends many emails in parallel, at the account's rate.

use crate::pace::Pace;
use crate::send::{Failed, SendResult, one};
use crate::{Deps, Run, START_LIMIT};
use runtime::Limit;
use store::{EmailKey, StoreError};
use tokio::task::{JoinError, JoinSet};

/// A run.
pub(crate) struct Sending<'a> {
    deps: &'a Deps,
    pace: Pace,
    /// The emails that are being sent. Dropping them would leave it open whether SES accepted them.
    started: JoinSet<Result<SendResult, Failed>>,
    /// The time after which the run starts no other email.
    pub(crate) limit: Limit,
    /// The results.
    pub(crate) run: Run,
}

impl<'a> Sending<'a> {
    pub(crate) fn new(deps: &'a Deps) -> Self {
        Self {
            deps,
            pace: Pace::of(deps.rate),
            started: JoinSet::new(),
            limit: Limit::within(START_LIMIT),
            run: Run::default(),
        }
    }

    /// Starts to send these emails, and starts none after the limit: the others stay due in the index. A failure does not
    /// stop the others. The caller ends with [`Self::finish`].
    pub(crate) async fn start_all(&mut self, keys: Vec<EmailKey>) {
        for key in keys {
            if self.started.len() >= self.deps.rate.at_once()
                && let Some(result) = self.started.join_next().await
            {
                self.count(result).await;
            }
            if self.limit.has_come() {
                break;
            }
            let (deps, pace) = (self.deps.clone(), self.pace.clone());
            self.started
                .spawn(async move { one(&deps, &pace, &key).await });
        }
    }

    /// Waits for the emails that have been started.
    pub(crate) async fn finish(&mut self) {
        while let Some(result) = self.started.join_next().await {
            self.count(result).await;
        }
    }

    async fn count(&mut self, result: Result<Result<SendResult, Failed>, JoinError>) {
        let broken = StoreError::Invariant {
            what: "sending an email doesn't panic",
        };
        let result = result.unwrap_or(Err(Failed {
            error: broken,
            stuck: true,
        }));
        let run = &mut self.run;
        match result {
            Ok(SendResult::Sent) => run.sent += 1,
            Ok(SendResult::Held) => run.held += 1,
            Ok(SendResult::Covered) => run.covered += 1,
            Ok(SendResult::HandedOver) => run.handed_over += 1,
            Ok(SendResult::Unconfirmed { stuck }) => {
                run.unconfirmed += 1;
                run.stuck += u32::from(stuck);
            }
            Ok(SendResult::Postponed { stuck }) => {
                run.postponed += 1;
                run.stuck += u32::from(stuck);
            }
            Ok(SendResult::Throttled) => {
                run.postponed += 1;
                self.pace.slow_down().await;
            }
            Ok(SendResult::NotClaimed) => {}
            Err(Failed { error, stuck }) => {
                run.failed += 1;
                run.stuck += u32::from(stuck);
                tracing::error!(%error, "an email failed and comes due again");
            }
        }
    }
}
