//! What was answered to a person before, for the few denials that stand on it: more often than is free, or the same
//! again without news. One small item for each answer, which names nobody and expires when no law counts it any more.

use crate::StoreError;
use crate::table::items::{item, number, text, value, with_value};
use crate::table::schema::EXPIRES;
use crate::table::{Table, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::law::{Right, VerifiableRight};
use domain::request::{EarlierResponse, Request, Transition, Write};
use jiff::SignedDuration;

/// For how long an answer is counted at the most: twelve months, and the days that a request may wait for its own.
const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(24 * (366 + 90));

impl Table {
    /// What was answered before to whoever made this request, where a denial of it could stand on that.
    pub(crate) async fn earlier_responses(
        &self,
        request: &Request,
    ) -> Result<Vec<EarlierResponse>, StoreError> {
        let counted: &[VerifiableRight] = match request.right() {
            Some(Right::Verifiable(VerifiableRight::Know | VerifiableRight::KnowCategories)) => {
                &[VerifiableRight::Know, VerifiableRight::KnowCategories]
            }
            Some(Right::Verifiable(VerifiableRight::Correct)) => &[VerifiableRight::Correct],
            _ => &[],
        };
        let mut earlier = Vec::new();
        for pk in self.responded_pks(request, counted) {
            for stored in self.items_with_prefix(pk, "").await? {
                earlier.push(value(&stored, "answer")?);
            }
        }
        Ok(earlier)
    }

    /// The operation that notes an answer for later requests, if the change gives one.
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
        let (Some(contact), Some(answered)) =
            (request.person.contact(), request.earlier_response())
        else {
            return Ok(None);
        };
        if !was_active_for || request.is_active() {
            return Ok(None);
        }
        let right = Right::Verifiable(answered.right).as_str();
        let pk = keys::responded_pk(&self.keys.of(contact), right);
        let mut stored = with_value(item(pk, responded_sk(request)), "answer", &answered)?;
        let expires = answered.at.saturating_add(COUNTED_FOR);
        let expires = expires.map_err(|_| StoreError::Corrupt { kind: "answer" })?;
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
        stored.insert("kind".to_owned(), text(contact.kind().as_str()));
        let sha256 = HEXLOWER.encode(&contact.sha256());
        stored.insert("sha256".to_owned(), text(sha256));
        self.put(stored).map(Some)
    }

    /// The operations by which an answer is noted no longer.
    pub(crate) fn delete_response_note(
        &self,
        request: &Request,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let demand = request.earlier_response().map(|answered| answered.right);
        let pks = self.responded_pks(request, demand.as_slice());
        let sk = responded_sk(request);
        pks.into_iter().map(|pk| self.delete(pk, &sk)).collect()
    }

    /// Where answers to these demands of a person are noted, under the current key and the one before.
    fn responded_pks(&self, request: &Request, demands: &[VerifiableRight]) -> Vec<String> {
        let Some(contact) = request.person.contact() else {
            return Vec::new();
        };
        let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
        let of_key = |key: String| {
            let right = |demand: &VerifiableRight| Right::Verifiable(*demand).as_str();
            let pk = |demand| keys::responded_pk(&key, right(demand));
            demands.iter().map(pk).collect::<Vec<_>>()
        };
        keys.flat_map(of_key).collect()
    }
}

fn responded_sk(request: &Request) -> String {
    keys::request_pk(request.id)
}
