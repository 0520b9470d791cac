//! How much one network address may bring.

/// Browsers of one network address that are recorded in a day. An office or a mobile network has many behind one
/// address, so it is generous; it is there so that a flood can't fill the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowsersADay(pub u32);

/// Of so many browsers in a day staff need not hear.
pub(crate) const UNREMARKABLE: u32 = 50;

/// The setting is no number of browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "give a number from 100 up: many people can share one network address, and none of them may be turned away"
)]
pub struct NotANumber;

impl Default for BrowsersADay {
    fn default() -> Self {
        Self(2_000)
    }
}

impl BrowsersADay {
    /// Reads the setting.
    ///
    /// # Errors
    /// [`NotANumber`] if it is none, or is so small that staff would hear of it after people were put off.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let most = text.trim().parse().map_err(|_| NotANumber)?;
        (most >= 2 * UNREMARKABLE)
            .then_some(Self(most))
            .ok_or(NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_hear_of_a_burst_before_anybody_waits() {
        assert_eq!(BrowsersADay::parse("100"), Ok(BrowsersADay(100)));
        for text in ["", "99", "0", "-1", "many", "1e9"] {
            assert_eq!(BrowsersADay::parse(text), Err(NotANumber), "{text}");
        }
    }
}
