//! The footer of every email.

use crate::block::Reader;
use crate::{links, partner, staff};
use domain::company::Company;
use texts::Texts;

/// The footer of an email.
pub(crate) struct Footer<'a> {
    pub(crate) sentences: Vec<String>,
    pub(crate) company: &'a str,
    pub(crate) postal_address: &'a [String],
    pub(crate) links: [(String, String); 2],
}

impl<'a> Footer<'a> {
    pub(crate) fn of(company: &'a Company, reader: Reader, texts: Texts) -> Self {
        Self {
            sentences: match reader {
                Reader::Person => vec![texts.text("footer-automated").into()],
                Reader::Agent => vec![
                    texts.text("footer-automated").into(),
                    texts.text("footer-agent").into(),
                ],
                Reader::Partner => partner::FOOTER.map(str::to_owned).to_vec(),
                Reader::Staff => staff::FOOTER.map(str::to_owned).to_vec(),
            },
            company: &company.name,
            postal_address: &company.postal_address,
            links: [
                (
                    texts.text("footer-policy-link").into(),
                    company.privacy_policy.clone(),
                ),
                (
                    texts.text("footer-form-link").into(),
                    links::form_url(company),
                ),
            ],
        }
    }
}
