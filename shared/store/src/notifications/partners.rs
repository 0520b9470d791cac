//! The list of partners: the current list, and every version, so that a notification that was fanned out by an older
//! version still finds its partners.

use crate::StoreError;
use crate::table::items::{item, number, number_of, value, with_value};
use crate::table::schema::VERSION;
use crate::table::{Table, keys};
use domain::partner::Partners;
use std::sync::{Arc, Mutex, PoisonError};

/// The sort key of the item that holds only the version of the current list.
const POINTER: &str = "VERSION";

/// The current list of partners, cached by its version. Clones share it.
///
/// A list of 400 partners costs 30 read units, and its version costs one. A function reads the version after its
/// notifications or emails were stored, so it misses no partner that was listed before them.
#[derive(Debug, Clone, Default)]
pub struct PartnerList(Arc<Mutex<Option<Arc<Partners>>>>);

/// The result of replacing the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnersSaved {
    /// The list is saved.
    Saved,
    /// The list has changed since the caller read it.
    Outdated,
}

impl Table {
    pub(crate) async fn partners(&self) -> Result<Option<Partners>, StoreError> {
        self.partners_at("CURRENT".to_owned()).await
    }

    pub(crate) async fn partner_list(
        &self,
        cache: &PartnerList,
    ) -> Result<Option<Arc<Partners>>, StoreError> {
        let pointer = self.get(keys::PARTNERS.to_owned(), POINTER.to_owned());
        let current = pointer.await?.and_then(|item| number_of(&item, VERSION));
        let cached = cache.0.lock();
        let cached = cached.unwrap_or_else(PoisonError::into_inner).clone();
        if cached.as_ref().map(|list| list.version) == current {
            return Ok(cached);
        }
        let list = self.partners().await?.map(Arc::new);
        *cache.0.lock().unwrap_or_else(PoisonError::into_inner) = list.clone();
        Ok(list)
    }

    pub(crate) async fn partners_in(&self, version: u64) -> Result<Option<Partners>, StoreError> {
        self.partners_at(keys::list_sk(version)).await
    }

    async fn partners_at(&self, sk: String) -> Result<Option<Partners>, StoreError> {
        let found = self.get(keys::PARTNERS.to_owned(), sk).await?;
        found.map(|item| value(&item, "partners")).transpose()
    }

    pub(crate) async fn set_partners(&self, list: &Partners) -> Result<PartnersSaved, StoreError> {
        let stored = |sk: String| {
            let stored = item(keys::PARTNERS.to_owned(), sk);
            let mut stored = with_value(stored, "partners", list)?;
            stored.insert(VERSION.to_owned(), number(list.version));
            Ok::<_, StoreError>(stored)
        };
        let current = stored("CURRENT".to_owned())?;
        let mut pointer = item(keys::PARTNERS.to_owned(), POINTER.to_owned());
        pointer.insert(VERSION.to_owned(), number(list.version));
        let operations = vec![
            match list.version {
                1 => self.put_new(current)?,
                version => self.put_over(current, version - 1)?,
            },
            self.put_new(stored(keys::list_sk(list.version))?)?,
            self.put(pointer)?,
        ];
        Ok(match self.transact(operations).await? {
            None => PartnersSaved::Saved,
            Some(_) => PartnersSaved::Outdated,
        })
    }
}
