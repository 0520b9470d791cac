//! A pass through the table that moves items from the older index key to the current one.
//!
//! Suppressions, uniqueness guards, notes of earlier responses and the search store the kind and SHA-256 of their identifier. For
//! a guard in an earlier format the request has the identifier, and for a held email the email has it. Each move is
//! one transaction, so it can be interrupted, repeated, and run during intake, which reads under both keys. Rate
//! counters are not moved: they expire within two weeks, and are counted until then.

use crate::outbox::email::read as read_email;
use crate::outbox::summary::{EMAIL_PK, EMAIL_SK};
use crate::requests::uniqueness::GUARD;
use crate::suppression::{SUPPRESSION, merged, record_unchanged};
use crate::table::items::{Item, number_of, primary_key, text, text_of};
use crate::table::retry::pauses;
use crate::table::schema::{EXPIRES, PK, SK};
use crate::table::{Table, keys, schema};
use crate::{EmailState, Rekeying, Stop, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem};
use data_encoding::HEXLOWER;
use domain::outbound_email::Addressee;
use domain::person::{Identifier, IdentifierKind};
use jiff::Timestamp;
use jiff::civil::Date;

impl Table {
    /// Moves one page, or the part of it until `stop`. At the end of a pass, records `today` and what the pass found. An
    /// item that can't be parsed is counted and stays under the older key.
    pub(crate) async fn rekey_page(
        &self,
        rekeying: &mut Rekeying,
        now: Timestamp,
        today: Date,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError> {
        let after = rekeying.after.clone().map(|(pk, sk)| primary_key(pk, sk));
        let mut scan = self
            .client
            .scan()
            .table_name(&self.name)
            .set_exclusive_start_key(after)
            .filter_expression(
                "begins_with(#pk, :suppression) OR begins_with(#pk, :standing) \
                 OR begins_with(#pk, :held) OR begins_with(#pk, :answered) \
                 OR begins_with(#pk, :pace) OR begins_with(#pk, :search)",
            )
            .projection_expression("#pk, #sk, #expires")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_names("#expires", EXPIRES);
        for (name, start) in [
            (":suppression", keys::identifier_pk("")),
            (":standing", keys::ACTIVE.to_owned()),
            (":held", keys::held_pk("")),
            (":answered", keys::RESPONDED.to_owned()),
            (":pace", keys::rate_pk("")),
            (":search", keys::SEARCH.to_owned()),
        ] {
            scan = scan.expression_attribute_values(name, text(start));
        }
        let page = scan.send().await.map_err(|error| StoreError::of(&error))?;
        for row in page.items() {
            let (Some(pk), Some(sk)) = (text_of(row, PK), text_of(row, SK)) else {
                continue;
            };
            let mut parts = pk.split('#');
            let (Some(what), Some(index_key)) = (parts.next(), parts.next()) else {
                continue;
            };
            let expires = number_of(row, EXPIRES).unwrap_or(u64::MAX);
            let expired = i64::try_from(expires).is_ok_and(|at| at < now.as_second());
            if !self.keys.is_older(index_key) || expired {
                continue;
            }
            if stop() {
                return Ok(false);
            }
            let right = parts.next().unwrap_or_default();
            let moved = match what {
                "IDENTIFIER" => self.move_suppression(pk, now).await,
                "ACTIVE" => self.move_guard(pk, index_key).await,
                "HELD" => self.move_held(pk, sk).await,
                "RESPONDED" => self.move_response(pk, sk, right).await,
                "PERSON" => self.move_search(pk, sk).await,
                _ => {
                    rekeying.expiring += 1;
                    Ok(false)
                }
            };
            match moved {
                Ok(moved) => rekeying.moved += u64::from(moved),
                Err(StoreError::Corrupt { .. }) => rekeying.unreadable += 1,
                // A busy item stays under the older key until the next pass.
                Err(StoreError::Contended) => {}
                Err(error) => return Err(error),
            }
            rekeying.found += 1;
            rekeying.after = Some((pk.to_owned(), sk.to_owned()));
        }
        rekeying.after = page
            .last_evaluated_key()
            .and_then(|key| Some((text_of(key, PK)?.to_owned(), text_of(key, SK)?.to_owned())));
        let last = rekeying.after.is_none();
        if last {
            rekeying.counted = Some((today, rekeying.found));
        }
        Ok(last)
    }

    /// Moves an identifier's suppression to the current key, before a change ends it.
    pub(crate) async fn move_older(
        &self,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(older) = self.keys.older_of(identifier) {
            self.move_suppression(&keys::identifier_pk(&older), now)
                .await?;
        }
        Ok(())
    }

    async fn move_suppression(&self, older: &str, now: Timestamp) -> Result<bool, StoreError> {
        for pause in pauses() {
            let Some(stored) = self.get(older.to_owned(), SUPPRESSION).await? else {
                return Ok(false);
            };
            let corrupt = StoreError::Corrupt {
                kind: "suppression",
            };
            let current = self.current_key_of(&stored).ok_or(corrupt)?;
            let there = self.get(keys::identifier_pk(&current), SUPPRESSION).await?;
            let moved = merged(&stored, there.as_ref(), &current, now);
            let (condition, values) = record_unchanged(there.as_ref());
            let put = Put::builder()
                .table_name(&self.name)
                .set_item(Some(moved))
                .condition_expression(condition)
                .set_expression_attribute_values(values)
                .build()
                .map_err(StoreError::request)?;
            let operations = vec![
                TransactWriteItem::builder().put(put).build(),
                self.delete_if(older, SUPPRESSION, record_unchanged(Some(&stored)))?,
            ];
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// Moves the guard of an active request. Deletes a guard whose request is no longer active.
    async fn move_guard(&self, older: &str, index_key: &str) -> Result<bool, StoreError> {
        for pause in pauses() {
            let Some(stored) = self.get(older.to_owned(), GUARD).await? else {
                return Ok(false);
            };
            let id = crate::requests::uniqueness::guarded_request(&stored)?;
            let request = self.request(id).await?;
            let active = request.and_then(|request| {
                let of = request.was_active_for()?;
                (keys::active_pk(index_key, of) == older).then_some((of, request))
            });
            let mut operations = vec![self.delete(older.to_owned(), GUARD)?];
            if let Some((of, request)) = active {
                let contact = request.person.contact();
                let key = self.current_key_of(&stored);
                let key = key.or_else(|| contact.map(|contact| self.keys.of(contact)));
                let corrupt = StoreError::Corrupt {
                    kind: "uniqueness guard",
                };
                let pk = keys::active_pk(&key.ok_or(corrupt)?, of);
                if self.get(pk.clone(), GUARD).await?.is_none() {
                    let mut moved = stored.clone();
                    moved.insert(PK.to_owned(), text(pk));
                    operations.push(self.put_new(moved)?);
                    operations.push(self.request_unchanged(&request)?);
                }
            }
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// Moves the pointer to an email that is held for an address. Deletes a pointer to an email that isn't held, and the
    /// pointer to the open summary: its summary leaves in any case.
    async fn move_held(&self, older: &str, sk: &str) -> Result<bool, StoreError> {
        let Some(stored) = self.get(older.to_owned(), sk).await? else {
            return Ok(false);
        };
        if !sk.starts_with(keys::EMAIL) {
            self.delete_item(&stored).await?;
            return Ok(true);
        }
        let email = match (text_of(&stored, EMAIL_PK), text_of(&stored, EMAIL_SK)) {
            (Some(pk), Some(sk)) => self.get(pk.to_owned(), sk).await?,
            _ => None,
        };
        let email = email.as_ref().map(read_email).transpose()?;
        let held = email.filter(|email| email.state == EmailState::Held);
        let address = held.and_then(|held| match held.content.first().map(|first| &first.to) {
            Some(Addressee::Email(address)) => Some(Identifier::Email(address.clone())),
            _ => None,
        });
        let mut operations = vec![self.delete(older.to_owned(), sk)?];
        if let Some(address) = address {
            let mut moved = stored.clone();
            moved.insert(PK.to_owned(), text(keys::held_pk(&self.keys.of(&address))));
            operations.push(self.put_new(moved)?);
        }
        // If the put fails, the pointer was moved before. The email becomes due in any case.
        Ok(self.transact(operations).await?.is_none())
    }

    /// Moves the note of an earlier response.
    async fn move_response(&self, older: &str, sk: &str, right: &str) -> Result<bool, StoreError> {
        let Some(mut moved) = self.get(older.to_owned(), sk).await? else {
            return Ok(false);
        };
        let corrupt = StoreError::Corrupt { kind: "response" };
        let key = self.current_key_of(&moved).ok_or(corrupt)?;
        moved.insert(PK.to_owned(), text(keys::responded_pk(&key, right)));
        let operations = vec![self.delete(older.to_owned(), sk)?, self.put_new(moved)?];
        Ok(self.transact(operations).await?.is_none())
    }

    /// Derives the current index key from the identifier's kind and hash on an item.
    fn current_key_of(&self, stored: &Item) -> Option<String> {
        let kind = IdentifierKind::stored(text_of(stored, "kind")?)?;
        let sha256 = HEXLOWER
            .decode(text_of(stored, "sha256")?.as_bytes())
            .ok()?;
        Some(self.keys.of_hash(kind, &sha256.try_into().ok()?))
    }

    /// Returns the condition that a request has not changed since it was read.
    pub(crate) fn request_unchanged(
        &self,
        request: &domain::request::Request,
    ) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .key(PK, text(keys::request_pk(request.id)))
            .key(SK, text("REQUEST"))
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", schema::VERSION)
            .expression_attribute_values(":seen", AttributeValue::N(request.version.to_string()))
            .build()
            .map_err(StoreError::request)?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }
}
