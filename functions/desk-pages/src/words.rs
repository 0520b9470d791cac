//! The words of the desk for values of the API.

use domain::calendar::Due;
use domain::law::Right;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pages::Pages;

/// Pacific time, which the law of California counts in.
static PACIFIC: TimeZone = jiff::tz::get!("America/Los_Angeles");

/// Writes a query string, without the parameters that are empty.
pub(crate) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Returns a right in the requester's words.
pub(crate) fn right(pages: &Pages, name: &str) -> String {
    match Right::named(name) {
        Some(right) => pages.texts().right(right),
        None => name.to_owned(),
    }
}

/// Returns the words of a value that a form or a record shows.
pub(crate) fn value(pages: &Pages, name: &str) -> String {
    if Right::named(name).is_some() {
        return right(pages, name);
    }
    let text = plain(name);
    // A name in the catalog starts with a letter.
    let name = match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("age_{name}"),
        false => name.to_owned(),
    };
    pages
        .text("desk-value")
        .with("name", name)
        .with("text", text)
        .into()
}

/// Returns a stage in words.
pub(crate) fn stage(pages: &Pages, name: &str) -> String {
    pages
        .text("desk-stage")
        .with("name", name.to_owned())
        .into()
}

/// Writes a name of the API as words: `known_account` becomes "known account".
pub(crate) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns a time as a date and a time of day in California.
pub(crate) fn time(pages: &Pages, at: Timestamp) -> String {
    let at = at.to_zoned(PACIFIC.clone());
    let date = pages.texts().date_without_weekday(at.date());
    format!("{date}, {}", at.strftime("%-I:%M %p"))
}

/// Returns a date.
pub(crate) fn date(pages: &Pages, date: Date) -> String {
    pages.texts().date_without_weekday(date)
}

/// How urgent a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    Later,
    Soon,
    Over,
}

impl Urgency {
    /// Returns the class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Later => "",
            Self::Soon => "soon",
            Self::Over => "over",
        }
    }
}

/// The days left until a date that are shown as urgent.
const SOON: i32 = 3;

/// Returns the days that are left until the target, in words, and how urgent that is.
pub(crate) fn days_left(pages: &Pages, due: Due, today: Date) -> (String, Urgency) {
    let days = |to: Date| today.until(to).map_or(0, |span| span.get_days());
    let over = -days(due.latest);
    if over > 0 {
        let text = pages.text("desk-days-over").with("days", over);
        return (text.into(), Urgency::Over);
    }
    let past = -days(due.target);
    if past > 0 {
        let last = pages.text("desk-days-last").with("days", days(due.latest));
        let text = pages.text("desk-days-past").with("days", past);
        return (format!("{text}; {last}"), Urgency::Soon);
    }
    let left = days(due.target);
    let urgency = match left <= SOON {
        true => Urgency::Soon,
        false => Urgency::Later,
    };
    let text = pages.text("desk-days-left").with("days", left);
    (text.into(), urgency)
}
