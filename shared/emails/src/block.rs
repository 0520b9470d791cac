//! The parts of an email, before it is laid out as text or as HTML.

/// An email before it is laid out.
pub(crate) struct Draft {
    /// The headline: one line. The subject is built from it.
    pub(crate) headline: String,
    /// The parts under the headline, in order.
    pub(crate) blocks: Vec<Block>,
    /// The reader, who decides which footer the email gets.
    pub(crate) reader: Reader,
}

/// The reader of an email.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    /// A requester.
    Person,
    /// A reader who may not be the requester: an agent, or the holder of an address that an agent gave.
    Agent,
    /// The company's privacy team.
    Staff,
    /// A partner: a company or a system that gets personal information from us.
    Partner,
}

/// A part of an email.
pub(crate) enum Block {
    /// One or more sentences.
    Paragraph(String),
    /// The heading of the blocks that follow.
    Heading(String),
    /// A list of names and values.
    Facts(Vec<Fact>),
    /// A bulleted list.
    List(Vec<String>),
    /// A link that looks like a button.
    Link { label: String, url: String },
    /// A plain link, for an action that we must not urge anyone to take.
    Aside { label: String, url: String },
    /// Text that a member of staff wrote: paragraphs of lines.
    Quote(Vec<Vec<String>>),
    /// A table with column headings.
    Table {
        columns: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    },
    /// A bar chart.
    Bars(Vec<Bar>),
}

/// A bar of a bar chart.
pub(crate) struct Bar {
    pub(crate) name: &'static str,
    pub(crate) number: u64,
    /// The length, from 0 to [`Bar::LONGEST`].
    pub(crate) length: u64,
}

impl Bar {
    /// The most characters of a bar.
    pub(crate) const LONGEST: u64 = 40;

    /// Scales numbers to bars. Lengths round up, so that only zero has no bar.
    pub(crate) fn all(numbers: &[(&'static str, u64)]) -> Vec<Self> {
        let most = numbers.iter().map(|(_, number)| *number).max();
        let most = most.unwrap_or_default().max(Self::LONGEST);
        let bar = |(name, number): &(&'static str, u64)| Self {
            name,
            number: *number,
            length: (number * Self::LONGEST).div_ceil(most),
        };
        numbers.iter().map(bar).collect()
    }

    /// Draws the bar with block characters.
    pub(crate) fn drawn(&self) -> String {
        "█".repeat(usize::try_from(self.length).unwrap_or_default())
    }
}

/// A name with its value.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Fact {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl Draft {
    pub(crate) fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            blocks: Vec::new(),
            reader: Reader::Person,
        }
    }

    /// Addresses the email to a reader who may not be the requester.
    pub(crate) fn for_agent_if(mut self, is_agent: bool) -> Self {
        if is_agent {
            self.reader = Reader::Agent;
        }
        self
    }

    /// Starts an email to staff.
    pub(crate) fn to_staff(headline: impl Into<String>) -> Self {
        Self {
            reader: Reader::Staff,
            ..Self::new(headline)
        }
    }

    /// Starts an email to a partner.
    pub(crate) fn to_partner(headline: impl Into<String>) -> Self {
        Self {
            reader: Reader::Partner,
            ..Self::new(headline)
        }
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    pub(crate) fn say(self, sentences: impl Into<String>) -> Self {
        self.with(Block::Paragraph(sentences.into()))
    }

    /// Adds the paragraph, if there is one.
    pub(crate) fn say_any(self, sentences: Option<impl Into<String>>) -> Self {
        match sentences {
            Some(sentences) => self.say(sentences),
            None => self,
        }
    }

    pub(crate) fn heading(self, about: impl Into<String>) -> Self {
        self.with(Block::Heading(about.into()))
    }

    pub(crate) fn facts(self, facts: Vec<Fact>) -> Self {
        self.with(Block::Facts(facts))
    }

    pub(crate) fn list(self, points: Vec<String>) -> Self {
        self.with(Block::List(points))
    }

    pub(crate) fn link(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.with(Block::Link {
            label: label.into(),
            url: url.into(),
        })
    }

    pub(crate) fn table(self, columns: &[&'static str], rows: Vec<Vec<String>>) -> Self {
        let columns = columns.to_vec();
        self.with(Block::Table { columns, rows })
    }

    pub(crate) fn bars(self, bars: Vec<Bar>) -> Self {
        self.with(Block::Bars(bars))
    }

    /// Adds the link, if there is one.
    pub(crate) fn link_any(self, link: Option<(String, String)>) -> Self {
        match link {
            Some((label, url)) => self.link(label, url),
            None => self,
        }
    }

    pub(crate) fn aside(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.with(Block::Aside {
            label: label.into(),
            url: url.into(),
        })
    }

    pub(crate) fn quote(self, written: &str) -> Self {
        self.with(Block::Quote(quoted(written)))
    }
}

/// Splits text that staff wrote into paragraphs of lines, at any kind of line ending.
///
/// Removes invisible characters and characters that change the text direction. Otherwise a quotation could escape its
/// indentation.
fn quoted(written: &str) -> Vec<Vec<String>> {
    let lines = written
        .replace("\r\n", "\n")
        .replace(
            ['\r', '\u{0b}', '\u{0c}', '\u{85}', '\u{2028}', '\u{2029}'],
            "\n",
        )
        .replace('\t', " ");
    let lines: Vec<String> = lines
        .split('\n')
        .map(|line| {
            let shown: String = line.chars().filter(|c| is_shown(*c)).collect();
            shown.trim().to_owned()
        })
        .collect();
    lines
        .split(String::is_empty)
        .filter(|paragraph| !paragraph.is_empty())
        .map(<[String]>::to_vec)
        .collect()
}

fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_ending_ends_a_line() {
        assert_eq!(
            quoted("\r\none\rtwo\u{2028}three\r\n\r\n\n  four\t4 \u{0c}"),
            [vec!["one", "two", "three"], vec!["four 4"]]
        );
        assert!(quoted(" \r\n ").is_empty());
    }

    #[test]
    fn the_largest_number_has_the_longest_bar_and_the_smallest_still_has_one() {
        let lengths = |numbers: &[u64]| -> Vec<u64> {
            let numbers: Vec<_> = numbers.iter().map(|number| ("n", *number)).collect();
            Bar::all(&numbers).iter().map(|bar| bar.length).collect()
        };
        assert_eq!(lengths(&[0, 1, 1_000_000]), [0, 1, 40]);
        assert_eq!(lengths(&[0, 3, 7]), [0, 3, 7]);
    }

    #[test]
    fn invisible_characters_are_removed() {
        assert_eq!(quoted("a\u{1b}[31m\u{0}b\u{202e}c"), [vec!["a[31mbc"]]);
    }
}
