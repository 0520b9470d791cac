//! The URLs of our pages. The HTTP functions that serve these pages build the same URLs with this module.

use domain::company::Company;
use domain::keys::LinkKeys;
use domain::receipt::ReceiptId;

/// Returns the URL of a receipt's status page: `{base_url}/status/{reference}/{token}`.
///
/// Anyone who has the URL can read the status, so it belongs in the requester's email and nowhere else.
#[must_use]
pub fn status_url(receipt: &ReceiptId, company: &Company, links: &LinkKeys) -> String {
    at(company, &links.status_path(receipt))
}

/// Returns the URL of this path.
pub(crate) fn at(company: &Company, path: &str) -> String {
    format!("{}{path}", company.base_url)
}

/// Returns the URL of the form.
#[must_use]
pub fn form_url(company: &Company) -> String {
    format!("{}/", company.base_url)
}

/// Returns the URL of the page that looks up a request by its reference number.
#[must_use]
pub fn lookup_url(company: &Company) -> String {
    format!("{}/status", company.base_url)
}
