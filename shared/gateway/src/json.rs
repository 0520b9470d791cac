//! JSON bodies: one object, whose fields are all known.

use crate::{FieldError, Problem};
use jiff::Timestamp;
use serde::Serializer;
use serde_json::{Map, Value};

/// The maximum number of unknown fields that one response lists.
const MOST_UNKNOWN: usize = 20;

/// Parses a body that must be one JSON object.
///
/// # Errors
/// [`Problem`] says where the JSON breaks.
pub fn object(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Problem::bad_json()),
        Err(error) => Err(Problem::bad_request(format!(
            "The body isn’t valid JSON: it breaks at line {}, column {}. Send one JSON object.",
            error.line(),
            error.column()
        ))),
    }
}

/// Returns an error for each field that isn't among the known ones, with the nearest known name. `within` is the path of
/// the object, such as `agent.`.
///
/// A misspelled field would otherwise be ignored, and the caller would believe that it was recorded.
#[must_use]
pub fn unknown_fields(
    object: &Map<String, Value>,
    known: &[&str],
    within: &str,
) -> Vec<FieldError> {
    let names = object.keys().filter(|name| !known.contains(&name.as_str()));
    let error = |name: &String| {
        let error = unknown("field", name, known);
        FieldError::new(format!("{within}{}", error.field), error.message)
    };
    names.take(MOST_UNKNOWN).map(error).collect()
}

/// Returns the error of an unknown name, with the nearest known one. `what` is the word for it: `field` or `parameter`.
#[must_use]
pub fn unknown(what: &str, name: &str, known: &[&str]) -> FieldError {
    let message = match nearest(name, known.iter().copied()) {
        Some(nearest) if distance(nearest, name) <= nearest.len() / 2 => {
            format!("This {what} doesn’t exist here: did you mean {nearest}?")
        }
        _ if known.is_empty() => format!("This {what} doesn’t exist here. There are no {what}s"),
        _ => format!(
            "This {what} doesn’t exist here. The {what}s are {}",
            known.join(", ")
        ),
    };
    FieldError::new(shown(name), message)
}

/// Parses a body that must be one JSON object with these fields, and returns those that are text.
///
/// # Errors
/// [`Problem`] says where the JSON breaks, or which fields don't exist.
pub fn texts(body: &[u8], known: &[&str]) -> Result<Vec<(String, String)>, Problem> {
    let object = object(body)?;
    let unknown = unknown_fields(&object, known, "");
    if !unknown.is_empty() {
        return Err(Problem::invalid(unknown));
    }
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    Ok(object.into_iter().filter_map(text).collect())
}

/// Returns the characters of a name that field names have. Others could contain personal data.
fn shown(name: &str) -> String {
    let of_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    name.chars().filter(of_name).take(40).collect()
}

/// Writes a time in whole seconds. Consumers of JSON seldom parse fractions, and no caller needs them.
///
/// # Errors
/// Those of the serializer.
pub fn whole_seconds<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.strftime("%Y-%m-%dT%H:%M:%SZ"))
}

/// Returns the known name that is most like the given one.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let starts_like = |name: &str| !given.is_empty() && name.starts_with(given);
    let far = |name: &&str| (!starts_like(name), distance(name, given));
    known.into_iter().min_by_key(far)
}

/// Counts the insertions, deletions and replacements of one character that turn one text into the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, left) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, right) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    const KNOWN: &[&str] = &["right", "email", "phone"];

    fn errors(body: &str) -> Vec<(String, String)> {
        let object = object(body.as_bytes()).unwrap();
        let errors = unknown_fields(&object, KNOWN, "person.").into_iter();
        errors.map(|error| (error.field, error.message)).collect()
    }

    #[test]
    fn an_unknown_field_is_named_with_the_nearest_known_one() {
        assert_eq!(errors(r#"{"email": "a", "phone": null}"#), []);
        let [(field, message)] = &errors(r#"{"emial": "a"}"#)[..] else {
            panic!("one error")
        };
        assert_eq!(field, "person.emial");
        assert!(message.ends_with("did you mean email?"), "{message}");
        let far = &errors(r#"{"customer_number": 1}"#)[0].1;
        assert!(far.ends_with("The fields are right, email, phone"), "{far}");
    }

    #[test]
    fn an_unknown_name_repeats_no_personal_data_and_no_endless_list() {
        let planted = errors(r#"{"ana@example.org, +1 916": 1}"#);
        assert_eq!(planted[0].0, "person.anaexampleorg1916");
        let many: Map<String, Value> = (0..99).map(|n| (format!("x{n}"), Value::Null)).collect();
        assert_eq!(unknown_fields(&many, KNOWN, "").len(), MOST_UNKNOWN);
    }

    #[test]
    fn the_text_fields_of_a_body_are_read_and_unknown_ones_refused() {
        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            texts(br#"{"email": "a", "phone": 1}"#, KNOWN),
            Ok(vec![text("email", "a")])
        );
        let refused = texts(br#"{"emial": "a"}"#, KNOWN).unwrap_err();
        assert_eq!(refused.errors()[0].field, "emial");
    }

    #[test]
    fn the_distance_of_two_texts_counts_single_edits() {
        for (one, other, edits) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("same", "same", 0),
        ] {
            assert_eq!(distance(one, other), edits);
        }
    }

    #[test]
    fn broken_json_is_located() {
        let problem = object(b"{\n \"right\": x}").unwrap_err();
        assert!(
            problem.detail().contains("line 2, column 11"),
            "{problem:?}"
        );
        for body in ["[]", "1", "null", "\"x\""] {
            assert_eq!(object(body.as_bytes()), Err(Problem::bad_json()), "{body}");
        }
    }
}
