//! List headers of the inbox's own group, or of another list.
//!
//! A privacy inbox is often a group (Google Groups, Mailman). Every email to it then has the group's list headers,
//! which say nothing about the author. They are the group's own only if every address and link in them is the group's.
//! A newsletter to the group keeps its own headers.

use super::Inbox;
use super::headers::Headers;

/// The headers of RFC 2369, RFC 2919 and RFC 8058, and the older ones of ezmlm and Google.
const LIST_HEADERS: [&str; 9] = [
    "list-id",
    "list-post",
    "list-help",
    "list-owner",
    "list-archive",
    "list-subscribe",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "mailing-list",
];

/// The owner of a message's list headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// There are none.
    None,
    /// All belong to the inbox's own groups.
    AuthorText,
    /// At least one belongs to another list.
    OfOthers,
}

/// Returns the owner of the list headers.
pub(super) fn listing(headers: &Headers<'_>, inbox: &Inbox) -> Listing {
    let groups: Vec<Group> = inbox
        .groups
        .iter()
        .flat_map(|name| Group::named(name))
        .collect();
    let mut listing = Listing::None;
    for name in LIST_HEADERS {
        for value in headers.all(name).filter(|value| !value.is_empty()) {
            let value = value.to_ascii_lowercase();
            let own = match name {
                "list-id" => groups.iter().any(|group| group.is_named_by(&value)),
                "list-unsubscribe-post" => true, // it names nothing; List-Unsubscribe beside it does
                _ => belongs(&value, &groups),
            };
            if !own {
                return Listing::OfOthers;
            }
            listing = Listing::AuthorText;
        }
    }
    listing
}

/// Returns whether the text contains the inbox's address, with or without a tag.
pub(super) fn names_the_inbox(text: &str, inbox: &Inbox) -> bool {
    addresses_in(&text.to_ascii_lowercase()).any(|(local, domain)| is_inbox(local, domain, inbox))
}

/// Returns whether an address belongs to the inbox or its groups. Then it isn't the author's.
pub(super) fn is_ours(address: &str, inbox: &Inbox) -> bool {
    let address = address.to_ascii_lowercase();
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    is_inbox(local, domain, inbox)
        || inbox
            .groups
            .iter()
            .flat_map(|name| Group::named(name))
            .any(|group| group.has_mailbox(local, domain))
}

fn is_inbox(local: &str, domain: &str, inbox: &Inbox) -> bool {
    let untagged = local.split_once('+').map_or(local, |(name, _)| name);
    inbox.addresses().any(|address| {
        let ours = address.local_part().to_lowercase();
        domain == address.domain() && (local == ours || untagged == ours)
    })
}

/// One reading of a group's name: `privacy@example.com`, or a List-Id, which doesn't show where the local part ends.
struct Group {
    name: String,
    domain: String,
}

impl Group {
    fn named(text: &str) -> Vec<Self> {
        let text = text.trim().trim_matches(['<', '>']).to_ascii_lowercase();
        let group = |name: &str, domain: &str| Self {
            name: name.to_owned(),
            domain: domain.to_owned(),
        };
        match text.split_once('@') {
            Some((name, domain)) => vec![group(name, domain)],
            None => text
                .match_indices('.')
                .map(|(dot, _)| group(&text[..dot], &text[dot + 1..]))
                .filter(|group| !group.name.is_empty() && group.domain.contains('.'))
                .collect(),
        }
    }

    /// Reads a `List-Id` value: `Privacy <privacy.example.com>`, or the ID alone.
    fn is_named_by(&self, value: &str) -> bool {
        let id = match value.rsplit_once('<') {
            Some((_, inside)) => inside.split_once('>').map_or(inside, |(id, _)| id),
            None => value,
        };
        id.trim() == format!("{}.{}", self.name, self.domain)
    }

    /// Returns whether an address is the group's, or one that its manager derives from it: `privacy+owners`,
    /// `privacy-request`.
    fn has_mailbox(&self, local: &str, domain: &str) -> bool {
        let rest = local.strip_prefix(self.name.as_str());
        domain == self.domain && rest.is_some_and(|r| r.is_empty() || r.starts_with(['+', '-']))
    }

    /// Returns whether a URL is a page about the group, at its own domain or at Google's.
    fn has_page(&self, url: &str) -> bool {
        let Some((_, rest)) = url.split_once("://") else {
            return false;
        };
        let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        if host == "support.google.com" {
            return true; // Google's `List-Help` is a help page of no group in particular
        }
        let own = host == self.domain || host.ends_with(&format!(".{}", self.domain));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        (own || host == "groups.google.com") && path.split('/').any(|step| step == self.name)
    }
}

/// Returns whether every address and link in a list header belongs to a group.
fn belongs(value: &str, groups: &[Group]) -> bool {
    let mut any = false;
    let targets = value
        .split([',', '<', '>', ';', ' '])
        .filter(|t| t.contains('@') || t.contains("://"));
    for target in targets {
        any = true;
        let own = if target.contains("://") {
            groups.iter().any(|group| group.has_page(target))
        } else {
            let address = target.trim_start_matches("mailto:");
            let address = address.split('?').next().unwrap_or_default();
            let (local, domain) = address.split_once('@').unwrap_or((address, ""));
            let managed = domain == "googlegroups.com" && local.starts_with("googlegroups-manage+");
            managed || groups.iter().any(|group| group.has_mailbox(local, domain))
        };
        if !own {
            return false;
        }
    }
    any
}

fn addresses_in(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')'))
        .filter_map(|word| word.rsplit_once('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::person::EmailAddress;

    fn listing_of(head: &str, group: &str) -> Listing {
        let inbox = Inbox {
            address: EmailAddress::parse("privacy@example.com").unwrap(),
            others: Vec::new(),
            groups: vec![group.to_owned()],
            colleagues: Vec::new(),
            authserv_id: None,
        };
        listing(&Headers::of(format!("{head}\n\n").as_bytes()), &inbox)
    }

    const GOOGLE: &str = "Mailing-list: list privacy@example.com; contact privacy+owners@example.com\n\
        List-ID: <privacy.example.com>\n\
        List-Post: <https://groups.google.com/a/example.com/group/privacy/post>, <mailto:privacy@example.com>\n\
        List-Help: <https://support.google.com/a/example.com/bin/topic.py?topic=25838>, <mailto:privacy+help@example.com>\n\
        List-Archive: <https://groups.google.com/a/example.com/group/privacy/>\n\
        List-Unsubscribe: <mailto:googlegroups-manage+123456+unsubscribe@googlegroups.com>,\n \
        <https://groups.google.com/a/example.com/group/privacy/subscribe>";

    #[test]
    fn a_groups_own_headers_are_transparent_by_address_and_by_list_id() {
        assert_eq!(
            listing_of(GOOGLE, "privacy@example.com"),
            Listing::AuthorText
        );
        assert_eq!(
            listing_of(GOOGLE, "privacy.example.com"),
            Listing::AuthorText
        );
        assert_eq!(listing_of(GOOGLE, "sales@example.com"), Listing::OfOthers);
        assert_eq!(
            listing_of("Subject: x", "privacy@example.com"),
            Listing::None
        );
    }

    #[test]
    fn a_newsletter_through_the_group_stays_a_newsletter() {
        let newsletter = "List-Unsubscribe: <https://news.example.net/u?to=privacy@example.com>";
        let both = format!("{GOOGLE}\n{newsletter}");
        assert_eq!(listing_of(&both, "privacy@example.com"), Listing::OfOthers);
        let by_mail =
            "List-Unsubscribe: <mailto:leave@news.example.net?subject=privacy@example.com>";
        assert_eq!(
            listing_of(by_mail, "privacy@example.com"),
            Listing::OfOthers
        );
    }
}
