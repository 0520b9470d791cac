//! The words that mail clients write around other people's text, from `phrases/quotes.txt`.

use super::phrase::definitions;
use std::sync::LazyLock;

/// The words of `phrases/quotes.txt`, by the name of the list.
#[derive(Default)]
pub(super) struct QuoteMarkers {
    pub(super) from: Vec<String>,
    pub(super) date: Vec<String>,
    pub(super) subject: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) wrote: Vec<String>,
    pub(super) original: Vec<String>,
    pub(super) forwarded: Vec<String>,
    pub(super) on_behalf: Vec<String>,
    pub(super) reply: Vec<String>,
    pub(super) forward: Vec<String>,
}

/// The words, parsed once.
pub(super) static QUOTE_MARKERS: LazyLock<QuoteMarkers> = LazyLock::new(|| {
    let mut quote_markers = QuoteMarkers::default();
    for (name, meaning) in definitions(include_str!("phrases/quotes.txt")) {
        let list = match name {
            "from" => &mut quote_markers.from,
            "date" => &mut quote_markers.date,
            "subject" => &mut quote_markers.subject,
            "to" => &mut quote_markers.to,
            "wrote" => &mut quote_markers.wrote,
            "original" => &mut quote_markers.original,
            "forwarded" => &mut quote_markers.forwarded,
            "on_behalf" => &mut quote_markers.on_behalf,
            "reply_prefix" => &mut quote_markers.reply,
            "forward_prefix" => &mut quote_markers.forward,
            _ => continue,
        };
        *list = meaning.split('|').map(|w| w.trim().to_owned()).collect();
    }
    quote_markers
});

#[cfg(test)]
mod tests {
    use super::QUOTE_MARKERS;

    #[test]
    fn every_list_of_the_file_is_read() {
        let lists = [
            &QUOTE_MARKERS.from,
            &QUOTE_MARKERS.date,
            &QUOTE_MARKERS.subject,
            &QUOTE_MARKERS.to,
            &QUOTE_MARKERS.wrote,
            &QUOTE_MARKERS.original,
            &QUOTE_MARKERS.forwarded,
            &QUOTE_MARKERS.on_behalf,
            &QUOTE_MARKERS.reply,
            &QUOTE_MARKERS.forward,
        ];
        for list in lists {
            assert!(!list.is_empty() && list.iter().all(|word| !word.is_empty()));
        }
    }
}
