//! A change as the operations of one transaction.

use crate::commit::Part;
use crate::item::{Item, due, item, number, with_value};
use crate::owed::{LetterState, letter_item};
use crate::place::Place;
use crate::schema::{self, DueKind};
use crate::suppression::Look;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::request::{Change, Effect, Request};

impl Store {
    /// The change as operations of a transaction that does more.
    pub(crate) async fn operations(
        &self,
        change: &Change,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let operations = self.operations_looking(change, Look::OnlyIfNeeded).await?;
        Ok(operations.into_iter().map(|(_, own)| own).collect())
    }

    /// The change as operations, and what each is for. The receipt comes first and the marker second: a second delivery
    /// must be known as such before it is taken for a second request.
    pub(crate) async fn operations_looking(
        &self,
        change: &Change,
        look: Look,
    ) -> Result<Vec<(Part, TransactWriteItem)>, StoreError> {
        let request = &change.request;
        let mut operations = Vec::with_capacity(most_operations(change));
        if let Some(receipt) = &change.receipt {
            let pk = schema::receipt_pk(receipt.reference());
            operations.push((
                Part::Receipt,
                self.put_new(with_value(item(pk, "RECEIPT"), "receipt", receipt)?)?,
            ));
        }
        if let Some(operation) = self.standing(change)? {
            operations.push((Part::Standing, operation));
        }
        if let Some(operation) = self.stood_under_older_key(change)? {
            operations.push((Part::Rest, operation));
        }
        let stored = request_item(request)?;
        operations.push((
            Part::Request,
            match change.effect {
                Effect::Opens => self.put_new(stored)?,
                Effect::Moves { from, .. } => self.put_over(stored, from)?,
            },
        ));
        // Beside a request that opens nothing can be there yet, as its own condition says.
        let add = |item| match change.effect {
            Effect::Opens => self.put(item),
            Effect::Moves { .. } => self.put_new(item),
        };
        operations.push((Part::Rest, add(log_item(change)?)?));
        for letter in &change.letters {
            let owed = letter_item(request.id, letter, LetterState::of(letter), change.entry.at)?;
            operations.push((Part::Rest, add(owed)?));
        }
        for owed in notice_items(change)? {
            operations.push((Part::Rest, add(owed)?));
        }
        let answered = self.noted_as_answered(change)?;
        operations.extend(answered.map(|noted| (Part::Rest, noted)));
        let turns = self
            .turns(&change.suppressions, change.entry.at, look)
            .await?;
        operations.extend(turns.into_iter().map(|turn| (Part::Suppression, turn)));
        Ok(operations)
    }
}

/// The most operations that a transaction holds.
pub(crate) const MOST_OPERATIONS: usize = 100;

/// The most operations that a change makes, whatever is there: a receipt, two markers, the request, its log entry and a
/// note of its answer; and whatever it owes and stops.
pub(crate) fn most_operations(change: &Change) -> usize {
    6 + change.letters.len() + change.notices.len() + change.suppressions.len()
}

/// The request as an item.
fn request_item(request: &Request) -> Result<Item, StoreError> {
    let mut stored = with_value(
        item(schema::request_pk(request.id), "REQUEST"),
        "request",
        request,
    )?;
    stored.insert(schema::VERSION.to_owned(), number(request.version));
    if let Some(place) = Place::of(request) {
        place.put(&mut stored);
    }
    Ok(stored)
}

/// What the log says of the change; an alarm stands in the index until staff were told of it.
fn log_item(change: &Change) -> Result<Item, StoreError> {
    let (id, entry) = (change.request.id, &change.entry);
    let sk = schema::log_sk(change.request.version);
    let stored = with_value(item(schema::request_pk(id), sk), "log entry", entry)?;
    Ok(match entry.event.alarms() {
        true => due(stored, DueKind::Alarm, entry.at, &id.to_string()),
        false => stored,
    })
}

/// The notices that the change owes, due at once.
fn notice_items(change: &Change) -> Result<Vec<Item>, StoreError> {
    let request = &change.request;
    let owed = change.notices.iter().enumerate().map(|(position, notice)| {
        let name = format!("notice {} {position}", request.version);
        let id = request.id.0.child(&name);
        let stored = item(schema::request_pk(request.id), schema::notice_sk(&id));
        let stored = with_value(stored, "notice", notice)?;
        Ok(due(stored, DueKind::Notice, change.entry.at, &id))
    });
    owed.collect()
}
