//! The words by which mail clients mark what is not the writer's own, read from `phrases/quotes.txt`.

use super::phrase::definitions;
use std::sync::LazyLock;

/// The words of `phrases/quotes.txt`, each list under its name.
#[derive(Default)]
pub(super) struct Marks {
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

/// The marks.
pub(super) static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let mut marks = Marks::default();
    for (name, meaning) in definitions(include_str!("phrases/quotes.txt")) {
        let list = match name {
            "from" => &mut marks.from,
            "date" => &mut marks.date,
            "subject" => &mut marks.subject,
            "to" => &mut marks.to,
            "wrote" => &mut marks.wrote,
            "original" => &mut marks.original,
            "forwarded" => &mut marks.forwarded,
            "on_behalf" => &mut marks.on_behalf,
            "reply_prefix" => &mut marks.reply,
            "forward_prefix" => &mut marks.forward,
            _ => continue,
        };
        *list = meaning.split('|').map(|w| w.trim().to_owned()).collect();
    }
    marks
});

#[cfg(test)]
mod tests {
    use super::MARKS;

    #[test]
    fn every_list_of_the_file_is_read() {
        let lists = [
            &MARKS.from,
            &MARKS.date,
            &MARKS.subject,
            &MARKS.to,
            &MARKS.wrote,
            &MARKS.original,
            &MARKS.forwarded,
            &MARKS.on_behalf,
            &MARKS.reply,
            &MARKS.forward,
        ];
        for list in lists {
            assert!(!list.is_empty() && list.iter().all(|word| !word.is_empty()));
        }
    }
}
