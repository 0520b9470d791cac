//! The footer of every email.

use crate::block::Reader;
use crate::links;
use domain::company::Company;

const AUTOMATED: &str =
    "This is an automated email. You can reply to it; a person on our privacy team reads replies.";

/// The footer of an email.
pub(crate) struct Footer<'a> {
    pub(crate) sentences: Vec<&'static str>,
    pub(crate) company: &'a str,
    pub(crate) postal_address: &'a [String],
    pub(crate) links: [(&'static str, String); 2],
}

impl<'a> Footer<'a> {
    pub(crate) fn of(company: &'a Company, reader: Reader) -> Self {
        Self {
            sentences: match reader {
                Reader::Person => vec![AUTOMATED],
                Reader::Agent => vec![
                    AUTOMATED,
                    "If you made this request for someone else, \"you\" in this email means that person.",
                ],
                Reader::Partner => vec![
                    "This is an automated email to companies and teams that receive or store personal information from us.",
                    "Our privacy team reads replies. If this email should not have come to you, please reply and say so.",
                ],
                Reader::Staff => vec![
                    "This is an automated email to the privacy team.",
                    "It contains no personal information. Use the reference number to open a request.",
                ],
            },
            company: &company.name,
            postal_address: &company.postal_address,
            links: [
                ("Privacy policy", company.privacy_policy.clone()),
                ("Make a request", links::form_url(company)),
            ],
        }
    }
}
