//! Settings that are secrets: read from Secrets Manager, so that no function's configuration shows them.
//!
//! Each is asked for by itself, all at once. One `BatchGetSecretValue` would be one call, and would need a
//! permission on every secret of the account; so the role names the function's own secrets and nothing else.

pub(crate) mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod vault;

use crate::{BadSetting, Settings};
use reader::{NotRead, Reader};
use tokio::task::JoinSet;

/// The settings that are secrets. Where `<NAME>_SECRET` is set, it is the name or the ARN of the secret whose text
/// is the setting's value; on a laptop, `<NAME>` itself may be set.
pub const SECRETS: &[&str] = &[
    "ACCOUNT_KEYS",
    "INDEX_KEYS",
    "LINK_KEYS",
    "MAILGUN_SIGNING_KEY",
    "ORIGIN_SECRET",
    "PARTNER_KEYS",
    "POSTMARK_BASIC_AUTH",
    "SENDGRID_BASIC_AUTH",
    "STANDARD_WEBHOOK_SECRET",
    "UNSUBSCRIBE_KEYS",
];

/// The secrets that a function's settings name, and where they are read.
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
    /// The secrets that these settings name, if they name any.
    pub(crate) fn named_in(
        settings: &Settings,
        reader: &Reader,
    ) -> Result<Option<Self>, BadSetting> {
        let mut named = Vec::new();
        for &setting in SECRETS {
            let Some(secret) = settings.peek(&format!("{setting}_SECRET")) else {
                continue;
            };
            if settings.peek(setting).is_some() {
                return Err(BadSetting::Unusable {
                    name: setting,
                    why: format!("{setting}_SECRET is set, too; keep one of them"),
                });
            }
            named.push(Named {
                setting,
                secret: secret.to_owned(),
            });
        }
        Ok((!named.is_empty()).then(|| Self {
            reader: reader.clone(),
            named,
        }))
    }

    /// The settings with all secrets as they are now.
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
    /// The setting and its value.
    async fn read(self, reader: &Reader) -> Result<(&'static str, String), BadSetting> {
        match reader.text(&self.secret).await {
            Ok(Some(text)) if !text.is_empty() => Ok((self.setting, text)),
            Ok(_) => Err(self.unusable("it holds no text: put one in, not bytes".to_owned())),
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

/// Why a secret can't be read, and what to do.
fn why(error: &NotRead) -> String {
    let NotRead::Refused(code) = error else {
        return "Secrets Manager can't be reached; look at the function's network and region"
            .to_owned();
    };
    match code.as_str() {
        "ResourceNotFoundException" => {
            "there is none of this name with a value in this account and region; make it, or mend the name".to_owned()
        }
        "AccessDeniedException" => {
            "the function's role may not read it; grant it secretsmanager:GetSecretValue on it, and kms:Decrypt on its \
             key if that is one of your own"
                .to_owned()
        }
        "DecryptionFailure" => {
            "its key can't be used; look whether that is enabled and the function's role has kms:Decrypt on it".to_owned()
        }
        "InvalidRequestException" => {
            "it can't be read as it stands; it may be marked for deletion, so restore it or name another".to_owned()
        }
        code => format!("Secrets Manager refused it ({code})"),
    }
}
