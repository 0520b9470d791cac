//! What a run saw and did: for its log, its metrics and the heartbeat.

use crate::Deps;
use crate::look::Looked;
use crate::retention::NotForgotten;
use domain::law::Right;
use runtime::metrics;
use std::collections::BTreeMap;
use store::{Heartbeat, StoreError};

/// What a run saw and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Rows of the index that it read to find what is due.
    pub rows: u64,
    /// Requests that time moved.
    pub moved: u64,
    /// The milestones that were passed, by name.
    pub passed: BTreeMap<&'static str, u64>,
    /// Emails to persons that are owed by it.
    pub emails: u64,
    /// Requests that somebody else moved first, or that had nothing to pass.
    pub left_alone: u64,
    /// What can't be read.
    pub unreadable: u64,
    /// What could not be written, and comes due again.
    pub failed: u64,
    /// How many could not be written since one was.
    pub(crate) failed_in_a_row: u64,
    /// Open requests whose last day is over.
    pub overdue: u64,
    /// Choices among them.
    pub overdue_choices: u64,
    /// Alarms that staff were told of.
    pub alarms: u64,
    /// Open requests, and the days since the oldest of them reached us, if they were counted.
    pub open: Option<(u64, u64)>,
    /// Whether the day's digest is owed by it.
    pub digest: bool,
    /// What an audit or a comparison found wrong.
    pub audit_failures: u64,
    /// Requests that were put where they belong in the index.
    pub repaired: u64,
    /// Requests and mail whose persons were forgotten.
    pub forgotten: u64,
    /// What was moved to the current index key.
    pub rekeyed: u64,
    /// What a whole pass through the table found under the key before, if one ended.
    pub under_older_key: Option<u64>,
    /// Whether the time was over before everything was done.
    pub unfinished: bool,
}

impl Run {
    pub(crate) fn add(&mut self, checked_until: Looked) {
        self.failed_in_a_row = match checked_until {
            Looked::Failed => self.failed_in_a_row + 1,
            _ => 0,
        };
        match checked_until {
            Looked::Passed {
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
                    self.overdue_choices += u64::from(matches!(right, Some(Right::Immediate(_))));
                }
            }
            Looked::Nothing | Looked::Moved => self.left_alone += 1,
            Looked::Unreadable => self.unreadable += 1,
            Looked::Failed => self.failed += 1,
        }
    }

    pub(crate) fn not_forgotten(&mut self, error: &NotForgotten) {
        self.failed += 1;
        tracing::error!(%error, "somebody is to be forgotten still");
    }

    /// Says what was seen and done: in the log, in metrics, and in the table.
    pub(crate) async fn beat(&self, deps: &Deps, before: Heartbeat) -> Result<(), StoreError> {
        let now = deps.clock.now();
        let mut counts = vec![
            ("Rows", self.rows),
            ("Moved", self.moved),
            ("Emails", self.emails),
            ("LeftAlone", self.left_alone),
            ("Unreadable", self.unreadable),
            ("Failed", self.failed),
            ("Overdue", self.overdue),
            ("OverdueOptOuts", self.overdue_choices),
            ("Alarms", self.alarms),
            ("AuditFailures", self.audit_failures + self.unreadable),
            ("Repaired", self.repaired),
            ("Forgotten", self.forgotten),
            ("Rekeyed", self.rekeyed),
            ("Unfinished", u64::from(self.unfinished)),
        ];
        if let Some((open, oldest)) = self.open {
            counts.extend([("Open", open), ("OldestDays", oldest)]);
        }
        if let Some(found) = self.under_older_key {
            counts.push(("UnderOlderKey", found));
        }
        let named = counts
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count));
        let passed = self
            .passed
            .iter()
            .map(|(name, count)| (format!("passed_{name}"), *count));
        let heartbeat = Heartbeat {
            at: Some(now),
            counts: named.chain(passed).collect(),
            ..before
        };
        deps.store.save_heartbeat(&heartbeat).await?;
        counts.push(("Heartbeat", 1));
        metrics::count("deadline-sweeper", &counts, now);
        for (milestone, requests) in &self.passed {
            tracing::info!(milestone, requests, "a milestone was passed");
        }
        tracing::info!(
            rows = self.rows,
            moved = self.moved,
            emails = self.emails,
            left_alone = self.left_alone,
            unreadable = self.unreadable,
            failed = self.failed,
            overdue = self.overdue,
            alarms = self.alarms,
            forgotten = self.forgotten,
            unfinished = self.unfinished,
            "the deadlines were swept"
        );
        Ok(())
    }
}
