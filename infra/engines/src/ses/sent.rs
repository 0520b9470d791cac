//! An email that SES accepted, as its recipient would get it.

use std::sync::Arc;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, PartType};

use super::header::fields;

/// A sent email. Its parts are parsed on demand. Clones share the bytes.
#[derive(Clone)]
pub struct SentMail {
    /// The message ID that the caller got.
    pub message_id: String,
    /// The sending time.
    pub sent_at: Timestamp,
    /// The address of the envelope sender.
    pub source: String,
    /// The addresses of the envelope recipients.
    pub destinations: Vec<String>,
    /// The configuration set of the call.
    pub configuration_set: Option<String>,
    /// The tags of the call: names and values.
    pub tags: Vec<(String, String)>,
    pub(super) raw: Arc<[u8]>,
}

impl SentMail {
    /// Returns the whole message, with the `Message-ID` and `Date` of SES.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns the addresses of the `To` field.
    pub fn to(&self) -> Vec<String> {
        let mail = self.parsed();
        let to = mail.as_ref().and_then(Message::to);
        to.into_iter()
            .flat_map(|list| list.iter())
            .filter_map(|entry| entry.address().map(str::to_owned))
            .collect()
    }

    /// Returns the decoded subject.
    pub fn subject(&self) -> Option<String> {
        self.parsed()?.subject().map(str::to_owned)
    }

    /// Returns the plain text, if there is one.
    pub fn text(&self) -> Option<String> {
        let mail = self.parsed()?;
        mail.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) => Some(text.to_string()),
            _ => None,
        })
    }

    /// Returns the HTML, if there is some.
    pub fn html(&self) -> Option<String> {
        let mail = self.parsed()?;
        mail.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        })
    }

    /// Returns the header fields in order, unfolded and not decoded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let fields = fields(&self.raw);
        fields
            .iter()
            .map(|field| (field.name.to_owned(), field.unfolded()))
            .collect()
    }

    /// Returns the first header field of this name, in any case.
    pub fn header(&self, name: &str) -> Option<String> {
        let fields = fields(&self.raw);
        let found = fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name));
        found.map(|field| field.unfolded())
    }

    fn parsed(&self) -> Option<Message<'_>> {
        MessageParser::default().parse(&*self.raw)
    }
}

/// Prints only the size of the email, because a failed assertion may end up in a log.
impl std::fmt::Debug for SentMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentMail")
            .field("message_id", &self.message_id)
            .field("sent_at", &self.sent_at)
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}
