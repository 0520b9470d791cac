//! Authentication: a token, or a signature with this machine's AWS credentials.

use anyhow::{Context, Result};
use aws_config::BehaviorVersion;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::identity::Identity;
use runtime::{Clock, Signer};

/// The credentials of the caller.
#[derive(Clone)]
pub(crate) enum Credentials {
    Token(String),
    Iam {
        credentials: SharedCredentialsProvider,
        region: String,
        clock: Clock,
    },
}

impl Credentials {
    /// Loads this machine's AWS credentials. The region comes from the API's address, otherwise from the environment.
    pub(crate) async fn iam(url: &str) -> Result<Self> {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let nothing = "put the API's token into HONORED_TOKEN, or have credentials of AWS";
        let region = region_in(url).or_else(|| config.region().map(ToString::to_string));
        Ok(Self::Iam {
            credentials: config.credentials_provider().context(nothing)?,
            region: region.context("say with AWS_REGION where the API is")?,
            clock: Clock::system(),
        })
    }

    /// Returns the headers that authenticate a call with this body.
    pub(crate) async fn headers(
        &self,
        address: &str,
        media_type: &str,
        body: &[u8],
    ) -> Result<Vec<(String, String)>> {
        let (credentials, region, clock) = match self {
            Self::Token(token) => {
                return Ok(vec![("authorization".into(), format!("Bearer {token}"))]);
            }
            Self::Iam {
                credentials,
                region,
                clock,
            } => (credentials, region, clock),
        };
        let found = credentials.provide_credentials().await;
        let nothing = "put the API's token into HONORED_TOKEN, or have credentials of AWS";
        let identity = Identity::from(found.context(nothing)?);
        let signer = Signer {
            identity,
            region: region.clone(),
            service: "execute-api",
            clock: clock.clone(),
        };
        Ok(signer.sign(address, &[("content-type", media_type)], body)?)
    }
}

/// Returns the region in an address of API Gateway.
fn region_in(url: &str) -> Option<String> {
    let (_, rest) = url.split_once(".execute-api.")?;
    let (region, _) = rest.split_once(".amazonaws.")?;
    Some(region.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_credential_types::Credentials as AwsCredentials;

    #[test]
    fn an_address_of_the_gateway_names_its_region() {
        let address = "https://abc123.execute-api.us-west-2.amazonaws.com/suppression/check";
        assert_eq!(region_in(address).as_deref(), Some("us-west-2"));
        assert_eq!(region_in("https://privacy.example.com"), None);
    }

    #[tokio::test]
    async fn a_signature_covers_the_body_and_names_the_service() {
        let verification = Credentials::Iam {
            credentials: SharedCredentialsProvider::new(AwsCredentials::for_tests()),
            region: "us-west-2".to_owned(),
            clock: Clock::of(|| "2026-11-21T18:00:00Z".parse().unwrap()),
        };
        let address = "https://abc123.execute-api.us-west-2.amazonaws.com/suppression/check";
        let signed = async |body: &[u8]| {
            let headers = verification
                .headers(address, "application/json", body)
                .await;
            let headers = headers.unwrap().into_iter();
            let found = headers.filter(|(name, _)| name == "authorization");
            found.map(|(_, value)| value).next().unwrap()
        };
        let (one, other) = (signed(b"{}").await, signed(b"[]").await);
        assert!(
            one.contains("/20261121/us-west-2/execute-api/aws4_request"),
            "{one}"
        );
        assert!(one.contains("content-type;host;x-amz-date"), "{one}");
        assert_ne!(one, other);
    }
}
