//! Parses the data files of phrases.

use super::{Choice, Phrases, Step, What};

/// Returns the lines of a data file without comments and blank lines.
pub(crate) fn lines_of(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Returns the definitions `name = …` of a data file. A line that begins with white space continues the previous one.
pub(crate) fn definitions(text: &'static str) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for line in lines_of(text) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, meaning)) = found.last_mut() {
                meaning.push(' ');
                meaning.push_str(line.trim());
            }
        } else if let Some((name, meaning)) = line.split_once('=') {
            found.push((name.trim(), meaning.trim().to_owned()));
        }
    }
    found
}

/// Returns the words of a name in a data file, which are separated by `|`.
pub(crate) fn words_of(text: &'static str, name: &str) -> Vec<&'static str> {
    let mut words = Vec::new();
    let mut own = false;
    for line in lines_of(text) {
        let goes_on = line.starts_with([' ', '\t']);
        let meaning = match line.split_once('=').filter(|_| !goes_on) {
            Some((other, meaning)) => {
                own = other.trim() == name;
                meaning
            }
            None => line,
        };
        if own {
            words.extend(
                meaning
                    .split('|')
                    .map(str::trim)
                    .filter(|word| !word.is_empty()),
            );
        }
    }
    words
}

/// Reads one meaning.
pub(super) struct Reader<'a> {
    /// The remaining text.
    pub(super) rest: &'a str,
    /// The phrases that are being built.
    pub(super) phrases: &'a mut Phrases,
}

impl Reader<'_> {
    /// Reads alternatives up to a closing parenthesis or the end. Returns their index.
    pub(super) fn choice(&mut self) -> usize {
        let mut ways = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            let Some(sign) = self.rest.chars().next() else {
                break;
            };
            match sign {
                '|' => {
                    ways.push(Vec::new());
                    self.rest = &self.rest[1..];
                }
                ')' => {
                    self.rest = &self.rest[1..];
                    break;
                }
                _ => {
                    let step = self.step();
                    if let Some(way) = ways.last_mut() {
                        way.push(step);
                    }
                }
            }
        }
        ways.retain(|way| !way.is_empty());
        self.phrases.choices.push(Choice {
            ways,
            first: super::Bits::default(),
            needed: None,
        });
        self.phrases.choices.len() - 1
    }

    fn step(&mut self) -> Step {
        let what = if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            What::Choice(self.choice())
        } else {
            let end = self
                .rest
                .find([' ', '|', ')', '?', '+'])
                .unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            self.word(text)
        };
        let mut step = Step {
            what,
            optional: false,
            repeated: false,
        };
        loop {
            if let Some(rest) = self.rest.strip_prefix('?') {
                (step.optional, self.rest) = (true, rest);
            } else if let Some(rest) = self.rest.strip_prefix('+') {
                (step.repeated, self.rest) = (true, rest);
            } else {
                return step;
            }
        }
    }

    fn word(&mut self, text: &str) -> What {
        match text {
            ".." => What::Gap,
            "^" => What::ClauseStart,
            "$" => What::ClauseEnd,
            _ => match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
                Some(name) => match self
                    .phrases
                    .names
                    .get(&format!("{}{name}", self.phrases.scope))
                {
                    Some(at) => What::Choice(*at),
                    None => {
                        self.phrases.unknown.push(name.to_owned());
                        What::Word(self.phrases.number(text))
                    }
                },
                None => What::Word(self.phrases.number(text)),
            },
        }
    }
}
