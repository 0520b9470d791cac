//! Invariants of the reader for any bytes. The tests and the fuzz target check them.

use mail_reader::{Inbox, MessageRead, Named, Reading, Sender, content_digest, message_id, read};

/// The maximum number of intents: each right once, and the other intents.
const MOST_ASKS: usize = 16;
/// The known laws.
const MOST_LAWS: usize = 6;
/// The largest message whose line endings are changed, in bytes. Beyond it, the text can be cut, and it would be cut at
/// another place.
const LARGEST_WITH_OTHER_LINE_ENDS: usize = 64 * 1024;

/// Checks all invariants for these bytes. Returns the reading.
///
/// # Panics
/// If an invariant doesn't hold.
pub(crate) fn hold_for(raw: &[u8], inbox: &Inbox) -> Reading {
    let reading = read(raw, inbox);
    let (digest, id) = (content_digest(raw), message_id(raw));
    assert_eq!(reading, read(raw, inbox), "read twice, it is the same");
    assert_eq!(digest, content_digest(raw), "the digest is the same, too");
    assert!(is_one_line(&id), "a Message-ID is one line");
    if let Reading::Message(message) = &reading {
        hold_for_letter(message);
    }
    if let Some(other) = with_other_line_ends(raw) {
        assert_eq!(digest, content_digest(&other), "line ends don't count");
        assert_eq!(id, message_id(&other), "nor in a Message-ID");
        assert_eq!(reading, read(&other, inbox), "nor in a decision");
    }
    reading
}

fn hold_for_letter(message: &MessageRead) {
    assert!(message.intents.len() <= MOST_ASKS);
    assert!(message.cited.len() <= MOST_LAWS);
    assert!(!message.reason.is_empty(), "a decision says why");
    for (at, ask) in message.intents.iter().enumerate() {
        let earlier = message.intents[..at].iter();
        assert!(earlier.map(|a| a.intent).all(|intent| intent != ask.intent));
    }
    if let Some(id) = &message.message_id {
        assert!(id.len() <= 250 && is_one_line(id) && !id.contains(['<', '>', ' ']));
    }
    let forward = message.forward.as_ref();
    let senders = [
        message.sender.as_ref(),
        forward.and_then(|forward| forward.author.as_ref()),
        forward.and_then(|forward| forward.by.as_ref()),
    ];
    for Sender { address, name, .. } in senders.into_iter().flatten() {
        assert!(is_one_line(address.as_str()));
        let name = name.as_ref().map(|name| name.as_str());
        assert!(name.is_none_or(is_one_line));
    }
    let mut known = std::collections::HashSet::new();
    for Named { address, name } in &message.people {
        assert!(is_one_line(address.as_str()));
        assert!(known.insert(address.as_str()), "each person is named once");
        let name = name.as_ref().map(|name| name.as_str());
        assert!(name.is_none_or(is_one_line));
    }
}

fn is_one_line(text: &str) -> bool {
    !text.contains(['\r', '\n', '\0'])
}

/// Returns the message with CRLF in place of LF, if that keeps every word. A lone carriage return is a line ending, and
/// in UTF-16 an additional byte shifts the rest.
fn with_other_line_ends(raw: &[u8]) -> Option<Vec<u8>> {
    let wide = ["utf-16", "utf16", "utf-32", "utf32", "ucs-2", "ucs2"];
    let lower = raw.to_ascii_lowercase();
    let has = |name: &&str| lower.windows(name.len()).any(|w| w == name.as_bytes());
    if raw.len() > LARGEST_WITH_OTHER_LINE_ENDS || raw.contains(&b'\r') || wide.iter().any(has) {
        return None;
    }
    let mut other = Vec::with_capacity(raw.len() * 2);
    for byte in raw {
        if *byte == b'\n' {
            other.push(b'\r');
        }
        other.push(*byte);
    }
    Some(other)
}
