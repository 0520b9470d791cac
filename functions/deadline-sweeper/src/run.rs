//! The results of a run, for its log, metrics and heartbeat.

use crate::Deps;
use crate::check::CheckResult;
use crate::retention::EraseError;
use domain::law::Right;
use domain::request::{LawChange, LawChangeCounts};
use runtime::metrics;
use std::collections::BTreeMap;
use store::{Heartbeat, StoreError};

/// The results of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Index rows read to find due requests.
    pub rows: u64,
    /// Requests that passed a milestone.
    pub moved: u64,
    /// The number of passed milestones, by name.
    pub passed: BTreeMap<&'static str, u64>,
    /// Emails to people that the run queued.
    pub emails: u64,
    /// Requests that another process changed first, or that passed no milestone.
    pub left_alone: u64,
    /// Unreadable items.
    pub unreadable: u64,
    /// Requests that could not be written. They come due again.
    pub failed: u64,
    /// The number of consecutive failures.
    pub(crate) failed_in_a_row: u64,
    /// Open requests past their deadline.
    pub overdue: u64,
    /// Immediate rights among the overdue requests.
    pub overdue_immediate: u64,
    /// The open requests that got something from a later law.
    pub law_changes: LawChangeCounts,
    /// Alarms that staff were alerted to.
    pub alarms: u64,
    /// The number of open requests and the age of the oldest in days, if the run counted them.
    pub open: Option<(u64, u64)>,
    /// Whether the run queued the digest of the day.
    pub digest: bool,
    /// Failures that an audit or a comparison found.
    pub audit_failures: u64,
    /// Requests whose index entry was repaired.
    pub repaired: u64,
    /// Days and rights whose figures the run replaced.
    pub figures: u64,
    /// Requests and inbound emails that were erased.
    pub erased: u64,
    /// Items moved to the current index key.
    pub rekeyed: u64,
    /// Items under the previous index key that a complete pass found, if a pass ended.
    pub under_older_key: Option<u64>,
    /// Whether the run reached its time limit before it was complete.
    pub unfinished: bool,
}

impl Run {
    pub(crate) fn add(&mut self, result: CheckResult) {
        self.failed_in_a_row = match result {
            CheckResult::Failed => self.failed_in_a_row + 1,
            _ => 0,
        };
        match result {
            CheckResult::Passed {
                milestones,
                emails,
                late,
            } => {
                self.moved += 1;
                self.emails += u64::try_from(emails).unwrap_or_default();
                for milestone in milestones {
                    *self.passed.entry(milestone.name()).or_default() += 1;
                }
                if let Some(right) = late {
                    self.overdue += 1;
                    self.overdue_immediate += u64::from(matches!(right, Some(Right::Immediate(_))));
                }
            }
            CheckResult::Nothing | CheckResult::Moved => self.left_alone += 1,
            CheckResult::Unreadable => self.unreadable += 1,
            CheckResult::Failed => self.failed += 1,
        }
    }

    pub(crate) fn law_changed(&mut self, change: Option<LawChange>) {
        if let Some(change) = change {
            self.law_changes.add(&change);
        }
    }

    pub(crate) fn erase_failed(&mut self, error: &EraseError) {
        self.failed += 1;
        tracing::error!(%error, "an erasure failed and comes due again");
    }

    /// Writes the results so far to the metrics, and the heartbeat to the table and the metrics.
    pub(crate) async fn beat(&self, deps: &Deps, before: &Heartbeat) -> Result<(), StoreError> {
        self.save(deps, before).await?;
        let mut counts = self.counts();
        counts.push(("Heartbeat", 1));
        metrics::count("deadline-sweeper", &counts, deps.clock.now());
        for (milestone, requests) in &self.passed {
            tracing::info!(milestone, requests, "a milestone was passed");
        }
        Ok(())
    }

    /// Writes the results since the heartbeat to the metrics, and all results to the log and the table.
    pub(crate) async fn end(
        &self,
        deps: &Deps,
        reported: &Self,
        heartbeat: &Heartbeat,
    ) -> Result<(), StoreError> {
        self.save(deps, heartbeat).await?;
        let reported = reported.counts();
        let mut counts = self.counts();
        for (name, count) in &mut counts {
            let before = reported.iter().find(|(other, _)| other == name);
            *count -= before.map_or(0, |(_, before)| *before);
        }
        counts.retain(|(_, count)| *count > 0);
        counts.extend(self.levels());
        if !counts.is_empty() {
            metrics::count("deadline-sweeper", &counts, deps.clock.now());
        }
        tracing::info!(
            rows = self.rows,
            moved = self.moved,
            emails = self.emails,
            left_alone = self.left_alone,
            unreadable = self.unreadable,
            failed = self.failed,
            overdue = self.overdue,
            law_changes = self.law_changes.requests,
            alarms = self.alarms,
            erased = self.erased,
            unfinished = self.unfinished,
            "the deadlines were checked"
        );
        Ok(())
    }

    async fn save(&self, deps: &Deps, before: &Heartbeat) -> Result<(), StoreError> {
        let mut counts = self.counts();
        counts.extend(self.levels());
        let named = counts
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count));
        let passed = self.passed.iter();
        let passed = passed.map(|(name, count)| (format!("passed_{name}"), *count));
        let heartbeat = Heartbeat {
            at: Some(deps.clock.now()),
            counts: named.chain(passed).collect(),
            ..before.clone()
        };
        deps.store.save_heartbeat(&heartbeat).await
    }

    /// Returns the counts that only grow during a run.
    fn counts(&self) -> Vec<(&'static str, u64)> {
        vec![
            ("Rows", self.rows),
            ("Moved", self.moved),
            ("Emails", self.emails),
            ("LeftAlone", self.left_alone),
            ("Unreadable", self.unreadable),
            ("Failed", self.failed),
            ("Overdue", self.overdue),
            ("OverdueOptOuts", self.overdue_immediate),
            ("LawChanges", self.law_changes.requests),
            ("Alarms", self.alarms),
            ("AuditFailures", self.audit_failures + self.unreadable),
            ("Repaired", self.repaired),
            ("Figures", self.figures),
            ("Erased", self.erased),
            ("Rekeyed", self.rekeyed),
            ("Unfinished", u64::from(self.unfinished)),
        ]
    }

    /// Returns the numbers that a run determines once.
    fn levels(&self) -> Vec<(&'static str, u64)> {
        let open = self.open.into_iter();
        let open = open.flat_map(|(open, oldest)| [("Open", open), ("OldestDays", oldest)]);
        let older = self.under_older_key.map(|found| ("UnderOlderKey", found));
        open.chain(older).collect()
    }
}
