//! Pages of a view.

use super::entry::{QueueEntry, QueueFacts, QueueList};
use super::merge::Merge;
use super::view::{QueueFilter, QueueView, Viewer};
use crate::table::Table;
use crate::table::items::{Item, primary_key, text_of, value};
use crate::table::keys;
use crate::table::schema::QUEUE_AT;
use crate::{Page, StoreError};
use domain::log::Entry;
use domain::request::Request;

/// The most requests per page: what one `BatchGetItem` reads.
const MOST: u16 = 100;

/// How many pages a filter reads on for one page of results.
const PAGES_PER_FILTER: usize = 10;

/// Whether a request is in a view as it is now.
fn is_in(request: &Request, view: QueueView, filter: &QueueFilter, viewer: Viewer) -> bool {
    let Some(entry) = QueueEntry::of(request) else {
        return false;
    };
    let (_, at) = entry.texts();
    view.lists().contains(&QueueList::of(request))
        && QueueFacts::read(at)
            .is_none_or(|facts| view.matches(&facts, viewer) && filter.matches(&facts))
}

impl Table {
    /// Returns a page of a view. A filter reads on for at most ten pages. So a page can be short, or empty, and have a next
    /// one.
    pub(crate) async fn queue_page(
        &self,
        view: QueueView,
        filter: &QueueFilter,
        viewer: Viewer,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Request>, StoreError> {
        let most = most.clamp(1, MOST);
        // Shards get equal shares. A chunk of twice the share, and some more, is rarely too small.
        let partitions =
            u16::from(super::entry::QUEUE_SHARDS) * u16::try_from(view.lists().len()).unwrap_or(1);
        let chunk = match filter.keeps_all() && !view.is_sparse() {
            true => 2 * most / partitions + 8,
            false => most,
        };
        let days = (viewer.today, filter.due_before);
        let mut merge = Merge::of(self, view, days, after, chunk);
        let mut rows: Vec<Item> = Vec::new();
        let (mut examined, mut last) = (0, None);
        while rows.len() < usize::from(most)
            && examined < PAGES_PER_FILTER * usize::from(most)
            && let Some(row) = merge.next().await?
        {
            examined += 1;
            let at = text_of(&row, QUEUE_AT).unwrap_or_default();
            let facts = QueueFacts::read(at);
            let is_shown =
                facts.is_none_or(|facts| view.matches(&facts, viewer) && filter.matches(&facts));
            last = Some(at.to_owned());
            if is_shown {
                rows.push(row);
            }
        }
        let page = Page {
            found: self.items_of(&rows).await?,
            unreadable: 0,
            next: last.filter(|_| merge.has_more()),
        };
        let mut page = page.map(|item| value(item, "request"));
        // The index follows a request a moment later. A request that has left the view meanwhile isn't shown.
        page.found
            .retain(|request| is_in(request, view, filter, viewer));
        Ok(page)
    }

    /// Returns the newest log entry of each of these requests, at most 100, in their order.
    pub(crate) async fn newest_entries(
        &self,
        requests: &[Request],
    ) -> Result<Vec<Option<Entry>>, StoreError> {
        let key = |request: &Request| {
            let pk = keys::request_pk(request.id);
            (pk, keys::log_sk(request.version))
        };
        let wanted = requests.iter().map(key);
        let wanted = wanted.map(|(pk, sk)| primary_key(pk, sk)).collect();
        let found = self.items_in_any_order(wanted).await?;
        let of = |request: &Request| {
            let (pk, sk) = key(request);
            let is_own =
                |item: &&Item| text_of(item, "pk") == Some(&pk) && text_of(item, "sk") == Some(&sk);
            value(found.iter().find(is_own)?, "log entry").ok()
        };
        Ok(requests.iter().map(of).collect())
    }
}
