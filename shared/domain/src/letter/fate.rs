//! How a letter fared once SES had taken it.

use super::WhyByHand;
use serde::{Deserialize, Serialize};

/// What SES tells of a letter that it took. It may tell several things of one letter, in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Fate {
    /// The server of its address took it: the person was told.
    Delivered,
    /// It came back.
    Bounced(Bounce),
    /// SES took it and did not send it.
    NotSent,
    /// It arrived, and was reported as spam. Nothing ends by that: a letter that is owed is not marketing, and
    /// a report is not a request.
    Complained,
}

/// How a letter came back, the least lasting way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounce {
    /// SES can't say why. An automatic answer to a letter that arrived looks the same: "out of the office" may
    /// be told as such a bounce.
    Unclear,
    /// For a reason that may pass, such as a full mailbox. SES has tried for hours and gave up.
    Transient,
    /// For good: the address is not there, or takes nothing.
    Permanent,
}

/// The text is the name of no fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name is of no letter's fate")]
pub struct NotAFate;

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 6] = [
        Self::Delivered,
        Self::Bounced(Bounce::Unclear),
        Self::Bounced(Bounce::Transient),
        Self::Bounced(Bounce::Permanent),
        Self::NotSent,
        Self::Complained,
    ];

    /// The fate's name, in the log and in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Bounced(Bounce::Unclear) => "bounced_unclear",
            Self::Bounced(Bounce::Transient) => "bounced_transient",
            Self::Bounced(Bounce::Permanent) => "bounced_permanent",
            Self::NotSent => "not_sent",
            Self::Complained => "complained",
        }
    }
}

impl From<Fate> for &'static str {
    fn from(fate: Fate) -> Self {
        fate.name()
    }
}

impl TryFrom<String> for Fate {
    type Error = NotAFate;

    fn try_from(name: String) -> Result<Self, NotAFate> {
        let found = Self::ALL.into_iter().find(|fate| fate.name() == name);
        found.ok_or(NotAFate)
    }
}

impl WhyByHand {
    /// Why staff must deliver a letter of which SES told all this, in whatever order; `None` if it arrived, or
    /// may have.
    ///
    /// A letter is owed until the person has it, so every bounce counts, also one for a reason that may pass.
    /// Only an unclear one doesn't once the letter is known to have arrived.
    #[must_use]
    pub fn after(told: &[Fate]) -> Option<Self> {
        let bounce = told.iter().filter_map(|fate| match fate {
            Fate::Bounced(bounce) => Some(*bounce),
            Fate::Delivered | Fate::NotSent | Fate::Complained => None,
        });
        let arrived = told.contains(&Fate::Delivered);
        match bounce.max() {
            Some(Bounce::Unclear) | None if told.contains(&Fate::NotSent) => Some(Self::Refused),
            Some(Bounce::Unclear) if arrived => None,
            Some(bounce) => Some(Self::Bounced(bounce)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_did_not_arrive_is_for_staff_and_one_that_did_is_not() {
        let bounced = Fate::Bounced;
        let table: [(&[Fate], Option<WhyByHand>); 11] = [
            (&[], None),
            (&[Fate::Delivered], None),
            (&[Fate::Complained], None),
            (&[Fate::Delivered, Fate::Complained], None),
            (&[Fate::NotSent], Some(WhyByHand::Refused)),
            (
                &[bounced(Bounce::Permanent)],
                Some(WhyByHand::Bounced(Bounce::Permanent)),
            ),
            (
                &[bounced(Bounce::Transient)],
                Some(WhyByHand::Bounced(Bounce::Transient)),
            ),
            (
                &[bounced(Bounce::Unclear)],
                Some(WhyByHand::Bounced(Bounce::Unclear)),
            ),
            (&[Fate::Delivered, bounced(Bounce::Unclear)], None),
            (
                &[Fate::Delivered, bounced(Bounce::Permanent)],
                Some(WhyByHand::Bounced(Bounce::Permanent)),
            ),
            (
                &[bounced(Bounce::Unclear), bounced(Bounce::Permanent)],
                Some(WhyByHand::Bounced(Bounce::Permanent)),
            ),
        ];
        for (told, why) in table {
            assert_eq!(WhyByHand::after(told), why, "{told:?}");
            let reversed: Vec<_> = told.iter().rev().copied().collect();
            assert_eq!(WhyByHand::after(&reversed), why, "{reversed:?}");
        }
    }

    #[test]
    fn a_fate_reads_back_by_its_name() {
        for fate in Fate::ALL {
            let written = serde_json::to_string(&fate).unwrap();
            assert_eq!(written, format!("\"{}\"", fate.name()));
            assert_eq!(serde_json::from_str::<Fate>(&written).unwrap(), fate);
        }
        assert_eq!(Fate::try_from("lost".to_owned()), Err(NotAFate));
    }
}
