//! Putting a choice on record, once.

use crate::Deps;
use crate::limits::UNREMARKABLE;
use domain::calendar::Calendar;
use domain::person::{EmailAddress, Identifier};
use domain::request::Submission;
use domain::signal::ProfileId;
use domain::staff::Burst;
use domain::suppression::Purpose;
use jiff::Timestamp;
use pages::Browser;
use store::{IntakeError, IntakeOutcome, StoreError};

/// Whether a browser's choice is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// It is, since then.
    Since(Timestamp),
    /// It is not: nothing was recorded yet, or its network address has had its share of this day. The cookie holds
    /// the choice all the same.
    Not,
    /// It was, and has ended. A browser that is silent now doesn't begin it again.
    Ended,
}

impl Record {
    /// Whether a browser of this record is treated as opted out: it says so now, or did before and that has not ended.
    pub(crate) fn is_honored(self, browser: &Browser) -> bool {
        browser.signal || (browser.profile.is_some() && self != Self::Ended)
    }
}

/// A browser whose choice is to be on record.
pub(crate) struct Visit {
    pub(crate) profile: ProfileId,
    /// Whether the profile was made this moment: then nothing can be known of it.
    pub(crate) is_new: bool,
    /// Whether it sends the signal now.
    pub(crate) signal: bool,
    /// The account that is signed in there, if the company said so.
    pub(crate) account: Option<Identifier>,
    /// Where it comes from.
    pub(crate) source: String,
}

/// What is known of some identifiers, together.
struct Known {
    /// Since when the first is stopped, if all of them are.
    since: Option<Timestamp>,
    /// When the last of those ended that aren't stopped any more.
    ended: Option<Timestamp>,
}

impl Deps {
    /// Where a browser stands. Changes nothing.
    pub(crate) async fn look(&self, profile: ProfileId) -> Result<Record, StoreError> {
        let purpose = Purpose::SaleSharing;
        let known = self.known(&[profile.identifier()], purpose).await?;
        Ok(match (known.since, known.ended) {
            (Some(since), _) => Record::Since(since),
            (None, Some(_)) => Record::Ended,
            (None, None) => Record::Not,
        })
    }

    /// Puts the opt-out of a browser on record, and that of the account that is signed in there, unless both are.
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
            tracing::warn!("a network address has had its share of browsers for this day");
            return Ok(Record::Not);
        };
        let signal = Submission::of_signal(visit.profile, visit.account, ended, now);
        let purpose = Purpose::SaleSharing;
        let since = self.take_in(signal, identifiers, purpose, now).await?;
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

    /// Stops marketing mail to an address that was sealed into `link`, unless it is stopped.
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

    /// Takes a submission in, and says since when it is in force for the first of its identifiers: by the record, and
    /// by nothing else.
    async fn take_in(
        &self,
        submission: Submission,
        identifiers: &[Identifier],
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Timestamp, IntakeError> {
        let channel = submission.channel.as_str();
        if let IntakeOutcome::Created(receipt) = self.store.intake(submission, now).await? {
            tracing::info!(channel, "a choice was taken in");
            return Ok(receipt.recorded);
        }
        let known = self.known(identifiers, purpose).await?;
        let kind = "suppression";
        Ok(known.since.ok_or(StoreError::Unreadable { kind })?)
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

    /// Tells staff of a burst, once for each source and day. The choice is on record whether they hear or not.
    async fn alarm(&self, source: &str, burst: Burst, now: Timestamp) {
        tracing::warn!(
            more_than = burst.more_than,
            "many browsers came from one network address"
        );
        let Some(staff) = &self.staff else { return };
        if let Err(error) = self.store.owe_burst(staff, source, burst, now).await {
            tracing::error!(%error, "staff could not be told of a burst");
        }
    }
}
