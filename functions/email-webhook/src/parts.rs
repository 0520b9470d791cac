//! Reassembles a message from the parts that a provider sends.
//!
//! Invariant: the same parts give the same bytes. Boundaries derive from the content, and no date or `Message-ID` is added.
//! So a repeated delivery is the same message.

use axum::body::Bytes;
use data_encoding::{BASE64_MIME, HEXLOWER};
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The parts of a message.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// The headers in order, as the provider sends them.
    pub(crate) headers: Vec<(String, String)>,
    /// The plain text.
    pub(crate) text: Option<Text>,
    /// The HTML.
    pub(crate) html: Option<Text>,
    /// The attachments, including inline pictures.
    pub(crate) attachments: Vec<Attachment>,
}

/// Text and its charset.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) bytes: Bytes,
    pub(crate) charset: String,
}

/// An attachment.
#[derive(Debug, Default)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) content_id: String,
    pub(crate) bytes: Bytes,
}

impl Text {
    /// Returns text in UTF-8, unless it is empty.
    pub(crate) fn utf8(bytes: impl Into<Bytes>) -> Option<Self> {
        Self::of(bytes, "utf-8")
    }

    /// Returns text in a charset, unless it is empty.
    pub(crate) fn of(bytes: impl Into<Bytes>, charset: &str) -> Option<Self> {
        let bytes = bytes.into();
        let charset = charset.trim().to_ascii_lowercase();
        (!bytes.is_empty()).then_some(Self { bytes, charset })
    }

    fn part(&self, content_type: &'static str) -> MimePart<'_> {
        let content_type = ContentType::new(content_type);
        if matches!(self.charset.as_str(), "" | "utf-8" | "utf8" | "us-ascii") {
            let content_type = content_type.attribute("charset", "utf-8");
            return MimePart::new(content_type, String::from_utf8_lossy(&self.bytes));
        }
        let content_type = content_type.attribute("charset", token(&self.charset));
        MimePart::new(content_type, BASE64_MIME.encode(&self.bytes).into_bytes())
            .transfer_encoding("base64")
    }
}

impl Attachment {
    fn part(&self) -> MimePart<'_> {
        let content_type = media_type(&self.content_type);
        // A message in a message is not encoded (RFC 2046, section 5.2.1): readers look into it.
        let (encoding, contents) = if content_type.starts_with("message/") {
            ("binary", Cow::Borrowed(&self.bytes[..]))
        } else {
            let encoded = BASE64_MIME.encode(&self.bytes);
            ("base64", Cow::Owned(encoded.into_bytes()))
        };
        let content_type = ContentType::new(content_type);
        let content_type = match parameter(&self.content_type, "charset") {
            Some(charset) => content_type.attribute("charset", charset),
            None => content_type,
        };
        let part = MimePart::new(content_type, BodyPart::Binary(contents))
            .transfer_encoding(encoding)
            .header("Content-Disposition", self.disposition());
        let id = |c: &char| c.is_ascii_graphic() && !"<>".contains(*c);
        let id: String = self.content_id.chars().filter(id).collect();
        if id.is_empty() { part } else { part.cid(id) }
    }

    fn disposition(&self) -> ContentType<'_> {
        let kind = if self.content_id.is_empty() {
            "attachment"
        } else {
            "inline"
        };
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() {
            ContentType::new(kind)
        } else {
            ContentType::new(kind).attribute("filename", name)
        }
    }
}

impl Parts {
    /// Returns the value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(of, _)| of.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Adds a header that the provider sends separately, unless it is among the headers.
    pub(crate) fn also(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value.filter(|value| !value.as_ref().trim().is_empty())
            && self.header(name).is_none()
        {
            self.headers
                .push((name.to_owned(), value.as_ref().to_owned()));
        }
    }

    /// Returns whether the message has no content.
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty()
            && self.text.is_none()
            && self.html.is_none()
            && self.attachments.is_empty()
    }

    /// Builds the message.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut raw = Vec::new();
        for (name, value) in &self.headers {
            write_header(name, value, &mut raw);
        }
        raw.extend_from_slice(b"MIME-Version: 1.0\r\n");
        self.body().write_part(&mut raw);
        raw
    }

    fn body(&self) -> MimePart<'_> {
        let boundary = |kind: &str| format!("{kind}_{}", self.digest());
        let text = self.text.as_ref().map(|text| text.part("text/plain"));
        let html = self.html.as_ref().map(|html| html.part("text/html"));
        let letter = match (text, html) {
            (Some(text), Some(html)) => MimePart::new(
                ContentType::new("multipart/alternative")
                    .attribute("boundary", boundary("alternative")),
                vec![text, html],
            ),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => MimePart::new("text/plain", ""),
        };
        let report = self.header("content-type").and_then(report_type);
        if self.attachments.is_empty() && report.is_none() {
            return letter;
        }
        // A delivery report must keep its type: readers recognize it by the type of the whole message.
        let whole = match report {
            Some(report) => ContentType::new("multipart/report").attribute("report-type", report),
            None => ContentType::new("multipart/mixed"),
        };
        let parts = std::iter::once(letter).chain(self.attachments.iter().map(Attachment::part));
        MimePart::new(
            whole.attribute("boundary", boundary("mixed")),
            parts.collect::<Vec<_>>(),
        )
    }

    /// Returns a digest of the content for boundaries: it can't occur in the content.
    fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let texts = self.text.iter().chain(&self.html).map(|text| &text.bytes);
        for bytes in texts.chain(self.attachments.iter().map(|attachment| &attachment.bytes)) {
            digest.update(bytes.len().to_be_bytes());
            digest.update(bytes);
        }
        HEXLOWER.encode(&digest.finalize()[..16])
    }
}

/// Writes a header on one line, so that no value can inject a header. Headers about the body are omitted because the body
/// is reassembled.
fn write_header(name: &str, value: &str, raw: &mut Vec<u8>) {
    let fits = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':');
    let lower = name.to_ascii_lowercase();
    if !fits || lower == "mime-version" || lower.starts_with("content-") {
        return;
    }
    raw.extend_from_slice(name.as_bytes());
    raw.extend_from_slice(b": ");
    let line: String = value
        .split(['\r', '\n', '\0'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    raw.extend_from_slice(line.as_bytes());
    raw.extend_from_slice(b"\r\n");
}

/// Returns the report type of `multipart/report`.
fn report_type(content_type: &str) -> Option<String> {
    (media_type(content_type) == "multipart/report")
        .then(|| parameter(content_type, "report-type"))?
}

/// Returns a parameter of a content type, if it is a token.
fn parameter(content_type: &str, name: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1);
    let value = parameters.find_map(|parameter| {
        let (of, value) = parameter.split_once('=')?;
        of.trim().eq_ignore_ascii_case(name).then_some(value)
    })?;
    let value = token(value).to_ascii_lowercase();
    (!value.is_empty()).then_some(value)
}

/// Returns a content type that is valid in a header.
fn media_type(text: &str) -> String {
    let essence = text.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/') {
        Some((kind, of)) if !token(kind).is_empty() && !token(of).is_empty() => {
            format!("{}/{}", token(kind), token(of)).to_ascii_lowercase()
        }
        _ => "application/octet-stream".to_owned(),
    }
}

/// Returns whether the text is a token (RFC 2045, section 5.1).
fn token(text: &str) -> String {
    let fits = |c: &char| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?=".contains(*c);
    text.chars().filter(fits).collect()
}

#[cfg(test)]
mod tests;
