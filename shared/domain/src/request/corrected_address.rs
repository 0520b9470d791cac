//! An address that staff corrected for the emails of a request.

use super::{EmailActionTaken, Note, Request, Transition};
use crate::outbound_email::Addressee;
use crate::person::EmailAddress;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where emails go instead of the recipient that the request names. The person stays as they wrote, because suppressions and
/// the uniqueness guard belong to what they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedAddress {
    /// The recipient that the request names.
    pub instead_of: Addressee,
    /// The corrected address.
    pub to: EmailAddress,
}

impl Request {
    /// Returns the recipient of emails about this request: the address that staff corrected, if there is one. If the request
    /// names another recipient since, such as a confirmed parent, the correction no longer counts.
    #[must_use]
    pub fn addressee(&self) -> Addressee {
        self.corrected(Addressee::of(&self.person, self.agent.as_ref()))
    }

    /// Returns the address that emails to `address` go to.
    #[must_use]
    pub fn current_address<'a>(&'a self, address: &'a EmailAddress) -> &'a EmailAddress {
        match &self.corrected_address {
            Some(corrected) if corrected.instead_of == Addressee::to(address) => &corrected.to,
            _ => address,
        }
    }

    fn corrected(&self, named: Addressee) -> Addressee {
        match &self.corrected_address {
            Some(corrected) if corrected.instead_of == named => Addressee::to(&corrected.to),
            _ => named,
        }
    }

    /// Returns the transition that notes that staff sent an email, which went to `wrong`, to a corrected address. If later
    /// emails of the request would go to `wrong`, too, they go to the corrected address from now on.
    #[must_use]
    pub fn address_corrected(
        &self,
        email: String,
        wrong: &Addressee,
        to: &EmailAddress,
        now: Timestamp,
    ) -> Transition {
        let note = Note::EmailByStaff {
            email,
            did: EmailActionTaken::AddressCorrected,
        };
        let noted = self.noted(note, now);
        if self.addressee() != *wrong {
            return noted;
        }
        let request = Self {
            corrected_address: Some(CorrectedAddress {
                instead_of: Addressee::of(&self.person, self.agent.as_ref()),
                to: to.clone(),
            }),
            ..noted.request
        };
        let (event, by) = (noted.entry.event, noted.entry.by);
        self.changed_to(request, event, now).by(by)
    }
}
