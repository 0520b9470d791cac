//! A setting as data. The code that reads a setting, `docs/settings.md`, the check of `--set` in the local runner, and the
//! test that compares the deployment templates with the code all use the same value.

/// A setting: its name, the form of its value, its default and its purpose.
///
/// A capability declares its settings next to the code that reads them. A function lists the settings of its
/// capabilities in its `SETTINGS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The name of the environment variable.
    pub name: &'static str,
    /// The form of a value.
    pub kind: &'static str,
    /// The value that counts if none is given.
    pub default: DefaultValue,
    /// The purpose of the setting.
    pub meaning: &'static str,
    /// Whether the value is a secret. Then `<NAME>_SECRET` names the secret in Secrets Manager.
    pub secret: bool,
    /// Whether only the local runner gives it a value.
    pub local: bool,
}

/// What happens if a setting has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// The function doesn't start.
    Required,
    /// This value counts, or this happens.
    Is(&'static str),
}

/// The settings of a function, one list for each of its capabilities. A setting may be in several lists.
pub type Declared = &'static [&'static [Setting]];

impl Setting {
    /// Describes a setting that a function can't start without.
    #[must_use]
    pub const fn required(name: &'static str, kind: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            kind,
            default: DefaultValue::Required,
            meaning,
            secret: false,
            local: false,
        }
    }

    /// Describes a setting with a default.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        kind: &'static str,
        default: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            default: DefaultValue::Is(default),
            ..Self::required(name, kind, meaning)
        }
    }

    /// Marks the value as a secret.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self {
            secret: true,
            ..self
        }
    }

    /// Marks the setting as one that only the local runner uses.
    #[must_use]
    pub const fn local(self) -> Self {
        Self {
            local: true,
            ..self
        }
    }

    /// Returns the variable that a deployed function has: for a secret, the one that names it.
    #[must_use]
    pub fn deployed_name(&self) -> String {
        match self.secret {
            true => format!("{}_SECRET", self.name),
            false => self.name.to_owned(),
        }
    }
}
