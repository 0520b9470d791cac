//! The record that a business must keep of each request (11 CCR § 7101(b)): six fields, from the first entry.

use crate::request::{Answer, ChoiceStage, Decision, DemandStage, DoubtStage, Matter, Request};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// The six fields of 11 CCR § 7101(b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Date of request.
    pub date_of_request: Date,
    /// Nature of request.
    pub nature_of_request: &'static str,
    /// Manner in which the request was made.
    pub manner_made: &'static str,
    /// Date of the response.
    pub date_of_response: Option<Date>,
    /// Nature of the response.
    pub nature_of_response: Option<&'static str>,
    /// Basis for the denial, if denied in whole or in part.
    pub basis_for_denial: Option<String>,
}

impl Record {
    /// The record of a request as it is now.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let calendar = request.calendar();
        let (at, nature, basis): (Option<Timestamp>, _, _) = match &request.matter {
            Matter::Choice {
                stage:
                    ChoiceStage::AppealDecided {
                        at,
                        decision: Decision::Upheld { .. },
                        ..
                    },
                ..
            } => (Some(*at), Some("honoured on appeal"), None),
            Matter::Choice {
                stage:
                    ChoiceStage::Denied { at, belief }
                    | ChoiceStage::Appealing {
                        denied_at: at,
                        belief,
                        ..
                    }
                    | ChoiceStage::AppealDecided {
                        denied_at: at,
                        belief,
                        ..
                    },
                ..
            } => (Some(*at), Some("denied"), Some(belief.0.clone())),
            Matter::Choice { since, .. } => (Some(*since), Some("honoured"), None),
            Matter::Demand {
                stage: DemandStage::Open { .. },
                ..
            } => (None, None, None),
            Matter::Demand {
                stage:
                    DemandStage::Answered { at, answer }
                    | DemandStage::Appealing {
                        answered_at: at,
                        answer,
                        ..
                    }
                    | DemandStage::AppealDecided {
                        answered_at: at,
                        answer,
                        ..
                    },
                ..
            } => answered(*at, answer),
            Matter::Doubt {
                stage: DoubtStage::Waiting { .. },
            } => (None, None, None),
            Matter::Doubt {
                stage: DoubtStage::NotARequest { at, why, .. },
            } => (Some(*at), Some("not a request"), Some(why.clone())),
            Matter::Doubt {
                stage: DoubtStage::Joined { at, .. },
            } => (Some(*at), Some("belongs to another request"), None),
        };
        Self {
            date_of_request: calendar.date_of(request.received),
            nature_of_request: request.right().map_or("to be read", |right| right.as_str()),
            manner_made: request.channel.as_str(),
            date_of_response: at.map(|at| calendar.date_of(at)),
            nature_of_response: nature,
            basis_for_denial: basis,
        }
    }
}

fn answered(
    at: Timestamp,
    answer: &Answer,
) -> (Option<Timestamp>, Option<&'static str>, Option<String>) {
    let (nature, basis) = match answer {
        Answer::Granted { .. } => ("complied with", None),
        Answer::InPart { denial, .. } => ("complied with in part", Some(denial.basis.in_words())),
        Answer::Denied { denial } => ("denied", Some(denial.basis.in_words())),
        Answer::NotVerified => ("denied", Some("the person could not be verified")),
    };
    (Some(at), Some(nature), basis.map(str::to_owned))
}
