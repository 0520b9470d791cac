//! Notices that are owed. The notice's item is the queue: it stands in the index `due` while anything is left to be
//! done for any of its recipients, at the time of the first of them. What is done for each stands in an item of its
//! own, without a place in the index, so that telling one more recipient costs two writes.
//!
//! A notice is claimed by moving its next attempt ahead. Whoever answers meanwhile moves it back, and a run that ends
//! leaves that as it is: nothing that was heard waits for longer than it must.

use crate::dispatches::StoredDispatch;
use crate::item::{Item, number, number_of, text, text_of, value};
use crate::owed_key::{OwedKey, key_of};
use crate::schema::{self, DUE_AT, DUE_KIND, DueKind, request_id};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::ReturnValue;
use domain::notice::{Notice, NoticeId};
use domain::recipient::{RecipientId, Recipients};
use domain::request::RequestId;
use jiff::{SignedDuration, Timestamp};

/// The kind of item, for errors.
const KIND: &str = "notice";

/// Where a notice stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeKey {
    /// The request that owes it.
    pub request: RequestId,
    /// Its id.
    pub id: NoticeId,
}

impl NoticeKey {
    fn key(&self) -> (String, String) {
        (
            schema::request_pk(self.request),
            schema::notice_sk(self.id.as_str()),
        )
    }
}

impl OwedKey for NoticeKey {
    fn of_item(pk: &str, sk: &str) -> Option<Self> {
        Some(Self {
            request: schema::request_of(pk)?,
            id: NoticeId::parse(sk.strip_prefix(schema::NOTICE)?).ok()?,
        })
    }
}

/// A notice as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedNotice {
    /// Where it stands.
    pub key: NoticeKey,
    /// The version of the request that owes it.
    pub version: u64,
    /// By which version of the list it is unfolded, and when that was fixed.
    pub pinned: Option<(u64, Timestamp)>,
    /// When it comes due, as the index has it; none once nothing is left to do.
    due: Option<String>,
}

impl OwedNotice {
    /// Whether something is left to be done that time or an answer will bring.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.due.is_some()
    }

    fn read(stored: &Item) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Unreadable { kind: KIND };
        let Notice::TellPartners { version, .. } = value(stored, KIND)?;
        let at = text_of(stored, "pinned_at").map(|at| at.parse().map_err(|_| unreadable()));
        Ok(Self {
            key: key_of(stored).ok_or_else(unreadable)?,
            version,
            pinned: number_of(stored, "list").zip(at.transpose()?),
            due: text_of(stored, DUE_AT).map(str::to_owned),
        })
    }
}

/// How long after an answer the notice is looked at: a run that is under way has ended by then.
const SOON: SignedDuration = SignedDuration::from_secs(15);

impl Store {
    /// The notices that are due at `now`, up to `most` of each shard, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn due_notices(
        &self,
        now: Timestamp,
        most: u16,
    ) -> Result<Vec<NoticeKey>, StoreError> {
        self.in_index(DueKind::Notice, Some(now), most).await
    }

    /// Claims a notice that is due: until `now + lease` nobody else has it. `None` if somebody else does, or it is
    /// not due any more.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be written or read.
    pub async fn claim_notice(
        &self,
        key: &NoticeKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<OwedNotice>, StoreError> {
        let again = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let (pk, sk) = key.key();
        let claim = self
            .update_alone(pk, sk)
            .update_expression("SET #at = :again")
            .condition_expression("#at <= :until")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":again", text(schema::due_at(again, key.id.as_str())))
            .expression_attribute_values(":until", text(schema::due_until(now)))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let claimed = StoreError::unless_refused(claim)?.and_then(|claimed| claimed.attributes);
        claimed.as_ref().map(OwedNotice::read).transpose()
    }

    /// One notice.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn notice(&self, key: &NoticeKey) -> Result<Option<OwedNotice>, StoreError> {
        let (pk, sk) = key.key();
        let found = self.get(pk, sk).await?;
        found.as_ref().map(OwedNotice::read).transpose()
    }

    /// Fixes by which version of the list a notice is unfolded, and when. The first time counts.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn pin_list(
        &self,
        notice: &OwedNotice,
        list: &Recipients,
        now: Timestamp,
    ) -> Result<OwedNotice, StoreError> {
        let (pk, sk) = notice.key.key();
        let pinned = self.update_alone(pk, sk)
            .update_expression(
                "SET #list = if_not_exists(#list, :list), pinned_at = if_not_exists(pinned_at, :now)",
            )
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":list", number(list.version))
            .expression_attribute_values(":now", text(now.to_string()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        OwedNotice::read(&pinned.attributes.unwrap_or_default())
    }

    /// Unfolds a notice: one item for each of these recipients, twenty-five at a time. What is there already stays as
    /// it is, so a run that was cut is taken up by the next.
    ///
    /// # Errors
    /// [`StoreError`] if one could not be written; those before it are.
    pub async fn unfold(
        &self,
        notice: &OwedNotice,
        to: &[RecipientId],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const AT_ONCE: usize = 25;
        for some in to.chunks(AT_ONCE) {
            let mut puts = tokio::task::JoinSet::new();
            for recipient in some {
                let (store, key, to) = (self.clone(), notice.key.clone(), recipient.clone());
                puts.spawn(async move { store.put_dispatch(&key, to, at).await });
            }
            while let Some(put) = puts.join_next().await {
                put.map_err(|_| StoreError::Contended)??;
            }
        }
        Ok(())
    }

    /// Leaves a claimed notice for later, or for ever if nothing is left to do. Whoever answered meanwhile has moved
    /// it already, and that counts.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: it comes due when its claim lapses.
    pub async fn leave_notice(
        &self,
        claimed: &OwedNotice,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let (pk, sk) = claimed.key.key();
        let Some(seen) = &claimed.due else {
            return Ok(());
        };
        let update = self
            .update_alone(pk, sk)
            .condition_expression("#at = :seen")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", text(seen));
        let update = match until {
            Some(at) => {
                let at = schema::due_at(at, claimed.key.id.as_str());
                update
                    .update_expression("SET #at = :at")
                    .expression_attribute_values(":at", text(at))
            }
            None => update
                .update_expression("REMOVE #kind, #at")
                .expression_attribute_names("#kind", DUE_KIND),
        };
        StoreError::unless_refused(update.send().await)?;
        Ok(())
    }

    /// Has a notice looked at again soon, since a recipient or staff have said something about it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn look_at_notice(&self, key: &NoticeKey, now: Timestamp) -> Result<(), StoreError> {
        let soon = now.checked_add(SOON).unwrap_or(now);
        let (pk, sk) = key.key();
        let id = key.id.as_str();
        let update = self
            .update_alone(pk, sk)
            .update_expression("SET #kind = :kind, #at = :at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":kind", text(DueKind::Notice.partition_of(id)))
            .expression_attribute_values(":at", text(schema::due_at(soon, id)));
        // Its person was forgotten, and with them what was owed.
        StoreError::unless_refused(update.send().await)?;
        Ok(())
    }

    /// Every notice of a request, with what was done for each recipient.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn notices_of(
        &self,
        request: RequestId,
    ) -> Result<Vec<(OwedNotice, Vec<StoredDispatch>)>, StoreError> {
        let mut notices = Vec::new();
        for stored in self
            .below(schema::request_pk(request), schema::NOTICE)
            .await?
        {
            let notice = OwedNotice::read(&stored)?;
            let dispatches = self.dispatches(&notice.key.id).await?;
            notices.push((notice, dispatches));
        }
        notices.sort_by_key(|(notice, _)| notice.version);
        Ok(notices)
    }
}

/// The request that an item of a dispatch names.
pub(crate) fn request_named(stored: &Item) -> Option<RequestId> {
    text_of(stored, "request").and_then(request_id)
}
