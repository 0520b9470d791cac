//! Sends many emails in parallel, at the account's rate.

use crate::pace::Pace;
use crate::send::{Failed, SendResult, one};
use crate::{Deps, Run, START_LIMIT};
use runtime::Limit;
use store::{EmailKey, StoreError};
use tokio::task::{JoinError, JoinSet};

/// The number of emails that a run sends at the same time. At 14 emails per second, SES may take half a second for each.
const AT_ONCE: usize = 8;

/// A run.
pub(crate) struct Sending<'a> {
    deps: &'a Deps,
    pace: Pace,
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
            limit: Limit::within(START_LIMIT),
            run: Run::default(),
        }
    }

    /// Sends these emails, and starts none after the limit: the others stay due in the index. A failure does not stop the
    /// others.
    pub(crate) async fn send_all(&mut self, keys: Vec<EmailKey>) {
        let mut started = JoinSet::new();
        for key in keys {
            if started.len() == AT_ONCE
                && let Some(result) = started.join_next().await
            {
                self.count(result).await;
            }
            if self.limit.has_come() {
                break;
            }
            let (deps, pace) = (self.deps.clone(), self.pace.clone());
            started.spawn(async move { one(&deps, &pace, &key).await });
        }
        while let Some(result) = started.join_next().await {
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
