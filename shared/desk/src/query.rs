//! The query of a list: filters, page size and cursor.

use data_encoding::BASE64URL_NOPAD;
use gateway::Problem;

/// What the caller must do about a cursor that is none.
pub(crate) const NOT_A_CURSOR: &str = "Use the cursor of the previous page";

/// The parameters of a query. An unknown one is an error, with the nearest name that was read.
pub struct Query {
    unread: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl Query {
    /// Reads the query of a URL.
    #[must_use]
    pub fn of(query: Option<&str>) -> Self {
        let query = query.unwrap_or_default();
        let unread = form_urlencoded::parse(query.as_bytes());
        Self {
            unread: unread.into_owned().collect(),
            known: Vec::new(),
        }
    }

    /// Removes a parameter and returns its value.
    pub fn take(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let at = self.unread.iter().position(|(of, _)| of == name)?;
        Some(self.unread.swap_remove(at).1).filter(|value| !value.is_empty())
    }

    /// Reads a parameter that must be one of these words.
    ///
    /// # Errors
    /// [`Problem`] lists the words.
    pub fn one_of(
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
    ///
    /// # Errors
    /// [`Problem`] if the size is not 1 to 100.
    pub fn most(&mut self) -> Result<u16, Problem> {
        match self.take("most").map(|most| most.parse::<u16>()) {
            None => Ok(50),
            Some(Ok(most @ 1..=100)) => Ok(most),
            Some(_) => Err(Problem::field("most", "Use a number from 1 to 100")),
        }
    }

    /// Reads the start of the page.
    ///
    /// # Errors
    /// [`Problem`] if it is no cursor.
    pub fn cursor(&mut self) -> Result<Option<String>, Problem> {
        self.cursor_of("cursor")
    }

    /// Reads the start of a page from the parameter with this name.
    ///
    /// # Errors
    /// [`Problem`] if it is no cursor.
    pub fn cursor_of(&mut self, name: &'static str) -> Result<Option<String>, Problem> {
        let Some(cursor) = self.take(name) else {
            return Ok(None);
        };
        let decoded = decoded(&cursor);
        decoded.map(Some).ok_or_else(|| Self::not_a_cursor(name))
    }

    /// Returns the problem of a parameter that is no cursor.
    pub(crate) fn not_a_cursor(name: &'static str) -> Problem {
        Problem::field(name, NOT_A_CURSOR)
    }

    /// Refuses parameters that were not read.
    ///
    /// # Errors
    /// [`Problem`] names the first one.
    pub fn done(self) -> Result<(), Problem> {
        match self.unread.first() {
            None => Ok(()),
            Some((name, _)) => {
                let error = gateway::json::unknown("parameter", name, &self.known);
                Err(Problem::invalid(vec![error]))
            }
        }
    }
}

/// Decodes a cursor of a client; `None` if it is none.
pub(crate) fn decoded(cursor: &str) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    (text.len() <= 200).then_some(text)
}

/// Encodes a cursor for clients.
pub(crate) fn cursor(next: Option<String>) -> Option<String> {
    next.map(|next| BASE64URL_NOPAD.encode(next.as_bytes()))
}
