//! The limits per network address.

/// The maximum number of browsers recorded per network address and day. It is generous, because an office or a mobile
/// network has many browsers behind one address. It keeps a flood from filling the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowsersADay(pub u32);

/// Staff get an alarm above this number of browsers per address and day.
pub(crate) const ALERT_ABOVE: u32 = 50;

/// The setting is not a usable number of browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "give a number of at least 100: many people can share one network address, and each of their opt-outs counts"
)]
pub struct NotANumber;

impl Default for BrowsersADay {
    fn default() -> Self {
        Self(2_000)
    }
}

impl BrowsersADay {
    /// Parses the setting.
    ///
    /// # Errors
    /// [`NotANumber`] if it is not a number, or so small that the limit would apply before staff get an alarm.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let most = text.trim().parse().map_err(|_| NotANumber)?;
        (most >= 2 * ALERT_ABOVE)
            .then_some(Self(most))
            .ok_or(NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_above_the_number_that_alarms_staff() {
        assert_eq!(BrowsersADay::parse("100"), Ok(BrowsersADay(100)));
        for text in ["", "99", "0", "-1", "many", "1e9"] {
            assert_eq!(BrowsersADay::parse(text), Err(NotANumber), "{text}");
        }
    }
}
