//! AWS as a function finds it: Lambda puts region and credentials into the environment, and nothing else is asked for
//! them. So there is no chain of providers to walk, no profile to parse, and no code for either in the binary.

mod roots;

use crate::{BadSetting, Settings};
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider,
};
use aws_smithy_http_client::HttpClientError;
use aws_smithy_http_client::tls::{Provider, TlsContext, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use std::time::Duration;

/// What every client of AWS is made of.
///
/// # Errors
/// [`BadSetting`] names the variable that Lambda sets and that is not there.
pub(crate) fn found(settings: &Settings) -> Result<SdkConfig, BadSetting> {
    let given = |name| settings.peek(name).ok_or(BadSetting::Missing(name));
    let credentials = Credentials::new(
        given("AWS_ACCESS_KEY_ID")?,
        given("AWS_SECRET_ACCESS_KEY")?,
        settings.peek("AWS_SESSION_TOKEN").map(str::to_owned),
        None,
        "environment",
    );
    let tls = TlsContext::builder().with_trust_store(roots::trusted(settings));
    let unusable = |error: HttpClientError| BadSetting::Unusable {
        name: "SSL_CERT_FILE",
        why: error.to_string(),
    };
    // One for all clients: one set of roots, one pool of connections.
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(tls.build().map_err(unusable)?)
        .build_https();
    Ok(SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(given("AWS_REGION")?.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .timeout_config(patience())
        .service_config(Endpoints(settings.clone()))
        .build())
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

/// Services that are somewhere else than AWS says, by the variables that every SDK reads: `AWS_ENDPOINT_URL_DYNAMODB`,
/// or `AWS_ENDPOINT_URL` for all.
#[derive(Debug)]
struct Endpoints(Settings);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().replace(' ', "_").to_uppercase();
        let own = self.0.peek(&format!("{}_{service}", key.env()));
        own.or_else(|| self.0.peek(key.env())).map(str::to_owned)
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
        use aws_sdk_secretsmanager::config::ProvideCredentials;
        let found = found(&Settings::of(GIVEN)).unwrap();
        assert_eq!(found.region().unwrap().as_ref(), "us-west-2");
        let credentials = found.credentials_provider().unwrap();
        let credentials = credentials.provide_credentials().await.unwrap();
        assert_eq!(credentials.session_token(), Some("token"));
        assert!(!format!("{found:?}").contains("planted"));
    }

    #[test]
    fn what_lambda_should_have_given_is_named() {
        for missing in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            let others = GIVEN.into_iter().filter(|(name, _)| *name != missing);
            let error = found(&Settings::of(others)).unwrap_err();
            assert_eq!(error, BadSetting::Missing(missing));
        }
    }

    #[test]
    fn an_endpoint_is_that_of_its_service_before_that_of_all() {
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
