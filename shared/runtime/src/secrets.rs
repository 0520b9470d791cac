//! Reads the settings that are secrets from Secrets Manager. A function's configuration contains only their names.
//!
//! Each secret is one call, and the calls run in parallel. A single `BatchGetSecretValue` would need a permission for every
//! secret of the account. This way, the role allows only the function's own secrets.

pub(crate) mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod vault;

use crate::BadSetting;
use crate::settings::{Declared, Setting, Settings};
use reader::{NotRead, Reader};
use tokio::task::JoinSet;

/// The secrets of a function, and the reader for them.
#[derive(Debug, Clone)]
pub(crate) struct Secrets {
    reader: Reader,
    named: Vec<Named>,
}

/// A setting and the secret that holds its value.
#[derive(Debug, Clone)]
struct Named {
    setting: &'static str,
    secret: String,
}

impl Secrets {
    /// Finds the declared secrets that the settings name. Returns `None` if they name none.
    pub(crate) fn named_in(
        settings: &Settings,
        declared: Declared,
        reader: &Reader,
    ) -> Result<Option<Self>, BadSetting> {
        let mut named: Vec<Named> = Vec::new();
        for setting in declared.iter().copied().flatten() {
            let known = named.iter().any(|one| one.setting == setting.name);
            if setting.secret && !known {
                named.extend(Named::find(setting, settings)?);
            }
        }
        Ok((!named.is_empty()).then(|| Self {
            reader: reader.clone(),
            named,
        }))
    }

    /// Reads the current values of all secrets into a copy of the settings.
    pub(crate) async fn read_into(&self, settings: &Settings) -> Result<Settings, BadSetting> {
        let mut reads = JoinSet::new();
        for named in self.named.clone() {
            let reader = self.reader.clone();
            reads.spawn(async move { named.read(&reader).await });
        }
        let values: Result<Vec<_>, _> = reads.join_all().await.into_iter().collect();
        Ok(settings.with(values?))
    }
}

impl Named {
    /// Finds the secret that holds this setting's value, if the settings name one.
    fn find(setting: &Setting, settings: &Settings) -> Result<Option<Self>, BadSetting> {
        let variable = setting.deployed_name();
        let Some(secret) = settings.peek(&variable) else {
            return Ok(None);
        };
        if settings.peek(setting.name).is_some() {
            return Err(BadSetting::Unusable {
                name: setting.name,
                why: format!("{variable} is set, too; remove one of them"),
            });
        }
        Ok(Some(Self {
            setting: setting.name,
            secret: secret.to_owned(),
        }))
    }

    /// Reads the value, and returns it with the setting's name.
    async fn read(self, reader: &Reader) -> Result<(&'static str, String), BadSetting> {
        match reader.text(&self.secret).await {
            Ok(Some(text)) if !text.is_empty() => Ok((self.setting, text)),
            Ok(_) => {
                Err(self.unusable("it holds no text: store a string, not binary data".to_owned()))
            }
            Err(error) => Err(self.unusable(why(&error))),
        }
    }

    fn unusable(&self, why: String) -> BadSetting {
        let Self { setting, secret } = self;
        BadSetting::Unusable {
            name: setting,
            why: format!("its secret {secret} ({setting}_SECRET): {why}"),
        }
    }
}

/// Explains why a secret can't be read, and what to do.
fn why(error: &NotRead) -> String {
    let NotRead::Refused(code) = error else {
        return "Secrets Manager can't be reached; check the function's network and region"
            .to_owned();
    };
    match code.as_str() {
        "ResourceNotFoundException" => {
            "no secret with this name has a value in this account and region; create it, or correct the name".to_owned()
        }
        "AccessDeniedException" => {
            "the function's role may not read it; grant the role secretsmanager:GetSecretValue on it, and kms:Decrypt on \
             its key if that is a customer-managed key"
                .to_owned()
        }
        "DecryptionFailure" => {
            "its key can't be used; check that the key is enabled and that the function's role has kms:Decrypt on it".to_owned()
        }
        "InvalidRequestException" => {
            "it can't be read in its present state; it may be marked for deletion, so restore it or name another one".to_owned()
        }
        code => format!("Secrets Manager refused it ({code})"),
    }
}
