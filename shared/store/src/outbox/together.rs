//! Emails that one email replaces: the receipts of one message, and the receipt of a request that is done at once.
//!
//! Each submission of a message stores its own receipt email, in the transaction that stores the submission. The sender that
//! finds all of them replaces them by one summary. It counts as one email. If the address has no room for it, each of them
//! is held like any other email.

use crate::outbox::email::{EmailState, OutboxItem, PendingEmail, STARTED, read};
use crate::outbox::summary::Summary;
use crate::table::items::{Item, VALUE, text, value};
use crate::table::operations::finish;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::transactions::condition_failed;
use crate::table::{Table, keys};
use crate::{Budget, EmailKey, StoreError};
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::calendar::Calendar;
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::partner::Partners;
use domain::person::Identifier;
use domain::receipt::{Receipt, ReceiptId};
use jiff::{SignedDuration, Timestamp};
use std::ops::ControlFlow;

/// How long an email waits before it looks again for the others of its message.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(30);

/// The next step of a receipt email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinDecision {
    /// No other email is about the same message.
    Alone,
    /// The others are not stored yet. It waits until this time.
    Wait(Timestamp),
    /// A pending summary replaces it and the others.
    Joined,
    /// The address got an email of the same kind about the same request today.
    Covered,
    /// The address has no room until this time.
    Hold(Timestamp),
}

/// An email of the same message.
enum Companion {
    /// Its submission is not stored yet.
    Missing,
    /// It can leave with the others.
    Pending(Box<PendingEmail>),
    /// It has left, or leaves in another way, or its submission needs no email.
    Elsewhere,
}

impl Table {
    pub(crate) async fn join_message(
        &self,
        email: &PendingEmail,
        address: &Identifier,
        partners: Option<&Partners>,
        now: Timestamp,
        budget: Budget,
    ) -> Result<JoinDecision, StoreError> {
        let OutboxItem::Single(own) = &email.content else {
            return Ok(JoinDecision::Alone);
        };
        let Some(together) = own.together.as_ref().filter(|_| !email.counted) else {
            return Ok(JoinDecision::Alone);
        };
        let mut joined = Vec::new();
        let mut is_complete = true;
        for receipt in &together.receipts {
            if *receipt == own.receipt {
                continue;
            }
            match self.companion(*receipt, own).await? {
                Companion::Missing => is_complete = false,
                Companion::Pending(companion) => joined.push(*companion),
                Companion::Elsewhere => {}
            }
        }
        // The own email is read last: if another sender has joined the others, it has joined this one, too.
        match self.email(&email.key).await? {
            Some(stored) if stored.state == EmailState::Pending => joined.push(stored),
            _ => return Err(StoreError::Changed),
        }
        if !is_complete && now < together.until {
            return Ok(JoinDecision::Wait((now + LOOK_AGAIN).min(together.until)));
        }
        let place = |email: &PendingEmail| {
            let own = email.content.first().map(|email| email.receipt);
            together.receipts.iter().position(|of| Some(*of) == own)
        };
        joined.sort_by_key(place);
        if let Some(partners) = partners {
            let today = Calendar::California.date_of(now);
            for email in &mut joined {
                if let OutboxItem::Single(email) = &mut email.content {
                    email.no_partners |= email.concerns_no_partner(partners, today);
                }
            }
        }
        self.join_all(email, joined, address, now, budget).await
    }

    /// Replaces these emails by a summary that is counted as one email.
    async fn join_all(
        &self,
        email: &PendingEmail,
        mut joined: Vec<PendingEmail>,
        address: &Identifier,
        now: Timestamp,
        budget: Budget,
    ) -> Result<JoinDecision, StoreError> {
        let counters = self.counters(address, now);
        let hold = async || {
            let room = self.next_room(&counters, budget).await?;
            Ok(JoinDecision::Hold(counters.until(room, email.last_day())))
        };
        while joined.len() > 1 {
            // Emails that are held leave first.
            if self.holds_any(address).await? {
                return hold().await;
            }
            let summary = Summary::of(&joined)?;
            let mut operations = Vec::new();
            for email in &joined {
                operations.push(self.once_a_day(&counters, email)?);
            }
            operations.extend(self.count(&counters, Some(budget))?);
            operations.push(self.put_new(summary.item(now)?)?);
            for email in &joined {
                operations.push(self.join_one(email, &summary.key)?);
            }
            let Some(reasons) = self.transact(operations).await? else {
                return Ok(JoinDecision::Joined);
            };
            let (covered, others) = reasons.split_at(joined.len().min(reasons.len()));
            if let Some(nth) = covered.iter().position(condition_failed) {
                if joined.remove(nth).key == email.key {
                    return Ok(JoinDecision::Covered);
                }
                continue;
            }
            return match others.iter().take(2).any(condition_failed) {
                true => hold().await,
                // Another sender has joined them, or one of them leaves in another way.
                false => Err(StoreError::Changed),
            };
        }
        Ok(JoinDecision::Alone)
    }

    /// Reads the receipt email of another submission of the same message.
    async fn companion(
        &self,
        receipt: ReceiptId,
        own: &OutboundEmail,
    ) -> Result<Companion, StoreError> {
        let stored = self.get(keys::receipt_pk(receipt.reference()), "RECEIPT");
        let Some(stored) = stored.await? else {
            return Ok(Companion::Missing);
        };
        let stored: Receipt = value(&stored, "receipt")?;
        let id = OutboundEmail::receipt_email_id(&receipt);
        let email = self.email(&EmailKey::new(stored.request, &id)).await?;
        let waits = |email: &PendingEmail| {
            email.state == EmailState::Pending
                && !email.started
                && !email.counted
                && !email.released
                && email.content.first().is_some_and(|of| of.to == own.to)
        };
        Ok(match email.filter(waits) {
            Some(email) => Companion::Pending(Box::new(email)),
            None => Companion::Elsewhere,
        })
    }

    /// Returns the operation that marks a pending email as part of the summary.
    fn join_one(
        &self,
        email: &PendingEmail,
        summary: &EmailKey,
    ) -> Result<TransactWriteItem, StoreError> {
        let no_partners = matches!(&email.content, OutboxItem::Single(email) if email.no_partners);
        let flag = match no_partners {
            true => "#value.#single.#no_partners = :no_partners, ",
            false => "",
        };
        // With the summary's key, erasing the request of one of these emails finds the summary.
        let set = format!(
            "SET {flag}summary_pk = :summary_pk, summary_sk = :summary_sk, #state = :summarized \
             REMOVE #kind, #at"
        );
        let mut update = self
            .update(email.key.pk.clone(), email.key.sk.clone(), set)
            .condition_expression("#state = :pending AND attribute_not_exists(#started)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#started", STARTED)
            .expression_attribute_values(":pending", text(EmailState::Pending.as_str()))
            .expression_attribute_values(":summarized", text(EmailState::Summarized.as_str()))
            .expression_attribute_values(":summary_pk", text(&summary.pk))
            .expression_attribute_values(":summary_sk", text(&summary.sk));
        if no_partners {
            update = noting_no_partners(update);
        }
        finish(update)
    }

    pub(crate) async fn note_no_partners(&self, key: &EmailKey) -> Result<(), StoreError> {
        self.write_email(vec![self.no_partners_noted(key)?]).await
    }

    /// Returns the operation that notes on a receipt that no partner has to be notified. It fails if an attempt to send the
    /// receipt has started: a retry must have the same text.
    fn no_partners_noted(&self, key: &EmailKey) -> Result<TransactWriteItem, StoreError> {
        let set = "SET #value.#single.#no_partners = :no_partners";
        let update = self
            .update(key.pk.clone(), key.sk.clone(), set)
            .condition_expression("attribute_exists(#at) AND attribute_not_exists(#started)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#started", STARTED);
        finish(noting_no_partners(update))
    }

    pub(crate) async fn receipt_says_done(&self, done: &PendingEmail) -> Result<bool, StoreError> {
        let (Some(own), Some(request)) = (done.content.first(), done.requests.first()) else {
            return Ok(false);
        };
        let mut receipts = Vec::new();
        let visit = |stored: &Item| {
            if let Ok(email) = read(stored)
                && let OutboxItem::Single(of) = &email.content
                && of.kind == EmailKind::ImmediateRecorded
                && of.to == own.to
            {
                receipts.push((of.received, of.no_partners, email.clone()));
            }
            ControlFlow::Continue(())
        };
        self.walk(*request, keys::EMAIL, true, visit).await?;
        let latest = receipts.into_iter().max_by_key(|(received, ..)| *received);
        let Some((_, says_done, receipt)) = latest else {
            return Ok(false);
        };
        if says_done {
            return Ok(true);
        }
        if receipt.started || !matches!(receipt.state, EmailState::Pending | EmailState::Held) {
            return Ok(false);
        }
        match self.note_no_partners(&receipt.key).await {
            Ok(()) => Ok(true),
            Err(StoreError::Changed) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn noting_no_partners(update: UpdateBuilder) -> UpdateBuilder {
    update
        .expression_attribute_names("#value", VALUE)
        .expression_attribute_names("#single", "single")
        .expression_attribute_names("#no_partners", "no_partners")
        .expression_attribute_values(":no_partners", AttributeValue::Bool(true))
}
