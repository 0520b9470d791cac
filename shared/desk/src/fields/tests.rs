//! Which fields are accepted, and which errors are reported.

use super::*;
use serde_json::json;

fn errors(body: &Value, read: impl FnOnce(&mut Fields)) -> Vec<String> {
    let mut fields = Fields::of(body.to_string().as_bytes()).unwrap();
    read(&mut fields);
    fields.unknown();
    fields.errors.into_iter().map(|error| error.field).collect()
}

#[test]
fn all_errors_and_all_unknown_fields_are_reported_at_once() {
    let body = json!({
        "person": {"email": "no", "identifiers": [{"type": "shoe", "value": "x"}, {"type": "email"}], "extra": 1},
        "agent": {"permission": "yes"}, "count": -1, "held": "yes", "received": "yesterday", "ana@example.org": true
    });
    let named = errors(&body, |fields| {
        fields.person("person");
        fields.agent("agent");
        fields.number("count");
        fields.boolean("held");
        fields.date("received");
        fields.required("why", Fields::text);
    });
    assert_eq!(
        named,
        [
            "person.email",
            "person.identifiers[0].type",
            "person.identifiers[1].value",
            "person.extra",
            "agent.permission",
            "count",
            "held",
            "received",
            "why",
            "anaexampleorg"
        ]
    );
}

#[test]
fn an_unknown_field_is_named_with_the_nearest_one_that_was_read() {
    let body = json!({"why": "x", "explanaton": "y", "agent": {"mail": 1, "permission": "signed"}});
    let mut fields = Fields::of(body.to_string().as_bytes()).unwrap();
    fields.agent("agent");
    fields.text("why");
    fields.text("explanation");
    let problem = fields.done().unwrap_err();
    let errors: Vec<_> = problem
        .errors()
        .iter()
        .map(|error| (error.field.as_str(), error.message.as_str()))
        .collect();
    assert_eq!(
        errors,
        [
            (
                "agent.mail",
                "This field doesn’t exist here: did you mean email?"
            ),
            (
                "explanaton",
                "This field doesn’t exist here: did you mean explanation?"
            ),
        ]
    );
}

#[test]
fn no_field_is_called_unknown_while_the_word_that_decides_is_wrong() {
    let body = json!({"response": "garnted", "delivery": {"elsewhere": "by post"}});
    let named = errors(&body, |fields| {
        fields.deciding("response", &["granted"]);
    });
    assert_eq!(named, ["response"]);
}

#[test]
fn only_response_files_can_be_delivered() {
    let wrong = |delivery: Value| {
        errors(&json!({"delivery": delivery}), |fields| {
            fields.delivery("delivery");
        })
    };
    assert!(wrong(json!({"file": "responses/one.zip"})).is_empty());
    assert!(wrong(json!({"elsewhere": "by post"})).is_empty());
    for bad in [
        json!({"file": "inbound/one"}),
        json!({}),
        json!({"file": "responses/x", "elsewhere": "y"}),
    ] {
        assert_eq!(wrong(bad), ["delivery.file"]);
    }
    assert!(Fields::of(b"[]").is_err() && Fields::of(b"{").is_err());
}
