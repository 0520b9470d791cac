//! One secret in Secrets Manager, and the version that a rotation creates.

use crate::{Deps, Event};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_secretsmanager::operation::get_secret_value::builders::GetSecretValueFluentBuilder;
use jiff::Timestamp;

/// A call to Secrets Manager was refused or got no response.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {why}")]
pub struct VaultError {
    operation: &'static str,
    why: String,
}

/// The secret that is rotated.
pub(crate) struct Vault<'a> {
    client: &'a Client,
    secret: &'a str,
    token: &'a str,
}

/// A version of the secret.
pub(crate) struct Version {
    id: String,
    pub(crate) text: String,
    pub(crate) made: Timestamp,
}

impl<'a> Vault<'a> {
    pub(crate) fn of(deps: &'a Deps, event: &'a Event) -> Self {
        Self {
            client: &deps.secrets,
            secret: &event.secret_id,
            token: &event.client_request_token,
        }
    }

    /// Reads the current version.
    pub(crate) async fn current(&self) -> Result<Version, VaultError> {
        let read = self.read().version_stage("AWSCURRENT");
        let found = found(read).await?;
        found.ok_or_else(|| refused("GetSecretValue", "the secret has no current version"))
    }

    /// Reads the version that this rotation created, if any.
    pub(crate) async fn pending(&self) -> Result<Option<Version>, VaultError> {
        found(self.read().version_id(self.token)).await
    }

    /// Returns when a rotation last replaced the current version.
    pub(crate) async fn rotated(&self) -> Result<Option<Timestamp>, VaultError> {
        let described = self.client.describe_secret().secret_id(self.secret).send();
        let described = described
            .await
            .map_err(|error| failed("DescribeSecret", &error))?;
        Ok(described.last_rotated_date.as_ref().and_then(time))
    }

    /// Creates the version of this rotation, unless a concurrent call did.
    pub(crate) async fn put_pending(&self, text: &str) -> Result<(), VaultError> {
        let put = self
            .client
            .put_secret_value()
            .secret_id(self.secret)
            .client_request_token(self.token)
            .secret_string(text)
            .version_stages("AWSPENDING");
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceExistsException") => Ok(()),
            Err(error) => Err(failed("PutSecretValue", &error)),
        }
    }

    /// Makes this rotation's version current if `before` still is.
    pub(crate) async fn replace(&self, before: &Version) -> Result<(), VaultError> {
        let update = self
            .client
            .update_secret_version_stage()
            .secret_id(self.secret)
            .version_stage("AWSCURRENT")
            .move_to_version_id(self.token)
            .remove_from_version_id(&before.id);
        let updated = update.send().await;
        updated.map_err(|error| failed("UpdateSecretVersionStage", &error))?;
        Ok(())
    }

    pub(crate) fn is_made_by_this_rotation(&self, version: &Version) -> bool {
        version.id == self.token
    }

    fn read(&self) -> GetSecretValueFluentBuilder {
        self.client.get_secret_value().secret_id(self.secret)
    }
}

async fn found(read: GetSecretValueFluentBuilder) -> Result<Option<Version>, VaultError> {
    let answer = match read.send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(None),
        Err(error) => return Err(failed("GetSecretValue", &error)),
    };
    let (id, text) = (answer.version_id, answer.secret_string);
    let made = answer.created_date.as_ref().and_then(time);
    match (id, text, made) {
        (Some(id), Some(text), Some(made)) => Ok(Some(Version { id, text, made })),
        _ => Err(refused("GetSecretValue", "the version holds no text")),
    }
}

fn time(at: &aws_sdk_secretsmanager::primitives::DateTime) -> Option<Timestamp> {
    Timestamp::from_second(at.secs()).ok()
}

fn failed<E, R>(operation: &'static str, error: &SdkError<E, R>) -> VaultError
where
    E: ProvideErrorMetadata,
{
    let why = error.code().unwrap_or("no response").to_owned();
    VaultError { operation, why }
}

fn refused(operation: &'static str, why: &str) -> VaultError {
    VaultError {
        operation,
        why: why.to_owned(),
    }
}
