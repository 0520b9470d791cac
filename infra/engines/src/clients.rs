//! The AWS clients that talk to the engines: the real ones, with an address and made-up keys.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;

/// The region that every client names.
pub const REGION: &str = "us-west-2";

/// The access key of every client, and the only one that the archive's engine knows.
pub const ACCESS_KEY: &str = "loopback";

/// The secret that goes with [`ACCESS_KEY`]. It opens nothing outside this machine.
pub const SECRET_KEY: &str = "not-a-secret-on-loopback";

/// What a client does when a call fails for a passing reason.
///
/// Remember when scripting faults that every attempt is a call of its own: one fault is repaired
/// by [`Retries::Quick`] before the code under test hears of it.
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

/// What every client of an engine, or of the proxy, at `endpoint` is made of.
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

/// A DynamoDB client for the engine, or the proxy, at `endpoint`.
pub fn dynamodb(endpoint: &str, retries: Retries) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&config(endpoint, retries))
}

/// An S3 client for the engine, or the proxy, at `endpoint`; the bucket is in the path.
pub fn s3(endpoint: &str, retries: Retries) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&config(endpoint, retries));
    aws_sdk_s3::Client::from_conf(config.force_path_style(true).build())
}

/// An SES client for the engine, or the proxy, at `endpoint`.
pub fn ses(endpoint: &str, retries: Retries) -> aws_sdk_ses::Client {
    aws_sdk_ses::Client::new(&config(endpoint, retries))
}

/// A Secrets Manager client for the engine, or the proxy, at `endpoint`.
pub fn secrets(endpoint: &str, retries: Retries) -> aws_sdk_secretsmanager::Client {
    aws_sdk_secretsmanager::Client::new(&config(endpoint, retries))
}
