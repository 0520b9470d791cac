//! What waits, in pages: requests, letters and mail, each in the order of the index.
//!
//! A page is put together from all shards, so that it is in the order of time; its cursor is the last key of
//! the index that was looked at. What is looked at for one page is bounded, whatever is filtered out of it.

use crate::item::{Item, text, text_of, value};
use crate::outbox::read;
use crate::schema::{self, DUE_AT, DUE_INDEX, DUE_KIND, DueKind, PK, SHARDS, SK};
use crate::{LetterState, MailList, OwedLetter, Store, StoreError, UnopenedMail};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::receipt::ReceiptId;
use domain::request::Request;
use std::collections::HashMap;

/// The most of the index that one page looks at: what one `BatchGetItem` reads.
const MOST: u16 = 100;

/// A page of what waits.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What was found, in the order of the index.
    pub found: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl Store {
    /// The open requests, the one first that time will do something to next, up to `most`.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn watched(
        &self,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Request>, StoreError> {
        let open = [DueKind::Overdue, DueKind::Watch];
        let page = self.page_of(&open, after, most).await?;
        page.map(|item| value(item, "request"))
    }

    /// The letters in this state that wait for something, up to `most` looked at.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn letters_in(
        &self,
        state: LetterState,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<OwedLetter>, StoreError> {
        let Some(kind) = state.due_kind() else {
            return Ok(Page {
                found: Vec::new(),
                next: None,
            });
        };
        let mut page = self.page_of(&[kind], after, most).await?.map(read)?;
        page.found.retain(|letter| letter.state == state);
        Ok(page)
    }

    /// The mail on a list, the oldest first, up to `most`.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn mail_on(
        &self,
        list: MailList,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<(ReceiptId, UnopenedMail)>, StoreError> {
        const KIND: &str = "unopened mail";
        let page = self.page_of(&[list.due_kind()], after, most).await?;
        page.map(|item| {
            let id = text_of(item, PK).and_then(schema::mail_id);
            let id = id.ok_or(StoreError::Unreadable { kind: KIND })?;
            Ok((id, value(item, KIND)?))
        })
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
            .flat_map(|kind| (0..SHARDS).map(|shard| (*kind, shard)));
        for (kind, shard) in shards {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(DUE_INDEX)
                .limit(i32::from(most))
                .key_condition_expression("#kind = :kind AND #at > :after")
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT)
                .expression_attribute_values(":kind", text(kind.partition(shard)))
                .expression_attribute_values(":after", text(after.unwrap_or(" ")));
            let page = query.send().await.map_err(|error| StoreError::of(&error))?;
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
            next,
        })
    }

    /// The items that these keys of the index lead to, as they are now and in the same order.
    pub(crate) async fn items_of(&self, keys: &[Item]) -> Result<Vec<Item>, StoreError> {
        let key = |item: &Item| -> Option<(String, String)> {
            Some((text_of(item, PK)?.to_owned(), text_of(item, SK)?.to_owned()))
        };
        let mut wanted: Vec<Item> = keys
            .iter()
            .filter_map(key)
            .map(|(pk, sk)| HashMap::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text(sk))]))
            .collect();
        let mut found: HashMap<(String, String), Item> = HashMap::new();
        for pause in crate::intake::pauses() {
            if wanted.is_empty() {
                let in_order = keys.iter().filter_map(key);
                return Ok(in_order.filter_map(|key| found.remove(&key)).collect());
            }
            let read = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(true)
                .build()
                .map_err(StoreError::request)?;
            let answer = self
                .client
                .batch_get_item()
                .request_items(&self.table, read)
                .send()
                .await
                .map_err(|error| StoreError::of(&error))?;
            for item in answer
                .responses
                .into_iter()
                .flatten()
                .flat_map(|(_, items)| items)
            {
                if let Some(key) = key(&item) {
                    found.insert(key, item);
                }
            }
            let left = answer.unprocessed_keys.unwrap_or_default();
            wanted = left.into_values().flat_map(|left| left.keys).collect();
            if !wanted.is_empty() {
                tokio::time::sleep(pause).await;
            }
        }
        Err(StoreError::Contended)
    }
}

impl Page<Item> {
    pub(crate) fn map<T>(
        self,
        read: impl Fn(&Item) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        Ok(Page {
            found: self.found.iter().map(read).collect::<Result<_, _>>()?,
            next: self.next,
        })
    }
}
