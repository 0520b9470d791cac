//! The fields of a form, `multipart/form-data` or `application/x-www-form-urlencoded`, byte for byte.

use crate::delivery::NotAForm;
use axum::body::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyDataStream, Full};
use multer::Multipart;
use percent_encoding::percent_decode;
use std::borrow::Cow;

/// The fields of a form, in their order.
#[derive(Debug)]
pub(crate) struct Form(Vec<Field>);

/// A field.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The name of the file, if the field is one.
    pub(crate) file: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Form {
    /// Reads a form out of a body.
    pub(crate) async fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, NotAForm> {
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .ok_or(NotAForm)?;
        if let Ok(boundary) = multer::parse_boundary(content_type) {
            return Self::multipart(body.clone(), boundary)
                .await
                .ok_or(NotAForm);
        }
        let essence = content_type.split(';').next().unwrap_or_default();
        if essence
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Ok(Self::urlencoded(body));
        }
        Err(NotAForm)
    }

    async fn multipart(body: Bytes, boundary: String) -> Option<Self> {
        let mut parts = Multipart::new(BodyDataStream::new(Full::new(body)), boundary);
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.ok()? {
            fields.push(Field {
                name: part.name().unwrap_or_default().to_owned(),
                file: part.file_name().map(str::to_owned),
                content_type: part.content_type().map(ToString::to_string),
                bytes: part.bytes().await.ok()?,
            });
        }
        Some(Self(fields))
    }

    /// Not by `form_urlencoded`, which reads text: a message is bytes.
    fn urlencoded(body: &[u8]) -> Self {
        let decoded = |text: &[u8]| -> Vec<u8> {
            let spaced: Vec<u8> = text
                .iter()
                .map(|byte| if *byte == b'+' { b' ' } else { *byte })
                .collect();
            percent_decode(&spaced).collect()
        };
        let pairs = body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        let field = |pair: &[u8]| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default());
            Field {
                name: String::from_utf8_lossy(&name).into_owned(),
                file: None,
                content_type: None,
                bytes: decoded(halves.next().unwrap_or_default()).into(),
            }
        };
        Self(pairs.map(field).collect())
    }

    /// The first field of this name.
    pub(crate) fn bytes(&self, name: &str) -> Option<&Bytes> {
        self.all(name).next()
    }

    /// The fields of this name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Bytes> {
        self.0
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| &field.bytes)
    }

    /// The first field of this name, as text.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.bytes(name).map(|bytes| String::from_utf8_lossy(bytes))
    }

    /// The files, also those that lost their names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Field> {
        self.0
            .iter()
            .filter(|field| field.file.is_some() || field.is_numbered_attachment())
    }
}

impl Field {
    /// `attachment-1` at Mailgun, `attachment1` at SendGrid.
    fn is_numbered_attachment(&self) -> bool {
        self.name
            .strip_prefix("attachment")
            .map(|rest| rest.strip_prefix('-').unwrap_or(rest))
            .is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            })
    }
}
