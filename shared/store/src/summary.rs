//! Letters that are held back for an address, and the summary in which they leave together.

use crate::item::{finish, item, text, text_of};
use crate::owed::post_item;
use crate::pauses::pauses;
use crate::schema::{self, DueKind, SK};
use crate::{LetterKey, LetterState, OwedLetter, Post, Store, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::letter::Letter;
use domain::person::Identifier;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Store {
    /// Holds a letter back until `until`, when it leaves in a summary with the others for this address.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn hold(
        &self,
        letter: &OwedLetter,
        address: &Identifier,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let key = &letter.key;
        let mut pointer = item(schema::held_pk(&self.keys.of(address)), key.sk.clone());
        pointer.insert("letter_pk".to_owned(), text(&key.pk));
        let put = self.put(pointer)?;
        let update = self
            .moved(key, LetterState::Held, "", "SET #kind = :kind, #at = :at, ")
            .expression_attribute_values(
                ":kind",
                text(DueKind::Letter.partition_of(key.letter_id())),
            )
            .expression_attribute_values(":at", text(schema::due_at(until, key.letter_id())));
        self.write_letter(vec![finish(update)?, put]).await
    }

    /// Puts one owed summary in the place of the letters that are held for this address, `due` among them.
    /// What doesn't fit in one transaction is left for the next summary.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: the letters stay held.
    pub async fn summarise(
        &self,
        due: &OwedLetter,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        /// Two operations each and one for the summary stay under the 100 of a transaction.
        const MOST: usize = 40;
        let held_pk = schema::held_pk(&self.keys.of(address));
        let mut held = self.held(&held_pk, &due.key, MOST).await?;
        held.insert(0, due.clone());
        let letters: Vec<Letter> = held
            .iter()
            .filter_map(|letter| match &letter.post {
                Post::One(letter) => Some(letter.clone()),
                Post::Summary(_) | Post::Staff { .. } | Post::Partner { .. } => None,
            })
            .collect();
        let receipt = letters.first().ok_or(StoreError::Gone)?.receipt;
        let key = LetterKey {
            pk: due.key.pk.clone(),
            sk: schema::letter_sk(&summary_id(receipt, &due.key)),
        };
        let post = Post::Summary(letters);
        let mut summary = post_item(key.clone(), &post, LetterState::Owed, now)?;
        let others: BTreeSet<String> = held
            .iter()
            .filter_map(|letter| letter.key.request())
            .filter(|request| Some(*request) != due.key.request())
            .map(str::to_owned)
            .collect();
        if !others.is_empty() {
            let others = AttributeValue::Ss(others.into_iter().collect());
            summary.insert("also".to_owned(), others);
        }
        let mut operations = vec![self.put_new(summary)?];
        for letter in &held {
            // By this the summary is found again when the request of one of its letters is forgotten.
            let set = "SET summary_pk = :summary_pk, summary_sk = :summary_sk, ";
            let summarised = LetterState::Summarised;
            let update = self
                .moved(&letter.key, summarised, "REMOVE #kind, #at", set)
                .expression_attribute_values(":summary_pk", text(&key.pk))
                .expression_attribute_values(":summary_sk", text(&key.sk));
            operations.push(finish(update)?);
            operations.push(self.delete(held_pk.clone(), &letter.key.sk)?);
        }
        self.write_letter(operations).await
    }

    async fn held(
        &self,
        held_pk: &str,
        but: &LetterKey,
        most: usize,
    ) -> Result<Vec<OwedLetter>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(held_pk))
            .consistent_read(true)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        let mut held = Vec::new();
        for pointer in page.items() {
            let (Some(pk), Some(sk)) = (text_of(pointer, "letter_pk"), text_of(pointer, SK)) else {
                continue;
            };
            let key = LetterKey {
                pk: pk.to_owned(),
                sk: sk.to_owned(),
            };
            if key != *but {
                held.extend(
                    self.letter(&key)
                        .await?
                        .filter(|letter| letter.state == LetterState::Held),
                );
            }
        }
        Ok(held)
    }

    /// Takes a letter of a request that is forgotten out of the summary that it left in. The summary stays for the
    /// others that it tells of; with the last one it goes.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: it may be done again.
    pub(crate) async fn leave_summary(
        &self,
        letter: &OwedLetter,
        request: RequestId,
    ) -> Result<(), StoreError> {
        let (Some(key), Some(own)) = (&letter.summary, letter.post.first()) else {
            return Ok(());
        };
        for pause in pauses() {
            let summary = self.letter(key).await?;
            let Some(Post::Summary(letters)) = summary.as_ref().map(|summary| &summary.post) else {
                return Ok(());
            };
            let Some(at) = letters.iter().position(|letter| letter.id == own.id) else {
                return Ok(());
            };
            if letters.len() == 1 {
                return self.drop_item(&item(key.pk.clone(), key.sk.clone())).await;
            }
            let place = format!("#value.#summary[{at}]");
            let leave = format!("REMOVE {place} DELETE also :request");
            let update = self
                .update(key.pk.clone(), key.sk.clone(), leave)
                .condition_expression(format!("{place}.#id = :id"))
                .expression_attribute_names("#value", crate::item::VALUE)
                .expression_attribute_names("#summary", "summary")
                .expression_attribute_names("#id", "id")
                .expression_attribute_values(":id", text(&own.id))
                .expression_attribute_values(
                    ":request",
                    AttributeValue::Ss(vec![request.to_string()]),
                );
            if self.transact(vec![finish(update)?]).await?.is_none() {
                return Ok(());
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }
}

/// A summary's id: made from the letter that came due, so that it is owed once.
fn summary_id(receipt: ReceiptId, due: &LetterKey) -> String {
    receipt.child(&format!("summary {}", due.letter_id()))
}
