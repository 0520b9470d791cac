//! Mail that opened nothing, once it was kept for as long as the law wants.

use crate::item::{item, text_of};
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind, LETTER, PK};
use crate::{Store, StoreError};
use domain::receipt::ReceiptId;
use jiff::Timestamp;

impl Store {
    /// Mail that opened nothing and arrived by `until`, up to `most` of each list and shard.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn mail_until(
        &self,
        until: Timestamp,
        most: u16,
    ) -> Result<Vec<ReceiptId>, StoreError> {
        let mut mails = Vec::new();
        for kind in [DueKind::Unopened, DueKind::Quarantine, DueKind::Settled] {
            let rows = self.first_rows(kind, Some(until), most).await?;
            let ids = rows.iter().filter_map(|row| text_of(row, PK));
            mails.extend(ids.filter_map(schema::mail_id));
        }
        Ok(mails)
    }

    /// The key in the archive of a mail that is to be forgotten. None if it is not there any more, or belongs to a
    /// request: then it is forgotten with that one, and leaves the index.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn archived_alone(&self, id: ReceiptId) -> Result<Option<String>, StoreError> {
        let Some(mail) = self.unopened(id).await? else {
            return Ok(None);
        };
        if !self.belongs_to_any(&mail.archived).await? {
            return Ok(Some(mail.archived));
        }
        self.update_alone(schema::mail_pk(id), "MAIL")
            .update_expression("REMOVE #kind, #at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        Ok(None)
    }

    /// Forgets a mail, once the archive has erased it: its emails first, and last what leads to it.
    ///
    /// # Errors
    /// [`StoreError`] if it was cut: it stays in the index.
    pub async fn drop_mail(&self, id: ReceiptId, archived: &str) -> Result<(), StoreError> {
        for email in self.below(schema::mail_pk(id), LETTER).await? {
            self.drop_names_of(&email).await?;
            self.drop_item(&email).await?;
        }
        self.drop_listed(archived).await?;
        self.drop_item(&item(schema::mail_pk(id), "MAIL")).await
    }
}
