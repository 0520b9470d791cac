//! A change as the operations of one transaction.

use crate::commit::Part;
use crate::item::{Item, due, item, number, with_value};
use crate::pending::{EmailState, email_item};
use crate::place::Place;
use crate::schema::{self, DueKind};
use crate::suppression::Look;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::request::{Request, Transition, Write};

impl Store {
    /// The change as operations of a transaction that does more.
    pub(crate) async fn operations(
        &self,
        transition: &Transition,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let operations = self
            .operations_looking(transition, Look::OnlyIfNeeded)
            .await?;
        Ok(operations.into_iter().map(|(_, own)| own).collect())
    }

    /// The change as operations, and what each is for. The receipt comes first and the marker second: a second delivery
    /// must be known as such before it is taken for a second request.
    pub(crate) async fn operations_looking(
        &self,
        transition: &Transition,
        look: Look,
    ) -> Result<Vec<(Part, TransactWriteItem)>, StoreError> {
        let request = &transition.request;
        let mut operations = Vec::with_capacity(most_operations(transition));
        if let Some(receipt) = &transition.receipt {
            let pk = schema::receipt_pk(receipt.reference());
            operations.push((
                Part::Receipt,
                self.put_new(with_value(item(pk, "RECEIPT"), "receipt", receipt)?)?,
            ));
        }
        if let Some(operation) = self.standing(transition)? {
            operations.push((Part::Standing, operation));
        }
        if let Some(operation) = self.stood_under_older_key(transition)? {
            operations.push((Part::Rest, operation));
        }
        let stored = request_item(request)?;
        operations.push((
            Part::Request,
            match transition.write {
                Write::Create => self.put_new(stored)?,
                Write::Update { from, .. } => self.put_over(stored, from)?,
            },
        ));
        // Beside a request that opens nothing can be there yet, as its own condition says.
        let add = |item| match transition.write {
            Write::Create => self.put(item),
            Write::Update { .. } => self.put_new(item),
        };
        operations.push((Part::Rest, add(log_item(transition)?)?));
        for email in &transition.emails {
            let pending = email_item(
                request.id,
                email,
                EmailState::of(email),
                transition.entry.at,
            )?;
            operations.push((Part::Rest, add(pending)?));
        }
        for pending in notification_items(transition)? {
            operations.push((Part::Rest, add(pending)?));
        }
        let answered = self.noted_as_answered(transition)?;
        operations.extend(answered.map(|noted| (Part::Rest, noted)));
        let turns = self
            .turns(&transition.suppressions, transition.entry.at, look)
            .await?;
        operations.extend(turns.into_iter().map(|turn| (Part::Suppression, turn)));
        Ok(operations)
    }
}

/// The most operations that a transaction holds.
pub(crate) const MOST_OPERATIONS: usize = 100;

/// The most operations that a change makes, whatever is there: a receipt, two markers, the request, its log entry and a
/// note of its answer; and whatever it owes and stops.
pub(crate) fn most_operations(transition: &Transition) -> usize {
    6 + transition.emails.len() + transition.notifications.len() + transition.suppressions.len()
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
fn log_item(transition: &Transition) -> Result<Item, StoreError> {
    let (id, entry) = (transition.request.id, &transition.entry);
    let sk = schema::log_sk(transition.request.version);
    let stored = with_value(item(schema::request_pk(id), sk), "log entry", entry)?;
    Ok(match entry.event.alarms() {
        true => due(stored, DueKind::Alarm, entry.at, &id.to_string()),
        false => stored,
    })
}

/// The notifications that the change owes, due at once.
fn notification_items(transition: &Transition) -> Result<Vec<Item>, StoreError> {
    let request = &transition.request;
    let pending = transition
        .notifications
        .iter()
        .enumerate()
        .map(|(position, notification)| {
            let name = format!("notification {} {position}", request.version);
            let id = request.id.0.child(&name);
            let stored = item(schema::request_pk(request.id), schema::notification_sk(&id));
            let stored = with_value(stored, "notification", notification)?;
            Ok(due(
                stored,
                DueKind::PartnerNotification,
                transition.entry.at,
                &id,
            ))
        });
    pending.collect()
}
