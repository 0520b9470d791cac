//! The parts that all pages share: layout, form components, headers and problems.
//!
//! A page is an askama template that extends `layout.html` and has a field `pages: &Pages`. Its crate lists
//! `../../shared/pages/templates` in its `askama.toml`. The form components are macros in `components.html`.

mod browser;
mod problem;
mod site;
mod style;
mod time_budget;
mod wants;

pub use browser::{Browser, NotOurDomain, OptOutCookie};
pub use gateway::{FieldError, Problem};
pub use site::Pages;
pub use time_budget::TIME_BUDGET;
pub use wants::{Wants, media_type, negotiate};

/// Returns the error message of this field.
#[must_use]
pub fn message_for<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| error.message.as_str())
}

/// Returns a date as pages write it: `November 21, 2026`.
#[must_use]
pub fn date_in_words(date: jiff::civil::Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_its_month_in_words() {
        assert_eq!(
            date_in_words(jiff::civil::date(2026, 12, 4)),
            "December 4, 2026"
        );
    }
}
