//! Text as the classifier reads it: sentences of normalized words.

use super::hash::{Hash, of_bytes};

/// A normalized word and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// The word in lower case, without accents; digits are `0`, an address or a link is `@`.
    pub(crate) word: String,
    /// The hash of the word.
    pub(crate) hash: Hash,
}

/// The longest text that is read, in bytes. It bounds the time that one message takes.
pub(crate) const MOST_BYTES: usize = 4 * 1024;
/// The longest sentence, in words. A longer one is cut.
const LONGEST_SENTENCE: usize = 60;
/// The longest word, in characters. Longer ones are data, not language.
const LONGEST_WORD: usize = 40;
/// A line that is shorter, in bytes, was ended on purpose and not wrapped.
const WRAPPED: usize = 45;

/// French and Italian words that lose their last vowel before another vowel.
const ELIDED: [&str; 20] = [
    "l", "d", "j", "m", "n", "s", "c", "t", "qu", "jusqu", "lorsqu", "puisqu", "dell", "all",
    "dall", "nell", "sull", "un", "quest", "quell",
];

/// Cuts a text into sentences of words.
pub(crate) fn sentences(text: &str) -> Vec<Vec<Token>> {
    let text = &text[..text.floor_char_boundary(MOST_BYTES)];
    let mut cutter = Cutter::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        cutter.line(line);
        let next = lines
            .peek()
            .map(|line| line.trim_start())
            .unwrap_or_default();
        if line.is_empty() || next.is_empty() || ends_on_purpose(line, next) {
            cutter.end_sentence();
        }
    }
    cutter.end_sentence();
    cutter.sentences
}

fn ends_on_purpose(line: &str, next: &str) -> bool {
    let mut chars = next.chars();
    let item = match chars.next() {
        Some('*' | '-' | '•' | '–' | '#' | '+') => chars.next() == Some(' '),
        Some(c) if c.is_ascii_digit() => matches!(chars.next(), Some('.' | ')')),
        _ => false,
    };
    item || (line.len() < WRAPPED && !next.starts_with(char::is_lowercase))
}

#[derive(Default)]
struct Cutter {
    sentences: Vec<Vec<Token>>,
    sentence: Vec<Token>,
    word: String,
}

impl Cutter {
    fn line(&mut self, line: &str) {
        for chunk in line.split_whitespace() {
            if chunk.contains("://") || chunk.contains('@') || chunk.starts_with("www.") {
                self.push("@".to_owned());
                if chunk.ends_with(['.', '!', '?']) {
                    self.end_sentence();
                }
            } else {
                self.chunk(chunk);
            }
        }
    }

    fn chunk(&mut self, chunk: &str) {
        let mut characters = 0;
        let mut rest = chunk.chars();
        while let Some(c) = rest.next() {
            match c {
                '\'' | '’' | 'ʼ' | '‘' | '`' => self.apostrophe(),
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => {}
                c if c.is_numeric() => {
                    if !self.word.ends_with('0') {
                        self.word.push('0');
                    }
                }
                c if is_unspaced(c) => self.unspaced(c),
                c if c.is_alphabetic() || is_mark(c) => {
                    characters += 1;
                    if characters <= LONGEST_WORD {
                        fold(c, &mut self.word);
                    }
                }
                _ => {
                    self.end_word();
                    characters = 0;
                    match c {
                        '?' | '？' | '؟' => {
                            self.push("?".to_owned());
                            self.end_if_last(rest.as_str());
                        }
                        '.' | '!' | '…' => self.end_if_last(rest.as_str()),
                        '。' | '！' | '।' => self.end_sentence(),
                        _ => {}
                    }
                }
            }
        }
        self.end_word();
    }

    /// Ends an elided article (`l'effacement`), and ignores other apostrophes: people leave them out (`dont`).
    fn apostrophe(&mut self) {
        if ELIDED.contains(&self.word.as_str()) {
            self.end_word();
        }
    }

    /// Adds a character of a script that puts no spaces between words. Two neighbors make a word.
    fn unspaced(&mut self, c: char) {
        let follows = self
            .word
            .chars()
            .next_back()
            .filter(|last| is_unspaced(*last));
        match follows {
            Some(_) => {
                self.word.push(c);
                self.end_word();
                self.word.push(c);
            }
            None => {
                self.end_word();
                self.word.push(c);
            }
        }
    }

    fn end_if_last(&mut self, rest: &str) {
        if rest.chars().take(8).all(|c| !c.is_alphanumeric()) {
            self.end_sentence();
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let word = std::mem::take(&mut self.word);
            self.push(word);
        }
    }

    fn push(&mut self, word: String) {
        let hash = of_bytes(word.as_bytes());
        self.sentence.push(Token { word, hash });
        if self.sentence.len() == LONGEST_SENTENCE {
            self.end_sentence();
        }
    }

    fn end_sentence(&mut self) {
        if self.word.is_empty() && self.sentence.is_empty() {
            return;
        }
        if !self.word.is_empty() {
            let word = std::mem::take(&mut self.word);
            let hash = of_bytes(word.as_bytes());
            self.sentence.push(Token { word, hash });
        }
        self.sentences.push(std::mem::take(&mut self.sentence));
    }
}

/// Chinese, Japanese and Thai write words without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Marks that belong to the letter before them, in scripts that need them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{d7f}')
}

/// Adds a letter in lower case and without its accent: people leave accents out.
pub(crate) fn fold(letter: char, word: &mut String) {
    for c in letter.to_lowercase() {
        match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' | 'ă' | 'ā' => word.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => word.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'ı' => word.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ő' => word.push('o'),
            'ú' | 'ù' | 'û' | 'ü' | 'ů' | 'ű' => word.push('u'),
            'ñ' | 'ń' | 'ň' => word.push('n'),
            'ç' | 'ć' | 'č' => word.push('c'),
            'ś' | 'š' | 'ş' | 'ș' => word.push('s'),
            'ź' | 'ż' | 'ž' => word.push('z'),
            'ł' => word.push('l'),
            'ß' => word.push_str("ss"),
            '\u{300}'..='\u{36f}' => {}
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let join = |sentence: &Vec<Token>| {
            let words: Vec<&str> = sentence.iter().map(|token| token.word.as_str()).collect();
            words.join(" ")
        };
        sentences(text).iter().map(join).collect()
    }

    #[test]
    fn a_text_is_cut_into_sentences_of_plain_words() {
        assert_eq!(
            cut("Don't SELL it. Lösch das, bitte!\nAnrufen: 555-0143 or a@example.com?"),
            ["dont sell it", "losch das bitte", "anrufen 0 0 or @"]
        );
        assert_eq!(
            cut("This line is so long that a program has wrapped\nit here."),
            ["this line is so long that a program has wrapped it here"]
        );
        assert_eq!(cut("个人信息"), ["个人 人信 信息 息"]);
    }
}
