//! The parts that all pages share: layout, form components, headers and problems.
//!
//! A page is an askama template that extends `layout.html` and has a field `pages: &Pages`. Its crate lists
//! `../../shared/pages/templates` in its `askama.toml`. The form components are macros in `components.html`.

mod browser;
mod fallbacks;
mod linked_text;
mod problem;
mod site;
mod style;
mod time_budget;
mod visitor;
mod wants;

pub use browser::{Browser, NotOurDomain, OptOutCookie};
pub use gateway::{FieldError, PageText, Problem};
pub use linked_text::LinkedText;
pub use site::{FileKind, Pages};
pub use time_budget::TIME_BUDGET;
pub use visitor::{OtherLanguage, Visitor};
pub use wants::{BodyFormat, Wants, media_type, negotiate, negotiate_for};

/// Returns the error message of this field.
#[must_use]
pub fn message_for<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|error| error.field == field)
        .map(|error| error.message.as_str())
}
