//! The date of a quoted header, in the formats of mail clients in many languages.
//!
//! Only unambiguous dates are read: a four-digit year, a day, and a month by name or, in numbers, in a clear order. A
//! due date can depend on it, so a guess is worse than none.

use super::phrase::definitions;
use jiff::civil::Date;
use std::sync::LazyLock;

/// The beginnings of the months' names, by month.
static MONTHS: LazyLock<Vec<(i8, Vec<&'static str>)>> = LazyLock::new(|| {
    let months = definitions(include_str!("phrases/months.txt")).into_iter();
    let starts = |meaning: String| -> Vec<&'static str> {
        // The file is compiled in, so its words live as long as the program.
        let text: &'static str = Box::leak(meaning.into_boxed_str());
        text.split('|').map(str::trim).collect()
    };
    months
        .filter_map(|(number, meaning)| Some((number.parse().ok()?, starts(meaning))))
        .collect()
});

/// How many words before a year are searched for its month (`Oct 26 09:31:00 2021`), and how many after it.
const BEFORE: usize = 5;
const BEHIND: usize = 2;

/// Returns the day that `text` names, if it names exactly one, in its own zone.
pub(super) fn written_on(text: &str) -> Option<Date> {
    let text = &text[..text.floor_char_boundary(200)];
    let separates =
        |c: char| !c.is_alphanumeric() || matches!(c, '年' | '月' | '日' | '년' | '월' | '일');
    let words: Vec<String> = text
        .split(separates)
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let year_at = words
        .iter()
        .position(|w| w.len() == 4 && number(w).is_some_and(|n| (1990..2100).contains(&n)))?;
    let year = number(&words[year_at])?;
    match month_of(&words, year_at) {
        Month::Several => None,
        Month::One(at, month) => match day_beside(&words, at) {
            Some(day) => Date::new(year, month, day).ok(),
            None => in_numbers(&words, year_at, year),
        },
        Month::None => in_numbers(&words, year_at, year),
    }
}

enum Month {
    None,
    One(usize, i8),
    Several,
}

/// Returns the only month near the year, and its position.
fn month_of(words: &[String], year_at: usize) -> Month {
    let near = year_at.saturating_sub(BEFORE)..(year_at + BEHIND + 1).min(words.len());
    let mut found: Option<(usize, i8)> = None;
    for at in near {
        let months = months_of(&words[at]);
        let [month] = months[..] else {
            match months.is_empty() {
                true => continue,
                false => return Month::Several,
            }
        };
        match found {
            _ if month == 0 => {}
            // `mar` also abbreviates Tuesday.
            Some((before, other)) if other != month && words[before] == "mar" => {
                found = Some((at, month))
            }
            Some((_, other)) if other != month => return Month::Several,
            _ => found = Some((at, month)),
        }
    }
    match found {
        Some((at, _)) if words[at] == "mar" && is_a_weekday(words, at) => Month::Several,
        Some((at, month)) => Month::One(at, month),
        None => Month::None,
    }
}

/// Returns whether a word follows the next number: in `mar 2 x 2021`, that word is the month.
fn is_a_weekday(words: &[String], at: usize) -> bool {
    let day = words.get(at + 1).is_some_and(|word| number(word).is_some());
    let word = words.get(at + 2);
    day && word
        .is_some_and(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic))
}

/// Returns the months whose names begin like this word, by the longest match; 0 is a weekday.
fn months_of(word: &str) -> Vec<i8> {
    let begins = |starts: &[&str]| {
        let starts = starts.iter().filter(|start| word.starts_with(**start));
        starts.map(|start| start.len()).max()
    };
    let months = MONTHS.iter();
    let found: Vec<(i8, usize)> = months
        .filter_map(|(month, starts)| Some((*month, begins(starts)?)))
        .collect();
    let longest = found.iter().map(|(_, length)| *length).max();
    let longest = found.iter().filter(|(_, length)| Some(*length) == longest);
    longest.map(|(month, _)| *month).collect()
}

/// Returns the day next to the month (`26. oktober`, `October 26`), with at most one short word in between.
fn day_beside(words: &[String], at: usize) -> Option<i8> {
    let day_at = |at: usize| words.get(at).and_then(|word| day(word));
    at.checked_sub(1)
        .and_then(day_at)
        .or_else(|| day_at(at + 1))
        .or_else(|| at.checked_sub(2).and_then(day_at))
}

fn number(word: &str) -> Option<i16> {
    word.parse().ok()
}

/// Reads `2021-10-26`, `2021. 10. 26`, `26.10.2021` and `10/26/2021`, but not `02/10/2021`.
fn in_numbers(words: &[String], year_at: usize, year: i16) -> Option<Date> {
    let at = |at: usize| words.get(at).and_then(|w| w.parse::<i8>().ok());
    let first = year_at
        .checked_sub(1)
        .is_none_or(|before| number(&words[before]).is_none());
    if let (Some(month), Some(day)) = (at(year_at + 1), at(year_at + 2))
        && first
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

/// Reads a day of the month, also as `26th`.
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
            "Wed Oct 27 23:59:00 2021 -0800",
            "Le mer. 27 oct. 2021 à 09:31, Mai Juillet <a@b.example> a écrit :",
            "On 2021-10-27 at 9:31, June May <a@b.example> wrote:",
            "Am 27.10.2021 um 09:31 schrieb Julia Mai:",
            "2021年10月27日 9:31",
            "2021년 10월 27일 수요일",
        ] {
            let date = written_on(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some("2021-10-27"), "{text}");
        }
        for text in [
            "02/10/2021",
            "02.10.2021",
            "10/02/2021 4:52 PM EST",
            "27. lipnja ili lip 2021",
            "mar 2 qqq 2021",
            "2 srp 2021",
            "27/10/21",
            "27. listopada 2021.",
            "yesterday",
            "31 Feb 2021",
            "1 Jan 9999",
        ] {
            assert_eq!(written_on(text), None, "{text}");
        }
        for (text, day) in [
            ("martes, 2 de noviembre de 2021 09:26:50 CET", "2021-11-02"),
            ("mar. 2 nov. 2021 à 9:00", "2021-11-02"),
            ("marți, 2 noiembrie 2021", "2021-11-02"),
            ("2 mar 2021", "2021-03-02"),
            ("keskiviikko 3. marraskuuta 2021", "2021-11-03"),
            ("3. maart 2021", "2021-03-03"),
            ("27. lipnja 2021.", "2021-06-27"),
            ("27 lipca 2021", "2021-07-27"),
        ] {
            let date = written_on(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some(day), "{text}");
        }
    }
}
