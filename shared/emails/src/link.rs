//! Links in emails; the HTTP functions that answer them make the same ones here.

use domain::company::Company;
use domain::keys::LinkKeys;
use domain::receipt::ReceiptId;

/// Where the status of a receipt is: `{base_url}/status/{reference}/{token}`. Whoever has it can read the
/// status, so it goes into the email and nowhere else.
#[must_use]
pub fn status_url(receipt: &ReceiptId, company: &Company, links: &LinkKeys) -> String {
    at(company, &links.status_path(receipt))
}

/// Where this path of the pages is.
pub(crate) fn at(company: &Company, path: &str) -> String {
    format!("{}{path}", company.base_url)
}

/// Where the form is.
#[must_use]
pub fn form_url(company: &Company) -> String {
    format!("{}/", company.base_url)
}

/// Where a request is looked up by its reference.
#[must_use]
pub fn lookup_url(company: &Company) -> String {
    format!("{}/status", company.base_url)
}
