//! The AWS configuration of a function. Lambda puts the region and the credentials into the environment, so the binary
//! contains no chain of credential providers and no parser of profiles.

mod roots;

use crate::secrets::reader::{self, Reader};
use crate::settings::{
    AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_REGION, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
    BadSetting, SSL_CERT_FILE, Setting, Settings,
};
use crate::{Clock, Signer};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
#[cfg(feature = "mail")]
use aws_sdk_ses::config::retry::RetryConfig;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpConnector, http_client_fn,
};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use std::time::Duration;

/// The configuration of AWS clients.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The part that every client shares.
    pub(crate) config: SdkConfig,
    /// Reads secrets.
    pub(crate) reader: Reader,
}

impl Found {
    /// Reads the variables that Lambda sets.
    ///
    /// # Errors
    /// [`BadSetting`] names the one that is missing.
    pub(crate) fn by(settings: &Settings) -> Result<Self, BadSetting> {
        let given = |setting: &Setting| {
            let value = settings.peek(setting.name);
            value.ok_or(BadSetting::Missing(setting.name))
        };
        let credentials = Credentials::new(
            given(&AWS_ACCESS_KEY_ID)?,
            given(&AWS_SECRET_ACCESS_KEY)?,
            settings.peek(AWS_SESSION_TOKEN.name).map(str::to_owned),
            None,
            "environment",
        );
        let region = given(&AWS_REGION)?;
        Ok(Self::with(
            connector(settings)?,
            credentials,
            region,
            settings,
        ))
    }

    /// Builds the configuration over this connector.
    pub(crate) fn with(
        connector: SharedHttpConnector,
        credentials: Credentials,
        region: &str,
        settings: &Settings,
    ) -> Self {
        let endpoints = Endpoints(settings.clone());
        let reader = Reader {
            connector: connector.clone(),
            signer: Signer {
                identity: credentials.clone().into(),
                region: region.to_owned(),
                service: reader::SERVICE,
                clock: Clock::system(),
            },
            url: endpoints
                .of("Secrets Manager", AWS_ENDPOINT_URL.name)
                .unwrap_or_else(|| reader::endpoint(region)),
        };
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .timeout_config(timeouts())
            .service_config(endpoints)
            .build();
        Self { config, reader }
    }
}

/// Makes the connector that all clients share, so that the root certificates are parsed once and connections are pooled. A
/// client's own connector would parse them twice. The connector sets the timeout for connecting; clients set the others.
fn connector(settings: &Settings) -> Result<SharedHttpConnector, BadSetting> {
    let tls = TlsContext::builder().with_trust_store(roots::trusted(settings));
    let tls = tls.build().map_err(|error| BadSetting::Unusable {
        name: SSL_CERT_FILE.name,
        why: error.to_string(),
    })?;
    let limits = HttpConnectorSettings::builder().connect_timeout(Duration::from_secs(1));
    let connector = Connector::builder()
        .connector_settings(limits.build())
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(tls)
        .build();
    Ok(SharedHttpConnector::new(connector))
}

/// Returns the timeouts of a call. With retries it takes less than the shortest function timeout, so that a person gets our
/// error page and not the gateway's.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(8))
        .build()
}

/// Returns the client of SES. It doesn't retry: if the response was lost, SES may have sent the email. The outbox decides
/// when to retry.
#[cfg(feature = "mail")]
pub(crate) fn ses_client(config: &SdkConfig) -> aws_sdk_ses::Client {
    let config = aws_sdk_ses::config::Builder::from(config)
        .retry_config(RetryConfig::disabled())
        .timeout_config(ses_timeouts());
    aws_sdk_ses::Client::from_conf(config.build())
}

/// Returns the timeout of a call of SES. SES can take longer than other services to accept an email, and an email without
/// an answer may be sent twice. Nobody waits for the answer, and the outbox's timeout leaves time for it.
#[cfg(feature = "mail")]
pub(crate) fn ses_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(20))
        .build()
}

/// Addresses of services, from the variables that every SDK reads: `AWS_ENDPOINT_URL_DYNAMODB` for one service, or
/// `AWS_ENDPOINT_URL` for all.
#[derive(Debug)]
struct Endpoints(Settings);

impl Endpoints {
    fn of(&self, service: &str, all: &str) -> Option<String> {
        let service = service.replace(' ', "_").to_uppercase();
        let own = self.0.peek(&format!("{all}_{service}"));
        own.or_else(|| self.0.peek(all)).map(str::to_owned)
    }
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        self.of(key.service_id(), key.env())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: [(&str, &str); 4] = [
        ("AWS_REGION", "us-west-2"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "planted"),
        ("AWS_SESSION_TOKEN", "token"),
    ];

    #[tokio::test]
    async fn a_client_gets_the_region_and_the_credentials_that_lambda_gives() {
        use aws_credential_types::provider::ProvideCredentials;
        let found = Found::by(&Settings::of(GIVEN)).unwrap().config;
        assert_eq!(found.region().unwrap().as_ref(), "us-west-2");
        let credentials = found.credentials_provider().unwrap();
        let credentials = credentials.provide_credentials().await.unwrap();
        assert_eq!(credentials.session_token(), Some("token"));
        assert!(!format!("{found:?}").contains("planted"));
    }

    #[test]
    fn a_missing_variable_of_lambda_is_named() {
        for missing in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            let others = GIVEN.into_iter().filter(|(name, _)| *name != missing);
            let error = Found::by(&Settings::of(others)).unwrap_err();
            assert_eq!(error, BadSetting::Missing(missing));
        }
    }

    #[cfg(feature = "mail")]
    #[test]
    fn a_call_of_ses_may_take_longer_than_another() {
        let seconds = |timeouts: TimeoutConfig| timeouts.operation_attempt_timeout();
        assert_eq!(seconds(timeouts()), Some(Duration::from_secs(3)));
        assert_eq!(seconds(ses_timeouts()), Some(Duration::from_secs(20)));
        let found = Found::by(&Settings::of(GIVEN)).unwrap();
        let ses = ses_client(&found.config);
        let timeouts = ses.config().timeout_config().unwrap();
        assert_eq!(seconds(timeouts.clone()), Some(Duration::from_secs(20)));
    }

    #[test]
    fn the_endpoint_of_one_service_takes_precedence() {
        let endpoints = |given: &[(&str, &str)]| {
            let endpoints = Endpoints(Settings::of(given.iter().copied()));
            ["DynamoDB", "Secrets Manager"].map(|service| {
                let key = ServiceConfigKey::builder()
                    .service_id(service)
                    .profile("endpoint_url")
                    .env("AWS_ENDPOINT_URL");
                endpoints.load_config(key.build().unwrap())
            })
        };
        let all = ("AWS_ENDPOINT_URL", "all");
        let secrets = ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "secrets");
        assert_eq!(endpoints(&[]), [None, None]);
        assert_eq!(endpoints(&[secrets]), [None, Some("secrets".to_owned())]);
        let both = ["all", "secrets"].map(|url| Some(url.to_owned()));
        assert_eq!(endpoints(&[all, secrets]), both);
    }
}
