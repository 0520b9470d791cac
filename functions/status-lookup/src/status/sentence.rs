//! A sentence of the status page, with the ID of its message.

use texts::Message;

/// A text in the reader's language. The ID distinguishes sentences in any language.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) id: &'static str,
    pub(super) text: String,
}

impl From<Message> for Sentence {
    fn from(message: Message) -> Self {
        Self {
            id: message.id(),
            text: message.into(),
        }
    }
}
