//! The markup of messages on pages: `[text](target)` is a link, and `**text**` is strong.
//!
//! A sentence with a link is one message, so that a translator can move the link. A target is a name, such as `form`. The
//! caller maps it to a URL.

use crate::message::Message;

/// The characters of the markup, and the private characters that replace them in the values of holes.
const MARKS: [(char, char); 3] = [('[', '\u{E000}'), (']', '\u{E001}'), ('*', '\u{E002}')];

impl Message {
    /// Returns the text as HTML. `url` returns the URL of a link's target.
    ///
    /// **Invariant:** the value of a hole is text. Markup in a value is escaped, and never interpreted.
    #[must_use]
    pub fn html(&self, url: impl Fn(&str) -> String) -> String {
        let text = self.map_text(hide).to_string();
        let mut html = String::with_capacity(text.len() + 64);
        let mut is_strong = false;
        for piece in pieces(&text) {
            match piece {
                Piece::Text(text) => escape(text, &mut html),
                Piece::Strong => {
                    html.push_str(if is_strong { "</strong>" } else { "<strong>" });
                    is_strong = !is_strong;
                }
                Piece::Link { label, target } => {
                    html.push_str("<a href=\"");
                    escape(&url(target), &mut html);
                    html.push_str("\">");
                    escape(label, &mut html);
                    html.push_str("</a>");
                }
            }
        }
        html
    }
}

/// A piece of a text with markup.
pub(crate) enum Piece<'a> {
    Text(&'a str),
    /// The start or the end of strong text.
    Strong,
    Link {
        label: &'a str,
        target: &'a str,
    },
}

/// Returns the pieces of a text with markup, in order.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix("**") {
            rest = after;
            return Some(Piece::Strong);
        }
        if let Some((label, target, after)) = link(rest) {
            rest = after;
            return Some(Piece::Link { label, target });
        }
        // A mark that starts nothing is text.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..]
            .find(['[', '*'])
            .map_or(rest.len(), |at| first + at);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

/// Returns the parts of a link at the start of the text: its label, its target, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    Some((label, target, after))
}

/// Replaces the characters of the markup in the value of a hole.
fn hide(value: &str) -> String {
    let hidden = |c| MARKS.iter().find(|(mark, _)| *mark == c);
    let hidden = |c| hidden(c).map_or(c, |(_, private)| *private);
    value.chars().map(hidden).collect()
}

/// Appends text as HTML, and restores the characters that [`hide`] replaced.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&#60;"),
            '>' => html.push_str("&#62;"),
            '&' => html.push_str("&#38;"),
            '"' => html.push_str("&#34;"),
            '\'' => html.push_str("&#39;"),
            c => match MARKS.iter().find(|(_, private)| *private == c) {
                Some((mark, _)) => html.push(*mark),
                None => html.push(c),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::STATUS;
    use domain::locale::Locale;

    fn html(id: &'static str, hole: &'static str, value: &str) -> String {
        let texts = STATUS.in_language(Locale::English);
        let url = |target: &str| format!("/{target}?a=1&b=\"2\"");
        texts.text(id).with(hole, value.to_owned()).html(url)
    }

    #[test]
    fn a_link_and_strong_text_are_html_and_the_rest_is_text() {
        assert_eq!(
            html("status-fresh-email", "address", "a***@b.example"),
            "We are sending an email to <strong>a***@b.example</strong>. If it has not arrived by tomorrow, check your spam folder, then <a href=\"/inbox?a=1&#38;b=&#34;2&#34;\">email us</a>."
        );
    }

    #[test]
    fn markup_in_a_value_is_shown_as_it_is() {
        let hostile = "[x](form) **<script>alert('&')</script>**";
        let shown = html("status-fresh-email", "address", hostile);
        assert!(shown.contains(
            "<strong>[x](form) **&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;**</strong>"
        ));
        assert_eq!(shown.matches("<a ").count(), 1);
        let label = html("status-wrong-help", "inbox", "a](b)@example.org");
        assert!(label.contains(">a](b)@example.org</a> and give"), "{label}");
    }
}
