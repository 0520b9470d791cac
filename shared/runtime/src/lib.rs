//! What a `main` asks for: settings, AWS clients, the clock, logs.
//!
//! Capabilities are handed out on demand and each reads its own settings, so a `main` is the list of what
//! its function can do and matches its IAM policy line for line. A missing setting stops the process at
//! start, by name.

mod clock;
mod logs;
pub mod metrics;
mod settings;

pub use clock::Clock;
pub use logs::{LogSink, Loudness, subscriber};
pub use settings::{BadSetting, Settings};

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
#[cfg(feature = "mail")]
use aws_sdk_ses::config::retry::RetryConfig;
use domain::company::{Colour, Company};
use domain::keys::{AccountKeys, KeyRing, LinkKeys, UnsubscribeKeys};
use domain::person::EmailAddress;
use std::time::Duration;

/// Where capabilities come from.
#[derive(Debug, Clone)]
pub struct Runtime {
    settings: Settings,
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
}

impl Runtime {
    /// The runtime of a Lambda function: settings from the environment, AWS as it finds it, logs to
    /// standard output.
    pub async fn start() -> Self {
        let settings = Settings::from_env();
        logs::install(&settings);
        let aws = aws_config::defaults(BehaviorVersion::latest())
            // Lambda hands a role's credentials over in the environment; nothing else is asked for them.
            .credentials_provider(EnvironmentVariableCredentialsProvider::new())
            .timeout_config(patience())
            .load()
            .await;
        Self {
            settings,
            aws: Aws::Found(Box::new(aws)),
            clock: Clock::system(),
        }
    }

    /// A runtime put together by hand: the local runner's and the tests'.
    #[must_use]
    pub fn of(settings: Settings, clients: Clients, clock: Clock) -> Self {
        Self {
            settings,
            aws: Aws::Given(clients),
            clock,
        }
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
                .optional("ACCENT_COLOUR", Colour::parse)?
                .unwrap_or(Colour::DEFAULT),
            inbox: self.inbox()?,
            base_url: settings
                .read("BASE_URL", https)?
                .trim_end_matches('/')
                .to_owned(),
        })
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
        let keys = domain::keys::IndexKeys(self.settings.read("INDEX_KEYS", KeyRing::parse)?);
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
            // A letter whose answer was lost may have left: the outbox decides when to try again.
            Aws::Found(config) => {
                let config = aws_sdk_ses::config::Builder::from(&**config)
                    .retry_config(RetryConfig::disabled());
                aws_sdk_ses::Client::from_conf(config.build())
            }
            Aws::Given(clients) => clients.ses.clone(),
        }
    }
}

/// How long a call may take, retries included: less than the shortest function lives, so that a person gets
/// our answer and not the gateway's.
fn patience() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(8))
        .build()
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
