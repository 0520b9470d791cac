//! What every page of the house shares: the layout, the form components, the headers, and problem answers.
//!
//! A page is an askama template that extends `layout.html` and has a field `pages: &Pages`; its crate names
//! `../../shared/pages/templates` in its `askama.toml`. The form components are macros in `components.html`.

mod browser;
mod problem;
mod site;
mod style;
mod wants;

pub use browser::{Browser, NotOurDomain, OptOutCookie};
pub use problem::Problem;
pub use site::Pages;
pub use wants::{Wants, media_type, negotiate};

use serde::Serialize;

/// What is wrong with one field, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, as the form posts it.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

impl FieldError {
    /// An error of this field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// The message of this field, if it has one.
#[must_use]
pub fn message_for<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| error.message.as_str())
}

/// A date as pages write it: `November 21, 2026`.
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
