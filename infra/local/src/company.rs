//! The example company, whose system runs on this machine.

use crate::secrets::Secrets;
use engines::{BUCKET, EXPORTS};
use std::net::SocketAddr;

/// The table's name on this machine.
pub(crate) const TABLE: &str = "honored-requests";

/// Returns the settings of the example company, whose pages are at this address.
/// `sign_in` is the code of the link that signs in to the desk once.
pub(crate) fn settings(
    secrets: &Secrets,
    sign_in: &str,
    address: SocketAddr,
) -> Vec<(String, String)> {
    let base_url = format!("http://{address}");
    let pairs = [
        ("TABLE_NAME", TABLE),
        ("RAW_MAIL_BUCKET", BUCKET),
        ("EXPORT_BUCKET", EXPORTS),
        ("INDEX_KEYS", &secrets.index_keys),
        ("LINK_KEYS", &secrets.link_keys),
        ("UNSUBSCRIBE_KEYS", &secrets.unsubscribe_keys),
        ("LOCAL_TOKEN", &secrets.token),
        ("LOCAL_SIGN_IN", sign_in),
        ("LOCAL_PARTNERS", "yes"),
        ("PARTNER_KEYS", &secrets.partner_keys),
        ("COMPANY_NAME", "Example Company"),
        (
            "COMPANY_ADDRESS",
            "Privacy team|100 Main Street|Sacramento, CA 95814",
        ),
        ("PRIVACY_POLICY_URL", "https://www.example.com/privacy"),
        ("INBOX_ADDRESS", "privacy@example.com"),
        ("BASE_URL", &base_url),
        ("CONFIGURATION_SET", "emails"),
        ("STAFF_ADDRESS", "staff@example.com"),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
