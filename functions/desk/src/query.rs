//! The query of a list: filters, page size and cursor.

use data_encoding::BASE64URL_NOPAD;
use gateway::Problem;
use http::Uri;

/// The parameters of a query. An unknown one is an error.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Removes a parameter and returns its value.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(of, _)| of == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_empty())
    }

    /// Reads a parameter that must be one of these words.
    pub(crate) fn one_of(
        &mut self,
        name: &'static str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Problem> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|word| **word == value).copied();
        let wrong = || Problem::field(name, format!("Use one of: {}", words.join(", ")));
        found.map(Some).ok_or_else(wrong)
    }

    /// Reads the page size: how many entries of the index to read.
    pub(crate) fn most(&mut self) -> Result<u16, Problem> {
        match self.take("most").map(|most| most.parse::<u16>()) {
            None => Ok(50),
            Some(Ok(most @ 1..=100)) => Ok(most),
            Some(_) => Err(Problem::field("most", "Use a number from 1 to 100")),
        }
    }

    /// Reads the start of the page.
    pub(crate) fn cursor(&mut self) -> Result<Option<String>, Problem> {
        let Some(cursor) = self.take("cursor") else {
            return Ok(None);
        };
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.filter(|text| text.len() <= 200);
        let wrong = || Problem::field("cursor", "Use the cursor of the previous page");
        text.map(Some).ok_or_else(wrong)
    }

    /// Refuses parameters that were not read.
    pub(crate) fn done(self) -> Result<(), Problem> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                let known = name
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_');
                let known: String = known.take(40).collect();
                Err(Problem::field(&known, "This parameter does not exist here"))
            }
        }
    }
}

/// Encodes a cursor for clients.
pub(crate) fn cursor(next: Option<String>) -> Option<String> {
    next.map(|next| BASE64URL_NOPAD.encode(next.as_bytes()))
}
