//! Triage of inbound email that opened no request. A triaged email leaves its list, and stays stored until its
//! retention ends.

use crate::StoreError;
use crate::due::kind::{DueKind, due_at};
use crate::table::items::{VALUE, encoded, text};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

impl Table {
    pub(crate) async fn triage(
        &self,
        id: ReceiptId,
        opened: Option<RequestId>,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let mut mail = self.unopened(id).await?.ok_or(StoreError::Changed)?;
        if let Some(opened) = opened
            && !mail.about.contains(&opened)
        {
            mail.about.push(opened);
        }
        let value = encoded("inbound email", &mail)?;
        let by = encoded("member of staff", by)?;
        let settled = DueKind::Triaged.partition_of(&id.to_string());
        let at = due_at(mail.received, &id.to_string());
        let update = self
            .update(
                keys::inbound_pk(id),
                keys::INBOUND_SK,
                "SET #value = :value, by_staff = :by, #kind = :settled, #at = :at",
            )
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":settled", text(settled))
            .expression_attribute_values(":at", text(at))
            .expression_attribute_values(":value", value)
            .expression_attribute_values(":by", by);
        let mut operations = vec![finish(update)?];
        if opened.is_some() {
            // Erasing the request's person erases this email, with what is listed under its ID.
            operations.push(self.register(&mail.archived, id)?);
        }
        match self.transact(operations).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Changed),
        }
    }
}
