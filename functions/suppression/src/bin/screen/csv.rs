//! A reader of CSV that continues after a broken row.
//!
//! A quotation mark that is never closed must not swallow the list, and a line without an end must not fill the memory. A
//! row may have a few lines and 64 KB. Beyond that it is broken, and reading continues on the line after its first one.
//!
//! The crate `csv` reads an unclosed quotation mark as the rest of the list and `"x"y` as `xy`, so it would skip rows or
//! check wrong identifiers without a word. A test compares the two readers on lists that are well-formed.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::io::BufRead;

/// The maximum row size in bytes.
const LONGEST: usize = 64 * 1024;

/// The maximum number of further lines of a row.
const MOST_LINES: usize = 20;

/// The fields of a row, or the reason why the row is broken.
pub(crate) type Fields = std::result::Result<Vec<String>, String>;

/// A row, and the number of its first line.
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) fields: Fields,
}

struct Line {
    number: u64,
    text: Vec<u8>,
    too_long: bool,
}

impl Line {
    fn is_blank(&self) -> bool {
        !self.too_long && self.text.iter().all(u8::is_ascii_whitespace)
    }
}

/// The rows of a list.
pub(crate) struct Rows<R> {
    from: R,
    between: u8,
    lines: u64,
    bytes: u64,
    /// How many fields each row must have. `None` until the first row is read.
    width: Option<usize>,
    /// True if the last line ended in CR. An LF that follows belongs to it.
    after_cr: bool,
    /// Lines to read again: a broken row was tried with them.
    waiting: VecDeque<Line>,
}

enum Parsed {
    Fields(Vec<String>),
    /// The row ends within a quoted field.
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
            width: None,
            after_cr: false,
            waiting: VecDeque::new(),
        }
    }

    /// Returns the number of bytes read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the first row, which names the columns. The first line also shows the delimiter.
    pub(crate) fn head(&mut self) -> Result<Vec<String>> {
        let mut line = self.line()?.context("the list is empty")?;
        if line.text.starts_with(b"\xff\xfe") || line.text.starts_with(b"\xfe\xff") {
            bail!("the list is UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)");
        }
        if let Some(rest) = line.text.strip_prefix("\u{feff}".as_bytes()) {
            line.text = rest.to_vec();
        }
        while line.is_blank() {
            line = self.line()?.context("the list is empty")?;
        }
        let has = |byte| line.text.contains(&byte);
        self.between = match (has(b'\t'), has(b','), has(b';')) {
            (true, ..) => b'\t',
            (false, false, true) => b';',
            _ => b',',
        };
        let number = line.number;
        self.waiting.push_front(line);
        let row = self.next_row()?.context("the list is empty")?;
        match row.fields {
            Ok(head) => {
                self.width = Some(head.len());
                Ok(head)
            }
            Err(wrong) => bail!("line {number} should name the columns, but {wrong}"),
        }
    }

    /// Returns the next row that is not empty.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row>> {
        loop {
            let Some(first) = self.line()? else {
                return Ok(None);
            };
            if first.is_blank() {
                continue;
            }
            let line = first.number;
            let fields = self.fields(first)?;
            // A row with another number of fields may have each of them in the wrong column.
            let fields = fields.and_then(|fields| match self.width {
                Some(width) if width != fields.len() => Err(format!(
                    "the row has {} {} instead of {width}",
                    fields.len(),
                    if fields.len() == 1 { "field" } else { "fields" }
                )),
                _ => Ok(fields),
            });
            return Ok(Some(Row { line, fields }));
        }
    }

    fn fields(&mut self, first: Line) -> Result<Fields> {
        if first.too_long {
            return Ok(Err("the line is longer than 64 KB".to_owned()));
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
        Ok(Err(wrong.to_owned()))
    }

    fn line(&mut self) -> Result<Option<Line>> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let (mut text, mut too_long, mut any) = (Vec::new(), false, false);
        loop {
            let mut ready = self.from.fill_buf()?;
            if std::mem::take(&mut self.after_cr) && ready.first() == Some(&b'\n') {
                self.from.consume(1);
                self.bytes += 1;
                ready = self.from.fill_buf()?;
            }
            if ready.is_empty() {
                break;
            }
            any = true;
            // Old spreadsheets end a line with CR alone.
            let end = ready.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &ready[..end.unwrap_or(ready.len())];
            if text.len() + piece.len() <= LONGEST {
                text.extend_from_slice(piece);
            } else {
                too_long = true;
            }
            self.after_cr = end.is_some_and(|end| ready[end] == b'\r');
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
        self.lines += 1;
        Ok(Some(Line {
            number: self.lines,
            text,
            too_long,
        }))
    }
}

/// Parses a row (RFC 4180). A quotation mark inside an unquoted field is an ordinary character.
fn parse(row: &[u8], between: u8) -> Parsed {
    let Ok(row) = std::str::from_utf8(row) else {
        return Parsed::Broken("the line is not UTF-8");
    };
    if row.contains('\0') {
        return Parsed::Broken("the line has zero bytes; save the list as UTF-8");
    }
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

/// Returns a quoted field without its quotation marks, and the rest of the row.
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

/// Returns a field as CSV.
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
    use proptest::prelude::*;

    fn rows(text: impl BufRead) -> Vec<(u64, Fields)> {
        let mut rows = Rows::of(text);
        rows.head().unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            all.push((row.line, row.fields));
        }
        all
    }

    fn fields(of: &[&str]) -> Fields {
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
        assert_eq!(rows(&b"a;b\n1;2\n"[..]), [(2, fields(&["1", "2"]))]);
        assert_eq!(rows(&b"a\tb\n1\t2,3\n"[..]), [(2, fields(&["1", "2,3"]))]);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "email,name",
                "a@example.org,Ana",
                "",
                "\"b@example.org\",\"T\nom\"",
                "c@example.org,Cy",
            ];
            let text = text.join(end);
            // A buffer may end between CR and LF.
            for capacity in [1, 2, 3, 8_192] {
                let read = rows(std::io::BufReader::with_capacity(capacity, text.as_bytes()));
                assert_eq!(
                    read,
                    [
                        (2, fields(&["a@example.org", "Ana"])),
                        (4, fields(&["b@example.org", "T\nom"])),
                        (6, fields(&["c@example.org", "Cy"])),
                    ],
                    "{end:?} {capacity}"
                );
            }
        }
    }

    #[test]
    fn a_row_with_too_few_or_too_many_fields_is_named() {
        let read =
            rows(&b"name,email\nc24@example.org\nTom,t@example.org\nAna,a@example.org,,\n"[..]);
        let wrong = |message: &str| Err(message.to_owned());
        assert_eq!(
            read,
            [
                (2, wrong("the row has 1 field instead of 2")),
                (3, fields(&["Tom", "t@example.org"])),
                (4, wrong("the row has 4 fields instead of 2")),
            ]
        );
    }

    #[test]
    fn a_list_that_is_no_utf_8_is_refused() {
        let utf_16 = |bom: u16, bytes: fn(u16) -> [u8; 2]| {
            let text = "email\r\nana@example.org\r\n".encode_utf16();
            std::iter::once(bom)
                .chain(text)
                .flat_map(bytes)
                .collect::<Vec<_>>()
        };
        for (text, message) in [
            (Vec::new(), "is empty"),
            (b"\xef\xbb\xbf\r\n".to_vec(), "is empty"),
            (utf_16(0xfeff, u16::to_le_bytes), "is UTF-16"),
            (utf_16(0xfeff, u16::to_be_bytes), "is UTF-16"),
            (utf_16(u16::from(b'#'), u16::to_le_bytes), "zero bytes"),
            (b"\"email\n".to_vec(), "line 1 should name the columns"),
            (b"e\xffmail\n".to_vec(), "not UTF-8"),
        ] {
            let error = Rows::of(&text[..]).head().unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    proptest! {
        /// On a well-formed list, both readers see the same rows.
        #[test]
        fn a_well_formed_list_is_read_as_the_crate_csv_reads_it(
            cells in prop::collection::vec(prop::collection::vec("[a-z@,;\"\n ä]{0,6}", 3), 1..9),
            end in 0..3,
        ) {
            let terminator = [csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')][end as usize];
            let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
            writer.write_record(["a,", "b", "c"]).unwrap();
            for row in &cells {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let mut reader = csv::ReaderBuilder::new().from_reader(&text[..]);
            let theirs: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let ours: Vec<Vec<String>> = rows(&text[..]).into_iter().map(|(_, row)| row.unwrap()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn a_broken_row_costs_itself_alone() {
        let mut text =
            b"email\na@example.org\n\"never closed\nb@example.org\n\xff\xfe\n\"x\"y\n".to_vec();
        text.extend(vec![b'z'; 200_000]);
        text.extend(b"\nc@example.org\n");
        let read = rows(&text[..]);
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
