//! The templates in `infra` agree with each other and with the code: they grant the actions that it performs and set
//! the settings that it reads, and nothing more.

mod access;
mod agree;
mod built;
mod notified;
mod secrets;
mod settings;
mod sources;
mod template;

use crate::{
    deadlines, desk, mail, partners, reply, rotation, signals, suppression, unsubscribe, webhook,
};
use engines::proxy::{Call, Service};
use jiff::SignedDuration;
use local::{Function, Functions, ROUTES};
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use template::{Template, text_of};
use tests::TestApp;

type Names = BTreeSet<String>;

#[test]
fn infra_the_templates_have_each_function_and_no_other() {
    for template in template::both() {
        let made: BTreeSet<_> = template
            .all("Lambda::Function")
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            made,
            Function::ALL.map(Function::name).into(),
            "{}",
            template.of
        );
    }
}

#[test]
fn infra_the_gateway_routes_as_the_local_runner_does() {
    let local: BTreeSet<_> = ROUTES
        .iter()
        .map(|(route, function)| {
            (
                (*route).to_owned(),
                format!("integrations/‹integration of {}›", function.name()),
            )
        })
        .collect();
    for template in template::both() {
        let routes = template.all("ApiGatewayV2::Route");
        let routes: BTreeSet<_> = routes
            .map(|(_, route)| (text_of(&route["RouteKey"]), text_of(&route["Target"])))
            .collect();
        assert_eq!(routes, local, "{}", template.of);
    }
}

#[test]
fn infra_the_table_has_the_keys_that_the_store_uses() {
    use store::schema;
    for template in template::both() {
        let (_, table) = template.all("DynamoDB::Table").next().expect("a table");
        let keys = |of: &Value| -> Vec<[String; 2]> {
            let keys = of["KeySchema"].as_array().expect("a key schema").iter();
            keys.map(|key| [text_of(&key["AttributeName"]), text_of(&key["KeyType"])])
                .collect()
        };
        let of = |hash: &str, range: &str| {
            [[hash, "HASH"], [range, "RANGE"]].map(|key| key.map(str::to_owned))
        };
        assert_eq!(keys(table), of(schema::PK, schema::SK));
        let indexes = table["GlobalSecondaryIndexes"].as_array();
        let indexes: Vec<_> = indexes
            .expect("a table has indexes")
            .iter()
            .map(|index| {
                let projection = text_of(&index["Projection"]["ProjectionType"]);
                (text_of(&index["IndexName"]), keys(index), projection)
            })
            .collect();
        let keys_only = |name: &str, hash: &str, range: &str| {
            let keys = of(hash, range).to_vec();
            (name.to_owned(), keys, "KEYS_ONLY".to_owned())
        };
        assert_eq!(
            indexes,
            [
                keys_only(schema::DUE_INDEX, schema::DUE_KIND, schema::DUE_AT),
                keys_only(schema::QUEUE_INDEX, schema::QUEUE_KIND, schema::QUEUE_AT),
            ],
            "{}",
            template.of
        );
        assert_eq!(
            table["TimeToLiveSpecification"]["AttributeName"],
            schema::EXPIRES
        );
    }
}

#[test]
fn infra_the_archive_deletes_the_evidence_files_of_erased_requests() {
    for template in template::both() {
        let of = template.of;
        let (_, archive) = template
            .all("S3::Bucket")
            .find(|(_, bucket)| bucket["VersioningConfiguration"]["Status"] == "Enabled")
            .expect("the archive has versions");
        let rules = archive["LifecycleConfiguration"]["Rules"].as_array();
        let mut rules = rules.expect("rules").iter();
        let rule = rules.find(|rule| rule["Prefix"] == archive::ERASED);
        let rule = rule.unwrap_or_else(|| panic!("{of}: no rule for the folder"));
        assert_eq!(rule["Status"], "Enabled", "{of}");
        assert_eq!(text_of(&rule["ExpirationInDays"]), "1", "{of}");
        let old = &rule["NoncurrentVersionExpiration"]["NoncurrentDays"];
        assert_eq!(text_of(old), "1", "{of}");
        // No other rule deletes a current object: an open request needs its emails.
        let current = |rule: &&Value| !rule["ExpirationInDays"].is_null();
        let rules = archive["LifecycleConfiguration"]["Rules"].as_array();
        assert_eq!(
            rules.expect("rules").iter().filter(current).count(),
            1,
            "{of}"
        );
    }
}

//= req: ca-7101-a.2
#[tokio::test]
async fn infra_each_function_may_do_what_its_code_does_and_nothing_more() {
    let app = webhook::app().await;
    do_everything(&app).await;
    let templates = template::both();
    for function in Function::ALL {
        let calls = [
            app.table_of(function),
            app.archive_of(function),
            app.ses_of(function),
            app.secrets_of(function),
        ];
        let calls: Vec<Call> = calls.iter().flat_map(|proxy| proxy.take_calls()).collect();
        let done: Names = calls.iter().flat_map(actions).collect();
        for template in &templates {
            let name = format!("{} of {}", function.name(), template.of);
            let outside = calls.iter().filter_map(object);
            let outside: BTreeSet<_> = outside
                .filter(|(action, key)| !may(template, function, action, key))
                .map(|(action, key)| (action, key.split('/').next().unwrap_or_default().to_owned()))
                .collect();
            assert_eq!(
                outside,
                BTreeSet::new(),
                "{name}: in which folders of the archive"
            );
            assert_eq!(
                granted(template, function),
                done,
                "{name}: the template grants (left) what the code does (right)"
            );
        }
    }
    app.close().await;
}

#[test]
fn infra_each_function_is_granted_the_table_actions_that_its_handle_declares() {
    for template in template::both() {
        for function in Function::ALL {
            let granted = granted(&template, function);
            let actions = granted.iter().map(|grant| grant.split(' ').next());
            let actions = actions.flatten().map(str::to_owned);
            let actions: Names = actions
                .filter(|action| action.starts_with("dynamodb:"))
                .collect();
            assert_eq!(
                actions,
                declared(function),
                "{} of {}: the template grants (left) what the handle declares (right)",
                function.name(),
                template.of
            );
        }
    }
}

/// Returns the table actions that a function's handle declares. The type of its `Deps` selects the handle.
fn declared(function: Function) -> Names {
    fn actions<H: store::Handle>(_: fn(&Functions) -> &H) -> Names {
        let actions = H::ACTIONS.iter();
        actions.map(|action| action.iam_name().to_owned()).collect()
    }
    match function {
        Function::FormIntake => actions(|all| &all.form_intake.store),
        Function::StatusLookup => actions(|all| &all.status_lookup.store),
        Function::LinkActions => actions(|all| &all.link_actions.store),
        Function::EmailIntake => actions(|all| &all.email_intake.store),
        Function::OutboxSender => actions(|all| &all.outbox_sender.store),
        Function::EmailEvents => actions(|all| &all.email_events.store),
        Function::PartnerNotifier => actions(|all| &all.partner_notifier.store),
        Function::PartnerCallback => actions(|all| &all.partner_callback.store),
        Function::DeskApi => actions(|all| &all.desk_api.desk.store),
        Function::DeskPages => actions(|all| &all.desk_pages.desk.store),
        Function::Signals => actions(|all| &all.signals.store),
        Function::Suppression => actions(|all| &all.suppression.store),
        Function::DeadlineSweeper => actions(|all| &all.deadline_sweeper.store),
        Function::EmailWebhook | Function::KeyRotator => Names::new(),
    }
}

/// Makes every kind of call of every function.
async fn do_everything(app: &TestApp) {
    let plain = "Please do not sell or share my personal information.";
    let answer = app.opt_out("ana@example.org").await;
    app.opt_out("ana@example.org").await;
    app.open_page(answer.header("location").expect("a receipt page"))
        .await;
    app.deliver(&mail("bo@example.org", "one@example.org", "My data", plain))
        .await;
    app.deliver(&mail("bo@example.org", "two@example.org", "My data", plain))
        .await;
    // The first message again under another archive key, and a message about an earlier request.
    app.deliver(&mail("bo@example.org", "one@example.org", "My data", plain))
        .await;
    let about = answer.header("location").expect("a receipt page");
    let reference = about.split(['/', '?', '#']).find(|part| part.len() == 14);
    let subject = format!("Re: {}", reference.expect("a reference"));
    let thanks = mail(
        "ana@example.org",
        "four@example.org",
        &subject,
        "Thank you.",
    );
    app.deliver(&thanks).await;
    app.deliver("Auto-Submitted: auto-replied\r\nFrom: bo@example.org\r\n\r\nAway.")
        .await;
    let raw = mail("cy@example.org", "three@example.org", "My data", plain);
    webhook::deliver(app, "delivery-1", &raw, webhook::SECRET).await;
    app.system
        .read_waiting_mail()
        .await
        .expect("the queue can be read");
    for right in ["limit", "delete", "know", "correct", "marketing_stop"] {
        app.post_json(&json!({"right": right, "email": "ana@example.org"}))
            .await;
    }
    reply::do_every_link_action(app).await;
    crate::desk::erasing::erase_during_an_appeal(app, "dee@example.org").await;
    app.opt_out("bounce@simulator.amazonses.com").await;
    app.serve_outbox().await;
    app.handle_email_events().await;
    app.pass(SignedDuration::from_hours(12 * 24));
    app.serve_outbox().await;
    assert!(
        app.emails().iter().any(|email| email
            .text()
            .is_some_and(|text| text.matches("/status/").count() > 1)),
        "a summary was sent"
    );
    desk::everything(app).await;
    crate::desk_pages::everything(app).await;
    signals::everything(app).await;
    unsubscribe::everything(app).await;
    partners::everything(app).await;
    deadlines::kept::everything(app).await;
    suppression::everything(app).await;
    rotation::everything(app).await;
}

/// Returns the IAM actions of a call. IAM checks each operation of a transaction. An action on an index has the index's
/// name behind it, as in `dynamodb:Query index/due`: a grant for the table or for another index doesn't allow it.
fn actions(call: &Call) -> Vec<String> {
    match call.service {
        Service::DynamoDb if call.operation == "TransactWriteItems" => {
            let action = |inner: &String| match inner.as_str() {
                "ConditionCheck" => "dynamodb:ConditionCheckItem".to_owned(),
                other => format!("dynamodb:{other}Item"),
            };
            call.inner.iter().map(action).collect()
        }
        Service::DynamoDb => {
            let body = call.json.as_ref();
            let index = body.and_then(|body| body["IndexName"].as_str());
            let place = index.map(|index| format!(" index/{index}"));
            let place = place.unwrap_or_default();
            vec![format!("dynamodb:{}{place}", call.operation)]
        }
        Service::SecretsManager => vec![format!("secretsmanager:{}", call.operation)],
        Service::Ses => vec![format!("ses:{}", call.operation)],
        Service::S3 => {
            let (method, path) = call.operation.split_once(' ').unwrap_or_default();
            let bucket = path.trim_matches('/').split('/').count() == 1;
            let exports = path.trim_matches('/').starts_with(engines::EXPORTS);
            // The bucket of raw messages has its own KMS key, and S3 uses the key on behalf of the caller.
            let needed: &[&str] = match (method, bucket) {
                ("PUT", false) if exports => &["s3:PutObject"],
                ("GET", true) => &["s3:ListBucketVersions"],
                ("GET", false) => &["s3:GetObject", "kms:Decrypt"],
                ("PUT", false) => &["s3:PutObject", "kms:GenerateDataKey"],
                ("DELETE", false) => &["s3:DeleteObjectVersion"],
                _ => panic!("an action for {}", call.operation),
            };
            needed.iter().map(|&action| action.to_owned()).collect()
        }
    }
}

/// Returns the action of a call on an archive object, and the object's key.
fn object(call: &Call) -> Option<(String, String)> {
    let (_, path) = call.operation.split_once(' ')?;
    let (_, key) = path.trim_start_matches('/').split_once('/')?;
    let action = actions(call)
        .into_iter()
        .next()
        .filter(|_| call.service == Service::S3)?;
    (!key.is_empty()).then(|| (action, key.to_owned()))
}

/// Returns whether the function's role allows an action on an object.
fn may(template: &Template, function: Function, action: &str, key: &str) -> bool {
    let grants = |statement: &Value| {
        let resources = several(&statement["Resource"]);
        several(&statement["Action"]).contains(&action.to_owned())
            && resources.iter().any(|resource| {
                let pattern = resource.split_once("›.Arn/").map(|(_, pattern)| pattern);
                pattern.is_some_and(|pattern| key.starts_with(pattern.trim_end_matches('*')))
            })
    };
    statements(template, function).iter().any(grants)
}

/// Returns the actions in the role's policy `code`, written as [`actions`] writes them. Reading secrets is in another
/// policy, because the test system doesn't do it.
fn granted(template: &Template, function: Function) -> Names {
    let statements = statements(template, function);
    let others = statements.iter().filter(|one| one["Sid"] != secrets::SID);
    others.flat_map(granted_by).collect()
}

/// Returns the actions of a statement. Actions on the table are listed once for each index and for the table itself.
fn granted_by(statement: &Value) -> Vec<String> {
    let actions = several(&statement["Action"]);
    if !actions.iter().all(|action| action.starts_with("dynamodb:")) {
        return actions;
    }
    let place = |resource: String| match resource.split_once("/index/") {
        Some((_, index)) => format!(" index/{index}"),
        None => String::new(),
    };
    let places = several(&statement["Resource"]).into_iter().map(place);
    places
        .flat_map(|place| {
            let on = move |action: &String| format!("{action}{place}");
            actions.iter().map(on).collect::<Vec<_>>()
        })
        .collect()
}

/// Returns the statements of the policy `code`.
fn statements(template: &Template, function: Function) -> Vec<Value> {
    let role = text_of(&template.function(function.name())["Role"]);
    let role = role.trim_start_matches('‹').trim_end_matches("›.Arn");
    let policies = &template.resources[role].properties["Policies"];
    let code = policies
        .as_array()
        .expect("a role has policies")
        .iter()
        .find(|policy| policy["PolicyName"] == "code")
        .expect("a role has a policy for its code");
    let statements = code["PolicyDocument"]["Statement"].as_array();
    statements.cloned().expect("a policy has statements")
}

/// Returns the texts of a string or a list.
fn several(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().map(text_of).collect(),
        one => vec![text_of(one)],
    }
}
