//! The languages in which the reader has phrases.

/// A supported language. An email is answered in the language in which it was written.
pub use domain::locale::Locale as Language;
