//! The settings of a function: environment variables. A [`Setting`] describes each of them.
//!
//! Code can read only what a [`Setting`] describes, so `docs/settings.md` is complete. A function ignores every other
//! variable: AWS and Lambda extensions add their own.

mod common;
mod setting;

pub use common::*;
pub use setting::{Declared, DefaultValue, Setting};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The values of a function's settings.
#[derive(Clone)]
pub struct Settings {
    values: Arc<BTreeMap<String, String>>,
    asked: Arc<Mutex<BTreeSet<&'static str>>>,
}

/// A setting that keeps a function from starting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// The setting has no value.
    #[error("the setting {0} is missing")]
    Missing(&'static str),
    /// The value can't be used. The message doesn't contain it, because it may be a secret.
    #[error("the setting {name} can't be used: {why}")]
    Unusable {
        /// The setting's name.
        name: &'static str,
        /// The reason.
        why: String,
    },
}

/// Prints names only. Values may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.values.keys()).finish()
    }
}

impl Settings {
    /// Reads the environment of the process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
    pub fn from_env() -> Self {
        Self::of(std::env::vars())
    }

    /// Collects settings from pairs of a name and a value.
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

    /// Returns a copy with some values replaced. Both share the list of names that were read.
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

    /// Reports whether both have the same values.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.values == other.values
    }

    /// Returns the value of a variable, if it has one, without an entry in [`asked`](Self::asked).
    pub(crate) fn peek(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Returns the text of a required setting.
    ///
    /// # Errors
    /// [`BadSetting::Missing`] if it has no value, or an empty one.
    pub fn required(&self, setting: &Setting) -> Result<String, BadSetting> {
        self.get(setting)
            .map(str::to_owned)
            .ok_or(BadSetting::Missing(setting.name))
    }

    /// Parses a required setting.
    ///
    /// # Errors
    /// [`BadSetting`] if it has no value, or one that `parse` refuses.
    pub fn read<T, E: fmt::Display>(
        &self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, BadSetting> {
        self.optional(setting, parse)?
            .ok_or(BadSetting::Missing(setting.name))
    }

    /// Parses a setting that may have no value.
    ///
    /// # Errors
    /// [`BadSetting::Unusable`] if it has a value that `parse` refuses.
    pub fn optional<T, E: fmt::Display>(
        &self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, BadSetting> {
        let unusable = |error: E| BadSetting::Unusable {
            name: setting.name,
            why: error.to_string(),
        };
        self.get(setting).map(parse).transpose().map_err(unusable)
    }

    /// Returns the names that were read so far. A test compares them with what the function declares.
    #[must_use]
    pub fn asked(&self) -> BTreeSet<&'static str> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn get(&self, setting: &Setting) -> Option<&str> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(setting.name);
        self.peek(setting.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_setting_is_named_and_an_unusable_one_is_not_shown() {
        const EMPTY: Setting = Setting::required("EMPTY", "text", "");
        const SECRET: Setting = Setting::required("SECRET", "text", "").secret();
        let settings = Settings::of([("EMPTY", ""), ("SECRET", "planted")]);
        assert_eq!(settings.required(&EMPTY), Err(BadSetting::Missing("EMPTY")));
        let unusable = settings
            .read(&SECRET, |_| Err::<(), _>("it is wrong"))
            .unwrap_err();
        assert_eq!(
            unusable.to_string(),
            "the setting SECRET can't be used: it is wrong"
        );
        assert_eq!(settings.asked(), BTreeSet::from(["EMPTY", "SECRET"]));
        assert_eq!(format!("{settings:?}"), r#"{"EMPTY", "SECRET"}"#);
    }
}
