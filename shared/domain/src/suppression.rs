//! Suppression: what the company must not do with the data of an identifier.

use crate::calendar::Calendar;
use crate::law::ImmediateRight;
use crate::person::Identifier;
use crate::request::RequestId;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

//= req: ca-7221-m
/// What an immediate right suppresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Selling and sharing.
    SaleSharing,
    /// Uses of sensitive information beyond those that the law allows without asking.
    Limit,
    /// Marketing emails.
    Marketing,
    /// Automated decisions.
    Admt,
    /// Uses that rest on the person's consent.
    Consent,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [
        Self::SaleSharing,
        Self::Limit,
        Self::Marketing,
        Self::Admt,
        Self::Consent,
    ];

    /// Returns the purpose's name, in JSON and in the table's attributes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SaleSharing => "sale_sharing",
            Self::Limit => "limit",
            Self::Marketing => "marketing",
            Self::Admt => "admt",
            Self::Consent => "consent",
        }
    }

    //= req: ca-7026-k, ca-7027-l, ca-7221-k, ca-civ-135-c-5
    /// Returns the first day on which the company may ask a consumer who made the request at `asked` to opt back in: at
    /// least 12 months after the date of the request (11 CCR §§ 7026(k), 7027(l), 7221(k)), with the last day whole
    /// (Civ. Code § 10). No law sets a time after withdrawn consent, so company policy takes the same. `None` for marketing, because no law allows a marketing email that asks for permission.
    #[must_use]
    pub fn ask_again_from(self, asked: Timestamp) -> Option<Date> {
        match self {
            Self::SaleSharing | Self::Limit | Self::Admt | Self::Consent => {
                let day = Calendar::California.date_of(asked);
                Some(day.saturating_add(12.months()).saturating_add(1.day()))
            }
            Self::Marketing => None,
        }
    }
}

impl From<ImmediateRight> for Purpose {
    fn from(right: ImmediateRight) -> Self {
        match right {
            ImmediateRight::OptOut => Self::SaleSharing,
            ImmediateRight::Limit => Self::Limit,
            ImmediateRight::MarketingStop => Self::Marketing,
            ImmediateRight::AdmtOptOut => Self::Admt,
            ImmediateRight::WithdrawConsent => Self::Consent,
        }
    }
}

/// A change to the suppression of one identifier for one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The identifier.
    pub identifier: Identifier,
    /// The purpose.
    pub purpose: Purpose,
    /// The request that causes it.
    pub cause: Cause,
    /// The time.
    pub at: Timestamp,
    /// The change.
    pub change: SuppressionChange,
}

/// A request that causes a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The request.
    pub request: RequestId,
    /// Whether the request is about a child under 13. A family can share an address, so the opt-in of an adult who holds the
    /// address leaves this cause: only the child's parent can end it.
    pub about_child: bool,
}

/// A change to a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionChange {
    /// Adds the request as a cause. An earlier cause keeps its date.
    AddCause,
    /// Removes the request as a cause. The suppression ends with its last cause.
    RemoveCause,
    /// Removes every cause that isn't about a child under 13: the holder opted back in.
    Lift,
    /// Corrects whether the request is about a child under 13, if it is a cause.
    CorrectCause,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    //= req: ca-7026-k, ca-7027-l, ca-7221-k, ca-civ-135-c-5
    #[test]
    fn no_consumer_is_asked_to_opt_back_in_within_twelve_months() {
        for (asked, from) in [
            ("2026-11-21T18:00:00Z", date(2027, 11, 22)),
            // Still the evening before in California.
            ("2026-11-22T07:59:59Z", date(2027, 11, 22)),
            ("2028-02-29T20:00:00Z", date(2029, 3, 1)),
        ] {
            let asked = asked.parse().unwrap();
            for purpose in [Purpose::SaleSharing, Purpose::Limit, Purpose::Admt] {
                assert_eq!(purpose.ask_again_from(asked), Some(from));
            }
            assert_eq!(Purpose::Marketing.ask_again_from(asked), None);
        }
    }
}
