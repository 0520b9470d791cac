//! The language of pages and emails to the requester.

use super::{Request, Transition};
use crate::locale::Locale;
use crate::log::Event;
use jiff::Timestamp;

impl Request {
    /// Sets the language. Emails that are already pending keep theirs.
    pub(super) fn set_language(&self, language: Locale, now: Timestamp) -> Transition {
        let request = Self {
            version: self.version + 1,
            locale: language,
            ..self.clone()
        };
        self.changed_to(request, Event::LanguageSet { language }, now)
    }
}
