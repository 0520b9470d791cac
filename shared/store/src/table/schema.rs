//! The table's schema: every kind of item, its keys, and which caller reads or writes it. `docs/privacy.md` says of each
//! kind what personal data it holds, and how long.
//!
//! | item | `pk` | `sk` | index `due` (`due_kind`, `due_at`) |
//! | --- | --- | --- | --- |
//! | request | `REQUEST#id` | `REQUEST` | open: `OPEN#shard`, or `OVERDUE#shard` past a deadline; closed: `CLOSED#shard` until it is erased; time of the next check, then what a list of requests shows |
//! | log entry | `REQUEST#id` | `LOG#version` | until staff are alerted to it: `ALARM#shard`, its time |
//! | reason that staff gave for an action | `REQUEST#id` | `REASON#version` | |
//! | mark that an inbound email follows up the request | `REQUEST#id` | `FOLLOWEDUP#email` | |
//! | archived object that belongs to a request | `REQUEST#id` | `LINKED#folder/hash of its archive key` | |
//! | request that a raw email belongs to; inbound item made from a raw email | `RAW#hash of its archive key` | `REQUEST#id#email`, `INBOUND#email` | |
//! | position in a raw email that is not completely taken in | `RAW#hash of its archive key` | `PROGRESS` | |
//! | outgoing email | `REQUEST#id` | `EMAIL#id` | pending or held: `EMAIL#shard`; for staff: `APPROVAL#shard` or `MANUAL#shard`; time of the next attempt |
//! | code attempts and downloads of a response's file | `REQUEST#id` | `DOWNLOADS` | |
//! | SES message ID of a sent email | `SENT#SES's id` | `SENT` | |
//! | notification | `REQUEST#id` | `NOTIFICATION#id` | while a partner is left to notify: `NOTIFICATION#shard`, time of the next attempt |
//! | delivery of a notification to one partner | `NOTIFICATION#id` | `PARTNER#partner` | given up: `GIVENUP#shard`, its time |
//! | list of partners; version of the current one | `PARTNERS` | `CURRENT`, and every version: `LIST#version`; `VERSION` | |
//! | receipt; the one that counts a day's repeats above the limit | `RECEIPT#reference` | `RECEIPT` | |
//! | mark of such a repeat, which leads to its own receipt | `RECEIPT#reference` of the one that counts it | `COUNTED#receipt` | |
//! | position of an unfinished erasure in the log | `REQUEST#id` | `ERASING` | |
//! | uniqueness guard of an active request | `ACTIVE#index key#right`, and `#child` for a request about a child under 13 | `ACTIVE` | |
//! | earlier response to a person | `RESPONDED#index key#right` | `REQUEST#id` | |
//! | suppression | `IDENTIFIER#index key` | `SUPPRESSION` | `CHANGED#shard`; time of its last change |
//! | pointer to a held email; pointer to the latest summary | `HELD#index key` | `EMAIL#time of holding#id`, `OPEN` | |
//! | summary of held emails, or of the receipts of one message | `SUMMARY#receipt` | `EMAIL#id` | as for any outgoing email |
//! | rate counter of an address | `RATE#index key` | `DAY#date`, `WEEK#week`, `ABOVE#date`, `SENT#kind#request#date` | |
//! | browsers counted for a network address | `RATE#index key` | `BROWSERS#date` | |
//! | inbound email that opened no request | `INBOUND#id` | `INBOUND` | `UNOPENED#shard`, `QUARANTINE#shard`, or `TRIAGED#shard` after staff have triaged it; time of arrival |
//! | reply to the sender of an inbound email | `INBOUND#id` | `EMAIL#id` | as for any outgoing email |
//! | email to staff | `DIGEST#date`, `ALARM#id` | `EMAIL#id` | as for any outgoing email |
//! | what staff find by an identifier; by a name | `PERSON#index key`; `PERSON#index key#shard` | `time of receipt#REQUEST#id`, `time of receipt#INBOUND#id` | |
//! | session of a member of staff in the browser | `SESSION#hash of its ID` | `SESSION` | |
//! | member of staff who has signed in, and when they signed out everywhere | `STAFF` | hash of their ID | |
//! | text that staff use again | `REPLIES` | `REPLY#id` | |
//! | used sign-in link of the local runner | `SIGNIN#hash of its code` | `USED` | |
//! | figures of a day of receipt, by right; metrics of a year | `FIGURES#year` | `day#right`, `YEAR` | |
//! | state of the sweeper | `SWEEP` | `HEARTBEAT`, `REKEY` | |
//!
//! | function | access pattern | calls |
//! | --- | --- | --- |
//! | form-intake, email-intake | open a request, or merge into the active one | one transaction; to merge, also a read and a second transaction |
//! | status-lookup | receipt by reference, then its request | always two `GetItem` |
//! | link-actions | receipt by reference, then its request; a command or a note | always two `GetItem`; then the reads of the action and one transaction |
//! | signals | suppression of a browser or an address; open or merge a request | one `GetItem` per identifier; for a new browser one counter update and one transaction |
//! | outbox-sender | pending emails that are due | one `Query` on `due` per shard; then claim, count, start, mark |
//! | partner-notifier | notifications that are due | one `Query` on `due` per shard; claim; one conditional put per partner; a `Query` of the deliveries; one update per notified partner; one transaction on the request |
//! | partner-callback | record a partner's acknowledgment | two `GetItem`; one conditional update; the notification's entry in `due` |
//! | email-intake | list an inbound email that opened no request; queue a reply to its sender | one transaction; one `PutItem` |
//! | deadline-sweeper | requests whose check is due | one `Query` on `due` per shard; `BatchGetItem` of 50; one transaction each |
//! | deadline-sweeper | count open requests, queue the daily digest | `Query` on `due`; one `PutItem` a day |
//! | deadline-sweeper | compare index and table, move index keys | `Scan`; conditional writes |
//! | deadline-sweeper | count the figures | `Query` on `queue`, keys only; one `PutItem` per day and right that differs |
//! | desk-api, desk-pages | reports; metrics of a year | `Query` of the year's figures; one `GetItem` |
//! | status-lookup | public metrics of a year | one `GetItem` |
//! | desk-api, desk-pages | a view of the queue, and the sizes of all views | `Query` on `queue`, and `BatchGetItem` |
//! | desk-api, desk-pages | lists of pending work | one `Query` on `due` per shard, and `BatchGetItem` |
//! | desk-api, desk-pages | a request with pages of everything that belongs to it | one `Query` of its partition per kind and page; `BatchGetItem` of the receipts |
//! | desk-api, desk-pages | what belongs to a person, by identifier or name | one `Query` per index key, 16 for a name; `BatchGetItem` |
//! | desk-api, desk-pages, deadline-sweeper | erase a person | one transaction; then one delete per item and one update per receipt; continues after an interruption |
//! | desk-api, desk-pages | saved replies | one `Query`; one conditional put |
//! | desk-pages | the session of a page | two `GetItem`; one `UpdateItem` every few minutes |
//! | suppression | suppressions of up to 1,000 identifiers | parallel `BatchGetItem` of 100 |
//! | suppression | changes; export | `Query` on `due` and `BatchGetItem`; `Scan` |
//! | email-events | record an SES event of an email | `GetItem` of the SES ID, the requests and the email; then one transaction |
//!
//! A request is in a second index, `queue` (`queue_kind`, `queue_at`): `TOREAD#shard`, `TORESPOND#shard` or
//! `WITHPARTNERS#shard` with its due dates, `CLOSED#shard` with the time of closing, or `ERASED#shard` with the day of receipt;
//! then ID, rule, channel, day of receipt, residence, how far the company is, and assignee. The desk reads a page of a view in
//! one `Query` per shard and a `BatchGetItem`. The sweeper counts the figures from the keys alone.
//!
//! Both indexes project keys only. A reader of the index reads the item itself and writes to it conditionally, so
//! a lagging index can delay work but can't repeat or lose work. Index keys of identifiers are HMACs
//! ([`domain::keys::IndexKeys`]), so no key and no index names a person. Every item has `schema`, the version
//! of its shape. `expires` is the table's time to live; only rate counters, earlier responses,
//! positions in raw emails, emails to staff, and sessions with their used links have it.

use crate::StoreError;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};

/// The partition key.
pub const PK: &str = "pk";
/// The sort key.
pub const SK: &str = "sk";
/// The sparse index of pending work, by kind and time.
pub const DUE_INDEX: &str = "due";
/// The index's partition key: kind and shard.
pub const DUE_KIND: &str = "due_kind";
/// The index's sort key: time and ID.
pub const DUE_AT: &str = "due_at";
/// The index of requests in the order in which staff work on them.
pub const QUEUE_INDEX: &str = "queue";
/// The index's partition key: what the request waits for, and the shard.
pub const QUEUE_KIND: &str = "queue_kind";
/// The index's sort key: due dates, or the time of closing; ID; and the facts that filters need.
pub const QUEUE_AT: &str = "queue_at";
/// Seconds since 1970 after which DynamoDB may delete an item.
pub const EXPIRES: &str = "expires";
/// Increases with every write of an item, for optimistic locking.
pub(crate) const VERSION: &str = "version";
/// The version of an item's shape.
pub const SCHEMA: &str = "schema";
/// The shape that this code writes.
pub const SCHEMA_VERSION: u32 = 1;

/// Creates the table as the templates in `infra/` do. An existing table stays as it is.
///
/// # Errors
/// [`StoreError`] if the engine refuses a call.
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
    let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly);
    let keys_only = keys_only.build();
    let index = |name: &str, kind, at| {
        GlobalSecondaryIndex::builder()
            .index_name(name)
            .key_schema(key(kind, KeyType::Hash).map_err(StoreError::request)?)
            .key_schema(key(at, KeyType::Range).map_err(StoreError::request)?)
            .projection(keys_only.clone())
            .build()
            .map_err(StoreError::request)
    };
    let mut create = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key(PK, KeyType::Hash).map_err(StoreError::request)?)
        .key_schema(key(SK, KeyType::Range).map_err(StoreError::request)?)
        .global_secondary_indexes(index(DUE_INDEX, DUE_KIND, DUE_AT)?)
        .global_secondary_indexes(index(QUEUE_INDEX, QUEUE_KIND, QUEUE_AT)?);
    for name in [PK, SK, DUE_KIND, DUE_AT, QUEUE_KIND, QUEUE_AT] {
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
