//! The end of retention of inbound email that opened no request.

use crate::StoreError;
use crate::due::kind::DueKind;
use crate::table::items::{item, text_of};
use crate::table::keys::EMAIL;
use crate::table::schema::{DUE_AT, DUE_KIND, PK};
use crate::table::{Table, keys};
use domain::receipt::ReceiptId;
use jiff::Timestamp;

impl Table {
    /// Covers every list of inbound email.
    pub(crate) async fn inbound_before(
        &self,
        until: Timestamp,
        most: u16,
    ) -> Result<Vec<ReceiptId>, StoreError> {
        let mut mails = Vec::new();
        for kind in [
            DueKind::Unopened,
            DueKind::Reply,
            DueKind::Quarantine,
            DueKind::Triaged,
        ] {
            let rows = self.first_rows(kind, Some(until), most).await?;
            let ids = rows.iter().filter_map(|row| text_of(row, PK));
            mails.extend(ids.filter_map(keys::inbound_id));
        }
        Ok(mails)
    }

    /// An email that belongs to a request leaves the index, because it is erased with the request.
    pub(crate) async fn unlinked_archive_key(
        &self,
        id: ReceiptId,
    ) -> Result<Option<String>, StoreError> {
        let Some(mail) = self.unopened(id).await? else {
            return Ok(None);
        };
        if !self.is_linked(&mail.archived).await? {
            return Ok(Some(mail.archived));
        }
        self.update_item(keys::inbound_pk(id), keys::INBOUND_SK)
            .update_expression("REMOVE #kind, #at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        Ok(None)
    }

    /// Deletes the replies first and the item in the index last, so that an interrupted deletion is repeated.
    pub(crate) async fn delete_inbound(
        &self,
        id: ReceiptId,
        archived: &str,
    ) -> Result<(), StoreError> {
        for email in self.items_with_prefix(keys::inbound_pk(id), EMAIL).await? {
            self.delete_sent_items(&email).await?;
            self.delete_item(&email).await?;
        }
        self.delete_listed(archived).await?;
        self.delete_item(&item(keys::inbound_pk(id), keys::INBOUND_SK))
            .await
    }
}
