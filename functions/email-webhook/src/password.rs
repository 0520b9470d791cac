//! Basic authentication (RFC 7617), for the providers that sign nothing: `https://user:password@…` is the
//! address that they are given.

use crate::secret::{one_or_two, same};
use crate::{Refusal, WebhookDelivery};
use data_encoding::BASE64;

/// The user and the password that a provider sends with each delivery. While they are changed, there are two of each.
#[derive(Clone)]
pub(crate) struct Passwords(Vec<String>);

impl Passwords {
    /// Reads `user:password` or, during a change, `user:new,user:old`.
    pub(crate) fn parse(setting: &str) -> Result<Self, &'static str> {
        one_or_two(setting, |text| match text.split_once(':') {
            Some((user, password)) if !user.is_empty() && !password.is_empty() => {
                Ok(text.to_owned())
            }
            _ => Err(
                "it is not like user:password or, during a change, user:new,user:old; a password has no comma",
            ),
        })
        .map(Self)
    }

    /// Refuses a delivery without one of these passwords.
    pub(crate) fn check(&self, delivery: &WebhookDelivery) -> Result<(), Refusal> {
        let given = delivery
            .header("authorization")
            .and_then(credentials)
            .ok_or(Refusal::WrongPassword)?;
        // `fold` compares all of them, so that the time doesn't tell which one was close.
        let own = self.0.iter();
        let fits = own.fold(false, |fits, own| same(&given, own.as_bytes()) | fits);
        fits.then_some(()).ok_or(Refusal::WrongPassword)
    }
}

fn credentials(header: &[u8]) -> Option<Vec<u8>> {
    let (scheme, rest) = header.split_at_checked("basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    BASE64.decode(rest.trim_ascii()).ok()
}
