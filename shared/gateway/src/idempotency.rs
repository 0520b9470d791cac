//! The `Idempotency-Key` header.

use crate::{FieldError, Problem};
use domain::receipt::{KeyOwner, ReceiptId};
use http::HeaderMap;

/// The name of the header, and of the field in an error.
const NAME: &str = "Idempotency-Key";

/// A key that can't be guessed: 128 random bits are 22 characters of Base64.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the key of a call, if it has one.
    ///
    /// # Errors
    /// [`Problem`] if the key is so short that another caller could guess it.
    pub fn read(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(key) = headers.get(NAME) else {
            return Ok(None);
        };
        let key = key.to_str().unwrap_or_default();
        let fits =
            (22..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let wrong = || {
            let message =
                "Send at least 128 random bits: 22 to 255 visible ASCII characters, such as a UUID";
            Problem::invalid(vec![FieldError::new(NAME, message)])
        };
        fits.then(|| Some(Self(key.to_owned()))).ok_or_else(wrong)
    }

    /// Returns the ID of the submission with this key. A key of one kind of caller never meets that of another.
    #[must_use]
    pub fn receipt(&self, owner: KeyOwner) -> ReceiptId {
        ReceiptId::from_idempotency_key(owner, &self.0)
    }
}
