//! Requests in DynamoDB.
//!
//! There is one store, and it speaks DynamoDB; tests and the local runner give it an engine on loopback.
//! A [`domain::request::Change`] is written whole in one `TransactWriteItems`, or not at all, so state,
//! log and what is owed cannot disagree. Keys and access patterns are charted in [`schema`].

mod answered;
mod batch;
mod by_staff;
mod cancelled;
mod collect;
mod commit;
mod compare;
mod dispatches;
mod error;
mod forget;
mod intake;
mod item;
mod kept;
mod lookup;
mod mail;
mod notice_orders;
mod notices;
mod old_mail;
mod operations;
mod orders;
mod outbox;
mod owed;
mod owed_key;
mod pace;
mod pauses;
mod place;
mod queue;
mod raw;
mod recipients;
mod rekey;
pub mod schema;
mod sent;
mod settled;
mod source;
mod staff;
mod standing;
mod steps;
mod summary;
mod suppression;
mod sweep;
mod telling;
mod watch;

pub use batch::Found;
pub use by_staff::{LetterOrder, LetterOrderError};
pub use collect::{Collection, MOST_COLLECTED, MOST_WRONG_CODES};
pub use compare::{Mark, Stored, TablePage};
pub use dispatches::StoredDispatch;
pub use error::StoreError;
pub use forget::Forgotten;
pub use intake::{Intake, IntakeError};
pub use mail::{MailList, UnopenedMail};
pub use notice_orders::{NoticeOrder, NoticeOrderError};
pub use notices::{NoticeKey, OwedNotice};
pub use orders::Order;
pub use owed::{LetterKey, LetterState, OwedLetter, Post, Sent};
pub use owed_key::OwedKey;
pub use pace::{Budget, Verdict};
pub use place::Facts;
pub use queue::Page;
pub use recipients::ListSet;
pub use schema::SHARDS;
pub use sent::{Noted, SentLetter};
pub use staff::{AlarmKey, Waiting};
pub use steps::StepError;
pub use suppression::{
    Changes, ChangesCursor, Looked, MORE_CAUSES, MOST_CAUSES, RowsPage, Standing,
    SuppressionRecord, SuppressionRow, TableCursor,
};
pub use sweep::{Heartbeat, Rekeying};
pub use telling::Heard;
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
