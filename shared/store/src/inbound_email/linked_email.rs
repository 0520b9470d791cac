//! Raw mail and the requests that it belongs to, both ways.
//!
//! One mail may open requests of many people, and many mails may belong to one request. What is written when
//! they meet says later which mail can be shown with a request, and which must go when its person is forgotten.

use crate::StoreError;
use crate::table::items::{item, text, text_of};
use crate::table::keys::LINKED;
use crate::table::retry::pauses;
use crate::table::{Table, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;
use domain::request::RequestId;

impl Table {
    /// The operations that tie a mail to a request. Written again they say the same.
    pub(crate) fn link_operations(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let link_raw = self.link_raw(archived, request, mail)?;
        Ok(vec![self.keep(request, archived)?, link_raw])
    }

    /// Ties a mail that arrived twice, under two keys, to its request by the second key as well. By the same key it
    /// changes nothing, and takes one read: a long list that was cut begins anew, and must come further each time.
    pub(crate) async fn link_copy(
        &self,
        request: RequestId,
        mail: ReceiptId,
        archived: &str,
    ) -> Result<(), StoreError> {
        if self.is_linked_by(archived, request, mail).await? {
            return Ok(());
        }
        if self.link_archived(request, archived).await? {
            self.transact(self.link_operations(request, mail, archived)?)
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
        let mut kept = item(keys::request_pk(request), keys::linked_sk(archived));
        kept.insert("archived".to_owned(), text(archived));
        self.put(kept)
    }

    /// Notes that something that is about to be stored in the archive belongs to a request, so that whatever is
    /// cut after this, it is erased with the request. False if the request's person was forgotten: then nothing may
    /// be stored.
    pub(crate) async fn link_archived(
        &self,
        id: RequestId,
        archived: &str,
    ) -> Result<bool, StoreError> {
        for pause in pauses() {
            let request = self.request(id).await?;
            let Some(request) = request.filter(|request| request.erased.is_none()) else {
                return Ok(false);
            };
            let operations = vec![self.keep(id, archived)?, self.request_unchanged(&request)?];
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// The keys in the archive of what is kept with a request.
    pub(crate) async fn archived_keys(
        &self,
        request: RequestId,
    ) -> Result<Vec<String>, StoreError> {
        let kept = self
            .items_with_prefix(keys::request_pk(request), LINKED)
            .await?;
        let archived = kept.iter().filter_map(|item| text_of(item, "archived"));
        Ok(archived.map(str::to_owned).collect())
    }
}
