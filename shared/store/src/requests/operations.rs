//! Turns a transition into the operations of one transaction.

use super::conflict::Part;
use crate::StoreError;
use crate::due::entry::IndexEntry;
use crate::due::kind::DueKind;
use crate::outbox::email::{EmailState, email_item};
use crate::queue::entry::QueueEntry;
use crate::search::SearchPlace;
use crate::suppression::SuppressionRead;
use crate::table::Table;
use crate::table::items::{Item, due, item, number, with_value};
use crate::table::keys;
use crate::table::schema::VERSION;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::Receipt;
use domain::request::{Request, Transition, Write};
use domain::search::SearchChange;

impl Table {
    /// Returns the operations of a transition, for a transaction that also writes other things.
    pub(crate) async fn operations(
        &self,
        transition: &Transition,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let operations = self
            .operations_reading(transition, SuppressionRead::WhenNeeded)
            .await?;
        Ok(operations
            .into_iter()
            .map(|(_, operation)| operation)
            .collect())
    }

    /// Returns the operations of a transition, each with its purpose.
    pub(crate) async fn operations_reading(
        &self,
        transition: &Transition,
        read: SuppressionRead,
    ) -> Result<Vec<(Part, TransactWriteItem)>, StoreError> {
        let request = &transition.request;
        let mut operations = Vec::with_capacity(max_operations(transition));
        if let Some(receipt) = &transition.receipt {
            operations.push((Part::Receipt, self.put_receipt(receipt)?));
        }
        if let Some(operation) = self.put_guard(transition)? {
            operations.push((Part::Guard, operation));
        }
        let released = self.release_guard(transition)?;
        operations.extend(
            released
                .into_iter()
                .map(|operation| (Part::Other, operation)),
        );
        let stored = request_item(request)?;
        operations.push((
            Part::Request,
            match transition.write {
                Write::Create => self.put_new(stored)?,
                Write::Update { from, .. } => self.put_over(stored, from)?,
            },
        ));
        // A new request's other items can't exist yet: the condition on the request covers them.
        let add = |item| match transition.write {
            Write::Create => self.put(item),
            Write::Update { .. } => self.put_new(item),
        };
        operations.push((Part::Other, add(log_item(transition)?)?));
        for email in &transition.emails {
            let state = EmailState::of(email);
            let pending = email_item(request.id, email, state, transition.entry.at)?;
            operations.push((Part::Other, add(pending)?));
        }
        for pending in notification_items(transition)? {
            operations.push((Part::Other, add(pending)?));
        }
        let found_at = SearchPlace::of_request(request);
        for operation in self.search_operations(&transition.search, &found_at)? {
            operations.push((Part::Other, operation));
        }
        let response = self.response_note(transition)?;
        operations.extend(response.map(|note| (Part::Other, note)));
        let suppressions = self
            .suppression_operations(&transition.suppressions, transition.entry.at, read)
            .await?;
        operations.extend(
            suppressions
                .into_iter()
                .map(|operation| (Part::Suppression, operation)),
        );
        Ok(operations)
    }

    /// Returns the operation that stores a new receipt.
    pub(crate) fn put_receipt(&self, receipt: &Receipt) -> Result<TransactWriteItem, StoreError> {
        let stored = item(keys::receipt_pk(receipt.reference()), "RECEIPT");
        self.put_new(with_value(stored, "receipt", receipt)?)
    }
}

/// Returns an upper bound of a transition's operations: its receipt, three guards, the request, the log entry and the
/// note of its response; its emails, notifications and suppressions; and its changes of the search, which can be under two
/// index keys.
pub(crate) fn max_operations(transition: &Transition) -> usize {
    let SearchChange { added, removed } = &transition.search;
    let written = [
        transition.emails.len(),
        transition.notifications.len(),
        transition.suppressions.len(),
        added.len(),
        2 * removed.len(),
    ];
    7 + written.into_iter().sum::<usize>()
}

fn request_item(request: &Request) -> Result<Item, StoreError> {
    let mut stored = with_value(
        item(keys::request_pk(request.id), "REQUEST"),
        "request",
        request,
    )?;
    stored.insert(VERSION.to_owned(), number(request.version));
    if let Some(entry) = IndexEntry::of(request) {
        entry.put(&mut stored);
    }
    if let Some(entry) = QueueEntry::of(request) {
        entry.put(&mut stored);
    }
    Ok(stored)
}

/// Builds the log entry's item. An alarm stays in the index until staff are alerted to it.
fn log_item(transition: &Transition) -> Result<Item, StoreError> {
    let (id, entry) = (transition.request.id, &transition.entry);
    let sk = keys::log_sk(transition.request.version);
    let stored = with_value(item(keys::request_pk(id), sk), "log entry", entry)?;
    Ok(match entry.event.alarms() {
        true => due(stored, DueKind::Alarm, entry.at, &id.to_string()),
        false => stored,
    })
}

/// Builds the items of the transition's notifications, due immediately.
fn notification_items(transition: &Transition) -> Result<Vec<Item>, StoreError> {
    let request = &transition.request;
    let pending = transition
        .notifications
        .iter()
        .enumerate()
        .map(|(position, notification)| {
            let name = format!("notification {} {position}", request.version);
            let id = request.id.0.child(&name);
            let stored = item(keys::request_pk(request.id), keys::notification_sk(&id));
            let stored = with_value(stored, "notification", notification)?;
            Ok(due(stored, DueKind::Notification, transition.entry.at, &id))
        });
    pending.collect()
}
