//! Reads of requests, and of what belongs to them.

use crate::StoreError;
use crate::table::Table;
use crate::table::items::{Item, primary_key, text_of, value};
use crate::table::keys;
use crate::table::schema::PK;
use domain::log::Entry;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::{Request, RequestId};
use std::collections::HashMap;

/// A request read in a batch: `None` if it doesn't exist, an error if it can't be parsed.
pub type FoundRequest = Result<Option<Request>, StoreError>;

/// How many requests one batch reads. It is below DynamoDB's limit of 100 because requests are large items.
pub const REQUESTS_PER_READ: usize = 50;

impl Table {
    pub(crate) async fn request(&self, id: RequestId) -> Result<Option<Request>, StoreError> {
        let found = self.get(keys::request_pk(id), "REQUEST").await?;
        found.map(|item| value(&item, "request")).transpose()
    }

    /// Reads requests in the order of `ids`. A request that can't be parsed doesn't affect the others.
    pub(crate) async fn requests(
        &self,
        ids: &[RequestId],
    ) -> Result<Vec<FoundRequest>, StoreError> {
        let mut found = HashMap::new();
        for some in ids.chunks(REQUESTS_PER_READ) {
            let pks = some.iter().map(|id| keys::request_pk(*id));
            let wanted: Vec<Item> = pks.map(|pk| primary_key(pk, "REQUEST")).collect();
            for stored in self.items_of(&wanted).await? {
                if let Some(pk) = text_of(&stored, PK) {
                    found.insert(pk.to_owned(), value(&stored, "request"));
                }
            }
        }
        let of = |id: &RequestId| found.remove(&keys::request_pk(*id)).transpose();
        Ok(ids.iter().map(of).collect())
    }

    /// Reads the receipt with this reference and its request.
    ///
    /// Always makes the same two reads, so that neither the time nor the number of calls reveals whether a reference
    /// exists.
    pub(crate) async fn look_up(
        &self,
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError> {
        let missing = ReceiptId::from_bytes([0; 16]);
        let reference = reference.unwrap_or_else(|| missing.reference());
        let receipt = self.receipt(reference).await?;
        let id = receipt
            .as_ref()
            .map_or(RequestId(missing), |receipt| receipt.request);
        let request = self.request(id).await?;
        Ok(receipt.zip(request))
    }

    pub(crate) async fn receipt(
        &self,
        reference: Reference,
    ) -> Result<Option<Receipt>, StoreError> {
        let found = self.get(keys::receipt_pk(reference), "RECEIPT").await?;
        found.map(|stored| value(&stored, "receipt")).transpose()
    }

    /// Returns a request's log, oldest entry first.
    pub(crate) async fn log(&self, id: RequestId) -> Result<Vec<Entry>, StoreError> {
        let entries = self
            .items_with_prefix(keys::request_pk(id), keys::LOG)
            .await?;
        entries
            .iter()
            .map(|item| value(item, "log entry"))
            .collect()
    }
}
