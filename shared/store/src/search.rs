//! The search for requests and inbound emails by an identifier or a name.
//!
//! One small item per request and identifier or name, under its index key, in the order of receipt. The item is written in
//! the transaction that makes the request known by it. So a request of a person who calls is found at once.

use crate::due::shards::pages_of;
use crate::table::items::{Item, item, primary_key, text, text_of, value};
use crate::table::schema::{DUE_KIND, PK, SK};
use crate::table::{Table, keys};
use crate::{Page, StoreError, UnopenedEmail};
use aws_sdk_dynamodb::types::TransactWriteItem;
use data_encoding::HEXLOWER;
use domain::receipt::ReceiptId;
use domain::request::{Request, RequestId};
use domain::search::{SearchChange, SearchKey, SearchKind};
use jiff::Timestamp;
use std::collections::HashSet;

/// Partitions per name. Many people have the same name, and a flood of requests can use one name: with 16 partitions, 5,000
/// requests per second stay below DynamoDB's limit. Everything else belongs to one person.
pub const NAME_SHARDS: u8 = 16;

/// The prefix of a request's ID in a sort key.
const REQUEST: &str = "REQUEST#";

/// The most items per page.
const MOST: u16 = 100;

/// The most items that one `BatchGetItem` reads.
const ITEMS_PER_READ: usize = 100;

/// A search result.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A request.
    Request(Box<Request>),
    /// An inbound email that opened no request when it arrived.
    Inbound {
        /// Its ID.
        id: ReceiptId,
        /// The email.
        email: UnopenedEmail,
        /// Whether it waits on its list. If not, staff have handled it.
        waits: bool,
    },
}

/// The place of a request or an inbound email under each of its keys: the time of receipt, and the ID.
pub(crate) struct SearchPlace {
    sk: String,
    id: ReceiptId,
}

impl SearchPlace {
    pub(crate) fn of_request(request: &Request) -> Self {
        Self::new(request.received, REQUEST, request.id.0)
    }

    pub(crate) fn of_inbound(id: ReceiptId, mail: &UnopenedEmail) -> Self {
        Self::new(mail.received, keys::INBOUND, id)
    }

    fn new(received: Timestamp, prefix: &str, id: ReceiptId) -> Self {
        Self {
            sk: format!("{received:.3}#{prefix}{id}"),
            id,
        }
    }
}

impl Table {
    /// Returns the operations of a change. What is removed can be under either index key during a key migration.
    pub(crate) fn search_operations(
        &self,
        change: &SearchChange,
        place: &SearchPlace,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut operations = Vec::new();
        for key in &change.added {
            if let Some(pk) = self.search_pks(key, place).next() {
                operations.push(self.put(search_item(pk, key, place))?);
            }
        }
        for key in &change.removed {
            for pk in self.search_pks(key, place) {
                operations.push(self.delete(pk, &place.sk)?);
            }
        }
        Ok(operations)
    }

    /// Deletes these keys of a request or an inbound email, one by one.
    pub(crate) async fn delete_search(
        &self,
        keys: &[SearchKey],
        place: &SearchPlace,
    ) -> Result<(), StoreError> {
        for key in keys {
            // The older key first: an item that a key migration moves meanwhile is then deleted at its new place.
            let mut pks: Vec<String> = self.search_pks(key, place).collect();
            pks.reverse();
            for pk in pks {
                self.delete_item(&primary_key(pk, place.sk.as_str()))
                    .await?;
            }
        }
        Ok(())
    }

    /// Returns the requests and inbound emails of this key, the newest first.
    pub(crate) async fn search(
        &self,
        key: &SearchKey,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Found>, StoreError> {
        let most = most.clamp(1, MOST);
        // Reads the older key first, so that an item that moves between the reads is seen twice and never missed.
        let mut index_keys: Vec<_> = self.keys.of_search(key).collect();
        index_keys.reverse();
        let query = |pk: String| {
            self.client
                .query()
                .table_name(&self.name)
                .consistent_read(true)
                .scan_index_forward(false)
                .limit(i32::from(most))
                .key_condition_expression("#pk = :pk AND #sk < :after")
                .expression_attribute_names("#pk", PK)
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":pk", text(pk))
                .expression_attribute_values(":after", text(after.unwrap_or("~")))
        };
        let mut places: Vec<String> = Vec::new();
        let mut more = false;
        for index_key in &index_keys {
            let shards = 0..shards(key.kind());
            let queries = shards.map(|shard| query(partition(index_key, key.kind(), shard)));
            for page in pages_of(queries.collect()).await? {
                more |= page.last_evaluated_key().is_some();
                let sks = page.items().iter().filter_map(|row| text_of(row, SK));
                places.extend(sks.map(str::to_owned));
            }
        }
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.dedup();
        more |= places.len() > usize::from(most);
        places.truncate(usize::from(most));
        let next = places.last().filter(|_| more).cloned();
        self.found_at(&places, next).await
    }

    /// Reads the items that these sort keys name.
    async fn found_at(
        &self,
        places: &[String],
        next: Option<String>,
    ) -> Result<Page<Found>, StoreError> {
        let wanted: Vec<Item> = places.iter().filter_map(|sk| owner_of(sk)).collect();
        let page = Page {
            found: self.items_of(&wanted).await?,
            unreadable: 0,
            next,
        };
        let mut page = page.map(read_found);
        page.found.retain(|found| match found {
            Found::Request(request) => request.erased.is_none(),
            Found::Inbound { .. } => true,
        });
        Ok(page)
    }

    /// Returns those of these requests that the search doesn't find by each of their keys.
    pub(crate) async fn missing_in_search(
        &self,
        requests: &[Request],
    ) -> Result<HashSet<RequestId>, StoreError> {
        let mut places = Vec::new();
        for request in requests {
            let place = SearchPlace::of_request(request);
            for key in request.search_keys() {
                let pks: Vec<String> = self.search_pks(&key, &place).collect();
                places.push((request.id, pks, place.sk.clone()));
            }
        }
        let wanted = places.iter().flat_map(|(_, pks, sk)| {
            let of_each = pks.iter();
            of_each.map(|pk| primary_key(pk.as_str(), sk.as_str()))
        });
        let wanted: Vec<Item> = wanted.collect();
        let mut there = HashSet::new();
        for some in wanted.chunks(ITEMS_PER_READ) {
            for stored in self.items_in_any_order(some.to_vec()).await? {
                let keys = text_of(&stored, PK).zip(text_of(&stored, SK));
                there.extend(keys.map(|(pk, sk)| (pk.to_owned(), sk.to_owned())));
            }
        }
        let is_there = |pk: &String, sk: &String| there.contains(&(pk.clone(), sk.clone()));
        let missing = places
            .into_iter()
            .filter(|(_, pks, sk)| !pks.iter().any(|pk| is_there(pk, sk)));
        Ok(missing.map(|(id, ..)| id).collect())
    }

    /// Writes what the search lacks of a request. Returns whether it wrote. If the request has changed since it was read,
    /// it writes nothing: the next comparison tries again.
    pub(crate) async fn repair_search(&self, request: &Request) -> Result<bool, StoreError> {
        let missing = self
            .missing_in_search(std::slice::from_ref(request))
            .await?;
        if missing.is_empty() {
            return Ok(false);
        }
        let change = SearchChange {
            added: request.search_keys(),
            removed: Vec::new(),
        };
        let mut operations = self.search_operations(&change, &SearchPlace::of_request(request))?;
        operations.push(self.request_unchanged(request)?);
        Ok(self.transact(operations).await?.is_none())
    }

    /// Moves an item of the search to the current index key. If its request is erased meanwhile, the condition fails.
    pub(crate) async fn move_search(&self, older: &str, sk: &str) -> Result<bool, StoreError> {
        let Some(mut stored) = self.get(older.to_owned(), sk).await? else {
            return Ok(false);
        };
        let corrupt = || StoreError::Corrupt {
            kind: "item of the search",
        };
        let key = stored_key(&stored).ok_or_else(corrupt)?;
        let (_, id) = id_of(sk).ok_or_else(corrupt)?;
        let place = SearchPlace {
            sk: sk.to_owned(),
            id,
        };
        let pk = self.search_pks(&key, &place).next().ok_or_else(corrupt)?;
        stored.insert(PK.to_owned(), text(pk));
        let is_there = ("attribute_exists(pk)".to_owned(), None);
        let operations = vec![self.delete_if(older, sk, is_there)?, self.put(stored)?];
        Ok(self.transact(operations).await?.is_none())
    }

    /// Returns the partition keys of a key at this place: under the current index key, then under the older one.
    fn search_pks(
        &self,
        key: &SearchKey,
        place: &SearchPlace,
    ) -> impl Iterator<Item = String> + use<> {
        let shard = place.id.as_bytes()[0] % shards(key.kind());
        let kind = key.kind();
        let index_keys = self.keys.of_search(key);
        index_keys.map(move |index_key| partition(&index_key, kind, shard))
    }
}

fn shards(kind: SearchKind) -> u8 {
    match kind {
        SearchKind::Name => NAME_SHARDS,
        SearchKind::Email | SearchKind::Phone | SearchKind::Account => 1,
    }
}

fn partition(index_key: &str, kind: SearchKind, shard: u8) -> String {
    match kind {
        SearchKind::Name => format!("{}{index_key}#{shard}", keys::SEARCH),
        SearchKind::Email | SearchKind::Phone | SearchKind::Account => {
            format!("{}{index_key}", keys::SEARCH)
        }
    }
}

fn search_item(pk: String, key: &SearchKey, place: &SearchPlace) -> Item {
    let mut stored = item(pk, place.sk.as_str());
    stored.insert("kind".to_owned(), text(key.kind().as_str()));
    let sha256 = HEXLOWER.encode(key.sha256());
    stored.insert("sha256".to_owned(), text(sha256));
    stored
}

/// Reads the kind and the hash of an item.
fn stored_key(stored: &Item) -> Option<SearchKey> {
    let kind = SearchKind::named(text_of(stored, "kind")?)?;
    let sha256 = HEXLOWER.decode(text_of(stored, "sha256")?.as_bytes());
    Some(SearchKey::stored(kind, sha256.ok()?.try_into().ok()?))
}

/// Parses a sort key into the kind of item and its ID.
fn id_of(sk: &str) -> Option<(&'static str, ReceiptId)> {
    let (_, owner) = sk.split_once('#')?;
    let prefixes = [REQUEST, keys::INBOUND].into_iter();
    let of = |prefix: &'static str| Some((prefix, owner.strip_prefix(prefix)?.parse().ok()?));
    prefixes.filter_map(of).next()
}

/// Returns the keys of the item that a sort key names.
fn owner_of(sk: &str) -> Option<Item> {
    Some(match id_of(sk)? {
        (REQUEST, id) => primary_key(keys::request_pk(RequestId(id)), "REQUEST"),
        (_, id) => primary_key(keys::inbound_pk(id), keys::INBOUND_SK),
    })
}

fn read_found(stored: &Item) -> Result<Found, StoreError> {
    match text_of(stored, PK).and_then(keys::inbound_id) {
        Some(id) => {
            let email: UnopenedEmail = value(stored, "inbound email")?;
            let partition = text_of(stored, DUE_KIND).unwrap_or_default();
            let waits = email.list.due_kind().holds(partition);
            Ok(Found::Inbound { id, email, waits })
        }
        None => value(stored, "request").map(|request| Found::Request(Box::new(request))),
    }
}
