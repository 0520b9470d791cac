//! Requests in DynamoDB.
//!
//! There is one store, and it speaks DynamoDB; tests and the local runner give it an engine on loopback.
//! A [`domain::request::Transition`] is written whole in one `TransactWriteItems`, or not at all, so state,
//! log and what is owed cannot disagree. Keys and access patterns are charted in [`schema`].

mod actions;
mod batch;
mod browser_limit;
mod by_staff;
mod canceled;
mod collect;
mod commit;
mod compare;
mod deliveries;
mod earlier_responses;
mod email_refs;
mod erase;
mod error;
mod intake;
mod item;
mod linked_email;
mod lookup;
mod mail;
mod notification_actions;
mod notification_progress;
mod notifications;
mod old_mail;
mod operations;
mod outbox;
mod outbox_key;
mod partners;
mod pending;
mod place;
mod queue;
mod rate_limit;
mod rekey;
mod retry;
pub mod schema;
mod sent;
mod staff;
mod staff_actions;
mod summary;
mod suppression;
mod sweep;
mod triaged;
mod uniqueness;
mod watch;

pub use actions::ActionError;
pub use batch::Found;
pub use by_staff::{EmailAction, EmailActionError};
pub use collect::{Collection, MOST_COLLECTED, MOST_WRONG_CODES};
pub use compare::{Mark, Stored, TablePage};
pub use deliveries::StoredDelivery;
pub use erase::Forgotten;
pub use error::StoreError;
pub use intake::{IntakeError, IntakeOutcome};
pub use mail::{MailList, UnopenedMail};
pub use notification_actions::{NotificationAction, NotificationActionError};
pub use notification_progress::Heard;
pub use notifications::{NotificationKey, PendingNotification};
pub use outbox_key::OutboxKey;
pub use partners::ListSet;
pub use pending::{EmailKey, EmailState, OutboxItem, PendingEmail, Sent};
pub use place::Facts;
pub use queue::Page;
pub use rate_limit::{Budget, Verdict};
pub use schema::SHARDS;
pub use sent::{Noted, SentEmail};
pub use staff::{AlarmKey, Waiting};
pub use staff_actions::Order;
pub use suppression::{
    Changes, ChangesCursor, Looked, MORE_CAUSES, MOST_CAUSES, RowsPage, Standing,
    SuppressionRecord, SuppressionRow, TableCursor,
};
pub use sweep::{Heartbeat, Rekeying};
pub use watch::{Cursor, WatchList, WatchPage, Watched};

use aws_sdk_dynamodb::Client;
use domain::keys::IndexKeys;

/// The table, and the keys under which identifiers are found in it.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    keys: IndexKeys,
}

impl Store {
    /// A store in this table.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>, keys: IndexKeys) -> Self {
        Self {
            client,
            table: table.into(),
            keys,
        }
    }
}
