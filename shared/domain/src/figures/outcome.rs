//! The outcome of a request.

use super::UnreadableFigure;
use crate::request::{DenialBasis, ImmediateStage, Request, RequestKind, Response};
use crate::request::{ReviewStage, VerifiableStage};
use std::fmt;
use std::str::FromStr;

/// Why the company did not do all or a part of what a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// A basis of the law for a denial.
    Basis(DenialBasis),
    /// The requester could not be verified.
    NotVerified,
    /// A documented good-faith belief of fraud (11 CCR §§ 7026(e), 7027(f)).
    Fraud,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 7] = [
        Self::Basis(DenialBasis::LawfulException),
        Self::Basis(DenialBasis::Accurate),
        Self::Basis(DenialBasis::RepeatedWithoutNews),
        Self::Basis(DenialBasis::TooOften),
        Self::Basis(DenialBasis::Unfounded),
        Self::NotVerified,
        Self::Fraud,
    ];

    /// Returns the name in JSON and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basis(basis) => basis.as_str(),
            Self::NotVerified => "not_verified",
            Self::Fraud => "fraud",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == name)
    }
}

/// How the company responded to a request. A decision on an appeal doesn't change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It complied in whole. For an immediate right: every partner has acknowledged it, or staff recorded why not.
    Whole,
    /// It complied in part.
    Part(Ground),
    /// It denied the request.
    Denied(Ground),
}

/// How far the company is with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// The company has not responded.
    Open,
    /// Staff found that it is no request, or that it belongs to another one.
    NoRequest,
    /// The company has responded.
    Responded {
        /// How.
        outcome: Outcome,
        /// The calendar days from the receipt to the first response.
        days: u16,
        /// Whether the first response was on time.
        on_time: bool,
    },
}

/// Written as `open`, `no_request`, `whole.12`, `part.lawful_exception.40`, `denied.fraud.3.late`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Responded {
            outcome,
            days,
            on_time,
        } = self
        else {
            return f.write_str(match self {
                Self::Open => "open",
                _ => "no_request",
            });
        };
        match outcome {
            Outcome::Whole => write!(f, "whole")?,
            Outcome::Part(ground) => write!(f, "part.{}", ground.as_str())?,
            Outcome::Denied(ground) => write!(f, "denied.{}", ground.as_str())?,
        }
        write!(f, ".{days}")?;
        match on_time {
            true => Ok(()),
            false => f.write_str(".late"),
        }
    }
}

impl FromStr for Progress {
    type Err = UnreadableFigure;

    fn from_str(text: &str) -> Result<Self, UnreadableFigure> {
        let mut parts = text.split('.');
        let first = parts.next().ok_or(UnreadableFigure)?;
        let mut ground = || {
            let name = parts.next().ok_or(UnreadableFigure)?;
            Ground::named(name).ok_or(UnreadableFigure)
        };
        let outcome = match first {
            "open" => return Ok(Self::Open),
            "no_request" => return Ok(Self::NoRequest),
            "whole" => Outcome::Whole,
            "part" => Outcome::Part(ground()?),
            "denied" => Outcome::Denied(ground()?),
            _ => return Err(UnreadableFigure),
        };
        let days = parts.next().ok_or(UnreadableFigure)?;
        let on_time = match parts.next() {
            None => true,
            Some("late") => false,
            Some(_) => return Err(UnreadableFigure),
        };
        Ok(Self::Responded {
            outcome,
            days: days.parse().map_err(|_| UnreadableFigure)?,
            on_time,
        })
    }
}

impl Request {
    /// Returns how the company responded, if it did.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        match &self.kind {
            RequestKind::Immediate { stage, .. } => match stage {
                // It was done or denied before. A repeat or an appeal put it in force again, for more identifiers.
                ImmediateStage::InForce { .. } => self.first_response.map(|_| Outcome::Whole),
                ImmediateStage::Done { .. } | ImmediateStage::Ended { .. } => Some(Outcome::Whole),
                ImmediateStage::Denied { .. }
                | ImmediateStage::Appealing { .. }
                | ImmediateStage::AppealDecided { .. } => Some(Outcome::Denied(Ground::Fraud)),
            },
            RequestKind::Verifiable { stage, .. } => match stage {
                VerifiableStage::Open { .. } => None,
                VerifiableStage::Responded { response, .. }
                | VerifiableStage::Appealing { response, .. }
                | VerifiableStage::AppealDecided { response, .. } => Some(of_response(response)),
            },
            RequestKind::Review { .. } => None,
        }
    }

    /// Returns how far the company is with the request.
    pub(super) fn figure_progress(&self) -> Progress {
        if let RequestKind::Review {
            stage: ReviewStage::NotARequest { .. } | ReviewStage::Joined { .. },
        } = &self.kind
        {
            return Progress::NoRequest;
        }
        let (Some(outcome), Some(first)) = (self.outcome(), self.first_response) else {
            return Progress::Open;
        };
        let calendar = self.calendar();
        let (from, to) = (calendar.date_of(self.received), calendar.date_of(first.at));
        let days = from.until(to).map_or(0, |span| span.get_days());
        Progress::Responded {
            outcome,
            days: u16::try_from(days).unwrap_or_default(),
            on_time: first.on_time,
        }
    }
}

fn of_response(response: &Response) -> Outcome {
    match response {
        Response::Granted { .. } => Outcome::Whole,
        Response::InPart { denial, .. } => Outcome::Part(Ground::Basis(denial.basis)),
        Response::Denied { denial } => Outcome::Denied(Ground::Basis(denial.basis)),
        Response::NotVerified => Outcome::Denied(Ground::NotVerified),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_as_it_is_written() {
        let grounds = Ground::ALL.into_iter();
        let outcomes = grounds
            .flat_map(|ground| [Outcome::Part(ground), Outcome::Denied(ground)])
            .chain([Outcome::Whole]);
        let responded = outcomes.flat_map(|outcome| {
            [true, false].map(|on_time| Progress::Responded {
                outcome,
                days: 40,
                on_time,
            })
        });
        for progress in responded.chain([Progress::Open, Progress::NoRequest]) {
            assert_eq!(progress.to_string().parse(), Ok(progress));
        }
        for wrong in [
            "",
            "whole",
            "whole.x",
            "denied.3",
            "denied.mood.3",
            "whole.3.soon",
        ] {
            assert_eq!(wrong.parse::<Progress>(), Err(UnreadableFigure), "{wrong}");
        }
    }
}
