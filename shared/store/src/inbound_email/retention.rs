//! The end of retention of inbound email that opened no request.

use crate::due::kind::DueKind;
use crate::outbox::email::read;
use crate::table::items::{item, text_of};
use crate::table::keys::EMAIL;
use crate::table::schema::{DUE_AT, DUE_KIND, PK};
use crate::table::{Table, keys};
use crate::{Cursor, Stop, StoreError};
use domain::receipt::ReceiptId;
use jiff::Timestamp;

/// A list of inbound email whose retention ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetainedInbound {
    /// Email without a request.
    Unopened,
    /// Replies that staff have not handled.
    Replies,
    /// Email without a request that the receiving server marked as spam or malware.
    Quarantine,
    /// Email that staff have triaged.
    Triaged,
}

impl RetainedInbound {
    /// Every list.
    pub const ALL: [Self; 4] = [
        Self::Unopened,
        Self::Replies,
        Self::Quarantine,
        Self::Triaged,
    ];

    fn due_kind(self) -> DueKind {
        match self {
            Self::Unopened => DueKind::Unopened,
            Self::Replies => DueKind::Reply,
            Self::Quarantine => DueKind::Quarantine,
            Self::Triaged => DueKind::Triaged,
        }
    }
}

/// A page of inbound emails whose retention has ended.
#[derive(Debug, Clone, Default)]
pub struct InboundPage {
    /// Their IDs.
    pub found: Vec<ReceiptId>,
    /// The cursor of the next page, if there is one.
    pub next: Option<Cursor>,
}

impl Table {
    /// The cursor makes the reader pass emails that can't be erased.
    pub(crate) async fn inbound_before(
        &self,
        list: RetainedInbound,
        shard: u8,
        until: Timestamp,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<InboundPage, StoreError> {
        let query = self
            .due_rows(list.due_kind(), shard, Some(until))
            .limit(i32::from(most))
            .set_exclusive_start_key(after.map(Cursor::keys));
        let page = query.send().await.map_err(|error| StoreError::of(&error))?;
        let ids = page.items().iter().filter_map(|row| text_of(row, PK));
        Ok(InboundPage {
            found: ids.filter_map(keys::inbound_id).collect(),
            next: page.last_evaluated_key.map(Cursor::at),
        })
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
        stop: Stop<'_>,
    ) -> Result<bool, StoreError> {
        self.delete_replies(id).await?;
        if !self.delete_listed(archived, stop).await? {
            return Ok(false);
        }
        self.delete_inbound_search(id).await?;
        self.delete_item(&item(keys::inbound_pk(id), keys::INBOUND_SK))
            .await
            .map(|()| true)
    }

    /// Deletes the replies to the sender of an inbound email, also from the summaries that contain them. An email gets at most
    /// a few, so they are one page.
    pub(crate) async fn delete_replies(&self, id: ReceiptId) -> Result<(), StoreError> {
        for email in self.items_with_prefix(keys::inbound_pk(id), EMAIL).await? {
            // As when a request is erased: a reply or a summary that can't be parsed is never sent.
            if let Ok(reply) = read(&email) {
                match self.leave_summary(&reply, None).await {
                    Ok(()) | Err(StoreError::Corrupt { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            self.delete_sent_items(&email).await?;
            self.delete_item(&email).await?;
        }
        Ok(())
    }
}
