//! The table: every kind of item, its keys, and who reads it how.
//!
//! | item | `pk` | `sk` | index `due` (`due_kind`, `due_at`) |
//! | --- | --- | --- | --- |
//! | request | `REQUEST#id` | `REQUEST` | while open: `WATCH#shard`, and `OVERDUE#shard` once it was found late; closed: `KEPT#shard` until it is erased; time of the next look, then what a list of requests shows |
//! | log entry | `REQUEST#id` | `LOG#version` | while staff must be alarmed of it: `ALARM#shard`, its time |
//! | why staff took a step, in their words | `REQUEST#id` | `WORDS#version` | |
//! | mail that is kept with a request | `REQUEST#id` | `KEPT#hash of its key in the archive` | |
//! | that a raw mail belongs to a request; that something is listed of it | `RAW#hash of its key in the archive` | `REQUEST#id#email`, `MAIL#email` | |
//! | email | `REQUEST#id` | `LETTER#id` | while owed: `LETTER#shard`, while for staff: `REVIEW#shard` or `HAND#shard`; time of the next attempt |
//! | how often an answer's file was asked for | `REQUEST#id` | `COLLECTION` | |
//! | name of a sent email | `SENT#SES's id` | `SENT` | |
//! | notification | `REQUEST#id` | `NOTICE#id` | while anything is left to do for a partner: `NOTICE#shard`, time of the first of it |
//! | notification to one partner | `NOTICE#id` | `TO#partner` | while it is given up: `GIVENUP#shard`, its time |
//! | list of partners | `RECIPIENTS` | `CURRENT`, and each version of it: `LIST#version` | |
//! | receipt | `RECEIPT#reference` | `RECEIPT` | |
//! | marker that a request stands | `STANDING#index key#right` | `STANDING` | |
//! | earlier answer to a person | `ANSWERED#index key#right` | `REQUEST#id` | |
//! | suppression | `IDENTIFIER#index key` | `SUPPRESSION` | `CHANGED#shard`; time of its last change |
//! | held email | `HELD#index key` | `LETTER#id` | |
//! | pace counter | `PACE#index key` | `DAY#date`, `WEEK#week`, `RECEIPT#request#date`, `ASKED#request#date`, `DONE#request#date` | |
//! | how many browsers a network address brought | `PACE#index key` | `BROWSERS#date` | |
//! | mail that opened nothing | `MAIL#id` | `MAIL` | `UNOPENED#shard`, `QUARANTINE#shard`, or `SETTLED#shard` once staff have looked at it; time of arrival |
//! | email to whoever wrote a mail | `MAIL#id` | `LETTER#id` | as above |
//! | email to staff | `DIGEST#date`, `ALARM#id` | `LETTER#id` | as above |
//! | what the sweeper did last | `SWEEP` | `HEARTBEAT`, `REKEY` | |
//!
//! | who | does what | with |
//! | --- | --- | --- |
//! | form-intake, email-intake | open a request, or meet the one that stands | one transaction; after a meeting, a read and another |
//! | status-lookup | a receipt by reference, then its request | two `GetItem`, always two |
//! | reply | a receipt by reference, then its request; a step or a note | two `GetItem`, always two; then what the link_action needs, and one transaction |
//! | signals | what is stopped for a browser or an address; opens a request, or meets the one that stands | a `GetItem` for each identifier; for a new browser a count and one transaction |
//! | outbox-sender | what is owed and due | `Query` on `due`, one per shard; then claim, reserve, mark |
//! | partner-notifier | what notifications are due | `Query` on `due`, one per shard; claim, then one conditional put per partner; a `Query` of its partners; one update per partner that was told; one transaction on the request |
//! | partner-callback | notes that a partner acknowledged | two `GetItem`, a conditional update, and the notification's place in `due` |
//! | email-intake | lists mail that opened nothing; owes an email to its writer | one `PutItem` each |
//! | deadline-sweeper | what is due to be looked at | `Query` on `due`, one per shard; a `BatchGetItem` of 50; one transaction each |
//! | deadline-sweeper | counts what is open, tells staff | `Query` on `due`; one `PutItem` a day |
//! | deadline-sweeper | compares index and table, moves index keys | `Scan`; conditional writes |
//! | desk | lists what waits | `Query` on `due`, one per shard, and `BatchGetItem` |
//! | desk | a request with all that belongs to it | `Query` of its partition |
//! | desk, whoever ends retention | forget a person | one transaction; then each item that names them, again if cut |
//! | suppression | what is stopped for up to 1,000 identifiers | `BatchGetItem` of 100, side by side |
//! | suppression | what changed; all of it | `Query` on `due` and `BatchGetItem`; `Scan` |
//! | email-events | notes how an email fared | `GetItem` of the name, its requests and the email; then one transaction |
//!
//! The index holds keys alone. Whoever takes a key from it reads the item itself, conditionally: an index
//! that lags can delay work, but it can't repeat or lose it. Index keys of identifiers are HMACs
//! ([`domain::keys::IndexKeys`]), so no key and no index names a person. Items carry `schema`, the version
//! of their shape; `expires` is the table's time to live, and only pace counters and earlier answers have it.

use crate::StoreError;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};
use domain::digest::Digest;
use domain::law::Right;
use domain::notification::NotificationId;
use domain::receipt::{ReceiptId, Reference};
use domain::request::RequestId;
use jiff::Timestamp;
use jiff::civil::Date;

/// The partition key.
pub const PK: &str = "pk";
/// The sort key.
pub const SK: &str = "sk";
/// The sparse index of what is to be done, by kind and time.
pub const DUE_INDEX: &str = "due";
/// The index's partition key: kind and shard.
pub const DUE_KIND: &str = "due_kind";
/// The index's sort key: time and id.
pub const DUE_AT: &str = "due_at";
/// Seconds since 1970 after which the table may drop an item.
pub const EXPIRES: &str = "expires";
/// How often an item has changed.
pub(crate) const VERSION: &str = "version";
/// The version of an item's shape.
pub const SCHEMA: &str = "schema";
/// The shape that this code writes.
pub const SCHEMA_VERSION: u32 = 1;

/// Partitions per kind in the index `due`.
pub const SHARDS: u8 = 8;

/// The kinds of thing in the index `due`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// An email that is owed.
    OutboundEmail,
    /// An email that staff must look at before it leaves.
    Review,
    /// An email that staff must deliver.
    Hand,
    /// A notification that is owed to others than the person.
    PartnerNotification,
    /// A mail that opened nothing.
    Unopened,
    /// A mail that opened nothing, and that the inbox's mail server takes for spam or malware.
    Quarantine,
    /// An open request, to be looked at again.
    Watch,
    /// An open request that was found late.
    Overdue,
    /// A closed request, to be forgotten when it was kept for long enough.
    Kept,
    /// An entry of a log that staff must be alarmed of.
    Alarm,
    /// A mail that opened nothing, and that staff have looked at.
    Settled,
    /// What is stopped for an identifier, at the time of its last change.
    Changed,
    /// A notification to a partner that was given up.
    GivenUp,
}

impl DueKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::OutboundEmail => "LETTER",
            Self::Review => "REVIEW",
            Self::Hand => "HAND",
            Self::PartnerNotification => "NOTICE",
            Self::Unopened => "UNOPENED",
            Self::Quarantine => "QUARANTINE",
            Self::Watch => "WATCH",
            Self::Overdue => "OVERDUE",
            Self::Kept => "KEPT",
            Self::Alarm => "ALARM",
            Self::Settled => "SETTLED",
            Self::Changed => "CHANGED",
            Self::GivenUp => "GIVENUP",
        }
    }

    /// The index's partition for the thing with this id.
    pub(crate) fn partition_of(self, id: &str) -> String {
        let sum = id
            .bytes()
            .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        self.partition(sum % SHARDS)
    }

    /// Whether a partition of the index is of this kind.
    pub(crate) fn holds(self, partition: &str) -> bool {
        let kind = partition.split_once('#').map(|(kind, _)| kind);
        kind == Some(self.as_str())
    }

    /// One of the index's partitions of this kind.
    pub(crate) fn partition(self, shard: u8) -> String {
        format!("{}#{shard}", self.as_str())
    }
}

/// A sort key of the index: `at` to the millisecond in a fixed width, so that text order is time order.
pub(crate) fn due_at(at: Timestamp, id: &str) -> String {
    format!("{at:.3}#{id}")
}

/// The last sort key of the index that is due at `now`.
pub(crate) fn due_until(now: Timestamp) -> String {
    format!("{now:.3}#~")
}

pub(crate) fn request_pk(id: RequestId) -> String {
    format!("REQUEST#{id}")
}

pub(crate) fn log_sk(version: u64) -> String {
    format!("LOG#{version:010}")
}

/// What begins the key of each email of a request.
pub(crate) const LETTER: &str = "LETTER#";
/// What begins the key of the words of staff about a step.
pub(crate) const WORDS: &str = "WORDS#";
/// What begins the key of each mail that is kept with a request.
pub(crate) const KEPT: &str = "KEPT#";

pub(crate) fn words_sk(version: u64) -> String {
    format!("{WORDS}{version:010}")
}

pub(crate) fn kept_sk(archived: &str) -> String {
    format!("{KEPT}{}", key_hash(archived))
}

/// The key of a raw mail's own item. A key in the archive may come from a mail, so only its hash is one here.
pub(crate) fn raw_pk(archived: &str) -> String {
    format!("RAW#{}", key_hash(archived))
}

fn key_hash(archived: &str) -> String {
    let digest = Digest::of(archived.as_bytes());
    data_encoding::BASE32_NOPAD.encode(&digest.as_bytes()[..16])
}

pub(crate) fn email_sk(id: &str) -> String {
    format!("LETTER#{id}")
}

/// The key of what SES calls an email. Neither its id nor ours names anybody.
pub(crate) fn sent_pk(ses_id: &str) -> String {
    format!("SENT#{ses_id}")
}

/// What begins the key of each notification of a request, and of what was done for the partners of one.
pub(crate) const NOTICE: &str = "NOTICE#";
/// What begins the key of a notification to one partner.
pub(crate) const DISPATCH: &str = "TO#";
/// The partition of the list of partners.
pub(crate) const RECIPIENTS: &str = "RECIPIENTS";

pub(crate) fn notification_sk(id: &str) -> String {
    format!("{NOTICE}{id}")
}

pub(crate) fn delivery_pk(notification: &NotificationId) -> String {
    format!("{NOTICE}{}", notification.as_str())
}

pub(crate) fn delivery_sk(to: &str) -> String {
    format!("{DISPATCH}{to}")
}

pub(crate) fn list_sk(version: u64) -> String {
    format!("LIST#{version:010}")
}

pub(crate) fn receipt_pk(reference: Reference) -> String {
    format!("RECEIPT#{reference}")
}

pub(crate) fn standing_pk(index_key: &str, right: Right) -> String {
    format!("STANDING#{index_key}#{}", right.as_str())
}

pub(crate) fn answered_pk(index_key: &str, demand: &str) -> String {
    format!("ANSWERED#{index_key}#{demand}")
}

pub(crate) fn identifier_pk(index_key: &str) -> String {
    format!("IDENTIFIER#{index_key}")
}

pub(crate) fn held_pk(index_key: &str) -> String {
    format!("HELD#{index_key}")
}

pub(crate) fn pace_pk(index_key: &str) -> String {
    format!("PACE#{index_key}")
}

pub(crate) fn mail_pk(id: ReceiptId) -> String {
    format!("MAIL#{id}")
}

/// The request that a partition key names.
pub(crate) fn request_of(pk: &str) -> Option<RequestId> {
    request_id(pk.strip_prefix("REQUEST#")?)
}

/// A request's id as it is written in the table.
pub(crate) fn request_id(text: &str) -> Option<RequestId> {
    text.parse().ok().map(RequestId)
}

pub(crate) fn digest_pk(day: Date) -> String {
    format!("DIGEST#{day}")
}

pub(crate) fn alarm_pk(id: &str) -> String {
    format!("ALARM#{id}")
}

/// The mail that a partition key names.
pub(crate) fn mail_id(pk: &str) -> Option<ReceiptId> {
    pk.strip_prefix("MAIL#")?.parse().ok()
}

/// Creates the table as the templates in `infra/` do; an existing one is left as it is.
///
/// # Errors
/// [`StoreError`] if the engine won't.
pub async fn create_table(client: &Client, table: &str) -> Result<(), StoreError> {
    let key = |name: &str, key_type| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(key_type)
            .build()
    };
    let text = |name: &str| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
    };
    let index = GlobalSecondaryIndex::builder()
        .index_name(DUE_INDEX)
        .key_schema(key(DUE_KIND, KeyType::Hash).map_err(StoreError::request)?)
        .key_schema(key(DUE_AT, KeyType::Range).map_err(StoreError::request)?)
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::KeysOnly)
                .build(),
        )
        .build()
        .map_err(StoreError::request)?;
    let mut create = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key(PK, KeyType::Hash).map_err(StoreError::request)?)
        .key_schema(key(SK, KeyType::Range).map_err(StoreError::request)?)
        .global_secondary_indexes(index);
    for name in [PK, SK, DUE_KIND, DUE_AT] {
        create = create.attribute_definitions(text(name).map_err(StoreError::request)?);
    }
    match create.send().await {
        Ok(_) => {}
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_resource_in_use_exception()) =>
        {
            return Ok(());
        }
        Err(error) => return Err(StoreError::of(&error)),
    }
    let ttl = TimeToLiveSpecification::builder()
        .attribute_name(EXPIRES)
        .enabled(true)
        .build()
        .map_err(StoreError::request)?;
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(ttl)
        .send()
        .await
        .map_err(|e| StoreError::of(&e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order() {
        let early: Timestamp = "2026-11-21T18:00:00.9Z".parse().unwrap();
        let late: Timestamp = "2026-11-21T18:00:01Z".parse().unwrap();
        assert!(due_at(early, "Z") < due_at(late, "A"));
        assert!(due_at(late, "A") <= due_until(late));
        assert!(due_at(late, "A") > due_until(early));
    }

    #[test]
    fn ids_spread_over_all_shards() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..200_u8 {
            seen.insert(
                DueKind::OutboundEmail.partition_of(&ReceiptId::from_bytes([n; 16]).child("email")),
            );
        }
        assert_eq!(seen.len(), usize::from(SHARDS));
    }
}
