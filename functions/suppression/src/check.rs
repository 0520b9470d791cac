//! Checks which purposes are suppressed for a list of identifiers.

use crate::Deps;
use crate::error::Error;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::HEXLOWER;
use domain::calendar::Calendar;
use domain::person::{Identifier, IdentifierKind, Sha256Hash};
use domain::suppression::Purpose;
use gateway::{Problem, json};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::Value;
use store::{IdentifierHash, SuppressionRecord, SuppressionState};

/// The maximum number of identifiers in one call.
const MOST: usize = 1_000;

/// The maximum size of a body, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

const TOO_LARGE: &str =
    "A body holds at most 1 MB, enough for 1,000 identifiers. Send the rest in another call.";

/// Why an identifier is unusable. The caller reads it.
pub type Unusable = String;

/// A readable call: each of its identifiers, or why that one is unusable.
pub struct CheckRequest(pub Vec<Result<IdentifierHash, Unusable>>);

impl CheckRequest {
    /// Parses a body.
    ///
    /// # Errors
    /// [`Problem`] if the body is not a list of 1 to 1,000 identifiers.
    pub fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut body = json::object(body)?;
        let unknown = json::unknown_fields(&body, &["identifiers"], "");
        if !unknown.is_empty() {
            return Err(Problem::invalid(unknown));
        }
        match body.remove("identifiers") {
            Some(Value::Array(given)) if (1..=MOST).contains(&given.len()) => {
                Ok(Self(given.iter().map(lookup).collect()))
            }
            _ => Err(Problem::field(
                "identifiers",
                "Send a list of 1 to 1,000 objects, each with a type and either a value or a sha256",
            )),
        }
    }

    /// Returns the response. `found` holds the records of the usable identifiers, in their order.
    #[must_use]
    pub fn response(self, found: Vec<SuppressionRecord>, now: Timestamp) -> HttpResponse {
        let mut found = found.into_iter();
        let today = Calendar::California.date_of(now);
        let one = |identifier: Result<IdentifierHash, Unusable>| match identifier {
            Err(error) => CheckResult::Unusable { error },
            Ok((kind, _)) => CheckResult::Found {
                r#type: kind,
                purposes: Purposes {
                    record: found.next().unwrap_or_default(),
                    today,
                },
            },
        };
        let identifiers = self.0.into_iter().map(one).collect();
        gateway::response::json(StatusCode::OK, &Response { identifiers })
    }

    fn usable(&self) -> Vec<IdentifierHash> {
        self.0.iter().filter_map(|one| one.clone().ok()).collect()
    }
}

pub(crate) async fn check(State(deps): State<Deps>, body: Body) -> HttpResponse {
    let checked = async {
        let body = to_bytes(body, LARGEST_BODY).await;
        let request = CheckRequest::read(&body.map_err(|_| Problem::too_large(TOO_LARGE))?)?;
        let usable = request.usable();
        let found = deps.store.suppressions(&usable).await?;
        let unusable = request.0.len() - usable.len();
        tracing::info!(identifiers = usable.len(), unusable, "a list was checked");
        Ok::<_, Error>(request.response(found, deps.clock.now()))
    };
    checked.await.unwrap_or_else(Error::into_response)
}

fn lookup(given: &Value) -> Result<IdentifierHash, Unusable> {
    if let Some(object) = given.as_object()
        && let Some(unknown) = json::unknown_fields(object, &["type", "value", "sha256"], "").pop()
    {
        return Err(format!("{}: {}", unknown.field, unknown.message));
    }
    let kinds = || "Send a type: email, phone, account or device".to_owned();
    let kind = given.get("type").and_then(Value::as_str);
    let kind = kind.and_then(IdentifierKind::named).ok_or_else(kinds)?;
    match (given.get("value"), given.get("sha256")) {
        (Some(Value::String(value)), None) => match Identifier::parse(kind, value) {
            Ok(identifier) => Ok((kind, identifier.sha256())),
            Err(unreadable) => Err(unreadable.to_string()),
        },
        (None, Some(Value::String(sha256))) => {
            let hash = HEXLOWER.decode(sha256.as_bytes()).ok();
            let hash = hash.and_then(|hash| Sha256Hash::try_from(hash).ok());
            let wrong = "Send a sha256 of 64 hexadecimal digits in lower case";
            Ok((kind, hash.ok_or_else(|| wrong.to_owned())?))
        }
        _ => Err("Send either a value or a sha256, as text".to_owned()),
    }
}

#[derive(Serialize)]
struct Response {
    identifiers: Vec<CheckResult>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CheckResult {
    Found {
        r#type: IdentifierKind,
        purposes: Purposes,
    },
    Unusable {
        error: String,
    },
}

/// The state of each purpose.
struct Purposes {
    record: SuppressionRecord,
    today: Date,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PurposeState {
    Stopped {
        stopped: bool,
        #[serde(serialize_with = "json::whole_seconds")]
        since: Timestamp,
        ask_again: AskAgain,
        may_ask_again: bool,
        /// None if the company may never ask again.
        ask_again_from: Option<Date>,
    },
    Ended {
        stopped: bool,
        #[serde(serialize_with = "json::whole_seconds")]
        ended: Timestamp,
    },
    Never {
        stopped: bool,
    },
}

/// Whether the company may ask the person to opt back in. A missing date alone could be read as "at once".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum AskAgain {
    Never,
    Later,
    Now,
}

impl AskAgain {
    fn of(from: Option<Date>, today: Date) -> Self {
        match from {
            None => Self::Never,
            Some(from) if from > today => Self::Later,
            Some(_) => Self::Now,
        }
    }
}

impl Serialize for Purposes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_map(Some(Purpose::ALL.len()))?;
        for purpose in Purpose::ALL {
            all.serialize_entry(&purpose, &self.state(purpose))?;
        }
        all.end()
    }
}

impl Purposes {
    fn state(&self, purpose: Purpose) -> PurposeState {
        match self.record.of(purpose) {
            None => PurposeState::Never { stopped: false },
            Some(SuppressionState::Ended(ended)) => PurposeState::Ended {
                stopped: false,
                ended: *ended,
            },
            Some(SuppressionState::InForce { since, asked, .. }) => {
                let from = purpose.ask_again_from(*asked);
                let ask_again = AskAgain::of(from, self.today);
                PurposeState::Stopped {
                    stopped: true,
                    since: *since,
                    ask_again,
                    may_ask_again: ask_again == AskAgain::Now,
                    ask_again_from: from,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> Vec<Result<IdentifierHash, Unusable>> {
        let request = CheckRequest::read(body.to_string().as_bytes());
        request.map(|request| request.0).unwrap_or_default()
    }

    #[test]
    fn a_value_and_its_hash_are_the_same_identifier() {
        let email = Identifier::parse(IdentifierKind::Email, "Ana@Example.org").unwrap();
        let hash = HEXLOWER.encode(&email.sha256());
        let read = read(&json!({"identifiers": [
            {"type": "email", "value": " ana@example.ORG "},
            {"type": "email", "sha256": hash},
        ]}));
        assert_eq!(read[0], read[1]);
        assert!(read[0].is_ok());
    }

    #[test]
    fn a_purpose_says_in_a_word_whether_to_ask_again() {
        let at: Timestamp = "2026-11-21T18:00:00.123456789Z".parse().unwrap();
        let in_force = |purpose| {
            let state = SuppressionState::InForce {
                since: at,
                asked: at,
                causes: Vec::new(),
            };
            (purpose, state)
        };
        let record = SuppressionRecord {
            purposes: vec![in_force(Purpose::SaleSharing), in_force(Purpose::Marketing)],
        };
        for (today, sale) in [((2026, 11, 22), "later"), ((2028, 1, 1), "now")] {
            let today = jiff::civil::date(today.0, today.1, today.2);
            let purposes = Purposes {
                record: record.clone(),
                today,
            };
            let shown = serde_json::to_value(purposes).unwrap();
            assert_eq!(shown["sale_sharing"]["ask_again"], sale);
            assert_eq!(shown["sale_sharing"]["may_ask_again"], sale == "now");
            assert_eq!(shown["marketing"]["ask_again"], "never");
            assert_eq!(shown["marketing"]["since"], "2026-11-21T18:00:00Z");
        }
    }

    #[test]
    fn the_error_of_an_identifier_never_repeats_it() {
        let hash = "a".repeat(64);
        let wrong = json!({"identifiers": [
            {"type": "email", "value": "planted"},
            {"type": "phone", "value": "planted"},
            {"type": "claimed_account", "value": "planted"},
            {"value": "planted"},
            {"type": "email"},
            {"type": "email", "value": "a@example.org", "sha256": hash},
            {"type": "email", "value": 4},
            {"type": "email", "sha256": hash.to_uppercase()},
            {"type": "email", "sha256": hash[1..]},
            "planted", null, [], 4,
        ]});
        let read = read(&wrong);
        assert_eq!(read.len(), 13);
        for (at, one) in read.iter().enumerate() {
            let error = one.as_ref().unwrap_err();
            assert!(!error.contains("planted") && !error.is_empty(), "{at}");
        }
    }

    #[test]
    fn a_body_without_a_list_of_at_most_a_thousand_is_refused() {
        let many: Vec<_> = (0..1_001)
            .map(|_| json!({"type": "email", "value": "a@example.org"}))
            .collect();
        for body in [
            json!([]),
            json!({}),
            json!({"identifiers": []}),
            json!({"identifiers": {}}),
            json!({"identifiers": many}),
        ] {
            assert!(CheckRequest::read(body.to_string().as_bytes()).is_err());
        }
        assert!(CheckRequest::read(b"{").is_err());
    }
}
