//! What Secrets Manager asks for.

use serde::Deserialize;

/// One step of a rotation, as Secrets Manager calls for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// The step.
    pub step: Step,
    /// The ARN of the secret.
    pub secret_id: String,
    /// The version that this rotation makes; each rotation has its own.
    pub client_request_token: String,
}

/// The steps of a rotation, in their order. Each may come more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Make the new value.
    CreateSecret,
    /// Tell it to the system that it opens. A ring opens nothing but our own links.
    SetSecret,
    /// Look whether it works.
    TestSecret,
    /// Put it in the place of the current one.
    FinishSecret,
}

/// An event that is none of Secrets Manager's.
#[derive(Debug, thiserror::Error)]
#[error("this is no step of a rotation by Secrets Manager")]
pub struct NoStep(#[source] serde_json::Error);

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// [`NoStep`] if it is none.
    pub fn read(event: serde_json::Value) -> Result<Self, NoStep> {
        serde_json::from_value(event).map_err(NoStep)
    }
}
