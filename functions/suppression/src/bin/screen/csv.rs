//! CSV, row by row, from a list that may be broken anywhere.
//!
//! A quotation mark that is never closed must not swallow the list, nor a line without an end fill the memory: a row
//! may go over a few lines and hold some kilobytes. What is more than that is broken, and reading goes on with the
//! line behind the one where it began.

use std::collections::VecDeque;
use std::io::{BufRead, Result};

/// The longest row, in bytes.
const LONGEST: usize = 64 * 1024;

/// The most lines that one row goes over.
const MOST_LINES: usize = 20;

/// A row, and the line on which it begins.
pub(crate) struct Row {
    pub(crate) line: u64,
    /// Its fields, or what is wrong with it.
    pub(crate) fields: std::result::Result<Vec<String>, &'static str>,
}

struct Line {
    number: u64,
    text: Vec<u8>,
    too_long: bool,
}

/// The rows of a list.
pub(crate) struct Rows<R> {
    from: R,
    between: u8,
    lines: u64,
    bytes: u64,
    /// Lines that were read for a row that they don't belong to.
    waiting: VecDeque<Line>,
}

enum Parsed {
    Fields(Vec<String>),
    /// A quotation mark is open at its end.
    Open,
    Broken(&'static str),
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn of(from: R) -> Self {
        Self {
            from,
            between: b',',
            lines: 0,
            bytes: 0,
            waiting: VecDeque::new(),
        }
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The first row, which names the columns; it also shows what stands between them.
    pub(crate) fn head(&mut self) -> Result<Option<Vec<String>>> {
        let Some(mut line) = self.line()? else {
            return Ok(None);
        };
        if let Some(rest) = line.text.strip_prefix("\u{feff}".as_bytes()) {
            line.text = rest.to_vec();
        }
        let has = |byte| line.text.contains(&byte);
        self.between = match (has(b'\t'), has(b','), has(b';')) {
            (true, ..) => b'\t',
            (false, false, true) => b';',
            _ => b',',
        };
        self.waiting.push_front(line);
        Ok(self.next_row()?.and_then(|row| row.fields.ok()))
    }

    /// The next row that is not empty.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row>> {
        loop {
            let Some(first) = self.line()? else {
                return Ok(None);
            };
            if first.text.iter().all(u8::is_ascii_whitespace) && !first.too_long {
                continue;
            }
            let line = first.number;
            let fields = self.fields(first)?;
            return Ok(Some(Row { line, fields }));
        }
    }

    fn fields(&mut self, first: Line) -> Result<std::result::Result<Vec<String>, &'static str>> {
        if first.too_long {
            return Ok(Err("the line is longer than 64 KB"));
        }
        let mut text = first.text;
        let mut more: Vec<Line> = Vec::new();
        let wrong = loop {
            match parse(&text, self.between) {
                Parsed::Fields(fields) => return Ok(Ok(fields)),
                Parsed::Broken(wrong) => break wrong,
                Parsed::Open if more.len() < MOST_LINES && text.len() < LONGEST => {}
                Parsed::Open => break "a quotation mark is not closed",
            }
            match self.line()? {
                Some(next) => {
                    text.push(b'\n');
                    text.extend_from_slice(&next.text);
                    more.push(next);
                }
                None => break "a quotation mark is not closed",
            }
        };
        for line in more.into_iter().rev() {
            self.waiting.push_front(line);
        }
        Ok(Err(wrong))
    }

    fn line(&mut self) -> Result<Option<Line>> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let (mut text, mut too_long, mut any) = (Vec::new(), false, false);
        loop {
            let ready = self.from.fill_buf()?;
            if ready.is_empty() {
                break;
            }
            any = true;
            let end = ready.iter().position(|byte| *byte == b'\n');
            let piece = &ready[..end.unwrap_or(ready.len())];
            if text.len() + piece.len() <= LONGEST {
                text.extend_from_slice(piece);
            } else {
                too_long = true;
            }
            let taken = piece.len() + usize::from(end.is_some());
            self.from.consume(taken);
            self.bytes += taken as u64;
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        if text.last() == Some(&b'\r') {
            text.pop();
        }
        self.lines += 1;
        Ok(Some(Line {
            number: self.lines,
            text,
            too_long,
        }))
    }
}

/// The fields of a row (RFC 4180); a quotation mark within a field that doesn't begin with one is a character.
fn parse(row: &[u8], between: u8) -> Parsed {
    let Ok(row) = std::str::from_utf8(row) else {
        return Parsed::Broken("the line is not UTF-8");
    };
    let between = char::from(between);
    let (mut fields, mut rest) = (Vec::new(), row);
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            None => {
                let end = rest.find(between).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
            Some(inner) => match quoted(inner) {
                None => return Parsed::Open,
                Some(found) => found,
            },
        };
        fields.push(field);
        match after.strip_prefix(between) {
            Some(next) => rest = next,
            None if after.is_empty() => return Parsed::Fields(fields),
            None => return Parsed::Broken("there is something behind a closed quotation mark"),
        }
    }
}

/// A field up to its closing quotation mark, and what is behind that.
fn quoted(inner: &str) -> Option<(String, &str)> {
    let (mut field, mut rest) = (String::new(), inner);
    loop {
        let (before, after) = rest.split_once('"')?;
        field += before;
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Some((field, after)),
        }
    }
}

/// A field as it is written.
pub(crate) fn written(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<(u64, std::result::Result<Vec<String>, &'static str>)> {
        let mut rows = Rows::of(text);
        rows.head().unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            all.push((row.line, row.fields));
        }
        all
    }

    fn fields(of: &[&str]) -> std::result::Result<Vec<String>, &'static str> {
        Ok(of.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn rows_are_read_as_spreadsheets_write_them() {
        let text = "\u{feff}name,email\r\n\"Lima, \"\"Ana\"\"\",a@example.org\r\n\r\n\"two\nlines\",b@example.org\n5\" pipe,c@example.org";
        assert_eq!(
            rows(text.as_bytes()),
            [
                (2, fields(&["Lima, \"Ana\"", "a@example.org"])),
                (4, fields(&["two\nlines", "b@example.org"])),
                (6, fields(&["5\" pipe", "c@example.org"])),
            ]
        );
        assert_eq!(rows(b"a;b\n1;2\n"), [(2, fields(&["1", "2"]))]);
        assert_eq!(rows(b"a\tb\n1\t2,3\n"), [(2, fields(&["1", "2,3"]))]);
    }

    #[test]
    fn a_broken_row_costs_itself_alone() {
        let mut text =
            b"email\na@example.org\n\"never closed\nb@example.org\n\xff\xfe\n\"x\"y\n".to_vec();
        text.extend(vec![b'z'; 200_000]);
        text.extend(b"\nc@example.org\n");
        let read = rows(&text);
        let good: Vec<_> = read
            .iter()
            .filter(|(_, row)| row.is_ok())
            .map(|(line, _)| *line)
            .collect();
        let broken: Vec<_> = read
            .iter()
            .filter(|(_, row)| row.is_err())
            .map(|(line, _)| *line)
            .collect();
        assert_eq!((good, broken), (vec![2, 4, 8], vec![3, 5, 6, 7]));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for field in ["plain", "a,b", "a\"b", "two\nlines", ""] {
            let Parsed::Fields(read) = parse(format!("{},x", written(field)).as_bytes(), b',')
            else {
                panic!("{field}")
            };
            assert_eq!(read, [field, "x"]);
        }
    }
}
