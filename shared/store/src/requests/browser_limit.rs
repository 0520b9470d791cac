//! The limit of browsers per network address and day. It bounds what a flood can write, and staff are alerted to many
//! browsers from one address. The address itself is never stored.

use crate::outbox::email::{EmailState, outbox_item};
use crate::outbox::rate_limit::expires;
use crate::table::items::{number, number_of};
use crate::table::schema::EXPIRES;
use crate::table::{Table, keys, schema};
use crate::{EmailKey, OutboxItem, StoreError};
use aws_sdk_dynamodb::types::ReturnValue;
use domain::person::EmailAddress;
use domain::staff::{SignalBurst, StaffEmail};
use jiff::Timestamp;
use jiff::civil::Date;

impl Table {
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

    pub(crate) async fn queue_flood_alarm(
        &self,
        to: &EmailAddress,
        source: &str,
        burst: SignalBurst,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let source = self.keys.of_source(source);
        let key = EmailKey::to_staff(keys::alarm_pk(&format!("{source}.{}", burst.day)));
        let content = OutboxItem::Staff {
            to: to.clone(),
            email: StaffEmail::SignalBurst(burst),
        };
        self.put_once(outbox_item(key, &content, EmailState::Pending, now)?)
            .await
    }
}
