//! A request's entry in the index `queue`: what staff have to do, by when, and the facts that filters and figures need. It
//! contains no personal data.

use super::assignee::AssigneeTag;
use crate::table::items::{Item, text, text_of};
use crate::table::keys;
use crate::table::schema::{QUEUE_AT, QUEUE_KIND};
use domain::calendar::Due;
use domain::figures::{Figure, Group};
use domain::law::Rule;
use domain::request::{Channel, ImmediateStage, Request, RequestId, RequestKind};
use jiff::civil::Date;

/// Partitions per list in the index `queue`. An opt-out is written to one list and removed again, so with 16 partitions
/// 5,000 requests per second stay below DynamoDB's limit of 1,000 writes per partition. The number may grow but not shrink.
pub const QUEUE_SHARDS: u8 = 16;

/// What a request waits for. A request is on one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueList {
    /// Staff must read it.
    Review,
    /// Staff must respond to it, or decide an appeal.
    Respond,
    /// Partners must acknowledge it.
    Partners,
    /// Nothing: it is closed.
    Closed,
    /// Nothing, and its person is erased. Staff don't see it, and the figures count it.
    Erased,
}

impl QueueList {
    /// The lists of open requests.
    pub(crate) const OPEN: [Self; 3] = [Self::Review, Self::Respond, Self::Partners];

    pub(super) fn of(request: &Request) -> Self {
        if request.erased.is_some() {
            return Self::Erased;
        }
        if request.due().is_none() {
            return Self::Closed;
        }
        match &request.kind {
            RequestKind::Review { .. } => Self::Review,
            RequestKind::Immediate {
                stage: ImmediateStage::InForce { .. },
                ..
            } => Self::Partners,
            RequestKind::Immediate { .. } | RequestKind::Verifiable { .. } => Self::Respond,
        }
    }

    /// Returns the index partition of this list and shard.
    pub(crate) fn partition(self, shard: u8) -> String {
        let name = match self {
            Self::Review => "TOREAD",
            Self::Respond => "TORESPOND",
            Self::Partners => "WITHPARTNERS",
            Self::Closed => "CLOSED",
            Self::Erased => "ERASED",
        };
        format!("{name}#{shard}")
    }
}

/// An entry in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueEntry {
    kind: String,
    at: String,
}

impl QueueEntry {
    /// Returns the entry that a request should have.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let figure = Figure::of(request);
        let list = QueueList::of(request);
        let (first, second) = match (list, request.due(), request.closed_at()) {
            (QueueList::Erased, ..) => (figure.day.to_string(), "-".to_owned()),
            (_, Some(due), _) => (due.target.to_string(), due.latest.to_string()),
            (_, None, Some(closed)) => (format!("{closed:.3}"), "-".to_owned()),
            (_, None, None) => return None,
        };
        let (id, rule) = (request.id, figure.group.rule.unwrap_or("-"));
        let channel = figure.group.channel.as_str();
        let (day, residence, progress) = (figure.day, figure.group.residence, figure.progress);
        let assignee = request.assignee.as_deref().map(AssigneeTag::of);
        let assignee = assignee.map_or_else(|| "-".to_owned(), AssigneeTag::written);
        let shard = request.id.0.as_bytes()[0] % QUEUE_SHARDS;
        let dates = format!("{first}#{second}");
        let figures = format!("{day}#{residence}#{progress}");
        Some(Self {
            kind: list.partition(shard),
            at: format!("{dates}#{id}#{rule}#{channel}#{figures}#{assignee}"),
        })
    }

    /// Reads the entry of an item.
    pub(crate) fn seen(item: &Item) -> Option<Self> {
        Some(Self {
            kind: text_of(item, QUEUE_KIND)?.to_owned(),
            at: text_of(item, QUEUE_AT)?.to_owned(),
        })
    }

    pub(crate) fn put(self, item: &mut Item) {
        let (kind, at) = self.texts();
        item.insert(QUEUE_KIND.to_owned(), text(kind));
        item.insert(QUEUE_AT.to_owned(), text(at));
    }

    pub(crate) fn texts(&self) -> (&str, &str) {
        (&self.kind, &self.at)
    }
}

/// The facts in a sort key of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueueFacts<'a> {
    /// The due dates of an open request.
    pub(crate) due: Option<Due>,
    /// The ID of the rule; `None` before staff have read the request.
    pub(crate) rule: Option<&'a str>,
    pub(crate) channel: &'a str,
    /// Who works on it.
    pub(crate) assignee: Option<AssigneeTag>,
}

impl<'a> QueueFacts<'a> {
    pub(crate) fn read(at: &'a str) -> Option<Self> {
        let mut parts = at.split('#');
        let (first, second) = (parts.next()?, parts.next()?);
        let (_, rule, channel) = (parts.next()?, parts.next()?, parts.next()?);
        // The day, the residence and the progress are for the figures.
        let assignee = parts.nth(3).and_then(AssigneeTag::read);
        let date = |text: &str| text.parse::<Date>().ok();
        let due = match second {
            "-" => None,
            latest => Some(Due {
                target: date(first)?,
                latest: date(latest)?,
            }),
        };
        let rule = Some(rule).filter(|rule| *rule != "-");
        Some(Self {
            due,
            rule,
            channel,
            assignee,
        })
    }
}

/// Reads the figure of a request from its row in the index.
pub(crate) fn figure_of(at: &str) -> Option<(RequestId, Figure)> {
    let mut parts = at.split('#').skip(2);
    let (id, rule, channel) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, residence, progress) = (parts.next()?, parts.next()?, parts.next()?);
    let rule = match rule {
        "-" => None,
        id => Some(Rule::named(id)?),
    };
    let figure = Figure {
        day: day.parse().ok()?,
        right: rule.and_then(|rule| rule.duty.right()),
        group: Group {
            rule: rule.map(|rule| rule.id),
            channel: Channel::named(channel)?,
            residence: residence.parse().ok()?,
        },
        progress: progress.parse().ok()?,
    };
    Some((keys::request_id(id)?, figure))
}
