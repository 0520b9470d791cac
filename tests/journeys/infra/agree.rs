//! Both templates describe the same system, line by line.

use super::template::{self, Template, text_of};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Properties whose differences have no effect.
const IGNORED: [&str; 6] = ["Code", "Tags", "Version", "Id", "Name", "SourceArn"];

/// Defaults that one template states and the other leaves to CloudFormation.
const DEFAULTS: [&str; 2] = [" AuthorizationType = NONE", " State = ENABLED"];

#[test]
fn infra_sam_and_cdk_make_the_same_system() {
    agree(template::both());
}

#[test]
fn infra_sam_and_cdk_make_the_same_system_of_whatever_can_be_chosen() {
    agree(template::whole());
}

#[test]
fn infra_sam_and_cdk_make_the_same_firewall() {
    agree(template::web_acls());
}

fn agree([sam, cdk]: [Template; 2]) {
    assert!(!sam.resources.is_empty());
    let differ = difference(&sam, &cdk);
    assert!(
        differ.is_empty(),
        "the templates differ:\n{}",
        differ.join("\n")
    );
}

#[test]
fn infra_a_difference_is_told_by_its_lines() {
    let [sam, mut cdk] = template::both();
    let link_actions = cdk.resources.get_mut("link-actions").expect("a function");
    link_actions.properties["Timeout"] = json!(11);
    cdk.resources.remove("OverdueAlarm");
    let differ = difference(&sam, &cdk);
    assert_eq!(differ[0], "only in SAM: CloudWatch::Alarm OverdueAlarm");
    assert_eq!(
        differ[differ.len() - 2..],
        [
            "only in SAM: Lambda::Function link-actions Timeout = 10",
            "only in CDK: Lambda::Function link-actions Timeout = 11",
        ]
    );
}

/// Returns the lines that only one template has, next to the line that they differ from.
fn difference(one: &Template, other: &Template) -> Vec<String> {
    let both = [one, other].map(lines);
    let only = |template: &Template, [these, those]: [&BTreeSet<String>; 2]| {
        let own = these.difference(those).cloned();
        own.map(|line| (line, template.of)).collect::<Vec<_>>()
    };
    let mut differ = only(one, [&both[0], &both[1]]);
    differ.extend(only(other, [&both[1], &both[0]]));
    differ.sort();
    let notified = differ.into_iter();
    notified
        .map(|(line, of)| format!("only in {of}: {line}"))
        .collect()
}

/// Returns a template as lines such as `Lambda::Function link-actions Timeout = 10`.
fn lines(template: &Template) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (name, resource) in &template.resources {
        let start = format!("{} {name}", resource.kind);
        lines.insert(start.clone());
        // CloudFormation deletes what has no policy.
        let kept = resource.policies.iter().zip(["deleted", "replaced"]);
        for (policy, when) in kept.filter(|(policy, _)| !["", "Delete"].contains(&policy.as_str()))
        {
            lines.insert(format!("{start} when {when}: {policy}"));
        }
        flatten(&start, &resource.properties, &mut lines);
    }
    lines
}

/// A single value equals a list with that value, as in CloudFormation's actions and resources.
fn flatten(start: &str, value: &Value, lines: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map
                .iter()
                .filter(|(key, _)| !IGNORED.contains(&key.as_str()))
            {
                flatten(&format!("{start} {key}"), value, lines);
            }
        }
        Value::Array(list) => {
            for one in list {
                let known_by = ["Sid", "PolicyName", "AttributeName", "IndexName", "Name"];
                let known_by = known_by.iter().find_map(|key| one.get(key));
                let inner = match known_by {
                    Some(key) => format!("{start} [{}]", text_of(key)),
                    None => start.to_owned(),
                };
                flatten(&inner, one, lines);
            }
        }
        // A dashboard is a JSON document in a string.
        Value::String(text) if text.trim_start().starts_with('{') => {
            match serde_json::from_str(text) {
                Ok(inner) => flatten(start, &inner, lines),
                Err(_) => drop(lines.insert(format!("{start} = {text}"))),
            }
        }
        scalar => {
            let text = text_of(scalar);
            // A function's name and its ARN identify the same function.
            let text = match start.ends_with(" FunctionName") {
                true => text.trim_end_matches(".Arn"),
                false => &text,
            };
            let line = format!("{start} = {text}");
            if !DEFAULTS.iter().any(|default| line.ends_with(default)) {
                lines.insert(line);
            }
        }
    }
}
