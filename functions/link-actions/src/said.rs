//! What came with the press of a button.

use http::HeaderMap;
use pages::{Problem, media_type};
use serde_json::Value;

/// The largest body that is taken, in bytes: the longest text, each of its characters written with percent signs.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;

/// The fields of a form or of JSON, those that any link_action reads.
#[derive(Default)]
pub(crate) struct Said {
    /// What the person wrote.
    pub(crate) words: String,
    /// The code.
    pub(crate) code: String,
    /// Which of the offered addresses: its number, from 1.
    pub(crate) address: String,
}

impl Said {
    /// Reads a form or JSON. A button without fields may come with nothing at all.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        match media_type(headers).as_str() {
            "application/x-www-form-urlencoded" => {
                Ok(Self::of(form_urlencoded::parse(body).into_owned()))
            }
            "application/json" => match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => {
                    let text =
                        |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
                    Ok(Self::of(object.into_iter().filter_map(text)))
                }
                _ => Err(Problem::bad_request()),
            },
            _ if body.is_empty() => Ok(Self::default()),
            _ => Err(Problem::unsupported_media_type()),
        }
    }

    fn of(fields: impl Iterator<Item = (String, String)>) -> Self {
        let mut said = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                // A browser ends lines as the network does.
                "words" => said.words = value.replace("\r\n", "\n").trim().to_owned(),
                "code" => said.code = value,
                "address" => said.address = value,
                _ => {}
            }
        }
        said
    }
}
