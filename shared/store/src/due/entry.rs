//! A request's entry in the index `due`: the time of its next check, and the facts that a list shows.

use crate::RequestList;
use crate::due::kind::due_at;
use crate::table::items::{Item, text, text_of};
use crate::table::schema::{DUE_AT, DUE_KIND};
use domain::calendar::Due;
use domain::law::{Right, Rule};
use domain::request::Request;
use jiff::Timestamp;
use jiff::civil::Date;

/// The facts that a list shows of a request. They contain no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFacts {
    /// The name of its stage.
    pub stage: String,
    /// The ID of its rule; `None` before staff have read it.
    pub rule: Option<String>,
    /// The date on which the request was received.
    pub received: Date,
    /// The dates of its stage, if it is open.
    pub due: Option<Due>,
}

impl RequestFacts {
    fn of(request: &Request) -> Self {
        Self {
            stage: request.stage().as_str().to_owned(),
            rule: request.rule().map(|rule| rule.id.to_owned()),
            received: request.calendar().date_of(request.received),
            due: request.due(),
        }
    }

    /// Returns the right that the request exercises.
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

/// An entry in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexEntry {
    kind: String,
    at: String,
}

impl IndexEntry {
    /// Returns the entry that a request should have. An erased request keeps its entry until the erasure is complete
    /// and [`crate::Sweep::remove_entry`] removes it.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Self::at(request, request.next_check_at().or(request.erased)?)
    }

    pub(crate) fn at(request: &Request, check_at: Timestamp) -> Option<Self> {
        let late = |due: Due| request.calendar().end_of(due.latest);
        let list = match request.due() {
            Some(due)
                if request
                    .checked_until
                    .is_some_and(|checked_until| checked_until >= late(due)) =>
            {
                RequestList::Overdue
            }
            Some(_) => RequestList::Open,
            None => RequestList::Closed,
        };
        let id = request.id.to_string();
        let facts = RequestFacts::of(request).written();
        Some(Self {
            kind: list.due_kind().partition_of(&id),
            at: format!("{}#{facts}", due_at(check_at, &id)),
        })
    }

    /// Reads the entry of an item or of an index row.
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

    /// Returns the time of the next check, and the facts.
    pub(crate) fn parts(&self) -> Option<(Timestamp, Option<RequestFacts>)> {
        let (check_at, rest) = self.at.split_once('#')?;
        let facts = rest.split_once('#').map(|(_, facts)| facts);
        Some((check_at.parse().ok()?, facts.and_then(RequestFacts::read)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn facts_are_read_as_they_are_written() {
        let open = RequestFacts {
            stage: "open".to_owned(),
            rule: Some("ca.delete".to_owned()),
            received: date(2026, 11, 21),
            due: Some(Due {
                target: date(2027, 1, 5),
                latest: date(2027, 1, 5),
            }),
        };
        let closed = RequestFacts {
            stage: "not_a_request".to_owned(),
            rule: None,
            due: None,
            ..open.clone()
        };
        for facts in [open, closed] {
            assert_eq!(RequestFacts::read(&facts.written()), Some(facts));
        }
        assert_eq!(RequestFacts::read("open#ca.delete"), None);
    }
}
