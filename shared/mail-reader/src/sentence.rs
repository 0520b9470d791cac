//! Splits a text into sentences of numbered words.

use super::phrase::{Phrases, Word};

/// A sentence.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    /// Its words.
    pub(super) words: Vec<Word>,
    /// Whether it ends in a question mark.
    pub(super) question: bool,
    /// Whether it is a menu entry: `Privacy | Do Not Sell My Info | Contact`.
    pub(super) menu: bool,
}

/// The maximum length of a sentence, in words. A longer one is split.
const LONGEST: usize = 400;
/// A line with fewer bytes was ended on purpose and not wrapped.
const WRAPPED: usize = 45;

/// The maximum number of punctuation marks after the end of a sentence.
const MOST_MARKS: usize = 16;

/// Words whose period doesn't end a sentence.
const ABBREVIATIONS: [&str; 16] = [
    "inc", "corp", "co", "ltd", "mr", "mrs", "ms", "dr", "jr", "sr", "sec", "cal", "civ", "st",
    "vs", "etc",
];

/// Splits a text into sentences.
pub(super) fn sentences(text: &str, phrases: &Phrases) -> Vec<Sentence> {
    let mut cutter = Cutter {
        phrases,
        done: Vec::new(),
        current: Sentence::default(),
        word: String::new(),
        clause: 0,
        quoted: false,
    };
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        cutter.line(line);
        let next = lines.peek().map(|l| l.trim_start()).unwrap_or_default();
        if line.trim().is_empty() || next.is_empty() {
            cutter.end(false);
            cutter.quoted = false;
        } else if ends_on_purpose(line.trim_end(), next) {
            cutter.end(false);
        }
    }
    cutter.end(false);
    cutter.done
}

/// Adds a letter in lower case without its accent, because people and phrases leave accents out.
pub(super) fn fold(letter: char, word: &mut String) {
    for c in letter.to_lowercase() {
        match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => word.push('a'),
            'é' | 'è' | 'ê' | 'ë' => word.push('e'),
            'í' | 'ì' | 'î' | 'ï' => word.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => word.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => word.push('u'),
            'ñ' => word.push('n'),
            'ç' => word.push('c'),
            'ß' => word.push_str("ss"),
            // A combining accent.
            '\u{300}'..='\u{36f}' => {}
            c => word.push(c),
        }
    }
}

fn ends_on_purpose(line: &str, next: &str) -> bool {
    let mut chars = next.chars();
    let item = match chars.next() {
        Some('*' | '-' | '•' | '–' | '#' | '+') => chars.next() == Some(' '),
        Some(c) if c.is_ascii_digit() => matches!(chars.next(), Some('.' | ')')),
        _ => false,
    };
    let goes_on = next.starts_with(char::is_lowercase);
    item || (line.len() < WRAPPED && !goes_on)
}

struct Cutter<'a> {
    phrases: &'a Phrases,
    done: Vec<Sentence>,
    current: Sentence,
    word: String,
    clause: u16,
    quoted: bool,
}

impl Cutter<'_> {
    fn line(&mut self, line: &str) {
        for chunk in line.split_whitespace() {
            if chunk.contains("://") || chunk.contains('@') || chunk.starts_with("www.") {
                self.word.push('@');
                self.word_ends();
                if chunk.ends_with(['.', '!', '?']) {
                    self.end(chunk.ends_with('?'));
                }
            } else {
                self.chunk(chunk);
            }
        }
    }

    fn chunk(&mut self, chunk: &str) {
        let mut rest = chunk.chars();
        while let Some(c) = rest.next() {
            match c {
                '\''
                | '’'
                | 'ʼ'
                | '‘'
                | '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{feff}'
                | '\u{2060}' => {}
                c if c.is_ascii_alphanumeric() => self.word.push(c.to_ascii_lowercase()),
                c if c.is_alphanumeric() => fold(c, &mut self.word),
                '.' if ABBREVIATIONS.contains(&self.word.as_str()) => self.word_ends(),
                _ => {
                    self.word_ends();
                    self.mark(c, rest.as_str());
                }
            }
        }
        self.word_ends();
    }

    fn mark(&mut self, mark: char, rest: &str) {
        match mark {
            '"' => self.quoted = !self.quoted,
            '“' | '„' | '«' => self.quoted = true,
            '”' | '»' => self.quoted = false,
            ',' | ';' | ':' | '(' | ')' | '—' | '–' => {
                self.clause = self.clause.saturating_add(1)
            }
            '.' | '!' | '?' | '…' => {
                let closes = |c: char| {
                    matches!(
                        c,
                        '"' | '”' | '»' | ')' | '\'' | '’' | '.' | '!' | '?' | '*' | '_'
                    )
                };
                let mut rest = rest.chars().take(MOST_MARKS);
                if rest.clone().all(closes) {
                    let question = mark == '?' || rest.any(|c| c == '?');
                    self.end(question);
                }
            }
            '|' | '·' | '•' | '¦' => {
                self.current.menu = true;
                self.end(false);
                self.current.menu = true;
            }
            _ => {}
        }
    }

    fn word_ends(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let id = self.phrases.word(&self.word);
        self.word.clear();
        self.current.words.push(Word {
            id,
            clause: self.clause,
            quoted: self.quoted,
        });
        if self.current.words.len() == LONGEST {
            self.end(false);
        }
    }

    fn end(&mut self, question: bool) {
        self.word_ends();
        self.clause = 0;
        if self.current.words.is_empty() {
            self.current.menu = false;
            return;
        }
        let mut sentence = std::mem::take(&mut self.current);
        sentence.question = question;
        self.done.push(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<usize> {
        let phrases = Phrases::of(&["x = a\n"]);
        sentences(text, &phrases)
            .iter()
            .map(|s| s.words.len())
            .collect()
    }

    #[test]
    fn wrapped_lines_belong_together_and_short_ones_do_not() {
        let wrapped =
            "I am writing to you because I would like to opt\nout of the sale of my data. Thanks.";
        assert_eq!(lengths(wrapped), [18, 1]);
        assert_eq!(lengths("Hello\nPlease stop\nAna"), [1, 2, 1]);
        assert_eq!(
            lengths("Civil Code 1798.120, see https://a.example/b.c?d. Yes"),
            [6, 1]
        );
        assert_eq!(lengths("Agents Inc. and Cal. Civ. Code. Yes"), [6, 1]);
        assert_eq!(lengths("Privacy | Do Not Sell | Contact"), [1, 3, 1]);
        assert_eq!(lengths("don't sell/share opt-out"), [5]);
    }
}
