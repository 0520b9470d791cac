//! The list of recipients. It is one item, and each version of it is kept beside it: a notice that was unfolded by an
//! older one still finds whom it meant.

use crate::item::{item, number, value, with_value};
use crate::schema::{self, VERSION};
use crate::{Store, StoreError};
use domain::recipient::Recipients;

/// What came of setting the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListSet {
    /// It is set.
    Now,
    /// It has changed since whoever set it read it.
    Moved,
}

impl Store {
    /// The list as it is now; none if nobody ever set one.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn recipients(&self) -> Result<Option<Recipients>, StoreError> {
        self.recipients_at("CURRENT".to_owned()).await
    }

    /// The list in this version.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be read.
    pub async fn recipients_in(&self, version: u64) -> Result<Option<Recipients>, StoreError> {
        self.recipients_at(schema::list_sk(version)).await
    }

    async fn recipients_at(&self, sk: String) -> Result<Option<Recipients>, StoreError> {
        let found = self.get(schema::RECIPIENTS.to_owned(), sk).await?;
        found.map(|item| value(&item, "recipients")).transpose()
    }

    /// Sets the list, in the place of the version before it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn set_recipients(&self, list: &Recipients) -> Result<ListSet, StoreError> {
        let stored = |sk: String| {
            let stored = item(schema::RECIPIENTS.to_owned(), sk);
            let mut stored = with_value(stored, "recipients", list)?;
            stored.insert(VERSION.to_owned(), number(list.version));
            Ok::<_, StoreError>(stored)
        };
        let current = stored("CURRENT".to_owned())?;
        let operations = vec![
            match list.version {
                1 => self.put_new(current)?,
                version => self.put_over(current, version - 1)?,
            },
            self.put_new(stored(schema::list_sk(list.version))?)?,
        ];
        Ok(match self.transact(operations).await? {
            None => ListSet::Now,
            Some(_) => ListSet::Moved,
        })
    }
}
