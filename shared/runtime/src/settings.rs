//! Settings: read by name, refused by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The settings of a function.
#[derive(Clone)]
pub struct Settings {
    values: Arc<BTreeMap<String, String>>,
    asked: Arc<Mutex<BTreeSet<&'static str>>>,
}

/// A setting that stops a function at start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// It is not there.
    #[error("the setting {0} is missing")]
    Missing(&'static str),
    /// It can't be used. The value is not shown: it may be a secret.
    #[error("the setting {name} can't be used: {why}")]
    Unusable {
        /// Its name.
        name: &'static str,
        /// Why not.
        why: String,
    },
}

/// Names alone: values may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.values.keys()).finish()
    }
}

impl Settings {
    /// The process's environment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
    pub fn from_env() -> Self {
        Self::of(std::env::vars())
    }

    /// These settings.
    #[must_use]
    pub fn of<K: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (K, V)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self {
            values: Arc::new(values),
            asked: Arc::default(),
        }
    }

    /// These settings with some put in the place of others. They know together what was asked for.
    pub(crate) fn with(&self, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let mut all = (*self.values).clone();
        all.extend(
            values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        Self {
            values: Arc::new(all),
            asked: Arc::clone(&self.asked),
        }
    }

    /// Whether they say the same.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.values == other.values
    }

    /// A setting's value, if it is there, without noting that it was asked for.
    pub(crate) fn peek(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A setting that must be there.
    ///
    /// # Errors
    /// [`BadSetting::Missing`] if it is not, or is empty.
    pub fn required(&self, name: &'static str) -> Result<String, BadSetting> {
        self.get(name)
            .map(str::to_owned)
            .ok_or(BadSetting::Missing(name))
    }

    /// A setting that must be there, as `parse` reads it.
    ///
    /// # Errors
    /// [`BadSetting`] if it is not there or can't be read.
    pub fn read<T, E: std::fmt::Display>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, BadSetting> {
        self.optional(name, parse)?.ok_or(BadSetting::Missing(name))
    }

    /// A setting that may be there, as `parse` reads it.
    ///
    /// # Errors
    /// [`BadSetting::Unusable`] if it is there and can't be read.
    pub fn optional<T, E: std::fmt::Display>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, BadSetting> {
        let unusable = |error: E| BadSetting::Unusable {
            name,
            why: error.to_string(),
        };
        self.get(name).map(parse).transpose().map_err(unusable)
    }

    /// The names that were asked for so far; a test holds the templates to them.
    #[must_use]
    pub fn asked(&self) -> BTreeSet<&'static str> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn get(&self, name: &'static str) -> Option<&str> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name);
        self.peek(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_setting_is_named_and_an_unusable_one_is_not_shown() {
        let settings = Settings::of([("EMPTY", ""), ("SECRET", "planted")]);
        assert_eq!(
            settings.required("EMPTY"),
            Err(BadSetting::Missing("EMPTY"))
        );
        let unusable = settings
            .read("SECRET", |_| Err::<(), _>("it is wrong"))
            .unwrap_err();
        assert_eq!(
            unusable.to_string(),
            "the setting SECRET can't be used: it is wrong"
        );
        assert_eq!(settings.asked(), BTreeSet::from(["EMPTY", "SECRET"]));
        assert_eq!(format!("{settings:?}"), r#"{"EMPTY", "SECRET"}"#);
    }
}
