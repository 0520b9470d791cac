//! The partition and sort keys of every kind of item. [`super::schema`] charts them.

use domain::digest::Digest;
use domain::law::Right;
use domain::notification::NotificationId;
use domain::receipt::{ReceiptId, Reference};
use domain::request::{ActiveFor, RequestId};
use jiff::civil::Date;

/// Prefix of an outgoing email's sort key.
pub(crate) const EMAIL: &str = "EMAIL#";
/// Prefix of a log entry's sort key.
pub(crate) const LOG: &str = "LOG#";
/// Prefix of the sort key of a reason that staff gave for an action.
pub(crate) const REASON: &str = "REASON#";
/// Prefix of the sort key that links an archived object to a request.
pub(crate) const LINKED: &str = "LINKED#";
/// Prefix of the sort key of the mark that an inbound email follows up a request.
pub(crate) const FOLLOWED_UP: &str = "FOLLOWEDUP#";
/// Prefix of a notification's sort key, and of its deliveries' partition key.
pub(crate) const NOTIFICATION: &str = "NOTIFICATION#";
/// Prefix of the sort key of a delivery to one partner.
pub(crate) const PARTNER: &str = "PARTNER#";
/// Prefix of an inbound email's partition key.
pub(crate) const INBOUND: &str = "INBOUND#";
/// Prefix of a summary's partition key.
pub(crate) const SUMMARY: &str = "SUMMARY#";
/// Prefix of the partition key of a uniqueness guard.
pub(crate) const ACTIVE: &str = "ACTIVE#";
/// Prefix of the partition key of earlier responses.
pub(crate) const RESPONDED: &str = "RESPONDED#";
/// Prefix of the partition key of what staff find a person by.
pub(crate) const SEARCH: &str = "PERSON#";
/// The sort key of an inbound email that opened no request.
pub(crate) const INBOUND_SK: &str = "INBOUND";
/// The partition of the members of staff who have signed in.
pub(crate) const STAFF: &str = "STAFF";
/// Prefix of the partition key of a year's figures.
pub(crate) const FIGURES: &str = "FIGURES#";
/// The sort key of the metrics of a year.
pub(crate) const YEAR_SK: &str = "YEAR";
/// The partition of the saved replies of staff.
pub(crate) const SAVED_REPLIES: &str = "REPLIES";
/// The partition of the list of partners.
pub(crate) const PARTNERS: &str = "PARTNERS";

pub(crate) fn figures_pk(year: i16) -> String {
    format!("{FIGURES}{year}")
}

/// Returns the sort key of the figures of a day and a right.
pub(crate) fn day_sk(day: Date, right: Option<Right>) -> String {
    format!("{day}#{}", right.map_or("-", Right::as_str))
}

/// Parses the sort key of the figures of a day and a right.
pub(crate) fn day_and_right(sk: &str) -> Option<(Date, Option<Right>)> {
    let (day, right) = sk.split_once('#')?;
    let right = match right {
        "-" => None,
        name => Some(Right::named(name)?),
    };
    Some((day.parse().ok()?, right))
}

pub(crate) fn request_pk(id: RequestId) -> String {
    format!("REQUEST#{id}")
}

/// Parses the request ID out of a partition key.
pub(crate) fn request_of(pk: &str) -> Option<RequestId> {
    request_id(pk.strip_prefix("REQUEST#")?)
}

/// Parses a request ID as the table stores it.
pub(crate) fn request_id(text: &str) -> Option<RequestId> {
    text.parse().ok().map(RequestId)
}

/// Zero-padded, so that text order is the order of versions.
pub(crate) fn log_sk(version: u64) -> String {
    format!("{LOG}{version:010}")
}

pub(crate) fn reason_sk(version: u64) -> String {
    format!("{REASON}{version:010}")
}

pub(crate) fn linked_sk(archived: &str) -> String {
    let folder = archived.split_inclusive('/').next().unwrap_or_default();
    format!("{}{}", linked_prefix(folder), hash_of(archived))
}

/// Returns how the sort keys of linked objects in this folder begin.
pub(crate) fn linked_prefix(folder: &str) -> String {
    format!("{LINKED}{folder}")
}

pub(crate) fn followed_up_sk(mail: ReceiptId) -> String {
    format!("{FOLLOWED_UP}{mail}")
}

pub(crate) fn raw_pk(archived: &str) -> String {
    format!("RAW#{}", hash_of(archived))
}

/// Hashes an archive key, because a key can contain text that a sender chose.
fn hash_of(archived: &str) -> String {
    let digest = Digest::of(archived.as_bytes());
    data_encoding::BASE32_NOPAD.encode(&digest.as_bytes()[..16])
}

pub(crate) fn email_sk(id: &str) -> String {
    format!("{EMAIL}{id}")
}

pub(crate) fn sent_pk(ses_id: &str) -> String {
    format!("SENT#{ses_id}")
}

pub(crate) fn notification_sk(id: &str) -> String {
    format!("{NOTIFICATION}{id}")
}

pub(crate) fn delivery_pk(notification: &NotificationId) -> String {
    format!("{NOTIFICATION}{}", notification.as_str())
}

pub(crate) fn delivery_sk(partner: &str) -> String {
    format!("{PARTNER}{partner}")
}

pub(crate) fn list_sk(version: u64) -> String {
    format!("LIST#{version:010}")
}

pub(crate) fn receipt_pk(reference: Reference) -> String {
    format!("RECEIPT#{reference}")
}

pub(crate) fn active_pk(index_key: &str, of: ActiveFor) -> String {
    let child = if of.about_child { "#child" } else { "" };
    format!("{ACTIVE}{index_key}#{}{child}", of.right.as_str())
}

pub(crate) fn responded_pk(index_key: &str, right: &str) -> String {
    format!("{RESPONDED}{index_key}#{right}")
}

pub(crate) fn identifier_pk(index_key: &str) -> String {
    format!("IDENTIFIER#{index_key}")
}

pub(crate) fn held_pk(index_key: &str) -> String {
    format!("HELD#{index_key}")
}

pub(crate) fn rate_pk(index_key: &str) -> String {
    format!("RATE#{index_key}")
}

pub(crate) fn inbound_pk(id: ReceiptId) -> String {
    format!("{INBOUND}{id}")
}

pub(crate) fn summary_pk(owner: ReceiptId) -> String {
    format!("{SUMMARY}{owner}")
}

/// Parses the inbound email's ID out of a partition key.
pub(crate) fn inbound_id(pk: &str) -> Option<ReceiptId> {
    pk.strip_prefix(INBOUND)?.parse().ok()
}

pub(crate) fn digest_pk(day: Date) -> String {
    format!("DIGEST#{day}")
}

pub(crate) fn alarm_pk(id: &str) -> String {
    format!("ALARM#{id}")
}
