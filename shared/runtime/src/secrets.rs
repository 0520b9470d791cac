//! Settings that are secrets: read from Secrets Manager, so that no function's configuration shows them.
//!
//! Each is asked for by itself, all at once. One `BatchGetSecretValue` would be one call, and would need a
//! permission on every secret of the account; so the role names the function's own secrets and nothing else.

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod vault;

use crate::{BadSetting, Settings};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use aws_types::SdkConfig;
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
    client: Client,
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
        aws: &SdkConfig,
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
            client: Client::new(aws),
            named,
        }))
    }

    /// The settings with all secrets as they are now.
    pub(crate) async fn read_into(&self, settings: &Settings) -> Result<Settings, BadSetting> {
        let mut reads = JoinSet::new();
        for named in self.named.clone() {
            let client = self.client.clone();
            reads.spawn(async move { named.read(&client).await });
        }
        let values: Result<Vec<_>, _> = reads.join_all().await.into_iter().collect();
        Ok(settings.with(values?))
    }
}

impl Named {
    /// The setting and its value.
    async fn read(self, client: &Client) -> Result<(&'static str, String), BadSetting> {
        let asked = client.get_secret_value().secret_id(&self.secret).send();
        let text = match asked.await {
            Ok(answer) => answer.secret_string,
            Err(error) => return Err(self.unusable(why(&error))),
        };
        match text.filter(|text| !text.is_empty()) {
            Some(text) => Ok((self.setting, text)),
            None => Err(self.unusable("it holds no text: put one in, not bytes".to_owned())),
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
fn why<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error.code() {
        Some("ResourceNotFoundException") => {
            "there is none of this name with a value in this account and region; make it, or mend the name".to_owned()
        }
        Some("AccessDeniedException") => {
            "the function's role may not read it; grant it secretsmanager:GetSecretValue on it, and kms:Decrypt on its \
             key if that is one of your own"
                .to_owned()
        }
        Some("DecryptionFailure") => {
            "its key can't be used; look whether that is enabled and the function's role has kms:Decrypt on it".to_owned()
        }
        Some("InvalidRequestException") => {
            "it can't be read as it stands; it may be marked for deletion, so restore it or name another".to_owned()
        }
        Some(code) => format!("Secrets Manager refused it ({code})"),
        None => "Secrets Manager can't be reached; look at the function's network and region".to_owned(),
    }
}
