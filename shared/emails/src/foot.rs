//! What stands under every email.

use crate::block::Reader;
use crate::link;
use domain::company::Company;

/// The foot of an email.
pub(crate) struct Foot<'a> {
    pub(crate) said: [&'static str; 2],
    pub(crate) company: &'a str,
    pub(crate) postal_address: &'a [String],
    pub(crate) links: [(&'static str, String); 2],
}

impl<'a> Foot<'a> {
    pub(crate) fn of(company: &'a Company, reader: Reader) -> Self {
        Self {
            said: match reader {
                Reader::Person => [
                    "This is an automatic email. You can answer it: your answer reaches our privacy team.",
                    "If you asked for someone else, \"you\" in this email means that person.",
                ],
                Reader::Partner => [
                    "This is an automatic email to those who get or keep personal information from us.",
                    "Answers reach our privacy team. Who is not meant, please answer so.",
                ],
                Reader::Staff => [
                    "This is an automatic email to those who look after privacy requests.",
                    "It names nobody: a reference leads to its request.",
                ],
            },
            company: &company.name,
            postal_address: &company.postal_address,
            links: [
                ("Privacy policy", company.privacy_policy.clone()),
                ("Make a request", link::form_url(company)),
            ],
        }
    }
}
