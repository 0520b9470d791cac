//! Triage of inbound email that opened no request. A triaged email leaves its list, and stays stored until its
//! retention ends.

use crate::due::kind::{DueKind, due_at};
use crate::outbox::email::BY_STAFF;
use crate::table::items::{VALUE, encoded, text, value};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{StoreError, UnopenedEmail};
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

/// The name of the item in errors.
const KIND: &str = "inbound email";

impl Table {
    /// Two members of staff can triage the same email at once. The write has the condition that the email is as it was
    /// read, so that neither loses the request that the other opened.
    pub(crate) async fn triage(
        &self,
        id: ReceiptId,
        opened: Option<RequestId>,
        by: &Actor,
    ) -> Result<(), StoreError> {
        for pause in pauses() {
            if self.triage_once(id, opened, by).await? {
                return Ok(());
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// Returns false if the email has changed since it was read.
    async fn triage_once(
        &self,
        id: ReceiptId,
        opened: Option<RequestId>,
        by: &Actor,
    ) -> Result<bool, StoreError> {
        let stored = self.get(keys::inbound_pk(id), keys::INBOUND_SK).await?;
        let stored = stored.ok_or(StoreError::Changed)?;
        let mut mail: UnopenedEmail = value(&stored, KIND)?;
        let seen = stored.get(VALUE).cloned();
        let seen = seen.ok_or(StoreError::Corrupt { kind: KIND })?;
        if let Some(opened) = opened
            && !mail.about.contains(&opened)
        {
            mail.about.push(opened);
        }
        let value = encoded(KIND, &mail)?;
        let by = encoded("member of staff", by)?;
        let settled = DueKind::Triaged.partition_of(&id.to_string());
        let at = due_at(mail.received, &id.to_string());
        let update = self
            .update(
                keys::inbound_pk(id),
                keys::INBOUND_SK,
                "SET #value = :value, #staff = :by, #kind = :settled, #at = :at",
            )
            .condition_expression("#value = :seen")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#staff", BY_STAFF)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":settled", text(settled))
            .expression_attribute_values(":at", text(at))
            .expression_attribute_values(":seen", seen)
            .expression_attribute_values(":value", value)
            .expression_attribute_values(":by", by);
        let mut operations = vec![finish(update)?];
        if opened.is_some() {
            // Erasing the request's person erases this email, with what is listed under its ID.
            operations.push(self.register(&mail.archived, id)?);
        }
        Ok(self.transact(operations).await?.is_none())
    }
}
