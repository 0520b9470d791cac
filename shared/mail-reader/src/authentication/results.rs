//! Parses `Authentication-Results` (RFC 8601 § 2.2), including what servers write in practice.
//!
//! A value is split into words, equals signs and semicolons, without comments and quotation marks. Text that can't be
//! parsed is skipped up to the next semicolon.

use super::Check;

/// A header value, read from left to right.
pub(super) struct Results<'v> {
    rest: &'v str,
}

/// The result of one check.
pub(super) struct Finding {
    /// The method, in lower case.
    pub(super) method: String,
    /// The result.
    pub(super) result: Check,
    /// The checked properties such as `header.d`, in lower case, with their values.
    properties: Vec<(String, String)>,
}

impl Finding {
    /// Returns the domain of the first of these properties that has one. The domain of an address is the part after the
    /// `@`.
    pub(super) fn domain_of(&self, properties: &[&str]) -> Option<String> {
        properties.iter().find_map(|name| {
            let (_, value) = self.properties.iter().find(|(own, _)| own == name)?;
            let domain = value
                .rsplit_once('@')
                .map_or(value.as_str(), |(_, domain)| domain);
            let domain = domain.trim_end_matches('.').to_lowercase();
            let is_one = (1..=253).contains(&domain.len())
                && domain
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
            is_one.then_some(domain)
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Equals,
    Semicolon,
}

/// The maximum number of checks in one header. A server writes a handful.
const MOST_FINDINGS: usize = 200;
/// The maximum number of properties of one check.
const MOST_PROPERTIES: usize = 30;

impl<'v> Results<'v> {
    /// Starts to parse a value.
    pub(super) fn of(value: &'v str) -> Self {
        Self { rest: value }
    }

    /// Returns the server's name, which comes first.
    pub(super) fn server(&mut self) -> Option<String> {
        match self.token(false)? {
            Token::Word(server) => Some(server),
            Token::Equals | Token::Semicolon => None,
        }
    }

    /// Returns the checks after the server's name, or `None` if the version is unknown.
    pub(super) fn findings(mut self) -> Option<Vec<Finding>> {
        let mut findings: Vec<Finding> = Vec::new();
        match self.token(false) {
            Some(Token::Word(version)) if version != "1" => return None,
            _ => {}
        }
        while !self.rest.is_empty() && findings.len() < MOST_FINDINGS {
            let pairs = self.pairs();
            let mut pairs = pairs.into_iter();
            let Some((method, result)) = pairs.next() else {
                continue;
            };
            let (method, version) = method.split_once('/').unwrap_or((&method, "1"));
            // SES writes semicolons between SPF's properties, so text that isn't a check belongs to the previous check.
            if result.is_empty() || version != "1" {
                continue;
            }
            match (Check::named(&result), findings.last_mut()) {
                (Some(result), _) if !is_property(method) => findings.push(Finding {
                    method: method.to_owned(),
                    result,
                    properties: pairs.take(MOST_PROPERTIES).collect(),
                }),
                (_, Some(last)) if is_property(method) => {
                    last.properties.push((method.to_owned(), result));
                }
                _ => {}
            }
        }
        Some(findings)
    }

    /// Returns the pairs up to the next semicolon, with names in lower case.
    fn pairs(&mut self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut name: Option<String> = None;
        let mut valued = false;
        while let Some(token) = self.token(valued) {
            match token {
                Token::Semicolon => break,
                Token::Equals => valued = name.is_some(),
                Token::Word(word) => match name.take().filter(|_| valued) {
                    Some(name) => {
                        if pairs.len() <= MOST_PROPERTIES {
                            pairs.push((name, word));
                        }
                        valued = false;
                    }
                    None => name = Some(word.to_ascii_lowercase()),
                },
            }
        }
        pairs
    }

    /// Returns the next token. A value may contain equals signs (`header.b=abc==`); a name ends at one.
    fn token(&mut self, value: bool) -> Option<Token> {
        loop {
            self.rest = self.rest.trim_start();
            let first = self.rest.chars().next()?;
            match first {
                '(' => self.comment(),
                '"' => return Some(Token::Word(self.quoted())),
                ';' => {
                    self.rest = &self.rest[1..];
                    return Some(Token::Semicolon);
                }
                '=' if !value => {
                    self.rest = &self.rest[1..];
                    return Some(Token::Equals);
                }
                _ => {
                    let ends = |c: char| {
                        c.is_whitespace() || matches!(c, ';' | '(' | '"') || (c == '=' && !value)
                    };
                    let end = self.rest.find(ends).unwrap_or(self.rest.len());
                    let (word, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    return Some(Token::Word(word.to_owned()));
                }
            }
        }
    }

    /// Skips a comment and nested comments. An unclosed comment takes the rest.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        let mut escaped = false;
        for (at, c) in self.rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &self.rest[at + c.len_utf8()..];
                return;
            }
        }
        self.rest = "";
    }

    /// Returns quoted text, up to the closing quotation mark or the end.
    fn quoted(&mut self) -> String {
        let mut text = String::new();
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped => {
                    escaped = false;
                    text.push(c);
                }
                '\\' => escaped = true,
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return text;
                }
                _ => text.push(c),
            }
        }
        self.rest = "";
        text
    }
}

/// Returns whether a name is a property that SES writes like a check.
fn is_property(name: &str) -> bool {
    matches!(name, "client-ip" | "envelope-from" | "helo")
}
