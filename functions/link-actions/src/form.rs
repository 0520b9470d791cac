//! The fields that a person posts with the button.

use gateway::json;
use http::HeaderMap;
use pages::{BodyFormat, Problem};

/// The maximum body size in bytes. The longest message fits even if each character is percent-encoded.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// The fields of a JSON body.
const JSON_FIELDS: &[&str] = &["message", "code", "address", "answer"];

/// The fields of all actions, from a form or from JSON.
#[derive(Default)]
pub(crate) struct Form {
    /// The message: an appeal, or an answer to our question.
    pub(crate) message: String,
    /// The code for the download.
    pub(crate) code: String,
    /// The number of the chosen address, counted from 1.
    pub(crate) address: String,
    /// True if the person pressed "No": the request isn't theirs.
    pub(crate) says_no: bool,
}

impl Form {
    /// Reads a form or JSON. A body may be empty, because some actions have no fields.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        match BodyFormat::of(headers, body) {
            BodyFormat::Form => Ok(Self::of(form_urlencoded::parse(body).into_owned())),
            BodyFormat::Json => Ok(Self::of(json::texts(body, JSON_FIELDS)?.into_iter())),
            BodyFormat::Other if body.is_empty() => Ok(Self::default()),
            BodyFormat::Other => Err(Problem::neither_form_nor_json()),
        }
    }

    fn of(fields: impl Iterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                // Browsers post line breaks as CRLF.
                "message" => form.message = value.replace("\r\n", "\n").trim().to_owned(),
                "code" => form.code = value,
                "address" => form.address = value,
                "answer" => form.says_no = value == "no",
                _ => {}
            }
        }
        form
    }
}
