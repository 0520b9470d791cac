//! The `Idempotency-Key` header.

use pages::{FieldError, Problem};

/// Checks that the key can't be guessed. 128 random bits are 22 characters of base64.
pub(crate) fn read_key(key: &str) -> Result<String, Problem> {
    let fits = (22..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    let wrong = || {
        let message =
            "Send at least 128 random bits: 22 to 255 visible ASCII characters, such as a UUID";
        Problem::invalid(vec![FieldError::new("Idempotency-Key", message)])
    };
    fits.then(|| key.to_owned()).ok_or_else(wrong)
}
