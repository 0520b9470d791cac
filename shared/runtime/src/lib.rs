//! What a `main` asks for: settings, AWS clients, the clock, logs; and how long a run may take.
//!
//! Capabilities are handed out on demand and each reads its own settings, so a `main` is the list of what
//! its function can do and matches its IAM policy line for line. A missing setting stops the process at
//! start, by name. A setting that is a secret is read from Secrets Manager, and again every five minutes.

mod aws;
mod clock;
mod fresh;
mod limit;
mod logs;
pub mod metrics;
mod secrets;
mod settings;
mod signer;
#[cfg(feature = "stream")]
mod wake;

pub use clock::Clock;
pub use fresh::Fresh;
pub use limit::Limit;
pub use logs::{LogLevels, LogSink, subscriber};
pub use secrets::SECRETS;
pub use settings::{BadSetting, Settings};
pub use signer::Signer;
#[cfg(feature = "stream")]
pub use wake::{UnknownEvent, Wake};

use aws::Found;
#[cfg(feature = "mail")]
use aws_sdk_ses::config::retry::RetryConfig;
use aws_types::SdkConfig;
use domain::company::{Color, Company};
use domain::keys::{AccountKeys, KeyRing, LinkKeys, UnsubscribeKeys};
use domain::person::EmailAddress;
use secrets::Secrets;

/// Where capabilities come from.
#[derive(Debug, Clone)]
pub struct Runtime {
    settings: Settings,
    secrets: Option<Secrets>,
    aws: Aws,
    clock: Clock,
}

/// Where the clients of AWS come from.
#[derive(Debug, Clone)]
enum Aws {
    /// The function's own role and region.
    Found(Box<SdkConfig>),
    /// Clients that were made elsewhere.
    Given(Clients),
}

/// Clients that speak to engines of the caller's choice: the local runner's and the tests'.
#[derive(Debug, Clone)]
pub struct Clients {
    /// The table's engine.
    #[cfg(feature = "store")]
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The archive's engine.
    #[cfg(feature = "archive")]
    pub s3: aws_sdk_s3::Client,
    /// The mail engine.
    #[cfg(feature = "mail")]
    pub ses: aws_sdk_ses::Client,
    /// The engine of secrets.
    #[cfg(feature = "rotation")]
    pub secrets: aws_sdk_secretsmanager::Client,
}

impl Runtime {
    /// The runtime of a Lambda function: settings from the environment and from the secrets that it names, AWS as
    /// it finds it, logs to standard output.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting whose secret can't be read.
    pub async fn start() -> Result<Self, BadSetting> {
        let settings = Settings::from_env();
        logs::install(&settings);
        let aws = Found::by(&settings)?;
        Self::over(settings, aws).await
    }

    /// The runtime over AWS as it was found, with the secrets that the settings name.
    async fn over(settings: Settings, aws: Found) -> Result<Self, BadSetting> {
        let secrets = Secrets::named_in(&settings, &aws.reader)?;
        let settings = match &secrets {
            Some(secrets) => secrets.read_into(&settings).await?,
            None => settings,
        };
        Ok(Self {
            settings,
            secrets,
            aws: Aws::Found(Box::new(aws.config)),
            clock: Clock::system(),
        })
    }

    /// A runtime put together by hand: the local runner's and the tests'.
    #[must_use]
    pub fn of(settings: Settings, clients: Clients, clock: Clock) -> Self {
        Self {
            settings,
            secrets: None,
            aws: Aws::Given(clients),
            clock,
        }
    }

    /// What `make` makes of this runtime, and makes anew when a secret has changed: what a `main` runs.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn fresh<T>(
        self,
        make: impl Fn(&Self) -> Result<T, BadSetting> + Send + Sync + 'static,
    ) -> Result<Fresh<T>, BadSetting> {
        Fresh::of(self, make)
    }

    /// This runtime with the secrets as they are now, if one has changed.
    async fn renewed(&self) -> Result<Option<Self>, BadSetting> {
        let Some(secrets) = &self.secrets else {
            return Ok(None);
        };
        let settings = secrets.read_into(&self.settings).await?;
        if settings.same_as(&self.settings) {
            return Ok(None);
        }
        Ok(Some(Self {
            settings,
            ..self.clone()
        }))
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// How the company presents itself.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unreadable.
    pub fn company(&self) -> Result<Company, BadSetting> {
        let settings = &self.settings;
        let lines = settings.required("COMPANY_ADDRESS")?;
        Ok(Company {
            name: settings.required("COMPANY_NAME")?,
            postal_address: lines
                .split(['|', '\n'])
                .map(|line| line.trim().to_owned())
                .filter(|l| !l.is_empty())
                .collect(),
            privacy_policy: settings.read("PRIVACY_POLICY_URL", https)?,
            accent: settings
                .optional("ACCENT_COLOR", Color::parse)?
                .unwrap_or(Color::DEFAULT),
            inbox: self.inbox()?,
            base_url: self.base_url()?,
        })
    }

    /// How the cookie of a browser that opted out is set: for our pages, or for the domain that the company's site
    /// shares with them.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unreadable.
    #[cfg(feature = "pages")]
    pub fn opt_out_cookie(&self) -> Result<pages::OptOutCookie, BadSetting> {
        let base_url = self.base_url()?;
        let shared = |domain: &str| pages::OptOutCookie::shared(domain, &base_url);
        let shared = self.settings.optional("COOKIE_DOMAIN", shared)?;
        Ok(shared.unwrap_or_else(|| pages::OptOutCookie::own(&base_url)))
    }

    /// Where the pages are.
    fn base_url(&self) -> Result<String, BadSetting> {
        let url = self.settings.read("BASE_URL", https)?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// The privacy inbox's address.
    ///
    /// # Errors
    /// [`BadSetting`] if it is missing or unreadable.
    pub fn inbox(&self) -> Result<EmailAddress, BadSetting> {
        self.settings.read("INBOX_ADDRESS", EmailAddress::parse)
    }

    /// The keys of status links.
    ///
    /// # Errors
    /// [`BadSetting`] if they are missing or unreadable.
    pub fn link_keys(&self) -> Result<LinkKeys, BadSetting> {
        self.settings
            .read("LINK_KEYS", KeyRing::parse)
            .map(LinkKeys)
    }

    /// The keys with which the company's site signs accounts, if it does.
    ///
    /// # Errors
    /// [`BadSetting`] if they are unreadable.
    pub fn account_keys(&self) -> Result<Option<AccountKeys>, BadSetting> {
        let keys = self.settings.optional("ACCOUNT_KEYS", KeyRing::parse)?;
        Ok(keys.map(AccountKeys))
    }

    /// The keys of unsubscribe links.
    ///
    /// # Errors
    /// [`BadSetting`] if they are missing or unreadable.
    pub fn unsubscribe_keys(&self) -> Result<UnsubscribeKeys, BadSetting> {
        self.settings
            .read("UNSUBSCRIBE_KEYS", KeyRing::parse)
            .map(UnsubscribeKeys)
    }

    /// The table.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing or unreadable.
    #[cfg(feature = "store")]
    pub fn store(&self) -> Result<store::Store, BadSetting> {
        let keys = self
            .settings
            .read("INDEX_KEYS", domain::keys::IndexKeys::parse)?;
        let client = match &self.aws {
            Aws::Found(config) => aws_sdk_dynamodb::Client::new(config),
            Aws::Given(clients) => clients.dynamodb.clone(),
        };
        Ok(store::Store::new(
            client,
            self.settings.required("TABLE_NAME")?,
            keys,
        ))
    }

    /// The archive of raw mail.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing.
    #[cfg(feature = "archive")]
    pub fn archive(&self) -> Result<archive::Archive, BadSetting> {
        self.bucket("RAW_MAIL_BUCKET")
    }

    /// Where exports go.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing.
    #[cfg(feature = "archive")]
    pub fn exports(&self) -> Result<archive::Archive, BadSetting> {
        self.bucket("EXPORT_BUCKET")
    }

    #[cfg(feature = "archive")]
    fn bucket(&self, setting: &'static str) -> Result<archive::Archive, BadSetting> {
        let client = match &self.aws {
            Aws::Found(config) => aws_sdk_s3::Client::new(config),
            Aws::Given(clients) => clients.s3.clone(),
        };
        Ok(archive::Archive::new(
            client,
            self.settings.required(setting)?,
        ))
    }

    /// SES.
    #[cfg(feature = "mail")]
    #[must_use]
    pub fn ses(&self) -> aws_sdk_ses::Client {
        match &self.aws {
            // An email whose answer was lost may have left: the outbox decides when to try again.
            Aws::Found(config) => {
                let config = aws_sdk_ses::config::Builder::from(&**config)
                    .retry_config(RetryConfig::disabled());
                aws_sdk_ses::Client::from_conf(config.build())
            }
            Aws::Given(clients) => clients.ses.clone(),
        }
    }

    /// Secrets Manager, for whoever rotates what is in it.
    #[cfg(feature = "rotation")]
    #[must_use]
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        match &self.aws {
            Aws::Found(config) => aws_sdk_secretsmanager::Client::new(config),
            Aws::Given(clients) => clients.secrets.clone(),
        }
    }
}

/// An address of a page. Plain HTTP is for this machine alone.
fn https(text: &str) -> Result<String, NotHttps> {
    let local = ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|start| {
            text.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
    let fits = (text.starts_with("https://") || local)
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'".contains(c));
    fits.then(|| text.to_owned()).ok_or(NotHttps)
}

#[derive(Debug, thiserror::Error)]
#[error("an address starts with https://")]
struct NotHttps;
