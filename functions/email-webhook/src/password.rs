//! Basic authentication (RFC 7617), for the providers that sign nothing: `https://user:password@…` is the
//! address that they are given.

use crate::secret::same;
use crate::{Refusal, WebhookDelivery};
use data_encoding::BASE64;

/// The user and the password that a provider sends with each delivery.
#[derive(Clone)]
pub(crate) struct Password(String);

impl Password {
    /// Reads `user:password`.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        match text.split_once(':') {
            Some((user, password)) if !user.is_empty() && !password.is_empty() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err("it is not like user:password"),
        }
    }

    /// Refuses a delivery that does not carry it.
    pub(crate) fn check(&self, delivery: &WebhookDelivery) -> Result<(), Refusal> {
        let given = delivery
            .header("authorization")
            .and_then(credentials)
            .ok_or(Refusal::WrongPassword)?;
        if same(&given, self.0.as_bytes()) {
            Ok(())
        } else {
            Err(Refusal::WrongPassword)
        }
    }
}

fn credentials(header: &[u8]) -> Option<Vec<u8>> {
    let (scheme, rest) = header.split_at_checked("basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    BASE64.decode(rest.trim_ascii()).ok()
}
