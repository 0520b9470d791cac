//! The rate limit of an address, for emails that anyone could have caused.
//!
//! Emails are counted when they are about to be sent, never at intake, so a submission is stored whatever its email
//! costs. An email is counted once, by its ID, however many attempts it takes.

use crate::table::items::{item, number, text};
use crate::table::schema::EXPIRES;
use crate::table::transactions::condition_failed;
use crate::table::{Table, keys, schema};
use crate::{PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::outbound_email::EmailKind;
use domain::person::Identifier;
use jiff::civil::Date;

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
    /// Hold it: the address has reached its limit.
    Hold,
    /// Drop it: the address got a receipt for the same right today.
    Covered,
}

impl Table {
    pub(crate) async fn reserve(
        &self,
        pending: &PendingEmail,
        address: &Identifier,
        day: Date,
        budget: Budget,
    ) -> Result<SendDecision, StoreError> {
        if pending.counted {
            return Ok(SendDecision::Send);
        }
        let pk = keys::rate_pk(&self.keys.of(address));
        let email = pending.key.email_id();
        let week = day.iso_week_date();
        let week = format!("WEEK#{}-W{:02}", week.year(), week.week());
        let operations = vec![
            self.receipt_of_the_day(&pk, pending, day)?,
            self.count(&pk, format!("DAY#{day}"), email, budget.per_day, day)?,
            self.count(&pk, week, email, budget.per_week, day)?,
            self.mark_counted(&pending.key)?,
        ];
        Ok(match self.transact(operations).await?.as_deref() {
            None => SendDecision::Send,
            Some([covered, ..]) if condition_failed(covered) => SendDecision::Covered,
            Some([_, day, week, _]) if condition_failed(day) || condition_failed(week) => {
                SendDecision::Hold
            }
            Some(_) => return Err(StoreError::Changed),
        })
    }

    /// Returns the operation that allows one receipt email per address, request and day; likewise one opt-in
    /// confirmation and one completion email, which say more than a receipt. The limit is per request, because an
    /// agent's address gets an email for each person that the agent represents.
    fn receipt_of_the_day(
        &self,
        pk: &str,
        pending: &PendingEmail,
        day: Date,
    ) -> Result<TransactWriteItem, StoreError> {
        let email = pending.key.email_id();
        let about = pending.key.request().unwrap_or(&pending.key.pk);
        let kind = match pending.content.first().map(|email| &email.kind) {
            Some(EmailKind::OptInConfirmation) => "ASKED",
            Some(EmailKind::ImmediateDone { .. }) => "DONE",
            _ => "RECEIPT",
        };
        let mut stored = item(pk.to_owned(), format!("{kind}#{about}#{day}"));
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

    fn count(
        &self,
        pk: &str,
        sk: String,
        email: &str,
        most: u16,
        day: Date,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(
                pk.to_owned(),
                sk,
                "SET #expires = :expires, #schema = :schema ADD emails :emails",
            )
            .condition_expression(
                "attribute_not_exists(emails) OR contains(emails, :email) OR size(emails) < :most",
            )
            .expression_attribute_names("#expires", EXPIRES)
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":expires", number(expires(day)))
            .expression_attribute_values(":emails", AttributeValue::Ss(vec![email.to_owned()]))
            .expression_attribute_values(":email", text(email))
            .expression_attribute_values(":most", number(most))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// Returns the expiry of a day's counter, in seconds since 1970: 15 days later, when no week counts it any more.
pub(crate) fn expires(day: Date) -> i64 {
    let later = day.saturating_add(jiff::Span::new().days(15));
    domain::calendar::Calendar::California
        .start_of(later)
        .as_second()
}
