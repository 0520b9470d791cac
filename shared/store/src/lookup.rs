//! Reading requests.

use crate::item::{text, value};
use crate::schema;
use crate::{PendingEmail, Store, StoreError};
use domain::log::Entry;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::{Request, RequestId};

impl Store {
    /// The request of this id, as it is now.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn request(&self, id: RequestId) -> Result<Option<Request>, StoreError> {
        let found = self.get(schema::request_pk(id), "REQUEST").await?;
        found.map(|item| value(&item, "request")).transpose()
    }

    /// The receipt of this reference and the request that it points to.
    ///
    /// Whatever is asked for, it takes the same two reads, so that neither time nor the number of calls
    /// tells a reference that exists from one that doesn't.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn look_up(
        &self,
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError> {
        let nobody = || ReceiptId::from_bytes([0; 16]);
        let reference = reference.unwrap_or_else(|| nobody().reference());
        let receipt = self.get(schema::receipt_pk(reference), "RECEIPT").await?;
        let receipt: Option<Receipt> = receipt.map(|item| value(&item, "receipt")).transpose()?;
        let request = self
            .request(
                receipt
                    .as_ref()
                    .map_or(RequestId(nobody()), |receipt| receipt.request),
            )
            .await?;
        Ok(receipt.zip(request))
    }

    /// A request's log, oldest entry first.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn log(&self, id: RequestId) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :log)")
            .expression_attribute_values(":pk", text(schema::request_pk(id)))
            .expression_attribute_values(":log", text("LOG#"))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            entries.push(value(
                &item.map_err(|error| StoreError::of(&error))?,
                "log entry",
            )?);
        }
        Ok(entries)
    }

    /// Every email of a request, whatever its state.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn emails_of(&self, request: RequestId) -> Result<Vec<PendingEmail>, StoreError> {
        let emails = self
            .below(schema::request_pk(request), schema::LETTER)
            .await?;
        emails.iter().map(crate::pending::read).collect()
    }
}
