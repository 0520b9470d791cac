//! The record that a business must keep of each request (11 CCR § 7101(b)): six fields, from the first entry.

use crate::request::{
    AppealDecision, ImmediateStage, Request, RequestKind, Response, ReviewStage, VerifiableStage,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

//= req: ca-7101-b
/// The six fields of 11 CCR § 7101(b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Date of request.
    pub date_of_request: Date,
    /// Nature of request.
    pub nature_of_request: &'static str,
    /// Manner of making the request.
    pub manner_made: &'static str,
    /// Date of the response.
    pub date_of_response: Option<Date>,
    /// Nature of the response.
    pub nature_of_response: Option<&'static str>,
    /// Basis for the denial, if denied in whole or in part.
    pub basis_for_denial: Option<String>,
}

impl Record {
    /// Returns the record of a request as it is now.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let calendar = request.calendar();
        let (at, nature, basis): (Option<Timestamp>, _, _) = match &request.kind {
            RequestKind::Immediate {
                stage:
                    ImmediateStage::AppealDecided {
                        at,
                        decision: AppealDecision::Upheld { .. },
                        ..
                    },
                ..
            } => (Some(*at), Some("honored on appeal"), None),
            RequestKind::Immediate {
                stage:
                    ImmediateStage::Denied { at, belief }
                    | ImmediateStage::Appealing {
                        denied_at: at,
                        belief,
                        ..
                    }
                    | ImmediateStage::AppealDecided {
                        denied_at: at,
                        belief,
                        ..
                    },
                ..
            } => (Some(*at), Some("denied"), Some(belief.0.clone())),
            RequestKind::Immediate { since, .. } => (Some(*since), Some("honored"), None),
            RequestKind::Verifiable {
                stage: VerifiableStage::Open { .. },
                ..
            } => (None, None, None),
            RequestKind::Verifiable {
                stage:
                    VerifiableStage::Responded { at, response }
                    | VerifiableStage::Appealing {
                        responded_at: at,
                        response,
                        ..
                    }
                    | VerifiableStage::AppealDecided {
                        responded_at: at,
                        response,
                        ..
                    },
                ..
            } => answered(*at, response),
            RequestKind::Review {
                stage: ReviewStage::Waiting { .. },
            } => (None, None, None),
            RequestKind::Review {
                stage: ReviewStage::NotARequest { at, why, .. },
            } => (Some(*at), Some("not a request"), Some(why.clone())),
            RequestKind::Review {
                stage: ReviewStage::Joined { at, .. },
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
    response: &Response,
) -> (Option<Timestamp>, Option<&'static str>, Option<String>) {
    let (nature, basis) = match response {
        Response::Granted { .. } => ("complied with", None),
        Response::InPart { denial, .. } => ("complied with in part", Some(denial.basis.in_words())),
        Response::Denied { denial } => ("denied", Some(denial.basis.in_words())),
        Response::NotVerified => ("denied", Some("the person could not be verified")),
    };
    (Some(at), Some(nature), basis.map(str::to_owned))
}
