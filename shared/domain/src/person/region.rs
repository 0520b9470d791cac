//! Where a person lives, as far as the law asks.

use super::Unreadable;
use serde::{Deserialize, Serialize};

/// A state, district or territory of the United States, by its postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "&'static str")]
pub struct Region(&'static (&'static str, &'static str));

impl Region {
    /// Every region: postal code and name, in the order of a form's list.
    pub const ALL: &'static [(&'static str, &'static str)] = &[
        ("AL", "Alabama"),
        ("AK", "Alaska"),
        ("AZ", "Arizona"),
        ("AR", "Arkansas"),
        ("CA", "California"),
        ("CO", "Colorado"),
        ("CT", "Connecticut"),
        ("DE", "Delaware"),
        ("DC", "District of Columbia"),
        ("FL", "Florida"),
        ("GA", "Georgia"),
        ("HI", "Hawaii"),
        ("ID", "Idaho"),
        ("IL", "Illinois"),
        ("IN", "Indiana"),
        ("IA", "Iowa"),
        ("KS", "Kansas"),
        ("KY", "Kentucky"),
        ("LA", "Louisiana"),
        ("ME", "Maine"),
        ("MD", "Maryland"),
        ("MA", "Massachusetts"),
        ("MI", "Michigan"),
        ("MN", "Minnesota"),
        ("MS", "Mississippi"),
        ("MO", "Missouri"),
        ("MT", "Montana"),
        ("NE", "Nebraska"),
        ("NV", "Nevada"),
        ("NH", "New Hampshire"),
        ("NJ", "New Jersey"),
        ("NM", "New Mexico"),
        ("NY", "New York"),
        ("NC", "North Carolina"),
        ("ND", "North Dakota"),
        ("OH", "Ohio"),
        ("OK", "Oklahoma"),
        ("OR", "Oregon"),
        ("PA", "Pennsylvania"),
        ("RI", "Rhode Island"),
        ("SC", "South Carolina"),
        ("SD", "South Dakota"),
        ("TN", "Tennessee"),
        ("TX", "Texas"),
        ("UT", "Utah"),
        ("VT", "Vermont"),
        ("VA", "Virginia"),
        ("WA", "Washington"),
        ("WV", "West Virginia"),
        ("WI", "Wisconsin"),
        ("WY", "Wyoming"),
        ("AS", "American Samoa"),
        ("GU", "Guam"),
        ("MP", "Northern Mariana Islands"),
        ("PR", "Puerto Rico"),
        ("VI", "U.S. Virgin Islands"),
    ];

    /// Iterates over every region, in the order of a form's list.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().map(Self)
    }

    /// Reads a postal code or a name, in any case.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim_matches(|c: char| c == ' ' || c == '\t');
        let named = |row: &&(&str, &str)| {
            row.0.eq_ignore_ascii_case(text) || row.1.eq_ignore_ascii_case(text)
        };
        Self::ALL
            .iter()
            .find(named)
            .map(Self)
            .ok_or(Unreadable::Region)
    }

    /// Returns the postal code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.0
    }

    /// Returns the name of the state, district or territory.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.1
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Region {
    type Error = Unreadable;
    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, Unreadable> {
        Self::parse(&text)
    }
}

impl From<Region> for &'static str {
    fn from(region: Region) -> Self {
        region.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_by_code_or_name() {
        assert_eq!(Region::parse("ca"), Region::parse("California"));
        assert_eq!(Region::parse(" DC ").unwrap().code(), "DC");
        assert_eq!(Region::parse("Atlantis"), Err(Unreadable::Region));
        assert_eq!(Region::ALL.len(), 56);
    }
}
