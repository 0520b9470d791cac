//! The DynamoDB table, private to this crate: what every entity's code is built on.
//!
//! Callers never hold a [`Table`]. They hold one of the crate's handles. A handle offers some of the
//! methods that the entities' modules define on the table.

mod batch;
pub(crate) mod client;
pub(crate) mod errors;
pub(crate) mod items;
pub(crate) mod keys;
pub(crate) mod operations;
pub(crate) mod retry;
#[cfg(test)]
mod round_trip;
pub mod schema;
pub(crate) mod transactions;

use aws_sdk_dynamodb::Client;
use domain::keys::IndexKeys;

/// The client, the table's name, and the secret keys that derive the index keys of identifiers.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) keys: IndexKeys,
}

impl Table {
    pub(crate) fn new(client: Client, name: impl Into<String>, keys: IndexKeys) -> Self {
        Self {
            client,
            name: name.into(),
            keys,
        }
    }
}
