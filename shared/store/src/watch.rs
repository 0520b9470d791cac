//! Requests in the index `due`: when each is to be looked at next, and what a list of requests shows of it.
//!
//! The request's own item stands there, under a sort key that holds the time and a few facts. So what is due is
//! found, and what is open is counted, without reading a request. Every write of a request puts it where it
//! belongs; one that a version before this wrote is put there by the weekly comparison.

use crate::item::{Item, number, text, text_of};
use crate::schema::{self, DUE_AT, DUE_INDEX, DUE_KIND, DueKind, PK, SK, VERSION};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::calendar::Due;
use domain::law::{Right, Rule};
use domain::request::{Request, RequestId};
use jiff::Timestamp;
use jiff::civil::Date;

/// A list of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchList {
    /// Open, and not found late.
    Open,
    /// Open, and found late.
    Overdue,
    /// Closed, and not forgotten yet.
    Kept,
}

impl WatchList {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Open, Self::Overdue, Self::Kept];

    fn due_kind(self) -> DueKind {
        match self {
            Self::Open => DueKind::Watch,
            Self::Overdue => DueKind::Overdue,
            Self::Kept => DueKind::Kept,
        }
    }
}

/// What a list shows of a request. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The name of its stage.
    pub stage: String,
    /// The id of the rule that governs it; none while nobody has read it.
    pub rule: Option<String>,
    /// The day on which it reached us.
    pub received: Date,
    /// The dates of its stage, if it is open.
    pub due: Option<Due>,
}

impl Facts {
    fn of(request: &Request) -> Self {
        Self {
            stage: request.stage().to_owned(),
            rule: request.rule().map(|rule| rule.id.to_owned()),
            received: request.calendar().date_of(request.received),
            due: request.due(),
        }
    }

    /// The right that it exercises.
    #[must_use]
    pub fn right(&self) -> Option<Right> {
        Rule::named(self.rule.as_deref()?)?.duty.right()
    }

    fn written(&self) -> String {
        let rule = self.rule.as_deref().unwrap_or("-");
        let due = match self.due {
            Some(due) => format!("{}#{}", due.target, due.latest),
            None => "-#-".to_owned(),
        };
        format!("{}#{rule}#{}#{due}", self.stage, self.received)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('#');
        let (stage, rule) = (parts.next()?, parts.next()?);
        let received = parts.next()?.parse().ok()?;
        let (target, latest) = (parts.next()?, parts.next()?);
        let due = match (target, latest) {
            ("-", "-") => None,
            _ => Some(Due {
                target: target.parse().ok()?,
                latest: latest.parse().ok()?,
            }),
        };
        Some(Self {
            stage: stage.to_owned(),
            rule: Some(rule).filter(|rule| *rule != "-").map(str::to_owned),
            received,
            due,
        })
    }
}

/// Where a request belongs in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    kind: String,
    at: String,
}

impl Place {
    /// Where it belongs; nowhere if nothing is to be looked at any more. One whose person is being forgotten stays
    /// until that has come to its end: [`Store::leave_index`] says so.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Self::at(request, request.next_look().or(request.erased)?)
    }

    fn at(request: &Request, look: Timestamp) -> Option<Self> {
        let late = |due: Due| request.calendar().end_of(due.latest);
        let list = match request.due() {
            Some(due) if request.looked.is_some_and(|looked| looked >= late(due)) => {
                WatchList::Overdue
            }
            Some(_) => WatchList::Open,
            None => WatchList::Kept,
        };
        let id = request.id.to_string();
        let facts = Facts::of(request).written();
        Some(Self {
            kind: list.due_kind().partition_of(&id),
            at: format!("{}#{facts}", schema::due_at(look, &id)),
        })
    }

    /// Where an item or a row of the index stands, if it stands anywhere.
    pub(crate) fn seen(item: &Item) -> Option<Self> {
        Some(Self {
            kind: text_of(item, DUE_KIND)?.to_owned(),
            at: text_of(item, DUE_AT)?.to_owned(),
        })
    }

    pub(crate) fn texts(&self) -> (&str, &str) {
        (&self.kind, &self.at)
    }

    pub(crate) fn put(self, item: &mut Item) {
        item.insert(DUE_KIND.to_owned(), text(self.kind));
        item.insert(DUE_AT.to_owned(), text(self.at));
    }

    /// The time of the next look, and the facts.
    fn parts(&self) -> Option<(Timestamp, Option<Facts>)> {
        let (look, rest) = self.at.split_once('#')?;
        let facts = rest.split_once('#').map(|(_, facts)| facts);
        Some((look.parse().ok()?, facts.and_then(Facts::read)))
    }
}

/// A request in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The request.
    pub id: RequestId,
    /// When it is to be looked at.
    pub look: Timestamp,
    /// What a list shows of it; none if that can't be read.
    pub facts: Option<Facts>,
    pub(crate) place: Place,
}

impl Watched {
    pub(crate) fn read(row: &Item) -> Option<Self> {
        let id = schema::request_of(text_of(row, PK)?)?;
        let place = Place::seen(row)?;
        let (look, facts) = place.parts()?;
        Some(Self {
            id,
            look,
            facts,
            place,
        })
    }
}

/// Where a page of the index ended.
#[derive(Debug, Clone)]
pub struct Cursor(Item);

impl Cursor {
    pub(crate) fn at(keys: Item) -> Self {
        Self(keys)
    }

    pub(crate) fn keys(&self) -> Item {
        self.0.clone()
    }
}

/// A page of the index.
#[derive(Debug, Clone, Default)]
pub struct WatchPage {
    /// The requests on it, the one to be looked at first leading.
    pub rows: Vec<Watched>,
    /// Rows that can't be read.
    pub unreadable: u32,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of one shard of a list: what is to be looked at by `until`, or all of it.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn watch_list(
        &self,
        list: WatchList,
        shard: u8,
        until: Option<Timestamp>,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<WatchPage, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(DUE_INDEX)
            .limit(i32::from(most))
            .set_exclusive_start_key(after.map(Cursor::keys))
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_values(":kind", text(list.due_kind().partition(shard)));
        query = match until {
            Some(now) => query
                .key_condition_expression("#kind = :kind AND #at <= :until")
                .expression_attribute_names("#at", DUE_AT)
                .expression_attribute_values(":until", text(schema::due_until(now))),
            None => query.key_condition_expression("#kind = :kind"),
        };
        let found = query.send().await.map_err(|error| StoreError::of(&error))?;
        let mut page = WatchPage {
            next: found.last_evaluated_key.clone().map(Cursor::at),
            ..WatchPage::default()
        };
        for row in found.items() {
            match Watched::read(row) {
                Some(watched) => page.rows.push(watched),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// Puts a request where it belongs in the index, if the row that led to it shows it elsewhere. A request that
    /// has moved on meanwhile was put there by whoever moved it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn put_in_place(&self, request: &Request, row: &Watched) -> Result<bool, StoreError> {
        let place = Place::of(request);
        if place.as_ref() == Some(&row.place) {
            return Ok(false);
        }
        self.place(request, place).await
    }

    /// Puts a request where it belongs in the index, wherever it stands.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub(crate) async fn put_back(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, Place::of(request)).await
    }

    /// Looks at a closed request again at `look`: it is to be kept for longer than the law asks.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn keep_until(&self, request: &Request, look: Timestamp) -> Result<bool, StoreError> {
        self.place(request, Place::at(request, look)).await
    }

    /// Takes a request out of the index: of its person nothing is left that could be forgotten.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn leave_index(&self, request: &Request) -> Result<bool, StoreError> {
        self.place(request, None).await
    }

    async fn place(&self, request: &Request, place: Option<Place>) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(schema::request_pk(request.id)))
            .key(SK, AttributeValue::S("REQUEST".to_owned()))
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", number(request.version));
        let update = match place {
            Some(place) => update
                .update_expression("SET #kind = :kind, #at = :at")
                .expression_attribute_values(":kind", text(place.kind))
                .expression_attribute_values(":at", text(place.at)),
            None => update.update_expression("REMOVE #kind, #at"),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::of(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn facts_are_read_as_they_are_written() {
        let open = Facts {
            stage: "open".to_owned(),
            rule: Some("ca.delete".to_owned()),
            received: date(2026, 11, 21),
            due: Some(Due {
                target: date(2027, 1, 5),
                latest: date(2027, 1, 5),
            }),
        };
        let closed = Facts {
            stage: "not_a_request".to_owned(),
            rule: None,
            due: None,
            ..open.clone()
        };
        for facts in [open, closed] {
            assert_eq!(Facts::read(&facts.written()), Some(facts));
        }
        assert_eq!(Facts::read("open#ca.delete"), None);
    }
}
