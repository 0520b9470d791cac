//! How much of a message is looked at, whatever it looks like.

/// The text of one message that is looked at, in bytes.
pub(super) const MOST_TEXT: usize = 256 * 1024;
/// The text of all messages in one, in bytes.
const MOST_TEXT_IN_ALL: usize = 1024 * 1024;
/// The piece of a message in which parts are looked for, in bytes.
const MOST_STRUCTURE: usize = 8 * 1024 * 1024;
/// The places at which a part may start: some for each of [`MOST_LETTERS`](crate::MOST_LETTERS).
const MOST_PARTS: usize = 8_000;
/// The lines that could be a part's headers.
const MOST_HEADERS: usize = 100_000;
/// The text parts, attached messages' among them, that are looked at.
const MOST_TEXT_PARTS: usize = 2_000;
/// The header lines of an attached message that are kept, in bytes.
pub(super) const MOST_HEAD: usize = 64 * 1024;

/// What may still be looked at.
pub(super) struct Budget {
    text: usize,
    parts: usize,
    /// Whether something was left out.
    pub(super) cut: bool,
}

impl Budget {
    /// All of it.
    pub(super) fn whole() -> Self {
        Self {
            text: MOST_TEXT_IN_ALL,
            parts: MOST_TEXT_PARTS,
            cut: false,
        }
    }

    /// Takes room for one more text part, if there is any.
    pub(super) fn for_a_part(&mut self) -> bool {
        let there_is = self.parts > 0 && self.text > 0;
        self.parts = self.parts.saturating_sub(1);
        self.cut |= !there_is;
        there_is
    }

    /// Adds `more` to one message's text, as far as there is room.
    pub(super) fn add(&mut self, text: &mut String, more: &str) {
        let budget = MOST_TEXT.saturating_sub(text.len()).min(self.text);
        let end = more.floor_char_boundary(budget);
        self.cut |= end < more.len();
        self.text -= end;
        text.push_str(&more[..end]);
        text.push('\n');
    }
}

/// The piece of `raw` whose structure is read: bounded in bytes, in places where a part may start and in lines
/// that mail-parser could keep as headers, and never more than a line past any.
pub(super) fn bounded(raw: &[u8]) -> &[u8] {
    let (mut parts, mut headers) = (0, 0);
    let mut at = 0;
    let most = raw.len().min(MOST_STRUCTURE);
    for line in raw[..most].split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"--") || starts_a_part(line) {
            parts += 1;
        }
        headers += usize::from(line.contains(&b':'));
        if parts > MOST_PARTS || headers > MOST_HEADERS {
            return &raw[..at];
        }
        at += line.len();
    }
    &raw[..most]
}

fn starts_a_part(line: &[u8]) -> bool {
    let field = b"content-type";
    let line = line.trim_ascii_start();
    line.len() >= field.len() && line[..field.len()].eq_ignore_ascii_case(field)
}
