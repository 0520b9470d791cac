//! The languages in which the reader has phrases.

/// A supported language. We answer an email in its own language.
pub use domain::locale::Locale as Language;
