//! The URLs of our pages. The HTTP functions that serve these pages build the same URLs with this module.

use domain::company::Company;
use domain::keys::LinkKeys;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;

/// Returns the URL of a receipt's status page: `{base_url}/status/{reference}/{token}`.
///
/// Anyone who has the URL of an email to `holder` can read everything that has become of the request, so it belongs in
/// that email and nowhere else. A message that staff deliver has the URL of the receipt page.
#[must_use]
pub fn status_url(
    receipt: &ReceiptId,
    holder: Option<&EmailAddress>,
    company: &Company,
    links: &LinkKeys,
) -> String {
    let path = match holder {
        Some(holder) => links.mailbox_status_path(receipt, holder),
        None => links.status_path(receipt),
    };
    at(company, &path)
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

/// Returns the URL of the desk, where staff sign in.
pub(crate) fn desk_url(company: &Company) -> String {
    at(company, "/desk")
}
