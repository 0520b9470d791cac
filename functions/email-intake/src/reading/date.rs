//! The date of a quoted header, as mail clients write it in many languages.
//!
//! Only what can't be read otherwise is read: a four-digit year, a day, and a month by its name or, in
//! numbers, in an order that leaves no choice. A due date may count from it, so a guess is worse than none.

use super::phrase::definitions;
use jiff::civil::Date;
use std::sync::LazyLock;

/// How the months' names begin, by the month's number.
static MONTHS: LazyLock<Vec<(i8, Vec<&'static str>)>> = LazyLock::new(|| {
    let months = definitions(include_str!("phrases/months.txt")).into_iter();
    let starts = |meaning: String| -> Vec<&'static str> {
        // The file is part of the program: its words live as long.
        let text: &'static str = Box::leak(meaning.into_boxed_str());
        text.split('|').map(str::trim).collect()
    };
    months
        .filter_map(|(number, meaning)| Some((number.parse().ok()?, starts(meaning))))
        .collect()
});

/// The day that `text` names, if it names exactly one.
pub(super) fn written_on(text: &str) -> Option<Date> {
    let text = &text[..text.floor_char_boundary(200)];
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let number = |word: &String| word.parse::<i16>().ok();
    let year_at = words
        .iter()
        .position(|w| w.len() == 4 && number(w).is_some_and(|n| (1990..2100).contains(&n)))?;
    let year = number(&words[year_at])?;
    match month_of(&words) {
        Some((at, month)) => {
            let day_at = |at: usize| words.get(at).and_then(|word| day(word));
            // The day stands beside the month (`26. oktober`, `October 26`), a short word between them at most.
            let day = at
                .checked_sub(1)
                .and_then(day_at)
                .or_else(|| day_at(at + 1))
                .or_else(|| at.checked_sub(2).and_then(day_at))?;
            Date::new(year, month, day).ok()
        }
        None => in_numbers(&words, year_at, year),
    }
}

/// The one month that is named, and where.
fn month_of(words: &[String]) -> Option<(usize, i8)> {
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        for (month, starts) in MONTHS.iter() {
            if starts.iter().any(|start| word.starts_with(start)) {
                match found {
                    Some((_, other)) if other != *month => return None,
                    _ => found = Some((at, *month)),
                }
            }
        }
    }
    found
}

/// `2021-10-26`, `2021. 10. 26`, `26.10.2021`, `10/26/2021`; not `02/10/2021`.
fn in_numbers(words: &[String], year_at: usize, year: i16) -> Option<Date> {
    let at = |at: usize| words.get(at).and_then(|w| w.parse::<i8>().ok());
    if let (Some(month), Some(day)) = (at(year_at + 1), at(year_at + 2))
        && year_at == 0
    {
        return Date::new(year, month, day).ok();
    }
    let (first, second) = (at(year_at.checked_sub(2)?)?, at(year_at - 1)?);
    match (first, second) {
        (same, other) if same == other => Date::new(year, same, same).ok(),
        (day, month) if day > 12 => Date::new(year, month, day).ok(),
        (month, day) if day > 12 => Date::new(year, month, day).ok(),
        _ => None,
    }
}

/// A day of the month, also as `26th`.
fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let day: i8 = digits.parse().ok()?;
    (word.len() - digits.len() <= 2 && (1..=31).contains(&day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::written_on;

    #[test]
    fn dates_are_read_in_many_languages_and_never_guessed() {
        for text in [
            "Wed, Oct 27, 2021 at 9:31 AM",
            "Wed, 27 Oct 2021 09:31:00 +0000",
            "Mi., 27. Okt. 2021 um 09:31 Uhr",
            "quarta-feira, 27 de outubro de 2021, 12:46",
            "27 октября 2021 г. в 14:25",
            "keskiviikkona, 27. lokakuuta 2021 klo 12.06",
            "2021. okt. 27., Sze, 9:31",
            "st 27. 10. 2021 o 9:31",
            "2021-10-27 09:31",
            "10/27/2021 4:52 PM",
        ] {
            let date = written_on(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some("2021-10-27"), "{text}");
        }
        for text in [
            "02/10/2021",
            "27. listopada 2021.",
            "yesterday",
            "31 Feb 2021",
            "1 Jan 9999",
        ] {
            assert_eq!(written_on(text), None, "{text}");
        }
    }
}
