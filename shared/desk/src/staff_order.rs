//! Who acts, and on which version of an item.

use crate::Desk;
use crate::error::{Error, no_request};
use domain::log::Role;
use domain::receipt::{ReceiptId, Reference};
use domain::request::RequestId;
use gateway::{Problem, Staff};
use store::{EmailKey, StaffDecision};

/// An order of staff: who gives it, and the version that they saw.
#[derive(Debug, Clone)]
pub struct StaffOrder {
    /// The member of staff.
    pub staff: Staff,
    /// The version that the order counts for. Without one, the order is decided again after a lost race.
    pub seen: Option<u64>,
}

impl StaffOrder {
    /// Returns who acts, why, and on which version.
    #[must_use]
    pub fn decision(&self, why: Option<String>) -> StaffDecision {
        StaffDecision {
            by: self.staff.actor(),
            why,
            seen: self.seen,
        }
    }

    /// Checks that the member of staff has this role.
    ///
    /// # Errors
    /// [`Problem`] names the role.
    pub fn needs(&self, role: Role) -> Result<(), Problem> {
        match self.staff.role < role {
            true => Err(Problem::role_required(role)),
            false => Ok(()),
        }
    }
}

impl Desk {
    /// Finds a request by its ID or reference.
    ///
    /// # Errors
    /// [`Error`] if there is no such request, or if the store fails.
    pub async fn find_request(&self, name: &str) -> Result<RequestId, Error> {
        if let Ok(id) = name.parse::<ReceiptId>() {
            return Ok(RequestId(id));
        }
        let reference = Reference::parse(name).map_err(|_| no_request())?;
        let found = self.store.look_up(Some(reference)).await?;
        found
            .map(|(receipt, _)| receipt.request)
            .ok_or_else(|| no_request().into())
    }

    /// Finds an email by its ID and its owner: a request, an inbound email that opened none, or a summary's first receipt.
    ///
    /// # Errors
    /// [`Error`] if there is no such email, or if the store fails.
    pub async fn find_email(&self, owner: &str, email: &str) -> Result<EmailKey, Error> {
        let no_email = || Problem::not_found("There is no such email.");
        let owner: ReceiptId = owner.parse().map_err(|_| no_email())?;
        for key in [
            EmailKey::new(RequestId(owner), email),
            EmailKey::of_mail(owner, email),
            EmailKey::of_summary(owner, email),
        ] {
            if self.store.email(&key).await?.is_some() {
                return Ok(key);
            }
        }
        Err(no_email().into())
    }
}
