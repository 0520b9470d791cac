//! Whose mail it is: `From`, else `Sender`, else the return path.
//!
//! The inbox's own address and its groups' are nobody's: a group that rewrites `From` hides the writer, and
//! answering it would write to ourselves. `Reply-To` says where an answer should go, not who asks.

use super::Inbox;
use super::content::{Content, Mailbox};
use super::group;
use super::headers::Headers;
use domain::person::{EmailAddress, PersonName};

/// The sender's address and name, as far as they can be read.
pub(super) fn of(
    headers: &Headers<'_>,
    content: &Content,
    inbox: &Inbox,
) -> (Option<EmailAddress>, Option<PersonName>) {
    let readable = |address: &str| {
        EmailAddress::parse(address)
            .ok()
            .filter(|a| !group::is_ours(a.as_str(), inbox))
    };
    for mailbox in [&content.from, &content.sender].into_iter().flatten() {
        if let Some(address) = readable(&mailbox.address) {
            let name = name_of(mailbox);
            return (Some(address), name);
        }
    }
    let path = headers.first("return-path").unwrap_or_default();
    let path = path.trim_matches(['<', '>', ' ']);
    (readable(path), None)
}

/// The display name; none where it only repeats an address.
fn name_of(mailbox: &Mailbox) -> Option<PersonName> {
    let name = mailbox
        .name
        .as_deref()?
        .trim()
        .trim_matches(['"', '\''])
        .trim();
    let says_something = !name.contains('@') && name.chars().any(char::is_alphanumeric);
    says_something
        .then(|| PersonName::parse(name).ok())
        .flatten()
}
