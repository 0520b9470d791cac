//! The providers, one row each. The next one is a module that reads its deliveries, and a row.

mod json;
mod mailgun;
mod postmark;
mod sendgrid;
mod ses;
mod standard;

use crate::{Found, Refusal, WebhookDelivery};
use runtime::{BadSetting, Setting, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a provider's deliveries: checks that the provider sent them, and finds the mail.
pub type Reader = Arc<dyn Fn(&WebhookDelivery) -> Result<Found, Refusal> + Send + Sync>;

/// A provider.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// Its name in the path, and in the keys of its mail.
    pub name: &'static str,
    /// The setting by which its deliveries are checked. Without it the provider is not there.
    pub setting: Setting,
    /// Its reader, by that setting.
    open: fn(&str) -> Result<Reader, &'static str>,
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
    },
    Provider {
        name: "mailgun",
        setting: Setting::optional(
            "MAILGUN_SIGNING_KEY",
            "text",
            NOT_USED,
            "The key with which Mailgun signs what it posts to `/inbound/mailgun`.",
        )
        .secret(),
        open: mailgun::open,
    },
    Provider {
        name: "sendgrid",
        setting: Setting::optional(
            "SENDGRID_BASIC_AUTH",
            "`user:password`",
            NOT_USED,
            "The user and password with which SendGrid posts to `/inbound/sendgrid`.",
        )
        .secret(),
        open: sendgrid::open,
    },
    Provider {
        name: "postmark",
        setting: Setting::optional(
            "POSTMARK_BASIC_AUTH",
            "`user:password`",
            NOT_USED,
            "The user and password with which Postmark posts to `/inbound/postmark`.",
        )
        .secret(),
        open: postmark::open,
    },
    Provider {
        name: "standard",
        setting: Setting::optional(
            "STANDARD_WEBHOOK_SECRET",
            "`whsec_` and a key in Base64",
            NOT_USED,
            "The key of a sender of raw messages that signs as Standard Webhooks does, at `/inbound/standard`.",
        )
        .secret(),
        open: standard::open,
    },
];

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

/// The readers of the providers that are configured.
#[derive(Clone)]
pub struct Readers(BTreeMap<&'static str, Reader>);

impl Readers {
    /// The readers that the settings name.
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

    /// The reader of a provider, by its name in the path.
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
