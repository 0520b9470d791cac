//! Mail that opened nothing, once staff have looked at it: it leaves its list, and stays for as long as the law
//! wants it kept.

use crate::item::{Item, VALUE, finish, text, with_value};
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind};
use crate::{Store, StoreError};
use domain::log::Actor;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

impl Store {
    /// Takes a mail off its list: staff opened a request for it, or found that it needs none.
    ///
    /// # Errors
    /// [`StoreError::Gone`] if there is no such mail.
    pub async fn settle_mail(
        &self,
        id: ReceiptId,
        opened: Option<RequestId>,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let unreadable = || StoreError::Unreadable {
            kind: "unopened mail",
        };
        let mut mail = self.unopened(id).await?.ok_or(StoreError::Gone)?;
        if let Some(opened) = opened
            && !mail.about.contains(&opened)
        {
            mail.about.push(opened);
        }
        let stored = with_value(Item::new(), "unopened mail", &mail)?;
        let value = stored.get(VALUE).cloned().ok_or_else(unreadable)?;
        let by = serde_dynamo::to_attribute_value(by).map_err(|_| unreadable())?;
        let settled = DueKind::Settled.partition_of(&id.to_string());
        let at = schema::due_at(mail.received, &id.to_string());
        let update = self
            .update(
                schema::mail_pk(id),
                "MAIL",
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
            // Whoever is forgotten takes this mail along, with what is listed under its own id.
            operations.push(self.lists(&mail.archived, id)?);
        }
        match self.transact(operations).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Gone),
        }
    }
}
