//! The template in `infra/sam` grants what the code does and sets what the code reads, and nothing more.

use crate::{deadlines, desk, mail, partners, reply, webhook};
use jiff::SignedDuration;
use local::engines::proxy::{Call, Service};
use local::{Function, ROUTES};
use serde_json::json;
use serde_yaml_ng::Value;
use std::collections::{BTreeMap, BTreeSet};
use tests::House;

type Names = BTreeSet<String>;

fn template() -> Value {
    let text = include_str!("../../infra/sam/template.yaml");
    serde_yaml_ng::from_str(text).expect("the template is YAML")
}

/// A value behind its CloudFormation tag, if it has one.
fn plain(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        other => other,
    }
}

fn resources(template: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = template["Resources"]
        .as_mapping()
        .expect("the template has resources");
    all.iter()
        .map(|(name, resource)| (name.as_str().expect("a resource has a name"), resource))
}

/// The function of a template's resource, by the package that it runs.
fn functions(template: &Value) -> BTreeMap<&str, (&str, &Value)> {
    let serverless =
        resources(template).filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
    serverless
        .map(|(name, resource)| {
            let package = resource["Metadata"]["BuildProperties"]["Binary"]
                .as_str()
                .expect("a function names its binary");
            (package, (name, resource))
        })
        .collect()
}

#[test]
fn infra_the_template_has_each_function_and_no_other() {
    let template = template();
    let in_template: BTreeSet<_> = functions(&template).into_keys().collect();
    assert_eq!(in_template, Function::ALL.map(Function::name).into());
}

#[tokio::test]
async fn infra_each_function_gets_the_settings_that_its_code_reads() {
    let house = House::open().await;
    let template = template();
    for (function, settings) in &house.system.settings {
        let mut read: Names = settings.asked().into_iter().map(str::to_owned).collect();
        read.insert("LOG_LEVEL".to_owned()); // read by Runtime::start, before anything else
        // No template sets it: in AWS the gateway says who calls, and a token that opens everything is for
        // one machine.
        read.remove("DESK_LOCAL_TOKEN");
        let (name, resource) = functions(&template)[function.name()];
        let variables = resource["Properties"]["Environment"]["Variables"]
            .as_mapping()
            .expect("a function has settings");
        let set: Names = variables
            .keys()
            .map(|name| name.as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(
            set, read,
            "{name}: the template sets (left) what the code reads (right)"
        );
    }
    house.close().await;
}

#[test]
fn infra_the_gateway_routes_as_the_local_runner_does() {
    let template = template();
    let mut in_template = BTreeSet::new();
    for (_, resource) in
        resources(&template).filter(|(_, resource)| resource["Type"] == "AWS::ApiGatewayV2::Route")
    {
        let target = plain(&resource["Properties"]["Target"])
            .as_str()
            .expect("a route has a target");
        let integration = target
            .trim_start_matches("integrations/${")
            .trim_end_matches("Integration}");
        let package = functions(&template)
            .into_iter()
            .find(|(_, (name, _))| *name == integration)
            .expect("a route leads to a function")
            .0;
        in_template.insert((
            resource["Properties"]["RouteKey"]
                .as_str()
                .expect("a route has a key")
                .to_owned(),
            package,
        ));
    }
    let local = ROUTES
        .iter()
        .map(|(route, function)| ((*route).to_owned(), function.name()))
        .collect();
    assert_eq!(in_template, local);
}

#[test]
fn infra_the_table_has_the_keys_that_the_store_uses() {
    let template = template();
    let (_, table) = resources(&template)
        .find(|(_, resource)| resource["Type"] == "AWS::DynamoDB::Table")
        .expect("a table");
    let table = &table["Properties"];
    let keys = |schema: &Value| -> Vec<(String, String)> {
        let key = |key: &Value| {
            (
                key["AttributeName"].as_str().unwrap_or_default().to_owned(),
                key["KeyType"].as_str().unwrap_or_default().to_owned(),
            )
        };
        schema
            .as_sequence()
            .expect("a key schema")
            .iter()
            .map(key)
            .collect()
    };
    let of = |hash: &str, range: &str| {
        vec![
            (hash.to_owned(), "HASH".to_owned()),
            (range.to_owned(), "RANGE".to_owned()),
        ]
    };
    use store::schema;
    assert_eq!(keys(&table["KeySchema"]), of(schema::PK, schema::SK));
    let index = &table["GlobalSecondaryIndexes"][0];
    assert_eq!(index["IndexName"], schema::DUE_INDEX);
    assert_eq!(
        keys(&index["KeySchema"]),
        of(schema::DUE_KIND, schema::DUE_AT)
    );
    assert_eq!(index["Projection"]["ProjectionType"], "KEYS_ONLY");
    assert_eq!(
        table["TimeToLiveSpecification"]["AttributeName"],
        schema::EXPIRES
    );
}

#[tokio::test]
async fn infra_each_function_may_do_what_its_code_does_and_nothing_more() {
    let house = webhook::house().await;
    do_everything(&house).await;
    let template = template();
    for function in Function::ALL {
        let calls = [
            house.table_of(function),
            house.archive_of(function),
            house.ses_of(function),
        ];
        let done: Names = calls
            .iter()
            .flat_map(|proxy| proxy.take_calls())
            .flat_map(|call| actions(&call))
            .collect();
        let (name, _) = functions(&template)[function.name()];
        assert_eq!(
            granted(&template, name),
            done,
            "{name}: the template grants (left) what the code does (right)"
        );
    }
    house.close().await;
}

/// Every way that makes a call of another kind.
async fn do_everything(house: &House) {
    let plain = "Please do not sell or share my personal information.";
    let answer = house.opt_out("ana@example.org").await;
    house.opt_out("ana@example.org").await;
    house
        .open_page(answer.header("location").expect("a receipt page"))
        .await;
    house
        .deliver(&mail("bo@example.org", "one@example.org", "My data", plain))
        .await;
    house
        .deliver(&mail("bo@example.org", "two@example.org", "My data", plain))
        .await;
    house
        .deliver("Auto-Submitted: auto-replied\r\nFrom: bo@example.org\r\n\r\nAway.")
        .await;
    let raw = mail("cy@example.org", "three@example.org", "My data", plain);
    webhook::deliver(house, "delivery-1", &raw, webhook::SECRET).await;
    house
        .system
        .read_waiting_mail()
        .await
        .expect("the queue can be read");
    for right in ["limit", "delete", "know", "correct", "marketing_stop"] {
        house
            .post_json(&json!({"right": right, "email": "ana@example.org"}))
            .await;
    }
    reply::do_every_deed(house).await;
    house.opt_out("bounce@simulator.amazonses.com").await;
    house.serve_outbox().await;
    house.hear_of_letters().await;
    house.pass(SignedDuration::from_hours(12 * 24));
    house.serve_outbox().await;
    assert!(
        house.letters().iter().any(|letter| letter
            .text()
            .is_some_and(|text| text.matches("/status/").count() > 1)),
        "a summary was sent"
    );
    desk::everything(house).await;
    partners::everything(house).await;
    deadlines::kept::everything(house).await;
}

/// What IAM is asked for a call. A transaction is asked for what it is made of.
fn actions(call: &Call) -> Vec<String> {
    match call.service {
        Service::DynamoDb if call.operation == "TransactWriteItems" => {
            let action = |inner: &String| match inner.as_str() {
                "ConditionCheck" => "dynamodb:ConditionCheckItem".to_owned(),
                other => format!("dynamodb:{other}Item"),
            };
            call.inner.iter().map(action).collect()
        }
        Service::DynamoDb => vec![format!("dynamodb:{}", call.operation)],
        Service::Ses => vec![format!("ses:{}", call.operation)],
        Service::S3 => {
            let (method, path) = call.operation.split_once(' ').unwrap_or_default();
            let bucket = path.trim_matches('/').split('/').count() == 1;
            vec![match (method, bucket) {
                ("GET", true) => "s3:ListBucketVersions".to_owned(),
                ("GET", false) => "s3:GetObject".to_owned(),
                ("PUT", false) => "s3:PutObject".to_owned(),
                ("DELETE", false) => "s3:DeleteObjectVersion".to_owned(),
                (other, _) => format!("s3:{other}"),
            }]
        }
    }
}

/// What the function's role lets its code do: the policy called `code`.
fn granted(template: &Value, function: &str) -> Names {
    let role = &template["Resources"][format!("{function}Role")]["Properties"];
    let policies = role["Policies"].as_sequence().expect("a role has policies");
    let code = policies
        .iter()
        .find(|policy| policy["PolicyName"] == "code")
        .expect("a role has a policy for its code");
    let statements = code["PolicyDocument"]["Statement"]
        .as_sequence()
        .expect("a policy has statements");
    let actions = statements.iter().flat_map(|statement| {
        statement["Action"]
            .as_sequence()
            .cloned()
            .unwrap_or_default()
    });
    actions
        .map(|action| action.as_str().unwrap_or_default().to_owned())
        .collect()
}
