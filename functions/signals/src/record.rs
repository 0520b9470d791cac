//! Records opt-outs, each one once.

use crate::Deps;
use crate::limits::ALERT_ABOVE;
use domain::calendar::Calendar;
use domain::person::{EmailAddress, Identifier};
use domain::request::Submission;
use domain::signal::ProfileId;
use domain::staff::SignalBurst;
use domain::suppression::Purpose;
use jiff::Timestamp;
use pages::Browser;
use store::{IntakeError, IntakeOutcome, StoreError};

/// The record of a browser's opt-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// Recorded at this time.
    Since(Timestamp),
    /// Not recorded: yet, or today, because its network address has reached the daily limit. The cookie still remembers
    /// the opt-out.
    Missing,
    /// Recorded and ended. Without the signal, the browser doesn't start it again.
    Ended,
}

impl Record {
    /// Returns whether we treat the browser as opted out: it sends the signal now, or it did before and the opt-out has not
    /// ended.
    pub(crate) fn is_honored(self, browser: &Browser) -> bool {
        browser.signal || (browser.profile.is_some() && self != Self::Ended)
    }
}

/// A visit of a browser whose opt-out must be recorded.
pub(crate) struct Visit {
    pub(crate) profile: ProfileId,
    /// True if the profile was just created, so that the table has no record of it.
    pub(crate) is_new: bool,
    /// True if the browser sends the signal now.
    pub(crate) signal: bool,
    /// The signed-in account, if the company's signature is valid.
    pub(crate) account: Option<Identifier>,
    /// The network address.
    pub(crate) source: String,
}

/// The suppression record of several identifiers.
struct Known {
    /// When the first identifier was suppressed, if all of them are.
    since: Option<Timestamp>,
    /// When the last suppression ended, among those that have ended.
    ended: Option<Timestamp>,
}

impl Deps {
    /// Returns the record of a browser.
    pub(crate) async fn look(&self, profile: ProfileId) -> Result<Record, StoreError> {
        let purpose = Purpose::SaleSharing;
        let known = self.known(&[profile.identifier()], purpose).await?;
        Ok(match (known.since, known.ended) {
            (Some(since), _) => Record::Since(since),
            (None, Some(_)) => Record::Ended,
            (None, None) => Record::Missing,
        })
    }

    /// Records the opt-out of a browser and of its signed-in account, unless both are recorded.
    pub(crate) async fn opt_out(&self, visit: Visit) -> Result<Record, IntakeError> {
        let profile = visit.profile.identifier();
        let identifiers: Vec<_> = std::iter::once(profile)
            .chain(visit.account.clone())
            .collect();
        let looked_up = &identifiers[usize::from(visit.is_new)..];
        let known = self.known(looked_up, Purpose::SaleSharing).await?;
        match known.since {
            Some(since) if !visit.is_new => Ok(Record::Since(since)),
            None if known.ended.is_some() && !visit.signal => Ok(Record::Ended),
            _ => self.put_on_record(visit, &identifiers, known.ended).await,
        }
    }

    async fn put_on_record(
        &self,
        visit: Visit,
        identifiers: &[Identifier],
        ended: Option<Timestamp>,
    ) -> Result<Record, IntakeError> {
        let now = self.clock.now();
        let day = Calendar::California.date_of(now);
        let (source, most) = (visit.source.as_str(), self.browsers_a_day.0);
        let Some(browsers) = self.store.count_browser(source, day, most).await? else {
            tracing::warn!("a network address has reached its daily limit of browsers");
            return Ok(Record::Missing);
        };
        let signal = Submission::of_signal(visit.profile, visit.account, ended, now);
        let purpose = Purpose::SaleSharing;
        let since = self.take_in(signal, identifiers, purpose, now).await?;
        if browsers > ALERT_ABOVE {
            let burst = SignalBurst {
                day,
                more_than: ALERT_ABOVE,
                at_most: most,
            };
            self.alarm(source, burst, now).await;
        }
        Ok(Record::Since(since))
    }

    /// Stops marketing emails to the address in this link, unless they are stopped.
    pub(crate) async fn unsubscribe(
        &self,
        address: EmailAddress,
        link: &str,
    ) -> Result<(), IntakeError> {
        let purpose = Purpose::Marketing;
        let identifiers = [Identifier::Email(address.clone())];
        let known = self.known(&identifiers, purpose).await?;
        if known.since.is_none() {
            let now = self.clock.now();
            let press = Submission::of_one_click(address, link, known.ended, now);
            self.take_in(press, &identifiers, purpose, now).await?;
        }
        Ok(())
    }

    /// Stores a submission. Returns when it took effect for its first identifier, as read from the stored record.
    async fn take_in(
        &self,
        submission: Submission,
        identifiers: &[Identifier],
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Timestamp, IntakeError> {
        let channel = submission.channel.as_str();
        if let IntakeOutcome::Created(receipt) = self.store.submit(submission, now).await? {
            tracing::info!(channel, "an opt-out was stored");
            return Ok(receipt.recorded);
        }
        let known = self.known(identifiers, purpose).await?;
        let kind = "suppression";
        Ok(known.since.ok_or(StoreError::Corrupt { kind })?)
    }

    async fn known(
        &self,
        identifiers: &[Identifier],
        purpose: Purpose,
    ) -> Result<Known, StoreError> {
        let (mut since, mut ended, mut all) = (None, None, true);
        for identifier in identifiers {
            let record = self.store.suppression(identifier).await?;
            since = since.or(record.since(purpose));
            all &= record.since(purpose).is_some();
            ended = ended.max(record.ended(purpose));
        }
        let since = since.filter(|_| all);
        Ok(Known { since, ended })
    }

    /// Sends staff an alarm about a burst, once per source and day. If that fails, the opt-out is recorded all the same.
    async fn alarm(&self, source: &str, burst: SignalBurst, now: Timestamp) {
        tracing::warn!(
            more_than = burst.more_than,
            "many browsers came from one network address"
        );
        let Some(staff) = &self.staff else { return };
        if let Err(error) = self
            .store
            .queue_flood_alarm(staff, source, burst, now)
            .await
        {
            tracing::error!(%error, "the alarm about a burst could not be stored");
        }
    }
}
