//! The uniqueness guard: one item per person and right that allows only one active request.
//!
//! Creating a request puts its guard with the condition that none exists. A request that ends deletes it.

use crate::StoreError;
use crate::table::Table;
use crate::table::items::{Item, item, text, text_of};
use crate::table::keys::{self, request_id};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::law::Right;
use domain::request::{RequestId, Transition, Write};

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
        let pk = |right| keys::active_pk(&self.keys.of(contact), right);
        Ok(
            match (active_before(transition), request.was_active_for()) {
                (None, Some(right)) => {
                    let mut guard = item(pk(right), GUARD);
                    guard.insert("request".to_owned(), text(request.id.to_string()));
                    guard.insert("kind".to_owned(), text(contact.kind().as_str()));
                    let sha256 = HEXLOWER.encode(&contact.sha256());
                    guard.insert("sha256".to_owned(), text(sha256));
                    Some(self.put_new(guard)?)
                }
                (Some(right), None) => Some(self.delete(pk(right), GUARD)?),
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
            (Some(right), Some(older)) if request.was_active_for().is_none() => {
                self.delete(keys::active_pk(&older, right), GUARD).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Returns the active request for this person and right.
    pub(crate) async fn active_request(
        &self,
        index_key: &str,
        right: Right,
    ) -> Result<Option<RequestId>, StoreError> {
        let guard = self.get(keys::active_pk(index_key, right), GUARD).await?;
        guard.map(|guard| guarded_request(&guard)).transpose()
    }
}

/// Returns the right of the request if it was active before the transition.
fn active_before(transition: &Transition) -> Option<Right> {
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
