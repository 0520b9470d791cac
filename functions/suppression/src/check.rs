//! Is something stopped for these identifiers?

use crate::Deps;
use crate::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::HEXLOWER;
use domain::calendar::Calendar;
use domain::person::{Identifier, IdentifierKind, Sha256Hash};
use domain::suppression::Purpose;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::Value;
use store::{Looked, Standing, SuppressionRecord};

/// The most identifiers in one call.
const MOST: usize = 1_000;

/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// Why one of the identifiers can't be looked up, in words for whoever sent it.
pub type Unusable = String;

/// A call that was understood: each of its identifiers, or what is wrong with it.
pub struct Asked(pub Vec<Result<Looked, Unusable>>);

impl Asked {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Problem`] if it is no list of 1 to 1,000.
    pub fn read(body: &[u8]) -> Result<Self, Problem> {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else {
            return Err(Problem::bad_json());
        };
        match body.remove("identifiers") {
            Some(Value::Array(given)) if (1..=MOST).contains(&given.len()) => {
                Ok(Self(given.iter().map(checked_until).collect()))
            }
            _ => Err(Problem::field(
                "identifiers",
                "Give a list of 1 to 1,000 objects, each with a type, and a value or a sha256",
            )),
        }
    }

    /// The answer, by what was found for those that could be looked up, in their order.
    #[must_use]
    pub fn answer(self, found: Vec<SuppressionRecord>, now: Timestamp) -> HttpResponse {
        let mut found = found.into_iter();
        let today = Calendar::California.date_of(now);
        let one = |asked: Result<Looked, Unusable>| match asked {
            Err(error) => One::Wrong { error },
            Ok((kind, _)) => One::Found {
                r#type: kind,
                purposes: Purposes {
                    record: found.next().unwrap_or_default(),
                    today,
                },
            },
        };
        let identifiers = self.0.into_iter().map(one).collect();
        gateway::response::json(StatusCode::OK, &Answer { identifiers })
    }

    fn usable(&self) -> Vec<Looked> {
        self.0.iter().filter_map(|one| one.clone().ok()).collect()
    }
}

pub(crate) async fn check(State(deps): State<Deps>, body: Body) -> HttpResponse {
    let checked = async {
        let body = to_bytes(body, LARGEST_BODY).await;
        let asked = Asked::read(&body.map_err(|_| Problem::too_large())?)?;
        let usable = asked.usable();
        let found = deps.store.suppressions(&usable).await?;
        let wrong = asked.0.len() - usable.len();
        tracing::info!(identifiers = usable.len(), wrong, "a list was checked");
        Ok::<_, Problem>(asked.answer(found, deps.clock.now()))
    };
    checked.await.unwrap_or_else(Problem::into_response)
}

fn checked_until(given: &Value) -> Result<Looked, Unusable> {
    let kinds = || "Give a type: email, phone, account or device".to_owned();
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
            let wrong = "Give a sha256 of 64 digits and emails from a to f, in lower case";
            Ok((kind, hash.ok_or_else(|| wrong.to_owned())?))
        }
        _ => Err("Give either a value or a sha256, as text".to_owned()),
    }
}

#[derive(Serialize)]
struct Answer {
    identifiers: Vec<One>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum One {
    Found {
        r#type: IdentifierKind,
        purposes: Purposes,
    },
    Wrong {
        error: String,
    },
}

/// Each purpose, stopped or not.
struct Purposes {
    record: SuppressionRecord,
    today: Date,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Stands {
    Stopped {
        stopped: bool,
        since: Timestamp,
        may_ask_again: bool,
        /// Never, where it is null.
        ask_again_from: Option<Date>,
    },
    Ended {
        stopped: bool,
        ended: Timestamp,
    },
    Never {
        stopped: bool,
    },
}

impl Serialize for Purposes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_map(Some(Purpose::ALL.len()))?;
        for purpose in Purpose::ALL {
            all.serialize_entry(&purpose, &self.is_active(purpose))?;
        }
        all.end()
    }
}

impl Purposes {
    fn is_active(&self, purpose: Purpose) -> Stands {
        match self.record.of(purpose) {
            None => Stands::Never { stopped: false },
            Some(Standing::Ended(ended)) => Stands::Ended {
                stopped: false,
                ended: *ended,
            },
            Some(Standing::InForce { since, asked, .. }) => {
                let from = purpose.ask_again_from(*asked);
                Stands::Stopped {
                    stopped: true,
                    since: *since,
                    may_ask_again: from.is_some_and(|from| from <= self.today),
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

    fn read(body: &Value) -> Vec<Result<Looked, Unusable>> {
        let asked = Asked::read(body.to_string().as_bytes());
        asked.map(|asked| asked.0).unwrap_or_default()
    }

    #[test]
    fn a_hash_and_its_value_are_the_same_identifier() {
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
    fn what_is_wrong_with_one_says_what_to_do_and_never_what_it_was() {
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
    fn a_body_that_is_no_list_of_a_thousand_at_most_is_refused_whole() {
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
            assert!(Asked::read(body.to_string().as_bytes()).is_err());
        }
        assert!(Asked::read(b"{").is_err());
    }
}
