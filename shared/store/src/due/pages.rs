//! Pages of pending work: requests, emails and inbound emails in the order of the index.
//!
//! A page merges all shards, so it is in order across shards. Its cursor is the last key that was examined. The reads
//! per page are bounded, whatever a filter removes.

use crate::due::kind::DueKind;
use crate::due::shards::pages_of;
use crate::outbox::email::read;
use crate::table::items::{Item, text, text_of, value};
use crate::table::schema::{DUE_AT, DUE_INDEX, DUE_KIND, PK};
use crate::table::{Table, keys};
use crate::{EmailState, InboundList, PendingEmail, StoreError, UnopenedEmail};
use domain::receipt::ReceiptId;
use domain::request::Request;

/// The most index rows per page: what one `BatchGetItem` reads.
const MOST: u16 = 100;

/// A page.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in the order of the index.
    pub found: Vec<T>,
    /// The number of items that can't be parsed. They are left out, so that one of them doesn't hide the others.
    pub unreadable: u32,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl Table {
    /// Returns the open requests in the order of their next checks.
    pub(crate) async fn open_by_check(
        &self,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Request>, StoreError> {
        let page = self
            .page_of(&[DueKind::Overdue, DueKind::Open], after, most)
            .await?;
        Ok(page.map(|item| value(item, "request")))
    }

    /// `most` limits the examined rows. A row in another state is left out.
    pub(crate) async fn emails_in(
        &self,
        state: EmailState,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<PendingEmail>, StoreError> {
        let Some(kind) = state.due_kind() else {
            return Ok(Page {
                found: Vec::new(),
                unreadable: 0,
                next: None,
            });
        };
        let mut page = self.page_of(&[kind], after, most).await?.map(read);
        page.found.retain(|email| email.state == state);
        Ok(page)
    }

    pub(crate) async fn inbound_on(
        &self,
        list: InboundList,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<(ReceiptId, UnopenedEmail)>, StoreError> {
        const KIND: &str = "inbound email";
        let page = self.page_of(&[list.due_kind()], after, most).await?;
        Ok(page.map(|item| {
            let id = text_of(item, PK).and_then(keys::inbound_id);
            let id = id.ok_or(StoreError::Corrupt { kind: KIND })?;
            Ok((id, value(item, KIND)?))
        }))
    }

    pub(crate) async fn page_of(
        &self,
        kinds: &[DueKind],
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Item>, StoreError> {
        let most = most.clamp(1, MOST);
        let mut keys: Vec<Item> = Vec::new();
        let mut more = false;
        let shards = kinds
            .iter()
            .flat_map(|kind| (0..kind.shards()).map(|shard| kind.partition(shard)));
        let query = |partition: String| {
            self.client
                .query()
                .table_name(&self.name)
                .index_name(DUE_INDEX)
                .limit(i32::from(most))
                .key_condition_expression("#kind = :kind AND #at > :after")
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT)
                .expression_attribute_values(":kind", text(partition))
                .expression_attribute_values(":after", text(after.unwrap_or(" ")))
        };
        for page in pages_of(shards.map(query).collect()).await? {
            more |= page.last_evaluated_key().is_some();
            keys.extend(page.items.unwrap_or_default());
        }
        let at = |item: &Item| text_of(item, DUE_AT).unwrap_or_default().to_owned();
        keys.sort_by_key(at);
        more |= keys.len() > usize::from(most);
        keys.truncate(usize::from(most));
        let next = keys.last().filter(|_| more).map(at);
        Ok(Page {
            found: self.items_of(&keys).await?,
            unreadable: 0,
            next,
        })
    }
}

impl Page<Item> {
    /// Parses the items. Those that can't be parsed are counted.
    pub(crate) fn map<T>(self, read: impl Fn(&Item) -> Result<T, StoreError>) -> Page<T> {
        let total = self.found.len();
        let found: Vec<T> = self
            .found
            .iter()
            .filter_map(|item| read(item).ok())
            .collect();
        Page {
            unreadable: u32::try_from(total - found.len()).unwrap_or(u32::MAX),
            found,
            next: self.next,
        }
    }
}
