//! The texts that people read, in every language.
//!
//! Each language is a folder of [Fluent](https://projectfluent.org) files: messages with IDs, whole sentences with named
//! holes. `common.ftl` has the names of rights and laws, dates and lists. Each other file belongs to one consumer, which
//! parses its own files in one language, on first use, and keeps them for the life of the process.
//!
//! ```
//! use domain::locale::Locale;
//!
//! let texts = texts::EMAILS.in_language(Locale::English);
//! let date = texts.date(jiff::civil::date(2027, 1, 5));
//! let text = texts.text("when-respond").with("date", date).to_string();
//! assert_eq!(text, "We will respond by Tuesday, January 5, 2027.");
//! ```
//!
//! **Invariant:** IDs and the names of holes are string literals in the code, so that a test can compare them with the
//! catalog. `tests/languages` fails on an unknown ID, an unused one, and a hole that a language or a caller lacks.

mod catalog;
mod common;
mod markup;
mod message;
pub mod own;

/// The Fluent files, as `build.rs` finds them.
mod files {
    use crate::catalog::File;

    include!(concat!(env!("OUT_DIR"), "/files.rs"));
}

pub use catalog::{Catalog, Texts};
pub use message::Message;

use domain::locale::Locale;

/// The languages that have every text. Pages and emails are offered in these.
pub const OFFERED: [Locale; 2] = [Locale::English, Locale::Spanish];

/// The texts of emails to requesters.
pub static EMAILS: Catalog = Catalog::new(&[files::COMMON, files::EMAILS]);

/// The texts of the layout and of problem pages, for a function without texts of its own.
pub static PAGES: Catalog = Catalog::new(&[files::COMMON, files::PAGES]);

/// The texts of the status page and the lookup.
pub static STATUS: Catalog = Catalog::new(&[files::COMMON, files::PAGES, files::STATUS]);

/// The texts of the form.
pub static FORM: Catalog = Catalog::new(&[files::COMMON, files::PAGES, files::FORM]);

/// The texts of the pages that links in emails open.
pub static ACTIONS: Catalog = Catalog::new(&[files::COMMON, files::PAGES, files::ACTIONS]);

/// The texts of the desk, in English only.
pub static DESK: Catalog = Catalog::new(&[files::COMMON, files::PAGES, files::DESK]);

/// The texts of the pages about a browser's opt-out and about unsubscribing.
pub static SIGNALS: Catalog = Catalog::new(&[files::COMMON, files::PAGES, files::SIGNALS]);

/// Every catalog.
pub static CATALOGS: [&Catalog; 7] = [&EMAILS, &PAGES, &STATUS, &FORM, &ACTIONS, &DESK, &SIGNALS];
