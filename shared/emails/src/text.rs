//! Lays out an email as plain text.

use crate::block::{Bar, Block, Draft, Fact};
use crate::footer::Footer;
use domain::company::Company;
use texts::Texts;

/// The maximum line length. A longer word, such as a URL, gets a line of its own.
const COLUMNS: usize = 74;

/// Returns the email as text.
pub(crate) fn lay_out(draft: &Draft, company: &Company, texts: Texts) -> String {
    let mut text = format!("{}\n\n{}", company.name, wrapped(&draft.headline, "", ""));
    let mut before = "\n\n";
    for block in &draft.blocks {
        text.push_str(before);
        text.push_str(&lay_out_block(block));
        before = match block {
            Block::Heading(_) => "\n",
            _ => "\n\n",
        };
    }
    text.push_str("\n\n");
    text.push_str(&footer(&Footer::of(company, draft.reader, texts)));
    text.push('\n');
    text
}

fn lay_out_block(block: &Block) -> String {
    match block {
        Block::Paragraph(sentences) => wrapped(sentences, "", ""),
        Block::Heading(about) => wrapped(about, "", ""),
        Block::Facts(facts) => lay_out_facts(facts),
        Block::List(points) => {
            let points: Vec<_> = points
                .iter()
                .map(|point| wrapped(point, "- ", "  "))
                .collect();
            points.join("\n")
        }
        Block::Link { label, url } | Block::Aside { label, url } => format!("{label}:\n{url}"),
        Block::Table { columns, rows } => lay_out_table(columns, rows),
        Block::Bars(bars) => lay_out_bars(bars),
        Block::Quote(paragraphs) => {
            let paragraphs: Vec<_> = paragraphs
                .iter()
                .map(|lines| lay_out_quote(lines))
                .collect();
            paragraphs.join("\n\n")
        }
    }
}

fn lay_out_facts(facts: &[Fact]) -> String {
    let width = facts
        .iter()
        .map(|fact| fact.name.chars().count())
        .max()
        .unwrap_or_default()
        + 2;
    let hang = " ".repeat(width);
    let rows: Vec<_> = facts
        .iter()
        .map(|fact| wrapped(&fact.value, &format!("{:width$}", fact.name), &hang))
        .collect();
    rows.join("\n")
}

/// Lays out a table with columns as wide as their widest cell. A row stays on one line to be readable.
fn lay_out_table(columns: &[&'static str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<&Vec<String>> = std::iter::once(&head).chain(rows).collect();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max()
    };
    let row = |line: &&Vec<String>| {
        let cells = line.iter().enumerate();
        let cells: Vec<String> = cells
            .map(|(column, cell)| format!("{cell:<0$}", width(column).unwrap_or_default()))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    lines.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn lay_out_bars(bars: &[Bar]) -> String {
    let names = bars.iter().map(|bar| bar.name.chars().count());
    let width = names.max().unwrap_or_default();
    let row = |bar: &Bar| {
        let drawn = bar.drawn();
        let space = if drawn.is_empty() { "" } else { " " };
        format!("{:<width$}  {drawn}{space}{}", bar.name, bar.number)
    };
    bars.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn lay_out_quote(lines: &[String]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| wrapped(line, "    ", "    "))
        .collect();
    lines.join("\n")
}

fn footer(footer: &Footer<'_>) -> String {
    let mut lines = vec!["-".repeat(COLUMNS)];
    lines.extend(
        footer
            .sentences
            .iter()
            .map(|sentence| wrapped(sentence, "", "")),
    );
    lines.push(String::new());
    lines.push(footer.company.to_owned());
    lines.extend(footer.postal_address.iter().cloned());
    lines.push(String::new());
    lines.extend(
        footer
            .links
            .iter()
            .map(|(label, url)| format!("{label}: {url}")),
    );
    lines.join("\n")
}

/// Wraps words into lines without breaking a word. The first line starts with `first`, each other line with `others`.
fn wrapped(words: &str, first: &str, others: &str) -> String {
    let mut text = first.to_owned();
    let mut column = first.chars().count();
    let mut at_start = true;
    for word in words.split_whitespace() {
        let width = word.chars().count();
        if at_start {
            at_start = false;
        } else if column + 1 + width > COLUMNS {
            text.push('\n');
            text.push_str(others);
            column = others.chars().count();
        } else {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_the_columns_and_long_words_stay_whole() {
        let url = format!("https://privacy.example.com/{}", "x".repeat(80));
        let words = format!("{} {url} {}", "word ".repeat(40), "word ".repeat(40));
        let text = wrapped(&words, "- ", "  ");
        assert!(text.lines().any(|line| line.trim() == url));
        for line in text.lines().filter(|line| !line.contains(&url)) {
            assert!(line.chars().count() <= COLUMNS, "{line}");
        }
        assert!(text.lines().skip(1).all(|line| line.starts_with("  ")));
    }

    #[test]
    fn the_last_column_is_used() {
        let words = format!("{} b c", "a".repeat(72));
        assert_eq!(wrapped(&words, "", ""), format!("{} b\nc", "a".repeat(72)));
    }
}
