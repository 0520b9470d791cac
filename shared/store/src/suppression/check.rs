//! Many identifiers at once, for whoever is about to use what is known of them.

use super::{SUPPRESSION, SuppressionRecord};
use crate::item::{Item, text, text_of};
use crate::schema::{self, PK, SK};
use crate::{Store, StoreError};
use domain::person::{IdentifierKind, Sha256Hash};
use std::collections::HashMap;
use tokio::task::JoinSet;

/// The most items that DynamoDB reads in one call.
const AT_ONCE: usize = 100;

impl Store {
    /// What is stopped for each of these identifiers, in this order. One that is asked for twice is read once.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn suppressions(
        &self,
        of: &[(IdentifierKind, Sha256Hash)],
    ) -> Result<Vec<SuppressionRecord>, StoreError> {
        let older = self.keys.older_version().is_some();
        let pks = |key: &dyn Fn(IdentifierKind, &Sha256Hash) -> Option<String>| -> Vec<String> {
            let keys = of.iter().filter_map(|(kind, sha256)| key(*kind, sha256));
            keys.map(|key| schema::identifier_pk(&key)).collect()
        };
        // The older key first: what moves between the two reads is seen twice, and not missed.
        let mut found = vec![SuppressionRecord::default(); of.len()];
        if older {
            let pks = pks(&|kind, sha256| self.keys.older_of_hash(kind, sha256));
            self.read_into(&mut found, &pks).await?;
        }
        let pks = pks(&|kind, sha256| Some(self.keys.of_hash(kind, sha256)));
        self.read_into(&mut found, &pks).await?;
        Ok(found)
    }

    /// Adds what stands under each of these keys, a hundred in a call and the calls side by side.
    async fn read_into(
        &self,
        found: &mut [SuppressionRecord],
        pks: &[String],
    ) -> Result<(), StoreError> {
        let mut wanted: HashMap<&str, Vec<usize>> = HashMap::with_capacity(pks.len());
        for (at, pk) in pks.iter().enumerate() {
            wanted.entry(pk).or_default().push(at);
        }
        let key = |pk: &&str| {
            Item::from([
                (PK.to_owned(), text(*pk)),
                (SK.to_owned(), text(SUPPRESSION)),
            ])
        };
        let mut keys = wanted.keys().map(key).peekable();
        let mut reads = JoinSet::new();
        while keys.peek().is_some() {
            let (store, some) = (self.clone(), keys.by_ref().take(AT_ONCE).collect());
            reads.spawn(async move { store.items_in_any_order(some).await });
        }
        while let Some(read) = reads.join_next().await {
            let items = read.map_err(|_| StoreError::Unavailable {
                code: "cancelled".into(),
            })??;
            for item in items {
                let record = SuppressionRecord::read(&item)?;
                let places = text_of(&item, PK).and_then(|pk| wanted.get(pk));
                for at in places.into_iter().flatten() {
                    found[*at].merge(record.clone());
                }
            }
        }
        Ok(())
    }
}
