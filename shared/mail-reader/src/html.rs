//! Converts an HTML body to text, with line breaks where a reader sees them.
//!
//! mail-parser's own conversion joins `<div>Hi</div><div>I opt out</div>` into one word and drops the markers of
//! quotations. Both matter here. Its entity decoding is used.

mod hidden;
mod styles;

use hidden::Look;
use mail_parser::decoders::html::add_html_token;

/// Elements that start a new line.
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

/// Elements whose content isn't visible.
const UNREAD: [&str; 6] = ["head", "style", "script", "template", "title", "noscript"];

/// White space in HTML.
const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// The maximum number of open elements. Deeper ones look like their parents.
const DEEPEST: usize = 128;
/// The maximum number of classes hidden by a style sheet.
const MOST_CLASSES: usize = 100;

/// Returns the text of `html` that its reader sees, up to `most` bytes of it. If its reader sees no text, all of it is
/// returned: a mail client may have set a color that this crate doesn't understand.
pub(super) fn text_of(html: &str, most: usize) -> String {
    let seen = Page::read(html, most, false);
    if seen.hid_words && seen.text.trim().is_empty() {
        return Page::read(html, most, true).text;
    }
    seen.text
}

/// Returns the end of the tag that starts here, or `None` if `<` is only a character.
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
    /// The open elements and how their text looks.
    open: Vec<(Tag, Look)>,
    hidden_classes: Vec<String>,
    /// Whether hidden text is kept.
    keeps_hidden: bool,
    /// Whether hidden text was skipped.
    hid_words: bool,
    /// The start of the current line in `text`.
    line_start: usize,
    /// Whether the text of a link is being read.
    in_link: bool,
    /// Whether the current line has words inside and outside of links.
    linked: bool,
    unlinked: bool,
}

/// The name of an element, in lower case, cut to this length.
type Tag = [u8; 10];

impl Page {
    fn read(html: &str, most: usize, keeps_hidden: bool) -> Self {
        let mut page = Self {
            text: String::new(),
            unread: None,
            cited: 0,
            open: Vec::new(),
            hidden_classes: Vec::new(),
            keeps_hidden,
            hid_words: false,
            line_start: 0,
            in_link: false,
            linked: false,
            unlinked: false,
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
                if page.unread == Some("style") && page.hidden_classes.is_empty() {
                    page.hidden_classes = styles::hidden_classes(&rest[..end], MOST_CLASSES);
                }
                page.words(&rest[..end]);
                rest = &rest[end..];
            }
        }
        page.end_line();
        page
    }

    fn look(&self) -> Look {
        self.open.last().map(|(_, look)| *look).unwrap_or_default()
    }

    fn tag(&mut self, tag: &str) {
        let (closes, tag) = tag
            .strip_prefix('/')
            .map_or((false, tag), |tag| (true, tag));
        let end = tag
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        if let Some(unread) = self.unread {
            // An unclosed head ends where the body starts. Text that its style sheet hides is kept.
            if (closes && name.eq_ignore_ascii_case(unread)) || name.eq_ignore_ascii_case("body") {
                self.unread = None;
            } else if unread == "head" && !closes && name.eq_ignore_ascii_case("style") {
                self.unread = Some("style");
            }
            return;
        }
        if !closes {
            self.unread = UNREAD.into_iter().find(|u| name.eq_ignore_ascii_case(u));
        }
        if BLOCKS.iter().any(|b| name.eq_ignore_ascii_case(b)) {
            self.line(name, closes, attributes);
        } else {
            self.open_or_close(name, closes, attributes);
            if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
                self.text.push(' ');
            } else if name.eq_ignore_ascii_case("a") {
                self.in_link = !closes && leads_to_a_page(attributes);
            }
        }
    }

    /// Keeps track of the open elements and of how their text looks.
    fn open_or_close(&mut self, name: &str, closes: bool, attributes: &str) {
        if VOID.iter().any(|void| name.eq_ignore_ascii_case(void)) {
            return;
        }
        let mut tag: Tag = [0; 10];
        for (slot, byte) in tag.iter_mut().zip(name.bytes()) {
            *slot = byte.to_ascii_lowercase();
        }
        let innermost = self.open.iter().rposition(|(open, _)| *open == tag);
        if closes {
            if let Some(at) = innermost {
                self.open.truncate(at);
            }
            return;
        }
        // These elements end where the next of their kind begins, even if they aren't closed.
        let ends_by_the_next = ["p", "li", "dt", "dd", "option"];
        if ends_by_the_next
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n))
            && innermost.is_some_and(|at| at + 1 == self.open.len())
        {
            self.open.pop();
        }
        if self.open.len() < DEEPEST {
            let look = self.look().of_element(attributes, &self.hidden_classes);
            self.open.push((tag, look));
        }
    }

    fn line(&mut self, name: &str, closes: bool, attributes: &str) {
        self.end_line();
        self.open_or_close(name, closes, attributes);
        if name.eq_ignore_ascii_case("blockquote") {
            self.quote(closes, attributes);
        }
        self.text.push('\n');
        for _ in 0..self.cited.min(3) {
            self.text.push('>');
        }
        // A paragraph ends a sentence, also if a mail client writes it as an empty `div`.
        if name.eq_ignore_ascii_case("p") || name.to_ascii_lowercase().starts_with('h') {
            self.text.push('\n');
        }
        self.line_start = self.text.len();
    }

    /// Marks a line that consists only of links as menu entries.
    fn end_line(&mut self) {
        let line = &self.text[self.line_start..];
        let address = |c: char| c == '@';
        if self.linked && !self.unlinked && !line.contains(address) && !line.contains("://") {
            self.text.insert_str(self.line_start, "¦ ");
            self.text.push_str(" ¦");
        }
        (self.linked, self.unlinked) = (false, false);
    }

    /// A quotation of a mail client is a `blockquote` with `type="cite"` or a class for quotations. A plain
    /// `blockquote` is only indented.
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

    fn words(&mut self, text: &str) {
        if self.unread.is_some() {
            return;
        }
        let says_something = text.contains(|c: char| c.is_alphanumeric());
        if self.look().is_hidden() && !self.keeps_hidden {
            self.hid_words |= says_something;
            return;
        }
        match self.in_link {
            true => self.linked |= says_something,
            false => self.unlinked |= says_something,
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

/// Returns whether a link opens a web page, as in footers.
fn leads_to_a_page(attributes: &str) -> bool {
    let start = attributes.floor_char_boundary(400);
    let attributes = attributes[..start].to_ascii_lowercase();
    attributes.contains("href") && !attributes.contains("mailto:")
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
    fn what_its_reader_does_not_see_is_left_out() {
        for hidden in [
            "<div style='display:none'>delete <b>my</b> data</div>",
            "<div hidden>delete my data</div>",
            "<span aria-hidden=true>delete my data</span>",
            "<span style='mso-hide:all'>delete my data</span>",
            "<span style=\"font-size:0px; line-height:0\">delete my data</span>",
            "<font color=white>delete my data</font>",
            "<p style='color:#FFFFFF;font-size:1px'>delete my data</p>",
            "<td bgcolor='#333'><span style='color:#333333'>delete my data</span></td>",
            "<div style='max-height:0;overflow:hidden'>delete my data</div>",
            "<div style='position:absolute; left:-9999px'>delete my data</div>",
            "<div style='text-indent:-9999px'>delete my data</div>",
            "<div style='opacity:0'>delete my data</div>",
            "<style>.pre, .x { display: none !important }</style><div class='a pre'>delete my data</div>",
        ] {
            assert_eq!(
                lines(&format!("{hidden}<p>Where is my order?")),
                ["Where is my order?"],
                "{hidden}"
            );
        }
        for seen in [
            "<body bgcolor=black><font color=white>Hi</font></body>",
            "<table style='font-size:0'><td style='font-size:14px'>Hi</td></table>",
            "<p hidden>no<p>Hi",
            "<div style='color:#fff;background:#123456'>Hi</div>",
            "<style>@media print { .a { display:none } }</style><div class=a>Hi</div>",
            "<div style='color:white'>Hi</div>",
        ] {
            assert_eq!(lines(seen), ["Hi"], "{seen}");
        }
    }

    #[test]
    fn a_line_of_links_is_a_menu() {
        let page = "<p>Read <a href='https://a.example'>this</a> first.</p><ul><li><a href='/d'>Delete my account</a>\
                    </ul><a href='https://a.example'>https://a.example</a>";
        assert_eq!(
            lines(page),
            [
                "Read this first.",
                "¦ Delete my account ¦",
                "https://a.example"
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
