//! Queries of several shards of the index at the same time.

use crate::StoreError;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use tokio::task::JoinSet;

/// The number of shards that one call queries at the same time. A page can have a megabyte, and a function has little
/// memory.
const AT_ONCE: usize = 8;

/// Sends one query per shard, several at a time, and visits each response with the position of its query. The order of
/// the responses is not that of the queries.
pub(crate) async fn query_all(
    queries: Vec<QueryFluentBuilder>,
    mut visit: impl FnMut(usize, QueryOutput),
) -> Result<(), StoreError> {
    let mut queries = queries.into_iter().enumerate();
    let mut running = JoinSet::new();
    loop {
        while running.len() < AT_ONCE
            && let Some((position, query)) = queries.next()
        {
            running.spawn(async move { (position, query.send().await) });
        }
        let Some(response) = running.join_next().await else {
            return Ok(());
        };
        let (position, page) = response.map_err(|_| StoreError::Invariant {
            what: "a query doesn't panic",
        })?;
        visit(position, page.map_err(|error| StoreError::of(&error))?);
    }
}

/// Sends one query per shard, several at a time. Returns the responses in the order of the queries.
pub(crate) async fn pages_of(
    queries: Vec<QueryFluentBuilder>,
) -> Result<Vec<QueryOutput>, StoreError> {
    let mut pages = Vec::with_capacity(queries.len());
    query_all(queries, |position, page| pages.push((position, page))).await?;
    pages.sort_by_key(|(position, _)| *position);
    Ok(pages.into_iter().map(|(_, page)| page).collect())
}
