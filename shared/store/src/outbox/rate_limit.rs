//! The rate limit of an address.
//!
//! Every email to a person is counted just before it is sent; a summary is counted when it is created. An email that
//! anyone could have caused is held when the address has reached its limit. An email that the law or staff want sent is
//! counted and never held. If an email is held that the law wants sent by a day, one summary leaves above the limit that
//! day.
//!
//! Emails are never counted at intake, so a submission is stored whatever its email costs. An email is counted once,
//! however many attempts it takes: its own item says that it was counted, and changes with the counters in one
//! transaction.

use crate::table::items::{Item, item, number, number_of, text};
use crate::table::operations::finish;
use crate::table::schema::EXPIRES;
use crate::table::transactions::condition_failed;
use crate::table::{Table, keys, schema};
use crate::{PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::calendar::Calendar;
use domain::person::Identifier;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The rate limit of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Emails per day.
    pub per_day: u16,
    /// Emails per week, starting on Monday.
    pub per_week: u16,
}

impl Budget {
    /// The default limit.
    pub const DEFAULT: Self = Self {
        per_day: 3,
        per_week: 10,
    };
}

/// Whether an email may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendDecision {
    /// Send it.
    Send,
    /// Hold it until this time: the address has reached its limit, or other emails to it are held.
    Hold(Timestamp),
    /// Drop it: the address got an email of the same kind about the same request today.
    Covered,
}

/// The attribute that counts the emails of a day or week.
const COUNT: &str = "emails";

/// Prefix of the sort key that names the email of a kind, a request and a day.
const ONCE_A_DAY: &str = "SENT#";

/// The limit's two counters of an address, at one time.
pub(crate) struct Counters {
    pk: String,
    now: Timestamp,
    day: Date,
}

impl Counters {
    fn day_sk(&self) -> String {
        format!("DAY#{}", self.day)
    }

    /// Returns the sort key of the mark that a summary left above the limit today.
    fn above_limit_sk(&self) -> String {
        format!("ABOVE#{}", self.day)
    }

    fn week_sk(&self) -> String {
        let week = self.day.iso_week_date();
        format!("WEEK#{}-W{:02}", week.year(), week.week())
    }

    /// Returns the next time at which an address without room has room: tomorrow morning, or Monday morning. `None` if it
    /// has room now.
    fn next_room(&self, has_room_today: bool, has_room_this_week: bool) -> Option<Timestamp> {
        let next = match (has_room_this_week, has_room_today) {
            (false, _) => self.day.nth_weekday(1, Weekday::Monday),
            (true, false) => self.day.tomorrow(),
            (true, true) => return None,
        };
        Some(next.map_or(Timestamp::MAX, morning_of))
    }

    /// Returns when an email leaves that joins the held ones of an address with room: this morning, or now.
    fn with_the_held(&self) -> Timestamp {
        morning_of(self.day).max(self.now)
    }

    /// Returns when a held email leaves: when its address has room, or on the morning of its last day.
    pub(crate) fn until(&self, room: Option<Timestamp>, last_day: Option<Date>) -> Timestamp {
        let room = room.unwrap_or_else(|| self.with_the_held());
        last_day.map_or(room, |day| room.min(morning_of(day).max(self.now)))
    }

    /// Returns today if the morning of this last day has come.
    pub(crate) fn today_if_last(&self, last_day: Option<Date>) -> Option<Date> {
        let come = last_day.is_some_and(|day| morning_of(day) <= self.now);
        come.then_some(self.day)
    }

    /// Returns tomorrow morning.
    pub(crate) fn tomorrow(&self) -> Timestamp {
        self.day.tomorrow().map_or(Timestamp::MAX, morning_of)
    }
}

/// Returns the time of day at which held emails leave.
fn morning_of(day: Date) -> Timestamp {
    let morning = Calendar::California
        .start_of(day)
        .checked_add(SignedDuration::from_hours(9));
    morning.unwrap_or(Timestamp::MAX)
}

impl Table {
    pub(crate) async fn reserve(
        &self,
        pending: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
        budget: Budget,
    ) -> Result<SendDecision, StoreError> {
        if pending.counted {
            return Ok(SendDecision::Send);
        }
        let counters = self.counters(address, now);
        // Emails that are held leave first, so new ones can't keep them from a place in the budget.
        if self.holds_any(address).await? {
            let room = self.next_room(&counters, budget).await?;
            return Ok(SendDecision::Hold(counters.until(room, pending.last_day())));
        }
        let mut operations = vec![
            self.once_a_day(&counters, pending)?,
            self.mark_counted(&pending.key)?,
        ];
        operations.extend(self.count(&counters, Some(budget))?);
        Ok(match self.transact(operations).await?.as_deref() {
            None => SendDecision::Send,
            Some([covered, ..]) if condition_failed(covered) => SendDecision::Covered,
            Some([_, counted, ..]) if condition_failed(counted) => return Err(StoreError::Changed),
            Some(_) => {
                let room = self.next_room(&counters, budget).await?;
                SendDecision::Hold(counters.until(room, pending.last_day()))
            }
        })
    }

    pub(crate) async fn count_required(
        &self,
        pending: &PendingEmail,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if pending.counted {
            return Ok(());
        }
        let mut operations = vec![self.mark_counted(&pending.key)?];
        operations.extend(self.count(&self.counters(address, now), None)?);
        self.write_email(operations).await
    }

    pub(crate) fn counters(&self, address: &Identifier, now: Timestamp) -> Counters {
        Counters {
            pk: keys::rate_pk(&self.keys.of(address)),
            now,
            day: Calendar::California.date_of(now),
        }
    }

    /// Returns the next time at which the address has room; `None` if it has room now.
    pub(crate) async fn next_room(
        &self,
        counters: &Counters,
        budget: Budget,
    ) -> Result<Option<Timestamp>, StoreError> {
        let day = self.get(counters.pk.clone(), &counters.day_sk()).await?;
        let week = self.get(counters.pk.clone(), &counters.week_sk()).await?;
        let has_room = |counter: Option<Item>, most: u16| {
            let count = counter.and_then(|counter| number_of(&counter, COUNT));
            count.unwrap_or_default() < u64::from(most)
        };
        Ok(counters.next_room(
            has_room(day, budget.per_day),
            has_room(week, budget.per_week),
        ))
    }

    /// Returns the operation that allows one email of each kind per address, request and day. Emails of two kinds say
    /// different things, so none covers another kind. The limit is per request, because an agent's address gets an email
    /// for each person that the agent represents. An email that belongs to no request covers only itself: each part of
    /// a long list of references has its own references.
    pub(crate) fn once_a_day(
        &self,
        counters: &Counters,
        pending: &PendingEmail,
    ) -> Result<TransactWriteItem, StoreError> {
        let (email, day) = (pending.key.email_id(), counters.day);
        let about = pending.key.request().unwrap_or(email);
        let kind = pending.content.first().map(|email| email.kind.name());
        let kind = kind.ok_or(StoreError::Corrupt { kind: "email" })?;
        let mut stored = item(
            counters.pk.clone(),
            format!("{ONCE_A_DAY}{kind}#{about}#{day}"),
        );
        stored.insert("email".to_owned(), text(email));
        stored.insert(EXPIRES.to_owned(), number(expires(day)));
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(stored))
            .condition_expression("attribute_not_exists(pk) OR email = :email")
            .expression_attribute_values(":email", text(email))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Returns the operation that allows one summary a day to leave above the limit.
    pub(crate) fn one_above_limit(
        &self,
        counters: &Counters,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut stored = item(counters.pk.clone(), counters.above_limit_sk());
        stored.insert(EXPIRES.to_owned(), number(expires(counters.day)));
        self.put_new(stored)
    }

    /// Returns the operations that count one email for its day and its week. With a budget they fail if it is used up.
    pub(crate) fn count(
        &self,
        counters: &Counters,
        budget: Option<Budget>,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        let day = self.count_one(
            counters,
            counters.day_sk(),
            budget.map(|budget| budget.per_day),
        )?;
        let week = self.count_one(
            counters,
            counters.week_sk(),
            budget.map(|budget| budget.per_week),
        )?;
        Ok([day, week])
    }

    fn count_one(
        &self,
        counters: &Counters,
        sk: String,
        most: Option<u16>,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = self
            .update(
                counters.pk.clone(),
                sk,
                "SET #expires = :expires, #schema = :schema ADD #count :one",
            )
            .expression_attribute_names("#expires", EXPIRES)
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_names("#count", COUNT)
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":expires", number(expires(counters.day)))
            .expression_attribute_values(":one", number(1));
        // A counter that doesn't exist has room, unless the limit is zero.
        if let Some(most) = most {
            update = update
                .condition_expression(
                    "#count < :most OR (attribute_not_exists(#count) AND :one <= :most)",
                )
                .expression_attribute_values(":most", number(most));
        }
        finish(update)
    }
}

/// Returns the expiry of a day's counter, in seconds since 1970: 15 days later, when no week counts it any more.
pub(crate) fn expires(day: Date) -> i64 {
    let later = day.saturating_add(15.days());
    Calendar::California.start_of(later).as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counters(now: &str) -> Counters {
        let now: Timestamp = now.parse().unwrap();
        Counters {
            pk: String::new(),
            now,
            day: Calendar::California.date_of(now),
        }
    }

    #[test]
    fn an_address_has_room_again_the_next_morning_or_on_monday_morning() {
        // 17:00 UTC is 9 a.m. in California. The day is a Saturday.
        let saturday = counters("2026-11-21T18:00:00Z");
        let room = |of: &Counters, today, this_week| {
            let next = of.next_room(today, this_week);
            next.map(|at| at.to_string())
        };
        let at = |time: &str| Some(time.to_owned());
        assert_eq!(room(&saturday, true, true), None);
        let (sunday, monday) = ("2026-11-22T17:00:00Z", "2026-11-23T17:00:00Z");
        assert_eq!(room(&saturday, false, true), at(sunday));
        assert_eq!(room(&saturday, true, false), at(monday));
        assert_eq!(room(&saturday, false, false), at(monday));
        let monday_at_four = counters("2026-11-23T12:00:00Z");
        assert_eq!(room(&monday_at_four, true, true), None, "late emails leave");
        assert_eq!(monday_at_four.with_the_held().to_string(), monday);
        let next = room(&monday_at_four, true, false);
        assert_eq!(next, at("2026-11-30T17:00:00Z"));
    }
    #[test]
    fn a_held_email_leaves_on_the_morning_of_its_last_day_at_the_latest() {
        let (early, late) = ("2026-11-21T12:00:00Z", "2026-11-21T22:00:00Z");
        let (morning, next) = ("2026-11-21T17:00:00Z", "2026-11-23T17:00:00Z");
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let until = |now: &str, last_day: &str| {
            let last_day = Some(last_day.parse().unwrap());
            counters(now).until(Some(at(next)), last_day)
        };
        assert_eq!(until(early, "2026-11-30"), at(next), "it has room before");
        assert_eq!(until(early, "2026-11-21"), at(morning));
        assert_eq!(until(late, "2026-11-21"), at(late));
        assert_eq!(until(late, "2026-11-19"), at(late), "it is late already");
        assert_eq!(counters(late).until(Some(at(next)), None), at(next));
    }
}
