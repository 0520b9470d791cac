//! Raw mail and the requests that it belongs to, both ways.
//!
//! One mail may open requests of many people, and many mails may belong to one request. What is written when
//! they meet says later which mail can be shown with a request, and which must go when its person is forgotten.

use crate::item::{Item, item, text, text_of};
use crate::retry::pauses;
use crate::schema::{self, KEPT, PK, SK};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

impl Store {
    /// The operations that tie a mail to a request. Written again they say the same.
    pub(crate) fn kept_with(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let belongs = self.belongs(archived, request, mail)?;
        Ok(vec![self.keep(request, archived)?, belongs])
    }

    /// Ties a mail that arrived twice, under two keys, to its request by the second key as well. By the same key it
    /// changes nothing, and takes one read: a long list that was cut begins anew, and must come further each time.
    pub(crate) async fn keep_copy(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<(), StoreError> {
        if self.is_tied(archived, request, mail).await? {
            return Ok(());
        }
        if self.will_keep(request, archived).await? {
            self.transact(self.kept_with(request, mail, archived)?)
                .await?;
        }
        Ok(())
    }

    /// The operation that notes that something in the archive belongs to a request.
    pub(crate) fn keep(
        &self,
        request: RequestId,
        archived: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut kept = item(schema::request_pk(request), schema::kept_sk(archived));
        kept.insert("archived".to_owned(), text(archived));
        self.put(kept)
    }

    /// Notes that something that is about to be stored in the archive belongs to a request, so that whatever is
    /// cut after this, it is erased with the request. False if the request's person was forgotten: then nothing may
    /// be stored.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be noted: nothing may be stored then, either.
    pub async fn will_keep(&self, id: RequestId, archived: &str) -> Result<bool, StoreError> {
        for pause in pauses() {
            let request = self.request(id).await?;
            let Some(request) = request.filter(|request| request.erased.is_none()) else {
                return Ok(false);
            };
            let operations = vec![self.keep(id, archived)?, self.is_still(&request)?];
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// The keys in the archive of what is kept with a request.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn archived_with(&self, request: RequestId) -> Result<Vec<String>, StoreError> {
        let kept = self.below(schema::request_pk(request), KEPT).await?;
        let archived = kept.iter().filter_map(|item| text_of(item, "archived"));
        Ok(archived.map(str::to_owned).collect())
    }

    /// The items of a partition whose sort key begins so, in the order of that key.
    pub(crate) async fn below(&self, pk: String, begins: &str) -> Result<Vec<Item>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .expression_attribute_values(":pk", text(pk))
            .consistent_read(true);
        query = if begins.is_empty() {
            query.key_condition_expression("pk = :pk")
        } else {
            query
                .key_condition_expression("pk = :pk AND begins_with(sk, :begins)")
                .expression_attribute_values(":begins", text(begins))
        };
        let mut items = Vec::new();
        let mut pages = query.into_paginator().items().send();
        while let Some(found) = pages.next().await {
            items.push(found.map_err(|error| StoreError::of(&error))?);
        }
        Ok(items)
    }

    /// Deletes one item, if it is there.
    pub(crate) async fn drop_item(&self, item: &Item) -> Result<(), StoreError> {
        let (Some(pk), Some(sk)) = (item.get(PK), item.get(SK)) else {
            return Err(StoreError::Unreadable { kind: "key" });
        };
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(PK, pk.clone())
            .key(SK, sk.clone());
        let deleted = delete.send().await.map(|_| ());
        deleted.map_err(|error| StoreError::of(&error))
    }
}
