//! Finds references to an earlier request.

mod written;

use super::Inbox;
use super::group;
use super::headers::{Headers, is_an_id};
use domain::person::EmailAddress;
use domain::receipt::Reference;

/// A reference to an earlier request. It doesn't show that the author may act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestReference {
    /// It was sent to the reply address in our emails about this receipt.
    ReplyAddress(Reference),
    /// It replies to the message with this ID (`In-Reply-To`), without angle brackets.
    InReplyTo(String),
    /// The message with this id is in its thread (`References`), the nearest first.
    Thread(String),
    /// Its subject contains this reference.
    Subject(Reference),
    /// Its text contains this reference or our reply address for it. Quoted text comes last.
    Text(Reference),
}

impl RequestReference {
    /// Returns SES's ID of one of our emails, if this is its Message-ID. SES sends it as `<id@REGION.amazonses.com>`.
    #[must_use]
    pub fn ses_id(&self) -> Option<&str> {
        let (Self::InReplyTo(id) | Self::Thread(id)) = self else {
            return None;
        };
        let (id, host) = id.split_once('@')?;
        let host = host.to_ascii_lowercase();
        (host == "amazonses.com" || host.ends_with(".amazonses.com")).then_some(id)
    }
}

/// The headers with a message's recipients.
const SENT_TO: [&str; 8] = [
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "resent-to",
];

/// The maximum number of references of one kind. `References` of a long thread has more.
const MOST_OF_A_KIND: usize = 100;
/// How much of a header or text is searched, in bytes.
const MOST_LOOKED_AT: usize = 64 * 1024;

/// Where references can be, the author's own words first.
pub(super) struct SearchedParts<'a> {
    /// The header lines of the message and of the email that forwards it.
    pub(super) heads: &'a [&'a Headers<'a>],
    /// The subjects.
    pub(super) subjects: &'a [&'a str],
    /// The texts. Quoted ones are last.
    pub(super) texts: &'a [&'a str],
}

/// Returns the references without duplicates, the strongest first.
pub(super) fn of(places: &SearchedParts<'_>, inbox: &Inbox) -> Vec<RequestReference> {
    let mut found: Vec<RequestReference> = Vec::new();
    let mut keep = |kind: Vec<RequestReference>| {
        let before = found.len();
        for reference in kind {
            if found.len() < before + MOST_OF_A_KIND && !found.contains(&reference) {
                found.push(reference);
            }
        }
    };
    let values = |names: &'static [&'static str]| {
        let heads = places.heads.iter();
        heads.flat_map(move |head| {
            names
                .iter()
                .flat_map(|name| head.all(name).collect::<Vec<_>>())
        })
    };
    let sent_to = values(&SENT_TO).flat_map(|value| tags(&value, inbox));
    keep(sent_to.map(RequestReference::ReplyAddress).collect());
    let answers = values(&["in-reply-to"]).flat_map(|value| ids(&value));
    keep(answers.map(RequestReference::InReplyTo).collect());
    let thread = values(&["references"]).flat_map(|value| {
        let mut ids = ids(&value);
        ids.reverse();
        ids
    });
    keep(thread.map(RequestReference::Thread).collect());
    let subjects = places.subjects.iter();
    keep(
        subjects
            .flat_map(|subject| written::in_text(looked_at(subject)))
            .map(RequestReference::Subject)
            .collect(),
    );
    let texts = places.texts.iter().flat_map(|text| {
        let text = looked_at(text);
        let mut named = written::in_text(text);
        if text.contains('+') {
            named.extend(tags(text, inbox));
        }
        named
    });
    keep(texts.map(RequestReference::Text).collect());
    found
}

/// Returns the addresses that a message was sent to, without duplicates, in the order of [`SENT_TO`].
pub(super) fn recipients(headers: &Headers<'_>) -> Vec<EmailAddress> {
    let mut found: Vec<EmailAddress> = Vec::new();
    let values = SENT_TO.iter().flat_map(|name| headers.all(name));
    for value in values.take(MOST_OF_A_KIND) {
        let addresses = looked_at(&value)
            .split(separates)
            .filter(|word| word.contains('@'))
            .filter_map(|word| EmailAddress::parse(word).ok());
        for address in addresses {
            if found.len() < MOST_OF_A_KIND && !found.contains(&address) {
                found.push(address);
            }
        }
    }
    found
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']')
}

/// Returns whether a subject contains a reference number.
pub(super) fn names_a_request(subject: &str) -> bool {
    !written::in_text(looked_at(subject)).is_empty()
}

/// Returns the references in our reply addresses (`privacy+7k3m9xq24htc@…`) in a text.
fn tags(text: &str, inbox: &Inbox) -> Vec<Reference> {
    let addresses = looked_at(text)
        .split(separates)
        .filter(|word| word.contains('@'));
    let tagged = addresses.filter(|address| group::is_ours(address, inbox));
    tagged
        .filter_map(|address| {
            let (local, _) = address.rsplit_once('@')?;
            let (_, tag) = local.split_once('+')?;
            Reference::parse(tag).ok()
        })
        .collect()
}

/// Returns the Message-IDs in a header, in angle brackets or as bare words with an `@`.
fn ids(value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    // The end of a long list is the nearest message.
    let start = value.ceil_char_boundary(value.len().saturating_sub(MOST_LOOKED_AT));
    for piece in value[start..].split(['<', ',', ' ']) {
        let (id, bracketed) = match piece.split_once('>') {
            Some((id, _)) => (id, true),
            None => (piece, false),
        };
        if is_an_id(id) && (bracketed || id.contains('@')) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn looked_at(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_LOOKED_AT)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::person::EmailAddress;
    use domain::receipt::ReceiptId;

    fn reference(n: u8) -> Reference {
        ReceiptId::from_bytes([n; 16]).reference()
    }

    fn quote_markers(head: &str, subject: &str, text: &str) -> Vec<RequestReference> {
        let inbox = Inbox {
            address: EmailAddress::parse("privacy@company.example").unwrap(),
            others: Vec::new(),
            groups: Vec::new(),
            colleagues: Vec::new(),
            authserv_id: None,
        };
        let raw = format!("{head}\n\n");
        let places = SearchedParts {
            heads: &[&Headers::of(raw.as_bytes())],
            subjects: &[subject],
            texts: &[text],
        };
        of(&places, &inbox)
    }

    #[test]
    fn the_strongest_mark_comes_first_and_each_once() {
        let head = format!(
            "To: P <Privacy+{}@Company.example>, x@y.example\nDelivered-To: privacy+{}@company.example\n\
             References: <a@b.example>\n <c@eu-west-1.amazonses.com>\nIn-Reply-To: <c@eu-west-1.amazonses.com>",
            reference(1).compact(),
            reference(1).compact().to_uppercase(),
        );
        let subject = format!("Re: your request {}", reference(2));
        let text = format!(
            "About {}. I wrote to privacy+{}@company.example, not to privacy+{}@other.example.",
            reference(3),
            reference(4).compact(),
            reference(5).compact()
        );
        let own = "c@eu-west-1.amazonses.com".to_owned();
        assert_eq!(
            quote_markers(&head, &subject, &text),
            [
                RequestReference::ReplyAddress(reference(1)),
                RequestReference::InReplyTo(own.clone()),
                RequestReference::Thread(own),
                RequestReference::Thread("a@b.example".to_owned()),
                RequestReference::Subject(reference(2)),
                RequestReference::Text(reference(3)),
                RequestReference::Text(reference(4)),
            ]
        );
    }

    #[test]
    fn the_id_that_ses_gave_is_told_from_others() {
        let ses_id = |id: &str| {
            RequestReference::InReplyTo(id.to_owned())
                .ses_id()
                .map(str::to_owned)
        };
        assert_eq!(
            ses_id("0100-x@email.amazonses.com").as_deref(),
            Some("0100-x")
        );
        assert_eq!(
            ses_id("0100-x@us-west-2.amazonses.com").as_deref(),
            Some("0100-x")
        );
        assert_eq!(ses_id("0100-x@amazonses.com.evil.example"), None);
        assert_eq!(RequestReference::Text(reference(1)).ses_id(), None);
    }

    #[test]
    fn ids_are_read_from_whatever_stands_there() {
        let read = |value: &str| {
            let found = quote_markers(&format!("In-Reply-To: {value}"), "", "");
            found
                .into_iter()
                .map(|reference| match reference {
                    RequestReference::InReplyTo(id) => id,
                    other => panic!("{other:?}"),
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(read("<a@b> (your message)"), ["a@b"]);
        assert_eq!(read("Your message of Monday <a> b@c"), ["a", "b@c"]);
        assert_eq!(read("<>, <\u{fc}@b>, nothing"), Vec::<String>::new());
        let thread = format!("References: {}", "<a@b> <c@d>\n ".repeat(50_000));
        assert_eq!(quote_markers(&thread, "", "").len(), 2);
        let many: String = (0..10_000).map(|n| format!("<{n}@b>\n ")).collect();
        let found = quote_markers(&format!("References: {many}"), "", "");
        assert_eq!(found.len(), MOST_OF_A_KIND);
        assert_eq!(found[0], RequestReference::Thread("9999@b".to_owned()));
    }
}
