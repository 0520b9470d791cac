//! One notice to one recipient, in the table.
//!
//! Its key is made of the notice's id and the recipient's, which is all that a webhook or a link carries. Every write
//! names the version that it saw, so that an answer and a run that come at once don't undo each other.

use crate::item::{Item, item, number, number_of, text, text_of, value, with_value};
use crate::notices::{NoticeKey, OwedNotice, request_named};
use crate::owed::{LetterState, post_item};
use crate::pauses::pauses;
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind, PK, VERSION};
use crate::{LetterKey, Page, Post, Store, StoreError};
use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use domain::notice::{By, Dispatch, DispatchId, DispatchState, NoticeId};
use domain::recipient::RecipientId;
use jiff::Timestamp;

/// The kind of item, for errors.
const KIND: &str = "notice to a recipient";

/// One notice to one recipient, as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDispatch {
    /// The notice and the request that owes it.
    pub notice: NoticeKey,
    /// What was done.
    pub dispatch: Dispatch,
    version: u64,
}

impl StoredDispatch {
    /// Its id, as the recipient knows it.
    #[must_use]
    pub fn id(&self) -> DispatchId {
        DispatchId {
            notice: self.notice.id.clone(),
            to: self.dispatch.to.clone(),
        }
    }

    pub(crate) fn read(stored: &Item) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Unreadable { kind: KIND };
        let id = text_of(stored, PK).and_then(|pk| pk.strip_prefix(schema::NOTICE));
        let id = id.and_then(|id| NoticeId::parse(id).ok());
        Ok(Self {
            notice: NoticeKey {
                request: request_named(stored).ok_or_else(unreadable)?,
                id: id.ok_or_else(unreadable)?,
            },
            dispatch: value(stored, KIND)?,
            version: number_of(stored, VERSION).ok_or_else(unreadable)?,
        })
    }
}

impl Store {
    /// Puts a notice to a recipient that is owed, unless it is there.
    pub(crate) async fn put_dispatch(
        &self,
        notice: &NoticeKey,
        to: RecipientId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = item(
            schema::dispatch_pk(&notice.id),
            schema::dispatch_sk(to.as_str()),
        );
        let mut stored = with_value(stored, KIND, &Dispatch::owed(to, at))?;
        stored.insert("request".to_owned(), text(notice.request.to_string()));
        stored.insert(VERSION.to_owned(), number(1));
        self.put_once(stored).await.map(drop)
    }

    /// What was done for each recipient of a notice.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn dispatches(&self, notice: &NoticeId) -> Result<Vec<StoredDispatch>, StoreError> {
        let found = self
            .below(schema::dispatch_pk(notice), schema::DISPATCH)
            .await?;
        found.iter().map(StoredDispatch::read).collect()
    }

    /// One notice to one recipient.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn dispatch(&self, id: &DispatchId) -> Result<Option<StoredDispatch>, StoreError> {
        let found = self
            .get(
                schema::dispatch_pk(&id.notice),
                schema::dispatch_sk(id.to.as_str()),
            )
            .await?;
        found.as_ref().map(StoredDispatch::read).transpose()
    }

    /// Notes that a recipient has acknowledged, and has the notice looked at soon. On any later day, and as often as
    /// it likes. Gives back how far it has come; none if there is no such notice.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: the same acknowledgement may come again.
    pub async fn acknowledge(
        &self,
        id: &DispatchId,
        by: By,
        now: Timestamp,
    ) -> Result<Option<Dispatch>, StoreError> {
        for pause in pauses() {
            let Some(seen) = self.dispatch(id).await? else {
                return Ok(None);
            };
            let acknowledged = seen.dispatch.acknowledged(by, now);
            let known = acknowledged == seen.dispatch;
            if known || self.move_dispatch(&seen, &acknowledged).await? {
                // Again, too: what came before may have been cut here.
                self.look_at_notice(&seen.notice, now).await?;
                return Ok(Some(acknowledged));
            }
            pause.wait().await;
        }
        Err(StoreError::Contended)
    }

    /// Moves a notice to a recipient on. False if somebody else has moved it meanwhile: read it and decide again.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn move_dispatch(
        &self,
        seen: &StoredDispatch,
        to: &Dispatch,
    ) -> Result<bool, StoreError> {
        self.write_one(self.dispatch_moved(seen, to)?).await
    }

    /// Moves a notice to a recipient on, and owes it the letter by which it is told, in one write.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn tell_by_letter(
        &self,
        seen: &StoredDispatch,
        to: &Dispatch,
        post: &Post,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        // Sent again, it is another letter.
        let id = format!("notice {} {}", seen.id(), seen.version);
        let key = LetterKey::new(seen.notice.request, &seen.notice.request.0.child(&id));
        let letter = self.put_new(post_item(key, post, LetterState::Owed, now)?)?;
        let moved = self.dispatch_moved(seen, to)?;
        let moved = TransactWriteItem::builder().update(moved).build();
        Ok(self.transact(vec![moved, letter]).await?.is_none())
    }

    /// One write by itself costs half of what a transaction of one does.
    async fn write_one(&self, update: Update) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(update.table_name)
            .set_key(Some(update.key))
            .update_expression(update.update_expression)
            .set_condition_expression(update.condition_expression)
            .set_expression_attribute_names(update.expression_attribute_names)
            .set_expression_attribute_values(update.expression_attribute_values);
        let written = StoreError::unless_refused(update.send().await)?;
        Ok(written.is_some())
    }

    /// The operation that moves it on. What was given up stands in the index, for staff.
    pub(crate) fn dispatch_moved(
        &self,
        seen: &StoredDispatch,
        to: &Dispatch,
    ) -> Result<Update, StoreError> {
        let unreadable = || StoreError::Unreadable { kind: KIND };
        let id = seen.id().to_string();
        let given_up = match to.state {
            DispatchState::GivenUp { at } => Some(at),
            _ => None,
        };
        let was_given_up = matches!(seen.dispatch.state, DispatchState::GivenUp { .. });
        let mut expression = "SET #value = :value, #version = :next".to_owned();
        match (given_up, was_given_up) {
            (Some(_), false) => expression += ", #kind = :kind, #at = :at",
            (None, true) => expression += " REMOVE #kind, #at",
            (Some(_), true) | (None, false) => {}
        }
        let with = with_value(Item::new(), KIND, to)?;
        let stored = with.get(crate::item::VALUE).cloned();
        let mut update = self
            .update(
                schema::dispatch_pk(&seen.notice.id),
                schema::dispatch_sk(to.to.as_str()),
                expression,
            )
            .condition_expression("#version = :seen")
            .expression_attribute_names("#value", crate::item::VALUE)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":value", stored.ok_or_else(unreadable)?)
            .expression_attribute_values(":seen", number(seen.version))
            .expression_attribute_values(":next", number(seen.version + 1));
        if given_up.is_some() != was_given_up {
            update = update
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_names("#at", DUE_AT);
        }
        if let (Some(at), false) = (given_up, was_given_up) {
            update = update
                .expression_attribute_values(":kind", text(DueKind::GivenUp.partition_of(&id)))
                .expression_attribute_values(":at", text(schema::due_at(at, &id)));
        }
        update.build().map_err(StoreError::request)
    }

    /// Takes what was given up of a request's earlier notices off the list of staff: a later notice, which names all
    /// that they did, has taken their place.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read or written.
    pub async fn retire_notices_before(&self, notice: &OwedNotice) -> Result<(), StoreError> {
        for (earlier, dispatches) in self.notices_of(notice.key.request).await? {
            let given_up =
                |one: &&StoredDispatch| matches!(one.dispatch.state, DispatchState::GivenUp { .. });
            if earlier.version >= notice.version {
                continue;
            }
            for one in dispatches.iter().filter(given_up) {
                let id = one.id();
                let update = self.update(
                    schema::dispatch_pk(&id.notice),
                    schema::dispatch_sk(id.to.as_str()),
                    "REMOVE #kind, #at",
                );
                let update = update
                    .condition_expression("#version = :seen")
                    .expression_attribute_names("#version", VERSION)
                    .expression_attribute_names("#kind", DUE_KIND)
                    .expression_attribute_names("#at", DUE_AT)
                    .expression_attribute_values(":seen", number(one.version));
                let update = update.build().map_err(StoreError::request)?;
                self.write_one(update).await?;
            }
        }
        Ok(())
    }

    /// Notices to recipients that were given up, the first leading.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn given_up(
        &self,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<StoredDispatch>, StoreError> {
        let page = self.page_of(&[DueKind::GivenUp], after, most).await?;
        page.map(StoredDispatch::read)
    }
}
