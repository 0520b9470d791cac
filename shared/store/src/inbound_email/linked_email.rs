//! Links between archived objects and requests, in both directions.
//!
//! One raw email can open requests of many people, and many emails can belong to one request. The links decide which
//! emails staff see with a request, and which are erased with its person.

use crate::StoreError;
use crate::table::items::{item, text};
use crate::table::retry::pauses;
use crate::table::{Table, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

impl Table {
    /// Returns the operations that link an email to a request. Safe to repeat.
    pub(crate) fn link_operations(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let link_raw = self.link_raw(archived, request, mail)?;
        Ok(vec![self.link(request, archived)?, link_raw])
    }

    /// Links an email that arrived twice, under two archive keys, to its request by the second key too. Costs one
    /// read if the link exists, so that processing a long list again after an interruption advances.
    pub(crate) async fn link_copy(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<(), StoreError> {
        if self.is_linked_by(archived, request, mail).await? {
            return Ok(());
        }
        let links = self.link_operations(request, mail, archived)?;
        self.link_unless_erased(request, links).await.map(drop)
    }

    /// Returns the operation that links an archived object to a request.
    pub(crate) fn link(
        &self,
        request: RequestId,
        archived: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut link = item(keys::request_pk(request), keys::linked_sk(archived));
        link.insert("archived".to_owned(), text(archived));
        self.put(link)
    }

    /// Links an object before it is archived. After an interruption, the object is still erased with the request.
    /// Returns false if the person has been erased.
    pub(crate) async fn link_archived(
        &self,
        id: RequestId,
        archived: &str,
    ) -> Result<bool, StoreError> {
        self.link_unless_erased(id, vec![self.link(id, archived)?])
            .await
    }

    /// Writes links of a request on the condition that it is as it was read, because nothing would erase a link of an
    /// erased request. Returns false if the person has been erased.
    async fn link_unless_erased(
        &self,
        id: RequestId,
        links: Vec<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        for pause in pauses() {
            let Some(request) = self.request_with_person(id).await? else {
                return Ok(false);
            };
            let mut operations = links.clone();
            operations.push(self.request_unchanged(&request)?);
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }
}
