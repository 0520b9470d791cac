//! What a site's script sends beside the header: nothing, or a JSON object.

use axum::body::{Body, to_bytes};
use http::HeaderMap;
use pages::{FieldError, Problem, media_type};
use serde_json::Value;

/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 8 * 1024;

/// What was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Whether the script read the signal from `navigator.globalPrivacyControl`: a browser's extension may set that,
    /// and no header (11 CCR § 7025(b)(1) takes either).
    pub(crate) signal: bool,
}

impl Said {
    /// Reads a body.
    ///
    /// # Errors
    /// The problem to answer with, if it is too long or no JSON object.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let body = to_bytes(body, LARGEST_BODY).await;
        let body = body.map_err(|_| Problem::too_large())?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        if media_type(headers) != "application/json" {
            return Err(Problem::unsupported_media_type());
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(&body) else {
            return Err(Problem::bad_request());
        };
        match object.get("gpc") {
            None | Some(Value::Null) => Ok(Self::default()),
            Some(Value::Bool(signal)) => Ok(Self { signal: *signal }),
            Some(_) => {
                let message = "Give true or false, as navigator.globalPrivacyControl does";
                Err(Problem::invalid(vec![FieldError::new("gpc", message)]))
            }
        }
    }
}
