//! The events of Secrets Manager.

use serde::Deserialize;

/// A call of Secrets Manager for one step of a rotation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// The step.
    pub step: Step,
    /// The ARN of the secret.
    pub secret_id: String,
    /// The ID of the version that this rotation creates.
    pub client_request_token: String,
}

/// The steps of a rotation, in order. Secrets Manager may repeat each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Creates the new value.
    CreateSecret,
    /// Sets the value in an external system. A key ring has none.
    SetSecret,
    /// Tests the new value.
    TestSecret,
    /// Makes the new value current.
    FinishSecret,
}

/// The event is not from Secrets Manager.
#[derive(Debug, thiserror::Error)]
#[error("the event is not a rotation step of Secrets Manager")]
pub struct NoStep(#[source] serde_json::Error);

impl Event {
    /// Parses an event.
    ///
    /// # Errors
    /// [`NoStep`] if the event is another one.
    pub fn read(event: serde_json::Value) -> Result<Self, NoStep> {
        serde_json::from_value(event).map_err(NoStep)
    }
}
