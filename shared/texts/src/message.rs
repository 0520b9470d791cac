//! A message and the values of its holes.

use crate::catalog::Texts;
use fluent_bundle::{FluentArgs, FluentValue};
use std::fmt;

/// A message of the catalog. It displays as its text.
#[must_use]
pub struct Message {
    texts: Texts,
    id: &'static str,
    holes: FluentArgs<'static>,
}

impl Message {
    pub(crate) fn new(texts: Texts, id: &'static str) -> Self {
        Self {
            texts,
            id,
            holes: FluentArgs::new(),
        }
    }

    /// Fills a hole. A number can select a plural form.
    pub fn with(mut self, hole: &'static str, value: impl Into<FluentValue<'static>>) -> Self {
        self.holes.set(hole, value);
        self
    }

    /// Returns the ID.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the message with other texts in its holes. Numbers stay.
    pub(crate) fn map_text(&self, map: impl Fn(&str) -> String) -> Self {
        let mut mapped = Self::new(self.texts, self.id);
        for (hole, value) in self.holes.iter() {
            let value = match value {
                FluentValue::String(text) => FluentValue::from(map(text)),
                FluentValue::Number(number) => FluentValue::Number(number.clone()),
                _ => FluentValue::None,
            };
            mapped.holes.set(hole.to_owned(), value);
        }
        mapped
    }

    /// Returns the lines of the text: a list has one point per line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.to_string().lines().map(str::to_owned).collect()
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts.write(self.id, &self.holes, f)
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.to_string()
    }
}

/// A message can fill a hole of another one.
impl From<Message> for FluentValue<'static> {
    fn from(message: Message) -> Self {
        Self::from(message.to_string())
    }
}
