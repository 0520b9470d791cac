//! The marker of a request that stands: by it a second request of the same person for the same right is recognized.

use crate::item::{Item, item, text, text_of};
use crate::schema::{self, request_id};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::law::Right;
use domain::request::{RequestId, Transition, Write};

impl Store {
    /// What a change does to the marker.
    pub(crate) fn standing(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let was_active_for = match transition.write {
            Write::Create => None,
            Write::Update { was_active_for, .. } => was_active_for,
        };
        let stands = request.was_active_for();
        let Some(contact) = request.person.contact() else {
            return Ok(None);
        };
        let pk = |right| schema::standing_pk(&self.keys.of(contact), right);
        Ok(match (was_active_for, stands) {
            (None, Some(right)) => {
                let mut marker = item(pk(right), "STANDING");
                marker.insert("request".to_owned(), text(request.id.to_string()));
                marker.insert("kind".to_owned(), text(contact.kind().as_str()));
                let sha256 = HEXLOWER.encode(&contact.sha256());
                marker.insert("sha256".to_owned(), text(sha256));
                Some(self.put_new(marker)?)
            }
            (Some(right), None) => Some(self.delete(pk(right), "STANDING")?),
            (Some(_), Some(_)) | (None, None) => None,
        })
    }

    /// While items move to a new index key, a marker that ends may still stand under the old one.
    pub(crate) fn stood_under_older_key(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let Write::Update { was_active_for, .. } = transition.write else {
            return Ok(None);
        };
        let older = request
            .person
            .contact()
            .and_then(|of| self.keys.older_of(of));
        match (was_active_for, older) {
            (Some(right), Some(older)) if request.was_active_for().is_none() => self
                .delete(schema::standing_pk(&older, right), "STANDING")
                .map(Some),
            _ => Ok(None),
        }
    }

    /// The request that stands for this person and right, if one does.
    pub(crate) async fn standing_request(
        &self,
        index_key: &str,
        right: Right,
    ) -> Result<Option<RequestId>, StoreError> {
        let marker = self
            .get(schema::standing_pk(index_key, right), "STANDING")
            .await?;
        marker.map(|marker| marked_request(&marker)).transpose()
    }
}

/// The request that a marker names.
pub(crate) fn marked_request(marker: &Item) -> Result<RequestId, StoreError> {
    text_of(marker, "request")
        .and_then(request_id)
        .ok_or(StoreError::Unreadable { kind: "marker" })
}
