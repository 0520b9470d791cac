//! How many browsers one network address brings in a day: bounded, so that a flood can't fill the table, and told to
//! staff when there are many. The address itself is stored nowhere.

use crate::outbox::email::{EmailState, outbox_item};
use crate::outbox::rate_limit::expires;
use crate::table::items::{number, number_of};
use crate::table::schema::EXPIRES;
use crate::table::{Table, keys, schema};
use crate::{EmailKey, OutboxItem, StoreError};
use aws_sdk_dynamodb::types::ReturnValue;
use domain::person::EmailAddress;
use domain::staff::{Burst, StaffEmail};
use jiff::Timestamp;
use jiff::civil::Date;

impl Table {
    /// Counts one more browser from this source on `day`, and says how many there are now; none if the source has
    /// had its share.
    pub(crate) async fn count_browser(
        &self,
        source: &str,
        day: Date,
        most: u32,
    ) -> Result<Option<u32>, StoreError> {
        let pk = keys::rate_pk(&self.keys.of_source(source));
        let counted = self
            .update_item(pk, format!("BROWSERS#{day}"))
            .update_expression("SET #expires = :expires, #schema = :schema ADD browsers :one")
            .condition_expression("attribute_not_exists(browsers) OR browsers < :most")
            .expression_attribute_names("#expires", EXPIRES)
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_values(":expires", number(expires(day)))
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await;
        let counted = StoreError::unless_condition_failed(counted)?;
        Ok(counted.map(|counted| {
            let item = counted.attributes.unwrap_or_default();
            let count = number_of(&item, "browsers");
            count.and_then(|n| n.try_into().ok()).unwrap_or(most)
        }))
    }

    /// Owes staff the alarm that one source brought many browsers in a day. Owed again for the same source and day it
    /// changes nothing.
    pub(crate) async fn queue_flood_alarm(
        &self,
        to: &EmailAddress,
        source: &str,
        burst: Burst,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let source = self.keys.of_source(source);
        let key = EmailKey::to_staff(keys::alarm_pk(&format!("{source}.{}", burst.day)));
        let post = OutboxItem::Staff {
            to: to.clone(),
            email: StaffEmail::Burst(burst),
        };
        self.put_once(outbox_item(key, &post, EmailState::Pending, now)?)
            .await
    }
}
