//! The table of providers. To add one, write a module that reads its deliveries, and add a row.

mod json;
mod mailgun;
mod postmark;
mod sendgrid;
mod ses;
mod standard;

use crate::{Found, Refusal, WebhookDelivery};
use http::StatusCode;
use runtime::{BadSetting, Setting, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a provider's deliveries: checks their authenticity and extracts the message.
pub type Reader = Arc<dyn Fn(&WebhookDelivery) -> Result<Found, Refusal> + Send + Sync>;

/// A provider.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// Its name in the path and in storage keys.
    pub name: &'static str,
    /// The setting with its secret. Without the setting, the provider is not configured.
    pub setting: Setting,
    /// Creates its reader from the setting.
    open: fn(&str) -> Result<Reader, &'static str>,
    /// Whether it delivers again after a response with this error status. Otherwise it drops the message.
    pub(crate) delivers_again: fn(StatusCode) -> bool,
}

/// What happens without a provider's setting.
const NOT_USED: &str = "the provider isn't used";

/// Every provider.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        name: "ses",
        setting: Setting::optional(
            "SNS_TOPIC_ARN",
            "ARN of an SNS topic",
            NOT_USED,
            "The topic through which SES delivers to `/inbound/ses`.",
        ),
        open: ses::open,
        delivers_again: |status| status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
    },
    Provider {
        name: "mailgun",
        setting: Setting::optional(
            "MAILGUN_SIGNING_KEY",
            "text",
            NOT_USED,
            "The key that Mailgun uses to sign its posts to `/inbound/mailgun`. During a change: `new,old`.",
        )
        .secret(),
        open: mailgun::open,
        delivers_again: |status| status != StatusCode::NOT_ACCEPTABLE,
    },
    Provider {
        name: "sendgrid",
        setting: Setting::optional(
            "SENDGRID_BASIC_AUTH",
            "`user:password`",
            NOT_USED,
            "The user and password of SendGrid's posts to `/inbound/sendgrid`. During a change: `user:new,user:old`.",
        )
        .secret(),
        open: sendgrid::open,
        delivers_again: |status| status.is_server_error(),
    },
    Provider {
        name: "postmark",
        setting: Setting::optional(
            "POSTMARK_BASIC_AUTH",
            "`user:password`",
            NOT_USED,
            "The user and password of Postmark's posts to `/inbound/postmark`. During a change: `user:new,user:old`.",
        )
        .secret(),
        open: postmark::open,
        delivers_again: |status| status != StatusCode::FORBIDDEN,
    },
    Provider {
        name: "standard",
        setting: Setting::optional(
            "STANDARD_WEBHOOK_SECRET",
            "`whsec_` and a key in Base64",
            NOT_USED,
            "The key of a sender of raw messages that signs as Standard Webhooks does, at `/inbound/standard`. During a change: `new,old`.",
        )
        .secret(),
        open: standard::open,
        delivers_again: |_| true,
    },
];

/// Returns the provider whose deliveries have this path.
pub(crate) fn at(path: &str) -> Option<&'static Provider> {
    let name = path.strip_prefix("/inbound/")?.split('/').next()?;
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// The setting of each provider.
pub(crate) const SETTINGS: &[Setting] = &{
    let mut settings = [PROVIDERS[0].setting; PROVIDERS.len()];
    let mut at = 1;
    while at < settings.len() {
        settings[at] = PROVIDERS[at].setting;
        at += 1;
    }
    settings
};

/// The readers of the configured providers.
#[derive(Clone)]
pub struct Readers(BTreeMap<&'static str, Reader>);

impl Readers {
    /// Creates the readers of the configured providers.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that can't be used.
    pub fn of(settings: &Settings) -> Result<Self, BadSetting> {
        let mut readers = BTreeMap::new();
        for provider in PROVIDERS {
            if let Some(reader) = settings.optional(&provider.setting, provider.open)? {
                readers.insert(provider.name, reader);
            }
        }
        Ok(Self(readers))
    }

    /// Returns the reader of a provider, by its name in the path.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&'static str, &Reader)> {
        self.0
            .get_key_value(name)
            .map(|(name, reader)| (*name, reader))
    }
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
