//! One mail that SES took, as its recipient would get it.

use std::sync::Arc;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, PartType};

use super::header::fields;

/// A mail as it went out. The parts are parsed when they are asked for; clones share the bytes.
#[derive(Clone)]
pub struct SentMail {
    /// The id that the caller was given.
    pub message_id: String,
    /// When it was sent; prints as RFC 3339.
    pub sent_at: Timestamp,
    /// The sender on the envelope, the address alone.
    pub source: String,
    /// The recipients on the envelope, the addresses alone.
    pub destinations: Vec<String>,
    /// The configuration set that the caller named.
    pub configuration_set: Option<String>,
    /// The tags that the caller gave, as name and value.
    pub tags: Vec<(String, String)>,
    pub(super) raw: Arc<[u8]>,
}

impl SentMail {
    /// The whole mail, with the `Message-ID` and `Date` that SES put in.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The addresses of the `To` field.
    pub fn to(&self) -> Vec<String> {
        let mail = self.parsed();
        let to = mail.as_ref().and_then(Message::to);
        to.into_iter()
            .flat_map(|list| list.iter())
            .filter_map(|entry| entry.address().map(str::to_owned))
            .collect()
    }

    /// The subject, decoded.
    pub fn subject(&self) -> Option<String> {
        self.parsed()?.subject().map(str::to_owned)
    }

    /// The plain text, if the mail has any.
    pub fn text(&self) -> Option<String> {
        let mail = self.parsed()?;
        mail.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) => Some(text.to_string()),
            _ => None,
        })
    }

    /// The HTML, if the mail has any.
    pub fn html(&self) -> Option<String> {
        let mail = self.parsed()?;
        mail.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        })
    }

    /// The header fields in their order, unfolded but not decoded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let fields = fields(&self.raw);
        fields
            .iter()
            .map(|field| (field.name.to_owned(), field.unfolded()))
            .collect()
    }

    /// The first header field of this name, however it is capitalised.
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

/// Says how much mail it is, not what it says or to whom: a failed assertion may end in a log.
impl std::fmt::Debug for SentMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentMail")
            .field("message_id", &self.message_id)
            .field("sent_at", &self.sent_at)
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}
