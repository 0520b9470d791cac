//! The templates' parameters and outputs.

use super::template::{self, CDK, SAM, WEB_ACLS, text_of};
use runtime::metrics::NAMESPACE;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

fn part(text: &str, name: &str) -> Map<String, Value> {
    let document: Value = serde_json::from_str(text).expect("a template is JSON");
    document[name].as_object().cloned().unwrap_or_default()
}

#[test]
fn infra_each_parameter_is_described_and_bounded() {
    for template in [SAM, WEB_ACLS[0]] {
        for (name, parameter) in part(template, "Parameters") {
            assert!(parameter["Description"].is_string(), "{name}");
            // The code checks the format of secrets, so the template has no bounds for them.
            let bounds = ["AllowedPattern", "AllowedValues", "MinValue", "NoEcho"];
            let bounded = bounds.iter().any(|bound| parameter.get(bound).is_some());
            assert!(bounded, "{name} may be anything");
        }
    }
}

#[test]
fn infra_both_tell_the_same_things() {
    // SAM has outputs for CloudFront only if it is in use. The CDK app doesn't use it.
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

/// Returns the source files of the function or shared crate that writes a metric.
fn sources(of: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["functions", "shared"].map(|rooms| workspace.join(rooms).join(of).join("src"));
    let files = folders.iter().filter_map(|folder| folder.read_dir().ok());
    let files = files.flatten().filter_map(Result::ok);
    files
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .collect()
}

#[test]
fn infra_each_metric_that_an_alarm_watches_is_written() {
    for template in template::whole() {
        let alarms = template.all("CloudWatch::Alarm");
        let ours = alarms.filter(|(_, alarm)| alarm["Namespace"] == NAMESPACE);
        let mut watched = 0;
        for (_, alarm) in ours {
            let metric = text_of(&alarm["MetricName"]);
            let dimensions = alarm["Dimensions"].as_array().expect("dimensions");
            let named = |name: &str| {
                let value = dimensions.iter().find(|one| one["Name"] == name);
                value.map(|one| text_of(&one["Value"])).unwrap_or_default()
            };
            let writer = named("Function");
            assert_eq!(
                named("Stack"),
                "honored",
                "{metric}: another stack's metric"
            );
            let named = format!("\"{metric}\"");
            assert!(sources(&writer).contains(&named), "{writer} {metric}");
            watched += 1;
        }
        assert!(watched > 5, "{}", template.of);
    }
}
