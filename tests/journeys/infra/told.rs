//! What the templates ask of whoever deploys them, and what they tell afterwards.

use super::template::{CDK, SAM, WEB_ACLS};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

fn part(text: &str, name: &str) -> Map<String, Value> {
    let document: Value = serde_json::from_str(text).expect("a template is JSON");
    document[name].as_object().cloned().unwrap_or_default()
}

#[test]
fn infra_each_parameter_is_described_and_bounded() {
    for template in [SAM, WEB_ACLS[0]] {
        for (name, parameter) in part(template, "Parameters") {
            assert!(parameter["Description"].is_string(), "{name}");
            // What a secret looks like the code knows.
            let bounds = ["AllowedPattern", "AllowedValues", "MinValue", "NoEcho"];
            let bounded = bounds.iter().any(|bound| parameter.get(bound).is_some());
            assert!(bounded, "{name} may be anything");
        }
    }
}

#[test]
fn infra_both_tell_the_same_things() {
    // SAM tells of CloudFront where it stands in front; the app of CDK has none.
    let always =
        |(name, output): (String, Value)| output.get("Condition").is_none().then_some(name);
    let names = |template| part(template, "Outputs").into_iter().filter_map(always);
    let [sam, cdk] = [SAM, CDK].map(|template| names(template).collect::<BTreeSet<_>>());
    assert_eq!(sam, cdk);
    for template in [SAM, CDK, WEB_ACLS[0]] {
        for (name, output) in part(template, "Outputs") {
            assert!(output["Description"].is_string(), "{name}");
        }
    }
}
