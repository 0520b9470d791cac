//! The uniqueness guard: one item per contact and right that allows only one active request. Requests about
//! a child under 13 have guards of their own.
//!
//! Creating a request puts its guard with the condition that none exists. A request that ends deletes it. A corrected age
//! replaces it in one transaction.

use crate::StoreError;
use crate::table::Table;
use crate::table::items::{Item, item, text, text_of};
use crate::table::keys::{self, request_id};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::request::{ActiveFor, RequestId, Transition, Write};

/// The sort key of a guard.
pub(crate) const GUARD: &str = "ACTIVE";

impl Table {
    /// Returns the operation that puts the guard, if the request starts to have one, or has another one because the age of
    /// the person was corrected.
    pub(crate) fn put_guard(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let (Some(contact), Some(of)) = (request.person.contact(), request.was_active_for()) else {
            return Ok(None);
        };
        if active_before(transition) == Some(of) {
            return Ok(None);
        }
        let mut guard = item(keys::active_pk(&self.keys.of(contact), of), GUARD);
        guard.insert("request".to_owned(), text(request.id.to_string()));
        guard.insert("kind".to_owned(), text(contact.kind().as_str()));
        let sha256 = HEXLOWER.encode(&contact.sha256());
        guard.insert("sha256".to_owned(), text(sha256));
        self.put_new(guard).map(Some)
    }

    /// Returns the operations that delete the guard that the request had, if it ends or has another one now. During a key
    /// migration the guard can be under either key.
    pub(crate) fn release_guard(
        &self,
        transition: &Transition,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let (Some(contact), Some(of)) = (request.person.contact(), active_before(transition))
        else {
            return Ok(Vec::new());
        };
        if request.was_active_for() == Some(of) {
            return Ok(Vec::new());
        }
        let keys = [self.keys.of(contact)]
            .into_iter()
            .chain(self.keys.older_of(contact));
        keys.map(|key| self.delete(keys::active_pk(&key, of), GUARD))
            .collect()
    }

    /// Returns the active request that this guard points to.
    pub(crate) async fn active_request(
        &self,
        index_key: &str,
        of: ActiveFor,
    ) -> Result<Option<RequestId>, StoreError> {
        let guard = self.get(keys::active_pk(index_key, of), GUARD).await?;
        guard.map(|guard| guarded_request(&guard)).transpose()
    }
}

/// Returns what the guard of the request was for before the transition.
fn active_before(transition: &Transition) -> Option<ActiveFor> {
    match transition.write {
        Write::Create => None,
        Write::Update { was_active_for, .. } => was_active_for,
    }
}

/// Returns the request that a guard points to.
pub(crate) fn guarded_request(guard: &Item) -> Result<RequestId, StoreError> {
    text_of(guard, "request")
        .and_then(request_id)
        .ok_or(StoreError::Corrupt {
            kind: "uniqueness guard",
        })
}
