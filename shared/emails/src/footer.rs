//! The footer of every email.

use crate::block::Reader;
use crate::{links, partner, staff};
use domain::company::Company;
use texts::Texts;

/// The footer of an email.
pub(crate) struct Footer<'a> {
    pub(crate) sentences: Vec<String>,
    pub(crate) company: &'a str,
    /// The lines of the postal address, then the phone number.
    pub(crate) postal_address: Vec<String>,
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
            postal_address: {
                let phone = company.face.phone_line(texts.locale());
                company
                    .postal_address
                    .iter()
                    .cloned()
                    .chain(phone)
                    .collect()
            },
            links: [
                (
                    texts.text("footer-policy-link").into(),
                    company.privacy_policy.clone(),
                ),
                match reader {
                    // Staff make no request; they work at the desk.
                    Reader::Staff => (staff::DESK_LINK.to_owned(), links::desk_url(company)),
                    _ => (
                        texts.text("footer-form-link").into(),
                        links::form_url(company),
                    ),
                },
            ],
        }
    }
}
