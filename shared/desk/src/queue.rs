//! The queue: the views in which staff work, and their sizes.

use crate::Desk;
use crate::error::Error;
use crate::lists::Listed;
use crate::query::Query;
use crate::views::{Summary, report_unreadable};
use domain::calendar::Calendar;
use domain::law::{Law, Right};
use domain::log::Entry;
use domain::request::Channel;
use gateway::{Problem, Staff};
use serde::Serialize;
use store::{Assigned, AssigneeTag, Count, QueueFilter, QueueView, Viewer};

/// A request in a view.
#[derive(Debug, Serialize)]
pub struct QueueRow {
    /// The request.
    #[serde(flatten)]
    pub summary: Summary,
    /// The newest entry of its log.
    pub last: Option<Entry>,
}

/// The sizes of the views.
#[derive(Debug, Serialize)]
pub struct QueueSizes {
    /// The views of requests, in the order of a menu.
    pub views: Vec<ViewSize>,
    /// Replies that staff have not read.
    pub replies: Size,
    /// Emails that staff must deliver.
    pub undeliverable: Size,
}

/// The size of a view.
#[derive(Debug, Serialize)]
pub struct ViewSize {
    /// The view's name.
    pub view: &'static str,
    /// Its size.
    #[serde(flatten)]
    pub size: Size,
}

/// A number that is exact up to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// The number, at most 1,000.
    pub count: u64,
    /// Whether there are more.
    pub has_more: bool,
}

impl From<Count> for Size {
    fn from(count: Count) -> Self {
        Self {
            count: count.counted,
            has_more: count.has_more,
        }
    }
}

/// Counts the views, for this member of staff.
///
/// # Errors
/// [`Error`] if a parameter is wrong, or if the store fails.
pub async fn sizes(desk: &Desk, staff: &Staff, query: Query) -> Result<QueueSizes, Error> {
    query.done()?;
    let counts = desk.store.queue_counts(viewer(desk, staff)).await?;
    let view = |(view, count): (QueueView, Count)| ViewSize {
        view: view.as_str(),
        size: count.into(),
    };
    Ok(QueueSizes {
        views: counts.views.into_iter().map(view).collect(),
        replies: counts.replies.into(),
        undeliverable: counts.undeliverable.into(),
    })
}

/// Lists the requests of a view, the most urgent first; closed ones, the last closed first.
///
/// # Errors
/// [`Error`] if there is no such view, if a parameter is wrong, or if the store fails.
pub async fn view(
    desk: &Desk,
    staff: &Staff,
    name: &str,
    mut query: Query,
) -> Result<Listed<QueueRow>, Error> {
    let view = QueueView::named(name).ok_or_else(|| {
        let names = QueueView::ALL.map(QueueView::as_str).join(", ");
        Problem::not_found(format!("There is no such view. The views are: {names}."))
    })?;
    let filter = filter(&mut query, staff)?;
    let (most, after) = (query.most()?, query.cursor()?);
    query.done()?;
    let (store, viewer) = (&desk.store, viewer(desk, staff));
    let page = store.queue_page(view, &filter, viewer, after.as_deref(), most);
    let page = page.await?;
    report_unreadable(page.unreadable);
    let last = store.newest_entries(&page.found).await?;
    let now = desk.clock.now();
    let rows = page.found.iter().zip(last).map(|(request, last)| QueueRow {
        summary: Summary::of(request, now),
        last,
    });
    Ok(Listed::new(rows.collect(), page.next))
}

/// The name of the member of staff who asks, in the filter by assignee.
pub const ME: &str = "me";
/// The filter value for unassigned requests.
pub const NOBODY: &str = "nobody";

/// Reads the filters that the index of the queue can apply.
pub(crate) fn filter(query: &mut Query, staff: &Staff) -> Result<QueueFilter, Problem> {
    let right = query.one_of("right", &Right::ALL.map(Right::as_str))?;
    let channel = query.one_of("channel", &Channel::ALL.map(Channel::as_str))?;
    let law = query.one_of("law", &Law::ALL.map(Law::as_str))?;
    let named = |name: &str| {
        let mut all = Right::ALL.into_iter();
        all.find(|right| right.as_str() == name)
    };
    Ok(QueueFilter {
        right: right.and_then(named),
        channel: channel.and_then(Channel::named),
        law: law.and_then(|name| Law::ALL.into_iter().find(|law| law.as_str() == name)),
        assignee: query.take("assignee").map(|who| match who.as_str() {
            NOBODY => Assigned::ToNobody,
            ME => Assigned::To(AssigneeTag::of(&staff.id)),
            id => Assigned::To(AssigneeTag::of(id)),
        }),
        due_before: None,
    })
}

/// Returns the viewer of the views: the member of staff, and today's date in California.
pub(crate) fn viewer(desk: &Desk, staff: &Staff) -> Viewer {
    Viewer {
        today: Calendar::California.date_of(desk.clock.now()),
        me: AssigneeTag::of(&staff.id),
    }
}
