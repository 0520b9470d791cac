//! The runtime of a function: settings, AWS clients, the clock, logs, metrics, and the time limit of a run.
//!
//! A function's `Deps::of` asks for each capability, and each capability reads its own settings. So `Deps` lists what the
//! function can do, and its IAM policy matches that list. A missing setting stops the process at start, with the setting's
//! name. Secrets are read from Secrets Manager at start and every five minutes.

pub mod access;
mod aws;
mod clock;
mod fresh;
mod limit;
mod logs;
pub mod metrics;
mod secrets;
pub mod settings;
mod signer;
mod texts;
#[cfg(feature = "stream")]
mod wake;

pub use clock::Clock;
pub use fresh::Fresh;
pub use limit::Limit;
pub use logs::{LogLevels, LogSink, subscriber};
pub use settings::{BadSetting, Declared, Setting, Settings};
pub use signer::Signer;
#[cfg(feature = "stream")]
pub use wake::{UnknownEvent, Wake};

use aws::Found;
use aws_types::SdkConfig;
use domain::company::{Color, Company};
use domain::keys::{AccountKeys, KeyRing, LinkKeys, PartnerKeys, UnsubscribeKeys};
use domain::law::Practices;
use domain::person::EmailAddress;
use secrets::Secrets;

/// Provides a function's capabilities.
#[derive(Debug, Clone)]
pub struct Runtime {
    settings: Settings,
    secrets: Option<Secrets>,
    aws: Aws,
    clock: Clock,
    wall_clock: Clock,
}

/// The source of AWS clients.
#[derive(Debug, Clone)]
enum Aws {
    /// The function's role and region.
    Found(Box<SdkConfig>),
    /// Clients that the caller made.
    Given(Clients),
}

/// Clients of the local runner and of tests, which call engines instead of AWS.
#[derive(Debug, Clone)]
pub struct Clients {
    /// The client of the table.
    #[cfg(feature = "store")]
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The client of the archive.
    #[cfg(feature = "archive")]
    pub s3: aws_sdk_s3::Client,
    /// The client of the email service.
    #[cfg(feature = "mail")]
    pub ses: aws_sdk_ses::Client,
    /// The client of Secrets Manager.
    #[cfg(feature = "rotation")]
    pub secrets: aws_sdk_secretsmanager::Client,
}

impl Runtime {
    /// Starts the runtime of a Lambda function: settings from the environment and from Secrets Manager, the region and
    /// the credentials that Lambda provides, logs to standard output.
    ///
    /// `declared` is the function's `SETTINGS`. The runtime reads the secrets among them and no others.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting whose secret can't be read.
    pub async fn start(declared: Declared) -> Result<Self, BadSetting> {
        let settings = Settings::from_env();
        logs::install(&settings);
        metrics::install(&settings);
        let aws = Found::by(&settings)?;
        Self::over(settings, declared, aws).await
    }

    /// Reads the declared secrets that the settings name.
    async fn over(settings: Settings, declared: Declared, aws: Found) -> Result<Self, BadSetting> {
        let secrets = Secrets::named_in(&settings, declared, &aws.reader)?;
        let settings = match &secrets {
            Some(secrets) => secrets.read_into(&settings).await?,
            None => settings,
        };
        Ok(Self {
            settings,
            secrets,
            aws: Aws::Found(Box::new(aws.config)),
            clock: Clock::system(),
            wall_clock: Clock::system(),
        })
    }

    /// Builds the runtime of the local runner and of tests.
    #[must_use]
    pub fn of(settings: Settings, clients: Clients, clock: Clock) -> Self {
        Self {
            settings,
            secrets: None,
            aws: Aws::Given(clients),
            wall_clock: clock.clone(),
            clock,
        }
    }

    /// Sets the clock that other systems' clocks agree with, for a local system whose own clock was moved.
    #[must_use]
    pub fn with_wall_clock(mut self, wall_clock: Clock) -> Self {
        self.wall_clock = wall_clock;
        self
    }

    /// Builds the function's dependencies with `make`, and rebuilds them when a secret is rotated.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn fresh<T>(
        self,
        make: impl Fn(&Self) -> Result<T, BadSetting> + Send + Sync + 'static,
    ) -> Result<Fresh<T>, BadSetting> {
        Fresh::of(self, make)
    }

    /// Reads the secrets again. Returns a new runtime if one of them has changed.
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

    /// Returns the settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Returns the clock that other systems' clocks agree with: the one for signatures that they check or make.
    #[must_use]
    pub fn wall_clock(&self) -> Clock {
        self.wall_clock.clone()
    }

    /// Reads what the company does with data.
    ///
    /// # Errors
    /// [`BadSetting`] if the setting is unreadable.
    pub fn practices(&self) -> Result<Practices, BadSetting> {
        let practices = &settings::PRACTICES;
        let read = self.settings.optional(practices, Practices::parse)?;
        Ok(read.unwrap_or_default())
    }

    /// Reads the company's name, address and other details that pages and emails show.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unreadable.
    pub fn company(&self) -> Result<Company, BadSetting> {
        let settings = &self.settings;
        let lines = settings.required(&settings::COMPANY_ADDRESS)?;
        let company = Company {
            name: settings.required(&settings::COMPANY_NAME)?,
            postal_address: lines
                .split(['|', '\n'])
                .map(|line| line.trim().to_owned())
                .filter(|l| !l.is_empty())
                .collect(),
            privacy_policy: settings.read(&settings::PRIVACY_POLICY_URL, https)?,
            accent: settings
                .optional(&settings::ACCENT_COLOR, Color::parse)?
                .unwrap_or(Color::DEFAULT),
            inbox: self.inbox()?,
            base_url: self.base_url()?,
            face: self.face()?,
            brands: Vec::new(),
        };
        let brands = self.brands()?.into_iter();
        let brands = brands.map(|brand| brand.of(&company)).collect();
        Ok(Company { brands, ..company })
    }

    /// Returns the address of the pages, without a slash at the end.
    fn base_url(&self) -> Result<String, BadSetting> {
        let url = self.settings.read(&settings::BASE_URL, https)?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// Returns the address of the privacy inbox.
    ///
    /// # Errors
    /// [`BadSetting`] if it is missing or unreadable.
    pub fn inbox(&self) -> Result<EmailAddress, BadSetting> {
        self.settings
            .read(&settings::INBOX_ADDRESS, EmailAddress::parse)
    }

    /// Returns the keys of links in emails.
    ///
    /// # Errors
    /// [`BadSetting`] if they are missing or unreadable.
    pub fn link_keys(&self) -> Result<LinkKeys, BadSetting> {
        self.settings
            .read(&settings::LINK_KEYS, KeyRing::parse)
            .map(LinkKeys)
    }

    /// Returns the keys that the company's site uses to sign account IDs, if it does.
    ///
    /// # Errors
    /// [`BadSetting`] if they are unreadable.
    pub fn account_keys(&self) -> Result<Option<AccountKeys>, BadSetting> {
        let keys = self
            .settings
            .optional(&settings::ACCOUNT_KEYS, KeyRing::parse)?;
        Ok(keys.map(AccountKeys))
    }

    /// Returns the keys of unsubscribe links.
    ///
    /// # Errors
    /// [`BadSetting`] if they are missing or unreadable.
    pub fn unsubscribe_keys(&self) -> Result<UnsubscribeKeys, BadSetting> {
        self.settings
            .read(&settings::UNSUBSCRIBE_KEYS, KeyRing::parse)
            .map(UnsubscribeKeys)
    }

    /// Returns the keys of partners' webhook secrets.
    ///
    /// # Errors
    /// [`BadSetting`] if they are missing or unreadable.
    pub fn partner_keys(&self) -> Result<PartnerKeys, BadSetting> {
        self.settings
            .read(&settings::PARTNER_KEYS, KeyRing::parse)
            .map(PartnerKeys)
    }

    /// Returns the function's handle of the table.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing or unreadable.
    #[cfg(feature = "store")]
    pub fn store<H: store::Handle>(&self) -> Result<H, BadSetting> {
        let keys = self
            .settings
            .read(&settings::INDEX_KEYS, domain::keys::IndexKeys::parse)?;
        let client = match &self.aws {
            Aws::Found(config) => aws_sdk_dynamodb::Client::new(config),
            Aws::Given(clients) => clients.dynamodb.clone(),
        };
        Ok(H::new(
            client,
            self.settings.required(&settings::TABLE_NAME)?,
            keys,
        ))
    }

    /// Returns the archive of inbound messages.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing.
    #[cfg(feature = "archive")]
    pub fn archive(&self) -> Result<archive::Archive, BadSetting> {
        self.bucket(&settings::RAW_MAIL_BUCKET)
    }

    /// Returns the archive of suppression exports.
    ///
    /// # Errors
    /// [`BadSetting`] if its settings are missing.
    #[cfg(feature = "archive")]
    pub fn exports(&self) -> Result<archive::Archive, BadSetting> {
        self.bucket(&settings::EXPORT_BUCKET)
    }

    #[cfg(feature = "archive")]
    fn bucket(&self, setting: &Setting) -> Result<archive::Archive, BadSetting> {
        let client = match &self.aws {
            Aws::Found(config) => aws_sdk_s3::Client::new(config),
            Aws::Given(clients) => clients.s3.clone(),
        };
        Ok(archive::Archive::new(
            client,
            self.settings.required(setting)?,
        ))
    }

    /// Returns the client of SES.
    #[cfg(feature = "mail")]
    #[must_use]
    pub fn ses(&self) -> aws_sdk_ses::Client {
        match &self.aws {
            Aws::Found(config) => aws::ses_client(config),
            Aws::Given(clients) => clients.ses.clone(),
        }
    }

    /// Returns the client of Secrets Manager, for rotation.
    #[cfg(feature = "rotation")]
    #[must_use]
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        match &self.aws {
            Aws::Found(config) => aws_sdk_secretsmanager::Client::new(config),
            Aws::Given(clients) => clients.secrets.clone(),
        }
    }
}

/// Checks the address of a page. Only an address of this machine may use plain HTTP.
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
#[error("an address must start with https://")]
struct NotHttps;
