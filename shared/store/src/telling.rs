//! What a request hears of its notice: counted from what was done for each recipient, so that it can be counted again.

use crate::commit::Written;
use crate::item::{Item, text_of, value};
use crate::pauses::pauses;
use crate::schema::{self, SK};
use crate::{OwedNotice, Store, StoreError, StoredDispatch};
use domain::log::Event;
use domain::notice::{NoticeId, Outcome, Told};
use domain::receipt::Receipt;
use domain::request::{Refused, Request, RequestId, Step};
use jiff::Timestamp;

/// A request and how far its notice has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The request as it is now.
    pub request: Request,
    /// Whether the notice still counts and is not settled.
    pub awaits: bool,
    /// What was done for each recipient, as it was counted.
    pub dispatches: Vec<StoredDispatch>,
}

impl Store {
    /// Tells a request how far its notice has come. What it knows already changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read or written.
    pub async fn hear_of_notice(
        &self,
        notice: &OwedNotice,
        now: Timestamp,
    ) -> Result<Heard, StoreError> {
        for pause in pauses() {
            let request = self.request(notice.key.request).await?;
            let request = request.ok_or(StoreError::Gone)?;
            let dispatches = self.dispatches(&notice.key.id).await?;
            if !request.awaits(notice.version) {
                return Ok(Heard {
                    request,
                    awaits: false,
                    dispatches,
                });
            }
            let told = Told::count(notice.version, dispatches.iter().map(|one| &one.dispatch));
            let told = Told {
                news: self.unheard(&request, told.notice, &told.news).await?,
                applies_to: if told.is_settled() {
                    self.named_first(&request).await?
                } else {
                    Vec::new()
                },
                ..told
            };
            let change = match request.take(Step::NoticesCame(told), now) {
                Ok(change) => change,
                Err(Refused::NoNews) => {
                    return Ok(Heard {
                        awaits: request.awaits(notice.version),
                        request,
                        dispatches,
                    });
                }
                Err(_) => return Err(StoreError::Gone),
            };
            match self.write_with(&change, Vec::new()).await? {
                Written::Whole => {
                    return Ok(Heard {
                        awaits: change.request.awaits(notice.version),
                        request: change.request,
                        dispatches,
                    });
                }
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended)
    }

    /// Whether somebody is being told of a request, or is about to be. Without a list nobody is.
    pub(crate) async fn is_being_told(&self, id: RequestId) -> Result<bool, StoreError> {
        let notices = self.notices_of(id).await?;
        let mut due = notices.iter().filter(|(notice, _)| notice.is_due());
        Ok(due.next().is_some() && self.recipients().await?.is_some())
    }

    /// Deletes a notice and what was done for each of its recipients. The request's log says what became of it.
    pub(crate) async fn drop_notice(&self, stored: &Item) -> Result<(), StoreError> {
        let id = text_of(stored, SK).and_then(|sk| sk.strip_prefix(schema::NOTICE));
        if let Some(id) = id.and_then(|id| NoticeId::parse(id).ok()) {
            let dispatches = self
                .below(schema::dispatch_pk(&id), schema::DISPATCH)
                .await?;
            for dispatch in dispatches {
                self.drop_item(&dispatch).await?;
            }
        }
        self.drop_item(stored).await
    }

    /// What of this is not on the request's log.
    async fn unheard(
        &self,
        request: &Request,
        notice: u64,
        outcomes: &[Outcome],
    ) -> Result<Vec<Outcome>, StoreError> {
        if outcomes.is_empty() {
            return Ok(Vec::new());
        }
        let heard: Vec<Outcome> = self
            .log(request.id)
            .await?
            .into_iter()
            .filter_map(|entry| match entry.event {
                Event::Told {
                    notice: of,
                    outcomes,
                    ..
                } if of == notice => Some(outcomes),
                _ => None,
            })
            .flatten()
            .collect();
        let news = outcomes.iter().filter(|outcome| !heard.contains(outcome));
        Ok(news.cloned().collect())
    }

    /// What the receipt that opened a request names, as a letter may show it.
    async fn named_first(&self, request: &Request) -> Result<Vec<String>, StoreError> {
        let pk = schema::receipt_pk(request.id.0.reference());
        let receipt = self.get(pk, "RECEIPT").await?;
        let receipt: Option<Receipt> = receipt.map(|item| value(&item, "receipt")).transpose()?;
        Ok(receipt
            .map(|receipt| receipt.named_in_letters())
            .unwrap_or_default())
    }
}
