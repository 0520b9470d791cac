//! The real AWS clients, with the address of an engine and made-up credentials.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;

/// The region of every client.
pub const REGION: &str = "us-west-2";

/// The access key of every client, and the only one that the S3 engine accepts.
pub const ACCESS_KEY: &str = "loopback";

/// The secret key of [`ACCESS_KEY`]. It has no use outside this machine.
pub const SECRET_KEY: &str = "not-a-secret-on-loopback";

/// The retries of a client after a temporary error.
///
/// Every attempt is a separate call to a proxy. So with [`Retries::Quick`], the code under test doesn't see a single
/// scripted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retries {
    /// Three attempts, as in production, but a few milliseconds apart.
    Quick,
    /// One attempt: the code under test sees each fault.
    Never,
}

impl Retries {
    fn config(self) -> RetryConfig {
        match self {
            Self::Quick => RetryConfig::standard()
                .with_initial_backoff(Duration::from_millis(2))
                .with_max_backoff(Duration::from_millis(10)),
            Self::Never => RetryConfig::disabled(),
        }
    }
}

/// Returns the configuration of a client for the engine, or the proxy, at `endpoint`.
fn config(endpoint: &str, retries: Retries) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            ACCESS_KEY, SECRET_KEY, None, None, "loopback",
        )))
        .endpoint_url(endpoint)
        .retry_config(retries.config())
        .build()
}

/// Returns a DynamoDB client for the engine, or the proxy, at `endpoint`.
pub fn dynamodb(endpoint: &str, retries: Retries) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&config(endpoint, retries))
}

/// Returns an S3 client for the engine, or the proxy, at `endpoint`. It puts the bucket into the path.
pub fn s3(endpoint: &str, retries: Retries) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&config(endpoint, retries));
    aws_sdk_s3::Client::from_conf(config.force_path_style(true).build())
}

/// Returns an SES client for the engine, or the proxy, at `endpoint`.
pub fn ses(endpoint: &str, retries: Retries) -> aws_sdk_ses::Client {
    aws_sdk_ses::Client::new(&config(endpoint, retries))
}

/// Returns a Secrets Manager client for the engine, or the proxy, at `endpoint`.
pub fn secrets(endpoint: &str, retries: Retries) -> aws_sdk_secretsmanager::Client {
    aws_sdk_secretsmanager::Client::new(&config(endpoint, retries))
}
