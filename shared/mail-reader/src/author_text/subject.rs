//! The prefixes of a subject: `Re:`, `Fwd:`, `AW:` …

use super::super::quote_markers::QUOTE_MARKERS;

/// The meaning of a subject's first prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// There is no prefix.
    None,
    /// A reply.
    Reply,
    /// A forward.
    Forward,
}

/// Returns the meaning of the subject's first prefix: `Re:`, `Fwd:`, `AW:` …
pub(crate) fn prefix_of(subject: &str) -> Prefix {
    prefix(subject).0
}

/// Returns the subject without its prefixes.
pub(crate) fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject;
    for _ in 0..20 {
        match prefix(rest) {
            (Prefix::None, _) => break,
            (_, after) => rest = after,
        }
    }
    rest.trim()
}

fn prefix(subject: &str) -> (Prefix, &str) {
    let subject = without_list_tag(subject.trim_start());
    let Some(colon) = subject.find([':', '：']).filter(|at| *at <= 24) else {
        return (Prefix::None, subject);
    };
    let (word, rest) = subject.split_at(colon);
    let rest = rest.trim_start_matches([':', '：']);
    // `Re[2]:` and `RE (2):` are replies, too.
    let word = word
        .split(['[', '('])
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    // A gateway's warning comes before the prefix.
    if ["external", "ext", "extern", "externe", "externo"].contains(&word.as_str()) {
        return prefix(rest);
    }
    if QUOTE_MARKERS.forward.contains(&word) {
        (Prefix::Forward, rest)
    } else if QUOTE_MARKERS.reply.contains(&word) {
        (Prefix::Reply, rest)
    } else {
        (Prefix::None, subject)
    }
}

/// Returns the subject without a mailing list's `[name]`.
fn without_list_tag(subject: &str) -> &str {
    let inside = subject.strip_prefix('[').and_then(|s| s.split_once(']'));
    match inside {
        Some((tag, rest)) if tag.len() <= 40 && prefix_word(rest).is_some() => rest.trim_start(),
        _ => subject,
    }
}

/// Returns the word before the first colon, if it is short enough for a prefix.
fn prefix_word(subject: &str) -> Option<&str> {
    let colon = subject.find([':', '：']).filter(|at| *at <= 24)?;
    Some(&subject[..colon])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(prefix_of("RE[2]: Fwd: x"), Prefix::Reply);
        assert_eq!(prefix_of("WG: x"), Prefix::Forward);
        assert_eq!(prefix_of("Request: x"), Prefix::None);
        assert_eq!(without_prefixes("Re: Fw: AW: my data: now"), "my data: now");
    }
}
