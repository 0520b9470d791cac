//! Notes of earlier responses to a person, for the denials that are based on them: too many requests in the free
//! period, or the same request without new information. Each response is one small item with the HMAC and the SHA-256 of
//! the person's contact. It is deleted with the person, and expires when no law counts the response any more.

use crate::table::items::{item, number, text, value, with_value};
use crate::table::schema::EXPIRES;
use crate::table::{Table, keys};
use crate::{PartPage, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::law::{Right, VerifiableRight};
use domain::request::{EarlierResponse, Request, Transition, Write};
use jiff::SignedDuration;

/// How long a response is counted: twelve months, and the days that a request can wait for its own response.
const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(24 * (366 + 90));

impl Table {
    /// Only rights whose denial can be based on earlier responses are read. There is one note per closed request, and a person
    /// has one request per right at a time, so a year's notes fit in a page.
    pub(crate) async fn earlier_responses(
        &self,
        request: &Request,
    ) -> Result<PartPage<EarlierResponse>, StoreError> {
        let counted: &[VerifiableRight] = match request.right() {
            Some(Right::Verifiable(VerifiableRight::Know | VerifiableRight::KnowCategories)) => {
                &[VerifiableRight::Know, VerifiableRight::KnowCategories]
            }
            Some(Right::Verifiable(VerifiableRight::Correct)) => &[VerifiableRight::Correct],
            _ => &[],
        };
        let mut earlier = PartPage {
            found: Vec::new(),
            unreadable: 0,
            next: None,
        };
        for pk in self.responded_pks(request, counted) {
            for stored in self.items_with_prefix(pk, "").await? {
                match value(&stored, "response") {
                    Ok(response) => earlier.found.push(response),
                    Err(_) => earlier.unreadable += 1,
                }
            }
        }
        Ok(earlier)
    }

    /// Returns the operation that stores a note, if the transition closes the request with a response.
    pub(crate) fn response_note(
        &self,
        transition: &Transition,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let request = &transition.request;
        let was_active_for = matches!(
            transition.write,
            Write::Update {
                was_active_for: Some(_),
                ..
            }
        );
        let (Some(contact), Some(response)) =
            (request.person.contact(), request.earlier_response())
        else {
            return Ok(None);
        };
        if !was_active_for || request.is_active() {
            return Ok(None);
        }
        let right = Right::Verifiable(response.right).as_str();
        let pk = keys::responded_pk(&self.keys.of(contact), right);
        let mut stored = with_value(item(pk, responded_sk(request)), "response", &response)?;
        let expires = response.at.saturating_add(COUNTED_FOR);
        let expires = expires.map_err(|_| StoreError::Corrupt { kind: "response" })?;
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
        stored.insert("kind".to_owned(), text(contact.kind().as_str()));
        let sha256 = HEXLOWER.encode(&contact.sha256());
        stored.insert("sha256".to_owned(), text(sha256));
        self.put(stored).map(Some)
    }

    /// Returns the operations that delete a request's note.
    pub(crate) fn delete_response_note(
        &self,
        request: &Request,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let right = request.earlier_response().map(|response| response.right);
        let pks = self.responded_pks(request, right.as_slice());
        let sk = responded_sk(request);
        pks.into_iter().map(|pk| self.delete(pk, &sk)).collect()
    }

    /// Returns the partition keys of a person's notes for these rights, under the current and the older index key.
    fn responded_pks(&self, request: &Request, rights: &[VerifiableRight]) -> Vec<String> {
        let Some(contact) = request.person.contact() else {
            return Vec::new();
        };
        let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
        let of_key = |key: String| {
            let name = |right: &VerifiableRight| Right::Verifiable(*right).as_str();
            let pk = |right| keys::responded_pk(&key, name(right));
            rights.iter().map(pk).collect::<Vec<_>>()
        };
        keys.flat_map(of_key).collect()
    }
}

fn responded_sk(request: &Request) -> String {
    keys::request_pk(request.id)
}
