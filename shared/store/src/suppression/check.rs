//! Bulk lookup of many identifiers.

use super::{SUPPRESSION, SuppressionRecord};
use crate::StoreError;
use crate::table::items::{primary_key, text_of};
use crate::table::schema::PK;
use crate::table::{Table, keys};
use domain::person::{IdentifierKind, Sha256Hash};
use std::collections::HashMap;
use tokio::task::JoinSet;

/// The most items that one `BatchGetItem` reads.
const AT_ONCE: usize = 100;

/// An identifier to look up: its kind, and the SHA-256 of its identity key.
pub type IdentifierHash = (IdentifierKind, Sha256Hash);

impl Table {
    /// Reads in parallel batches of 100. A repeated identifier is read once.
    pub(crate) async fn suppressions(
        &self,
        of: &[IdentifierHash],
    ) -> Result<Vec<SuppressionRecord>, StoreError> {
        let mut positions: HashMap<IdentifierHash, Vec<usize>> = HashMap::with_capacity(of.len());
        for (at, identifier) in of.iter().enumerate() {
            positions.entry(*identifier).or_default().push(at);
        }
        let mut each = positions.keys().copied().peekable();
        let mut reads = JoinSet::new();
        while each.peek().is_some() {
            // Each task derives its own index keys, so the first read starts before the keys of the next batch are
            // derived.
            let (store, some) = (self.clone(), each.by_ref().take(AT_ONCE).collect());
            reads.spawn(async move { store.suppressions_in_a_call(some).await });
        }
        let mut found = vec![SuppressionRecord::default(); of.len()];
        while let Some(read) = reads.join_next().await {
            let read = read.map_err(|_| StoreError::Unavailable {
                code: "canceled".into(),
            })?;
            for (identifier, record) in read? {
                for at in positions.get(&identifier).into_iter().flatten() {
                    found[*at].merge(record.clone());
                }
            }
        }
        Ok(found)
    }

    /// Looks up at most 100 distinct identifiers.
    async fn suppressions_in_a_call(
        self,
        of: Vec<IdentifierHash>,
    ) -> Result<Vec<(IdentifierHash, SuppressionRecord)>, StoreError> {
        // Reads the older key first, so that an item that moves between the reads is seen twice and never missed.
        let older = |identifier: &IdentifierHash| {
            let key = self.keys.older_of_hash(identifier.0, &identifier.1)?;
            Some((keys::identifier_pk(&key), *identifier))
        };
        let current = |identifier: &IdentifierHash| {
            let key = self.keys.of_hash(identifier.0, &identifier.1);
            (keys::identifier_pk(&key), *identifier)
        };
        let mut found = self
            .suppressions_under(of.iter().filter_map(older).collect())
            .await?;
        found.append(
            &mut self
                .suppressions_under(of.iter().map(current).collect())
                .await?,
        );
        Ok(found)
    }

    /// Reads the suppressions with these partition keys. Makes no call if there are none.
    async fn suppressions_under(
        &self,
        of: HashMap<String, IdentifierHash>,
    ) -> Result<Vec<(IdentifierHash, SuppressionRecord)>, StoreError> {
        let wanted = of.keys().map(|pk| primary_key(pk, SUPPRESSION)).collect();
        let items = self.items_in_any_order(wanted).await?;
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            if let Some(identifier) = text_of(&item, PK).and_then(|pk| of.get(pk)) {
                found.push((*identifier, SuppressionRecord::read(&item)?));
            }
        }
        Ok(found)
    }
}
