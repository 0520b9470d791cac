//! The views of the queue, and the filters of a view.

use super::assignee::{Assigned, AssigneeTag};
use super::entry::{QueueFacts, QueueList};
use domain::law::{Law, Right, Rule};
use domain::request::Channel;
use domain::staff::{is_due_soon, is_overdue, last_day_of_soon};
use jiff::ToSpan;
use jiff::civil::Date;

/// A view of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueueView {
    /// Emails that staff must read.
    ToReview,
    /// Requests that staff must respond to, and appeals that they must decide.
    ToRespond,
    /// Open requests whose target is within five working days or has passed, but not their last day.
    DueThisWeek,
    /// Open requests whose last day has passed.
    Overdue,
    /// Opt-outs in force that a partner has not acknowledged.
    WaitingForPartners,
    /// Requests of the member of staff who looks: those to review and to respond.
    Mine,
    /// Unassigned requests to review and to respond.
    Unassigned,
    /// Every open request.
    Open,
    /// Closed requests, the last closed first.
    Closed,
}

impl QueueView {
    /// Every view, in the order of a menu.
    pub const ALL: [Self; 9] = [
        Self::ToReview,
        Self::ToRespond,
        Self::DueThisWeek,
        Self::Overdue,
        Self::WaitingForPartners,
        Self::Mine,
        Self::Unassigned,
        Self::Open,
        Self::Closed,
    ];

    /// Returns the view's name in JSON and in URLs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToReview => "to_review",
            Self::ToRespond => "to_respond",
            Self::DueThisWeek => "due_this_week",
            Self::Overdue => "overdue",
            Self::WaitingForPartners => "waiting_for_partners",
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Returns the view with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }

    pub(crate) fn lists(self) -> &'static [QueueList] {
        match self {
            Self::ToReview => &[QueueList::Review],
            Self::ToRespond => &[QueueList::Respond],
            Self::WaitingForPartners => &[QueueList::Partners],
            // Staff have no work on a request that waits for partners.
            Self::Mine | Self::Unassigned => &[QueueList::Review, QueueList::Respond],
            Self::DueThisWeek | Self::Overdue | Self::Open => &QueueList::OPEN,
            Self::Closed => &[QueueList::Closed],
        }
    }

    /// Whether the last entry of the index comes first.
    pub(crate) fn is_newest_first(self) -> bool {
        self == Self::Closed
    }

    /// Returns the first and the last sort key that the view can have.
    pub(crate) fn range(self, today: Date) -> (String, String) {
        let from = |day: Date| day.to_string();
        let until = |day: Date| format!("{day}~");
        match self {
            Self::Overdue => (" ".to_owned(), from(today)),
            Self::DueThisWeek => {
                let first = today.saturating_sub(FARTHEST_LATEST_DAY.days());
                (from(first), until(last_day_of_soon(today)))
            }
            _ => (" ".to_owned(), "~".to_owned()),
        }
    }

    /// Whether a request with these facts is in the view, if it is in its range.
    pub(crate) fn matches(self, facts: &QueueFacts<'_>, viewer: Viewer) -> bool {
        let today = viewer.today;
        match self {
            Self::Overdue => facts.due.is_some_and(|due| is_overdue(due, today)),
            Self::DueThisWeek => facts.due.is_some_and(|due| is_due_soon(due, today)),
            Self::Mine => facts.assignee == Some(viewer.me),
            Self::Unassigned => facts.assignee.is_none(),
            Self::ToReview
            | Self::ToRespond
            | Self::WaitingForPartners
            | Self::Open
            | Self::Closed => true,
        }
    }

    /// Whether the view leaves out many rows of its lists.
    pub(crate) fn is_sparse(self) -> bool {
        matches!(self, Self::Mine | Self::Unassigned)
    }
}

/// The most days between the target and the last day of a deadline, which the holidays between two readings of the law cause.
const FARTHEST_LATEST_DAY: i64 = 31;

/// The viewer: a member of staff, and today's date.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The day in California.
    pub today: Date,
    /// The member of staff.
    pub me: AssigneeTag,
}

/// What a page of a view leaves out. A filter never reads personal data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only requests for this right.
    pub right: Option<Right>,
    /// Only requests through this channel.
    pub channel: Option<Channel>,
    /// Only requests whose dates this law sets.
    pub law: Option<Law>,
    /// Only requests of this member of staff, or only unassigned ones.
    pub assignee: Option<Assigned>,
    /// Only open requests whose target is before this day. The view ends there, so nothing behind it is read.
    pub due_before: Option<Date>,
}

impl QueueFilter {
    /// Whether every row up to the end of the view is shown, so that no read is in vain.
    #[must_use]
    pub fn keeps_all(&self) -> bool {
        let of_any_day = Self {
            due_before: None,
            ..*self
        };
        of_any_day == Self::default()
    }

    pub(crate) fn matches(&self, facts: &QueueFacts<'_>) -> bool {
        let rule = facts.rule.and_then(Rule::named);
        let right = rule.and_then(|rule| rule.duty.right());
        self.right.is_none_or(|wanted| right == Some(wanted))
            && self
                .channel
                .is_none_or(|wanted| facts.channel == wanted.as_str())
            && self
                .law
                .is_none_or(|wanted| rule.is_some_and(|rule| rule.law == wanted))
            && self
                .assignee
                .is_none_or(|wanted| wanted.matches(facts.assignee))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::law::ApplicableRules;
    use domain::person::Region;

    #[test]
    fn every_view_is_found_by_its_name() {
        for view in QueueView::ALL {
            assert_eq!(QueueView::named(view.as_str()), Some(view));
        }
    }

    /// The range of a week would leave out a request whose last day is much later than its target.
    #[test]
    fn no_last_day_is_more_than_a_month_after_its_target() {
        let regions = Region::ALL.iter().map(|(code, _)| Region::parse(code).ok());
        let mut day = jiff::civil::date(2026, 1, 1);
        let rules: Vec<ApplicableRules> = regions
            .flat_map(|region| {
                Right::ALL.map(|right| right.rules_on(region, jiff::civil::date(2028, 6, 1)))
            })
            .flatten()
            .collect();
        while day.year() < 2028 {
            for rules in &rules {
                let due = rules.due(day).0;
                let days = due.latest.since(due.target).unwrap().get_days();
                assert!(i64::from(days) <= FARTHEST_LATEST_DAY, "{day} {due:?}");
            }
            day = day.saturating_add(3.days());
        }
    }
}
