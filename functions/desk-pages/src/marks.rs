//! The text of an email with the words marked that led to its reading.

use desk::Original;
use std::collections::BTreeSet;

/// A piece of the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) is_marked: bool,
}

/// Cuts a text into marked and unmarked pieces. Nothing of the text is left out or changed.
pub(crate) fn pieces(original: &Original) -> Vec<Piece> {
    let marked = original.rights.iter().flat_map(|found| &found.words);
    let marked: BTreeSet<&str> = marked.map(String::as_str).collect();
    cut(&original.text, &marked)
}

fn cut(text: &str, marked: &BTreeSet<&str>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word);
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        let is_marked = is_word && marked.contains(piece.to_lowercase().as_str());
        match pieces.last_mut() {
            Some(last) if last.is_marked == is_marked => last.text.push_str(piece),
            _ => pieces.push(Piece {
                text: piece.to_owned(),
                is_marked,
            }),
        }
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_words_are_found_in_any_case_and_nothing_is_lost() {
        let marked = BTreeSet::from(["delete", "data"]);
        let text = "DELETE my data, <b>please</b>. Deleted? Ünïcode\ndata";
        let pieces = cut(text, &marked);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, text);
        let found = pieces.iter().filter(|piece| piece.is_marked);
        let found: Vec<&str> = found.map(|piece| piece.text.as_str()).collect();
        assert_eq!(found, ["DELETE", "data", "data"]);
        assert_eq!(cut("", &marked), []);
    }
}
