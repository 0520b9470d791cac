//! Finds the author in header lines and attribution lines.

use super::super::content::Mailbox;
use super::super::quote_markers::QUOTE_MARKERS;

/// Returns the author in a header's value.
pub(crate) fn author(value: &str) -> Mailbox {
    let value = value[..value.floor_char_boundary(2_000)].trim();
    let lower = value.to_lowercase();
    let spoken = QUOTE_MARKERS.on_behalf.iter();
    let spoken = spoken
        .filter_map(|words| lower.find(&format!(" {words} ")))
        .min();
    let value = spoken
        .and_then(|at| value.get(..at))
        .unwrap_or(value)
        .trim();
    let mut bare = String::new();
    let mut linked = None;
    let mut rest = value;
    // Reads `Ana<mailto:a@b.example> <a@b.example>` and `Ana [mailto:a@b.example]`.
    while let Some(at) = rest.find("mailto:") {
        let opened = rest[..at].ends_with(['<', '[']);
        bare.push_str(&rest[..at - usize::from(opened)]);
        let inside = &rest[at + "mailto:".len()..];
        let end = inside.find(['>', ']', ' ']).unwrap_or(inside.len());
        linked = linked.or(Some(&inside[..end]));
        let closed = opened && inside[end..].starts_with(['>', ']']);
        rest = &inside[end + usize::from(closed)..];
    }
    bare.push_str(rest);
    let (name, address) = match bare.split_once('<') {
        Some((name, inside)) if inside.contains('@') => {
            let end = inside.find(['>', '<']).unwrap_or(inside.len());
            (name, inside[..end].to_owned())
        }
        _ => {
            let word = bare.split_whitespace().find(|word| word.contains('@'));
            match (word, linked) {
                (Some(word), _) => (&bare[..bare.find(word).unwrap_or(0)], word.to_owned()),
                (None, Some(linked)) => (bare.as_str(), linked.to_owned()),
                (None, None) => (bare.as_str(), String::new()),
            }
        }
    };
    let address =
        address.trim_matches(['<', '>', '(', ')', '[', ']', ',', ';', '"', '\'', ' ', '*']);
    Mailbox::of(name, address)
}

/// Returns the author in an attribution line: `On … "Ana Lima" <a@b.example> wrote:`.
pub(super) fn author_of_attribution(line: &str) -> Mailbox {
    let Some((before, inside)) = line.split_once('<') else {
        let address = line
            .split([' ', '(', ')', '[', ']'])
            .find(|word| word.contains('@'));
        return Mailbox::of("", address.unwrap_or_default());
    };
    let address = inside.split(['>', ' ']).next().unwrap_or_default();
    let before = before.trim_end();
    let closing = ['"', '”', '“', '»', '\''];
    let name = match before.strip_suffix(closing) {
        Some(quoted) => quoted
            .rsplit(['"', '“', '„', '«', '\''])
            .next()
            .unwrap_or_default(),
        // Without quotation marks, the name follows the date and the verb.
        None => {
            let start = before.rfind(|c: char| c.is_ascii_digit() || matches!(c, ',' | ':'));
            let rest = start.map_or(before, |at| &before[before.ceil_char_boundary(at + 1)..]);
            let mut words: Vec<&str> = rest.split_whitespace().collect();
            let wrote = |word: &str| {
                QUOTE_MARKERS
                    .wrote
                    .iter()
                    .any(|w| *w == word.to_lowercase())
            };
            if let Some(at) = words.iter().rposition(|word| wrote(word)) {
                words.drain(..=at);
            }
            let kept = words
                .first()
                .map_or(0, |first| rest.find(first).unwrap_or(0));
            &rest[kept..]
        }
    };
    Mailbox::of(name, address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_read_as_clients_write_them() {
        for value in [
            "Ana Lima <ana@b.example>",
            "\"Ana Lima\" <ana@b.example>",
            "'Ana Lima' <ana@b.example<mailto:ana@b.example>>",
            "Ana Lima<mailto:ana@b.example> <ana@b.example<mailto:ana@b.example>> on behalf of Desk <d@c.example>",
            "Ana Lima [mailto:ana@b.example]",
        ] {
            let author = author(value);
            assert_eq!(author.address, "ana@b.example", "{value}");
            assert_eq!(author.name.as_deref(), Some("Ana Lima"), "{value}");
        }
        assert_eq!(author("ana@b.example").name, None);
        assert_eq!(author("Ana Lima").address, "");
    }
}
