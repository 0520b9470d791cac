//! The providers, one row each. The next one is a module that reads its deliveries, and a row.

mod mailgun;
mod postmark;
mod sendgrid;
mod ses;
mod standard;

use crate::{Found, Refusal, WebhookDelivery};
use runtime::{BadSetting, Settings};
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
    pub setting: &'static str,
    /// Its reader, by that setting.
    open: fn(&str) -> Result<Reader, &'static str>,
}

/// Every provider.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        name: "ses",
        setting: "SNS_TOPIC_ARN",
        open: ses::open,
    },
    Provider {
        name: "mailgun",
        setting: "MAILGUN_SIGNING_KEY",
        open: mailgun::open,
    },
    Provider {
        name: "sendgrid",
        setting: "SENDGRID_BASIC_AUTH",
        open: sendgrid::open,
    },
    Provider {
        name: "postmark",
        setting: "POSTMARK_BASIC_AUTH",
        open: postmark::open,
    },
    Provider {
        name: "standard",
        setting: "STANDARD_WEBHOOK_SECRET",
        open: standard::open,
    },
];

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
            if let Some(reader) = settings.optional(provider.setting, provider.open)? {
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
