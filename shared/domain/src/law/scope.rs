//! The data and recipients that the company's action must cover.

/// The data and recipients that the company's action must cover, where the law says more or less than "the personal data about the consumer".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// A sentence for staff.
    pub covers: &'static str,
    /// How far it reaches, to compare the scopes of one right.
    pub reach: Reach,
}

/// How far a scope reaches, from the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Only a part of the data about the consumer.
    Part,
    /// The data about the consumer: the reach of a rule without a scope.
    Whole,
    /// Also the categories of the recipients.
    Categories,
    /// Also inferences, public data or the recipients by name.
    More,
    /// Also inferences and the recipients by name.
    Most,
}

impl Scope {
    /// Returns a scope that covers a part of the data.
    pub(super) const fn part(covers: &'static str) -> Self {
        let reach = Reach::Part;
        Self { covers, reach }
    }

    /// Returns a scope that covers the data, whatever its source.
    pub(super) const fn whole(covers: &'static str) -> Self {
        let reach = Reach::Whole;
        Self { covers, reach }
    }

    /// Returns a scope that reaches further than the data.
    pub(super) const fn beyond(covers: &'static str, reach: Reach) -> Self {
        Self { covers, reach }
    }
}
