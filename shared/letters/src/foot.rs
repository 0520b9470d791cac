//! What stands under every letter.

use crate::link;
use domain::company::Company;

/// The foot of a letter.
pub(crate) struct Foot<'a> {
    pub(crate) said: [&'static str; 2],
    pub(crate) company: &'a str,
    pub(crate) postal_address: &'a [String],
    pub(crate) links: [(&'static str, String); 2],
}

impl<'a> Foot<'a> {
    pub(crate) fn of(company: &'a Company) -> Self {
        Self {
            said: [
                "This is an automatic letter. You can answer it: your answer reaches our privacy team.",
                "If you asked for someone else, \"you\" in this letter means that person.",
            ],
            company: &company.name,
            postal_address: &company.postal_address,
            links: [
                ("Privacy policy", company.privacy_policy.clone()),
                ("Make a request", link::form_url(company)),
            ],
        }
    }
}
