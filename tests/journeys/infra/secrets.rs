//! No template holds a secret, and a function may read only the secrets that its settings name.

use super::template::{self, Template, text_of};
use super::{several, statements};
use local::Function;
use runtime::Setting;
use std::collections::BTreeSet;

/// The ID of the statement that allows reading secrets.
pub(super) const SID: &str = "Secrets";

/// Returns the secrets that a function declares.
fn declared(function: Function) -> impl Iterator<Item = &'static Setting> {
    let settings = function.settings().iter().copied().flatten();
    settings.filter(|setting| setting.secret)
}

#[test]
fn infra_each_function_may_read_the_secrets_that_its_settings_name_and_no_others() {
    let optional = [
        ("AccountKeysSecret", "honored/account-keys"),
        ("MailgunSigningKeySecret", "honored/mailgun"),
        ("StandardWebhookSecret", "honored/webhook"),
    ];
    let [sam, cdk] = template::both();
    for template in [sam, cdk, template::sam(&optional)] {
        for function in Function::ALL {
            assert_eq!(
                granted(&template, function),
                needed(&template, function),
                "{} of {}: the template grants (left) the secrets that its settings name (right)",
                function.name(),
                template.of
            );
        }
    }
}

#[test]
fn infra_the_optional_secrets_are_asked_for_only_where_they_are_named() {
    let [sam, _] = template::both();
    assert!(needed(&sam, Function::EmailWebhook).is_empty());
    let named = template::sam(&[("PostmarkBasicAuthSecret", "honored/postmark")]);
    let needed = needed(&named, Function::EmailWebhook);
    assert_eq!(needed, BTreeSet::from([arn("honored/postmark")]));
}

/// Returns the secrets that a function's settings name, as in policies.
fn needed(template: &Template, function: Function) -> BTreeSet<String> {
    let variables = &template.function(function.name())["Environment"]["Variables"];
    let names = declared(function).map(|setting| text_of(&variables[setting.deployed_name()]));
    names
        .filter(|name| !name.is_empty())
        .map(|name| arn(&name))
        .collect()
}

/// Returns the secrets that the function's role may read.
fn granted(template: &Template, function: Function) -> BTreeSet<String> {
    let statements = statements(template, function);
    let secrets = statements.iter().filter(|one| one["Sid"] == SID);
    let each = secrets.flat_map(|statement| {
        assert_eq!(
            several(&statement["Action"]),
            ["secretsmanager:GetSecretValue"]
        );
        several(&statement["Resource"])
    });
    each.collect()
}

/// Returns a secret's ARN. Secrets Manager appends six random characters.
fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:us-west-2:123456789012:secret:{name}-??????")
}
