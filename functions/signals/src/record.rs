//! Putting a choice on record, once.

use crate::Deps;
use crate::limits::UNREMARKABLE;
use domain::calendar::Calendar;
use domain::person::Identifier;
use domain::request::Submission;
use domain::signal::ProfileId;
use domain::staff::Burst;
use domain::suppression::Purpose;
use jiff::Timestamp;
use store::{Intake, IntakeError, StoreError};

/// Whether a browser's choice is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// It is, since then.
    Since(Timestamp),
    /// It is not: nothing was recorded yet, or its network address has had its share of this day. The cookie holds
    /// the choice all the same.
    Not,
}

impl Deps {
    /// Where a browser stands. Changes nothing.
    pub(crate) async fn look(&self, profile: ProfileId) -> Result<Record, StoreError> {
        let known = self.store.suppression(&profile.identifier()).await?;
        let since = known.since(Purpose::SaleSharing);
        Ok(since.map_or(Record::Not, Record::Since))
    }

    /// Puts the opt-out of a browser on record, if it isn't there. `is_new` spares looking for a profile that was
    /// made this moment.
    pub(crate) async fn opt_out(
        &self,
        profile: ProfileId,
        is_new: bool,
        source: &str,
    ) -> Result<Record, IntakeError> {
        let identifier = profile.identifier();
        let mut ended = None;
        if !is_new {
            let known = self.store.suppression(&identifier).await?;
            if let Some(since) = known.since(Purpose::SaleSharing) {
                return Ok(Record::Since(since));
            }
            ended = known.ended(Purpose::SaleSharing);
        }
        let now = self.clock.now();
        let day = Calendar::California.date_of(now);
        let most = self.browsers_a_day.0;
        let Some(browsers) = self.store.count_browser(source, day, most).await? else {
            tracing::warn!("a network address has had its share of browsers for this day");
            return Ok(Record::Not);
        };
        let signal = Submission::of_signal(profile, None, ended, now);
        let since = self
            .take_in(signal, &identifier, Purpose::SaleSharing, now)
            .await?;
        if browsers > UNREMARKABLE {
            let burst = Burst {
                day,
                more_than: UNREMARKABLE,
                at_most: most,
            };
            self.alarm(source, burst, now).await;
        }
        Ok(Record::Since(since))
    }

    /// Takes a submission in, and says since when it is in force: by the record, and by nothing else.
    pub(crate) async fn take_in(
        &self,
        submission: Submission,
        identifier: &Identifier,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Timestamp, IntakeError> {
        let channel = submission.channel.as_str();
        if let Intake::Opened(receipt) = self.store.intake(submission, now).await? {
            tracing::info!(channel, "a choice was taken in");
            return Ok(receipt.recorded);
        }
        let known = self.store.suppression(identifier).await?;
        let kind = "suppression";
        let since = known
            .since(purpose)
            .ok_or(StoreError::Unreadable { kind })?;
        Ok(since)
    }

    /// Tells staff of a burst, once for each source and day. The choice is on record whether they hear or not.
    async fn alarm(&self, source: &str, burst: Burst, now: Timestamp) {
        tracing::warn!(
            more_than = burst.more_than,
            "many browsers came from one network address"
        );
        let Some(staff) = &self.staff else { return };
        match self.store.owe_burst(staff, source, burst, now).await {
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "staff could not be told of a burst"),
        }
    }
}
