//! What staff want done about a notice to a recipient. It stands on the request's log who did it, and their reasons
//! beside it, to be forgotten with the person.

use crate::dispatches::StoredDispatch;
use crate::item::{item, with_value};
use crate::pauses::pauses;
use crate::{Order, Store, StoreError, schema};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::notice::{Dispatch, DispatchId, WrongDispatchState};
use domain::request::{Note, NoticeByStaff};
use jiff::Timestamp;

/// An order about a notice to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeOrder {
    /// It is sent again, from the beginning.
    Replay,
    /// It is not needed.
    NotNeeded,
}

/// Why an order about a notice was not carried out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoticeOrderError {
    /// There is no such notice.
    #[error("there is no such notice")]
    NoNotice,
    /// It has not come so far, or further.
    #[error(transparent)]
    WrongState(#[from] WrongDispatchState),
    /// Its request does not wait for it any more.
    #[error("its request was denied or taken back, or another notice has taken its place")]
    NotAwaited,
    /// The store can't take it now.
    #[error("the order could not be stored")]
    Store(#[from] StoreError),
}

impl NoticeOrder {
    /// Every order's name.
    pub const NAMES: [&'static str; 2] = ["replay", "not_needed"];

    /// The order's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Replay => "replay",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Whether the order of this name can be given about a notice that has come so far.
    #[must_use]
    pub fn is_for(name: &str, dispatch: &Dispatch) -> bool {
        let at = Timestamp::UNIX_EPOCH;
        match name {
            "replay" => dispatch.replayed(at).is_ok(),
            _ => dispatch.not_needed(at).is_ok(),
        }
    }

    fn did(self) -> NoticeByStaff {
        match self {
            Self::Replay => NoticeByStaff::Replayed,
            Self::NotNeeded => NoticeByStaff::NotNeeded,
        }
    }
}

impl Store {
    /// Carries out an order about a notice to a recipient.
    ///
    /// # Errors
    /// [`NoticeOrderError`]; nothing was written then.
    pub async fn order_notice(
        &self,
        id: &DispatchId,
        order: NoticeOrder,
        ordered: &Order,
        now: Timestamp,
    ) -> Result<StoredDispatch, NoticeOrderError> {
        for pause in pauses() {
            let seen = self.dispatch(id).await?;
            let seen = seen.ok_or(NoticeOrderError::NoNotice)?;
            let moved = match order {
                NoticeOrder::Replay => seen.dispatch.replayed(now)?,
                NoticeOrder::NotNeeded => seen.dispatch.not_needed(now)?,
            };
            let request = self.request(seen.notice.request).await?;
            let request = request.ok_or(NoticeOrderError::NoNotice)?;
            let notice = self.notice(&seen.notice).await?;
            let awaited = notice.is_some_and(|notice| request.awaits(notice.version));
            if order == NoticeOrder::Replay && !awaited {
                return Err(NoticeOrderError::NotAwaited);
            }
            let note = Note::Notice {
                to: id.to.clone(),
                did: order.did(),
            };
            let change = request.noted(note, now).by(ordered.by.clone());
            let mut operations = self.operations(&change).await?;
            if let Some(why) = &ordered.why {
                let sk = schema::words_sk(change.request.version);
                let words = item(schema::request_pk(request.id), sk);
                operations.push(self.put_new(with_value(words, "words", why)?)?);
            }
            let update = self.dispatch_moved(&seen, &moved)?;
            operations.push(TransactWriteItem::builder().update(update).build());
            if self.transact(operations).await?.is_none() {
                self.look_at_notice(&seen.notice, now).await?;
                let moved = self.dispatch(id).await?;
                return moved.ok_or(NoticeOrderError::NoNotice);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended.into())
    }
}
