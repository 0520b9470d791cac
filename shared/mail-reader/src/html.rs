//! The text of an HTML body, with line breaks where a reader sees them.
//!
//! mail-parser's own conversion joins `<div>Hi</div><div>I opt out</div>` into one word, and keeps what a
//! mail client quotes; both matter here. Its entity decoding is used.

use mail_parser::decoders::html::add_html_token;

/// Elements after and before which a new line starts.
const BLOCKS: [&str; 25] = [
    "address",
    "article",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "table",
    "tr",
    "ul",
];

/// Elements whose content nobody reads.
const UNREAD: [&str; 6] = ["head", "style", "script", "template", "title", "noscript"];

/// What separates the words of a text, as HTML sees it.
const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The text of `html`, up to `most` bytes of it.
pub(super) fn text_of(html: &str, most: usize) -> String {
    let mut page = Page {
        text: String::new(),
        unread: None,
        cited: 0,
    };
    let mut rest = html;
    while !rest.is_empty() && page.text.len() < most {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if let Some(tag) = tag_at(rest) {
            page.tag(&rest[1..tag]);
            rest = rest.get(tag + 1..).unwrap_or_default();
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find('<').map_or(rest.len(), |n| n + first);
            page.words(&rest[..end]);
            rest = &rest[end..];
        }
    }
    page.text
}

/// Where the tag that starts here ends; none if `<` is only a character.
fn tag_at(rest: &str) -> Option<usize> {
    let mut bytes = rest.bytes();
    let opens = bytes.next() == Some(b'<')
        && bytes
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
    opens.then(|| rest.find('>').unwrap_or(rest.len()))
}

struct Page {
    text: String,
    unread: Option<&'static str>,
    cited: u32,
}

impl Page {
    fn tag(&mut self, tag: &str) {
        let (closes, tag) = tag
            .strip_prefix('/')
            .map_or((false, tag), |tag| (true, tag));
        let end = tag
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        if let Some(unread) = self.unread {
            // A head that is never closed ends with the body's start.
            if (closes && name.eq_ignore_ascii_case(unread)) || name.eq_ignore_ascii_case("body") {
                self.unread = None;
            }
            return;
        }
        if !closes {
            self.unread = UNREAD.into_iter().find(|u| name.eq_ignore_ascii_case(u));
        }
        if name.eq_ignore_ascii_case("blockquote") {
            self.quote(closes, attributes);
        }
        if BLOCKS.iter().any(|b| name.eq_ignore_ascii_case(b)) {
            self.line();
            // A paragraph, also one that a mail client writes as an empty `div`, ends a sentence.
            if name.eq_ignore_ascii_case("p") || name.to_ascii_lowercase().starts_with('h') {
                self.text.push('\n');
            }
        } else if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
            self.text.push(' ');
        }
    }

    /// What a client quotes stands in a `blockquote` with `type="cite"` or a class that says so; a plain
    /// one is only indented.
    fn quote(&mut self, closes: bool, attributes: &str) {
        if closes {
            self.cited = self.cited.saturating_sub(1);
        } else {
            let attributes = attributes
                .get(..attributes.len().min(400))
                .unwrap_or_default();
            let attributes = attributes.to_ascii_lowercase();
            if self.cited > 0 || attributes.contains("cite") || attributes.contains("quote") {
                self.cited += 1;
            }
        }
    }

    fn line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.cited.min(3) {
            self.text.push('>');
        }
    }

    fn words(&mut self, text: &str) {
        if self.unread.is_some() {
            return;
        }
        if text.starts_with(WHITE) {
            self.text.push(' ');
        }
        let mut words = text.split(WHITE).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            decode_entities(word, &mut self.text);
            if words.peek().is_some() || text.ends_with(WHITE) {
                self.text.push(' ');
            }
        }
    }
}

fn decode_entities(word: &str, text: &mut String) {
    let mut rest = word;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.bytes().take(32).position(|b| b == b';');
        match end {
            Some(end) => {
                add_html_token(text, &rest.as_bytes()[..=end], false);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(html: &str) -> Vec<String> {
        let text = text_of(html, 10_000);
        text.lines()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect()
    }

    #[test]
    fn blocks_are_lines_and_unread_parts_are_left_out() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body><div>Hi</div><!-- a -->\
                    <div>I opt&nbsp;out &amp; more,\n<b>a&</b>b</div><script>x()</script></body>";
        assert_eq!(lines(html), ["Hi", "I opt\u{a0}out & more, a&b"]);
    }

    #[test]
    fn what_a_client_quotes_is_marked() {
        let html = "<p>mine</p><blockquote type=cite><div>theirs<br>too</div></blockquote><div>mine again\
                    <blockquote style='margin:0'>indented</blockquote>";
        assert_eq!(
            lines(html),
            [
                "mine",
                ">",
                ">theirs",
                ">too",
                ">",
                "mine again",
                "indented"
            ]
        );
    }

    #[test]
    fn broken_html_is_read_as_far_as_it_goes() {
        for html in [
            "<",
            "<!--",
            "<a",
            "a < b",
            "&",
            "&;",
            "&#xffffffff;",
            "</",
            "<blockquote",
            "é<é>&é;",
        ] {
            let _ = text_of(html, 10_000);
        }
        assert_eq!(text_of("a < b", 99), "a < b");
    }
}
