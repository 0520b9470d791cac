//! A form of a page, as the object that the API takes.

use serde_json::{Map, Value};

/// Makes an object of a form's fields. `person.email` becomes a field of the object `person`. Empty fields are absent, as
/// a browser sends every field. `count` becomes a number, and `held`, `opt_in` and
/// `copy_checked` booleans, if they can be read as such.
#[must_use]
pub fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, text) in pairs {
        if text.trim().is_empty() {
            continue;
        }
        let value = match name {
            "count" => text.trim().parse::<u64>().map_or(text.into(), Value::from),
            "held" | "opt_in" | "copy_checked" => {
                text.parse::<bool>().map_or(text.into(), Value::from)
            }
            _ => Value::from(text),
        };
        match name.split_once('.') {
            None => {
                object.insert(name.to_owned(), value);
            }
            Some((outer, inner)) => {
                let within = object
                    .entry(outer)
                    .or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(within) = within {
                    within.insert(inner.to_owned(), value);
                }
            }
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_becomes_the_object_that_the_api_takes() {
        let pairs = [
            ("right", "delete"),
            ("why", "  "),
            ("person.email", "ana@example.org"),
            ("person.name", ""),
            ("person.state", "CA"),
            ("count", "12"),
            ("held", "true"),
            ("opt_in", "false"),
        ];
        let expected = json!({
            "right": "delete",
            "person": {"email": "ana@example.org", "state": "CA"},
            "count": 12,
            "held": true,
            "opt_in": false,
        });
        assert_eq!(Value::Object(object(pairs)), expected);
    }

    #[test]
    fn a_field_that_is_no_number_stays_as_it_was_sent_so_that_its_error_is_shown() {
        let object = object([
            ("count", "many"),
            ("held", "perhaps"),
            ("to", "x"),
            ("to.y", "z"),
        ]);
        let expected = json!({"count": "many", "held": "perhaps", "to": "x"});
        assert_eq!(Value::Object(object), expected);
    }
}
