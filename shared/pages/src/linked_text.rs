//! A text with links, as HTML.

use askama::filters::HtmlSafe;
use std::fmt;

/// A text of the catalog as HTML. Templates insert it as it is, because [`texts::Message::html`] escapes it.
#[derive(Debug, Clone)]
pub struct LinkedText(pub(crate) String);

impl HtmlSafe for LinkedText {}

impl fmt::Display for LinkedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
