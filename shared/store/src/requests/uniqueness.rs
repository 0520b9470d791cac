//! The uniqueness guard: one item per contact and right that allows only one active request. Requests about
//! a child under 13 have guards of their own.
//!
//! Creating a request puts its guard with the condition that none exists. A request that ends deletes it.

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
    /// Returns the operation that puts or deletes the guard, if the transition starts or ends the active state.
    pub(crate) fn guard_operation(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let Some(contact) = request.person.contact() else {
            return Ok(None);
        };
        let pk = |of| keys::active_pk(&self.keys.of(contact), of);
        Ok(
            match (active_before(transition), request.was_active_for()) {
                (None, Some(of)) => {
                    let mut guard = item(pk(of), GUARD);
                    guard.insert("request".to_owned(), text(request.id.to_string()));
                    guard.insert("kind".to_owned(), text(contact.kind().as_str()));
                    let sha256 = HEXLOWER.encode(&contact.sha256());
                    guard.insert("sha256".to_owned(), text(sha256));
                    Some(self.put_new(guard)?)
                }
                (Some(of), None) => Some(self.delete(pk(of), GUARD)?),
                (Some(_), Some(_)) | (None, None) => None,
            },
        )
    }

    /// Returns the operation that deletes an ending request's guard under the older index key. During a key migration the
    /// guard can be under either key.
    pub(crate) fn release_older_guard(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let contact = request.person.contact();
        let older = contact.and_then(|contact| self.keys.older_of(contact));
        match (active_before(transition), older) {
            (Some(of), Some(older)) if request.was_active_for().is_none() => {
                self.delete(keys::active_pk(&older, of), GUARD).map(Some)
            }
            _ => Ok(None),
        }
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
