//! The bounds for reading a message.

/// The maximum text of one message, in bytes.
pub(super) const MOST_TEXT: usize = 256 * 1024;
/// The maximum text of a message and all attached messages, in bytes.
const MOST_TEXT_IN_ALL: usize = 1024 * 1024;
/// The part of a message that is searched for parts, in bytes.
const MOST_STRUCTURE: usize = 8 * 1024 * 1024;
/// The maximum number of places where a part can start: several for each of [`MOST_MESSAGES`](crate::MOST_MESSAGES).
const MOST_PARTS: usize = 8_000;
/// The maximum number of lines that could be a part's headers.
const MOST_HEADERS: usize = 100_000;
/// The maximum number of text parts, including those of attached messages.
const MOST_TEXT_PARTS: usize = 2_000;
/// The maximum header lines of an attached message, in bytes.
pub(super) const MOST_HEAD: usize = 64 * 1024;

/// The remaining bounds.
pub(super) struct Budget {
    text: usize,
    parts: usize,
    /// Whether something was left out.
    pub(super) cut: bool,
}

impl Budget {
    /// Creates the full bounds.
    pub(super) fn whole() -> Self {
        Self {
            text: MOST_TEXT_IN_ALL,
            parts: MOST_TEXT_PARTS,
            cut: false,
        }
    }

    /// Reserves one more text part. Returns whether there was one.
    pub(super) fn for_a_part(&mut self) -> bool {
        let there_is = self.parts > 0 && self.text > 0;
        self.parts = self.parts.saturating_sub(1);
        self.cut |= !there_is;
        there_is
    }

    /// Adds text to a message within the bounds.
    pub(super) fn add(&mut self, text: &mut String, more: &str) {
        let budget = MOST_TEXT.saturating_sub(text.len()).min(self.text);
        let end = more.floor_char_boundary(budget);
        self.cut |= end < more.len();
        self.text -= end;
        text.push_str(&more[..end]);
        text.push('\n');
    }
}

/// Returns the part of `raw` whose structure is read. It is bounded in bytes, in places where a part can start, and in
/// possible header lines, and it ends at the end of a line.
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
