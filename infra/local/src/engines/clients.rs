//! The AWS clients that talk to the engines: the real ones, with an address and made-up keys.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;

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

/// A DynamoDB client for the engine, or the proxy, at `endpoint`.
pub fn dynamodb(endpoint: &str, retries: Retries) -> aws_sdk_dynamodb::Client {
    use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(
            ACCESS_KEY, SECRET_KEY, None, None, "loopback",
        ))
        .endpoint_url(endpoint)
        .retry_config(retries.config())
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

/// An S3 client for the engine, or the proxy, at `endpoint`; the bucket is in the path.
pub fn s3(endpoint: &str, retries: Retries) -> aws_sdk_s3::Client {
    use aws_sdk_s3::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(
            ACCESS_KEY, SECRET_KEY, None, None, "loopback",
        ))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .retry_config(retries.config())
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

/// An SES client for the engine, or the proxy, at `endpoint`.
pub fn ses(endpoint: &str, retries: Retries) -> aws_sdk_ses::Client {
    use aws_sdk_ses::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(
            ACCESS_KEY, SECRET_KEY, None, None, "loopback",
        ))
        .endpoint_url(endpoint)
        .retry_config(retries.config())
        .build();
    aws_sdk_ses::Client::from_conf(config)
}

/// A Secrets Manager client for the engine, or the proxy, at `endpoint`.
pub fn secrets(endpoint: &str, retries: Retries) -> aws_sdk_secretsmanager::Client {
    use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(
            ACCESS_KEY, SECRET_KEY, None, None, "loopback",
        ))
        .endpoint_url(endpoint)
        .retry_config(retries.config())
        .build();
    aws_sdk_secretsmanager::Client::from_conf(config)
}
