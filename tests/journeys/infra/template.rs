//! Evaluates a template as CloudFormation does for one company in one account.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The output of `infra/synthesize`.
pub(super) const SAM: &str = include_str!("../../../infra/synthesized/sam.json");
pub(super) const CDK: &str = include_str!("../../../infra/synthesized/cdk.json");
const CDK_WHOLE: &str = include_str!("../../../infra/synthesized/cdk-whole.json");
pub(super) const WEB_ACLS: [&str; 2] = [
    include_str!("../../../infra/synthesized/sam-web-acl.json"),
    include_str!("../../../infra/synthesized/cdk-web-acl.json"),
];

/// Returns both templates with default parameters.
pub(super) fn both() -> [Template; 2] {
    [sam(&[]), Template::read("CDK", CDK, &[])]
}

/// Returns both templates with every option in use.
pub(super) fn whole() -> [Template; 2] {
    [sam(WHOLE), Template::read("CDK", CDK_WHOLE, &[])]
}

/// Returns both templates of the web ACL.
pub(super) fn web_acls() -> [Template; 2] {
    let [sam, cdk] = WEB_ACLS;
    [
        Template::read("SAM", sam, &[]),
        Template::read("CDK", cdk, &[]),
    ]
}

/// Returns SAM's template with these parameters and the common ones.
pub(super) fn sam(chosen: &[(&'static str, &'static str)]) -> Template {
    Template::read("SAM", SAM, chosen)
}

/// The parameters of the CDK app in `infra/cdk/bin`, for SAM.
const PARAMETERS: &[(&str, &str)] = &[
    ("CompanyName", "Example Company"),
    ("CompanyAddress", "100 Main Street|Sacramento, CA 95814"),
    ("PrivacyPolicyUrl", "https://www.example.com/privacy"),
    ("InboxAddress", "privacy@example.com"),
    (
        "AlarmTopicArn",
        "arn:aws:sns:us-west-2:123456789012:privacy-alarms",
    ),
    // Region and account.
    ("AWS::AccountId", "123456789012"),
    ("AWS::Partition", "aws"),
    ("AWS::Region", "us-west-2"),
    (
        "AWS::StackId",
        "arn:aws:cloudformation:us-west-2:123456789012:stack/honored/6f0d3c1e",
    ),
    ("AWS::StackName", "honored"),
    ("AWS::URLSuffix", "amazonaws.com"),
];

/// The options of `infra/cdk/bin/whole.ts`, as SAM's parameters.
const WHOLE: &[(&str, &str)] = &[
    ("BrandInboxes", "privacy@kids.example"),
    ("BrandHosts", "privacy.kids.example"),
    ("AccentColor", "#1d4f91"),
    (
        "TextsLayerArn",
        "arn:aws:lambda:us-west-2:123456789012:layer:texts:3",
    ),
    ("InboxGroups", "privacy-group@example.com"),
    ("InboxColleagues", "example.com,example.net"),
    ("InboxAuthservId", "mx.example.com"),
    ("BaseUrl", "https://privacy.example.com"),
    ("RequiredFields", "delete=name+state"),
    ("Practices", "sensitive_data,automated_decisions"),
    ("SecondApprover", "denials,erasures"),
    ("ResponseMilliseconds", "400"),
    ("AccountKeysSecret", "honored/account-keys"),
    ("SnsTopicArn", "arn:aws:sns:us-west-2:123456789012:mail"),
    ("SignalOrigins", "https://www.example.com"),
    ("FormOrigins", "https://www.example.com"),
    ("CookieDomain", "example.com"),
    ("EmailsPerSecond", "50"),
    ("BrowsersADay", "500"),
    ("OriginSecret", "honored/origin-secret"),
    (
        "OriginSecretVersion",
        "0f5a2b7c-3d1e-4f60-9a8b-7c6d5e4f3a21",
    ),
    (
        "WebAclArn",
        "arn:aws:wafv2:us-east-1:123456789012:global/webacl/honored/1",
    ),
    (
        "EdgeCertificateArn",
        "arn:aws:acm:us-east-1:123456789012:certificate/1",
    ),
    ("EdgeHostedZoneId", "Z0123456789EXAMPLE"),
    ("StaffAccess", "jwt"),
    ("MachineAccess", "none"),
    ("JwtIssuer", "https://id.example.com"),
    ("JwtAudience", "desk,tools"),
    ("GroupsClaim", "roles"),
    ("Roles", "decide=group:privacy configure=group:leads"),
    ("StaffAddress", "privacy-team@example.com"),
    ("PublicMetrics", "californians"),
    ("AlarmTopicArn", ""),
    ("BudgetAddress", "ops@example.com"),
    ("MonthlyBudget", "250"),
    ("RetentionMonths", "36"),
    ("LogLevel", "warn"),
    ("LogDays", "365"),
    ("ExistingRuleSet", "inbound"),
    (
        "KmsKeyArn",
        "arn:aws:kms:us-west-2:123456789012:key/0f5a2b7c-3d1e-4f60-9a8b-7c6d5e4f3a21",
    ),
    (
        "PermissionsBoundaryArn",
        "arn:aws:iam::123456789012:policy/boundary",
    ),
    ("Traces", "xray"),
    ("BackupDays", "35"),
    (
        "BackupCopyVaultArn",
        "arn:aws:backup:us-east-2:123456789012:backup-vault:copies",
    ),
];

/// A template's resources by the name that both templates use, with all references evaluated.
pub(super) struct Template {
    /// The tool: SAM or CDK.
    pub(super) of: &'static str,
    /// The resources by name.
    pub(super) resources: BTreeMap<String, Resource>,
}

/// A resource of a template.
pub(super) struct Resource {
    /// The type, without `AWS::`.
    pub(super) kind: String,
    /// The evaluated properties.
    pub(super) properties: Value,
    /// What CloudFormation does with the resource when it leaves the stack, and when it is replaced.
    pub(super) policies: [String; 2],
}

impl Template {
    fn read(of: &'static str, text: &str, chosen: &[(&'static str, &'static str)]) -> Self {
        let document: Value = serde_json::from_str(text).expect("a template is JSON");
        let mut working = Working {
            names: BTreeMap::new(),
            conditions: &document["Conditions"],
            mappings: &document["Mappings"],
            parameters: parameters(&document, chosen),
        };
        let resources = document["Resources"]
            .as_object()
            .expect("a template has resources");
        for (id, resource) in resources {
            working.names.insert(id, given_name(id, resource));
        }
        // Some resources are named after their targets, and others after those.
        for kind in ["ApiGatewayV2::Integration", ""] {
            for (id, resource) in resources {
                if text_of(&resource["Type"]).ends_with(kind)
                    && let Some(name) = working.name_by_content(resource)
                {
                    working.names.insert(id, name);
                }
            }
        }
        let mut made = BTreeMap::new();
        for (id, resource) in resources
            .iter()
            .filter(|(_, resource)| working.is_made(resource))
        {
            made.insert(
                working.names[id.as_str()].clone(),
                Resource {
                    kind: text_of(&resource["Type"])
                        .trim_start_matches("AWS::")
                        .to_owned(),
                    properties: working.out(&resource["Properties"]),
                    policies: ["DeletionPolicy", "UpdateReplacePolicy"]
                        .map(|policy| text_of(&resource[policy])),
                },
            );
        }
        Self {
            of,
            resources: made,
        }
    }

    /// Returns the resources of a type, by name.
    pub(super) fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let of_kind = self
            .resources
            .iter()
            .filter(move |(_, resource)| resource.kind == kind);
        of_kind.map(|(name, resource)| (name.as_str(), &resource.properties))
    }

    /// Returns a function's properties, by package.
    pub(super) fn function(&self, package: &str) -> &Value {
        &self.resources[package].properties
    }
}

fn parameters<'a>(document: &'a Value, chosen: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, String> {
    let mut values = BTreeMap::new();
    for (name, parameter) in document["Parameters"].as_object().into_iter().flatten() {
        if let Some(default) = parameter.get("Default") {
            values.insert(name.as_str(), text_of(default));
        }
    }
    let given = PARAMETERS.iter().chain(chosen);
    values.extend(given.map(|(name, value)| (*name, (*value).to_owned())));
    values
}

/// Returns a resource's common name: a function's package, or the name in SAM's template. CDK adds a path before the
/// name and a hash after it.
fn given_name(id: &str, resource: &Value) -> String {
    if let Some(package) = resource["Metadata"]["BuildProperties"]["Binary"].as_str()
        && resource["Type"] == "AWS::Lambda::Function"
    {
        return package.to_owned();
    }
    let part = ["System", "Firewall"];
    let Some(path) = part.iter().find_map(|part| id.strip_prefix(part)) else {
        return id.to_owned();
    };
    let path = &path[..path.len() - 8];
    let same = match path {
        "RawMailBucket" => "RawMail",
        "RawMailBucketPolicy" => "RawMailPolicy",
        "InboundQueue" => "Inbound",
        "InboundReceiptRules" => "ReceiptRules",
        "InboundInboxRule" => "InboxRule",
        "EmailsSet" => "Emails",
        "EmailsEvents" => "EmailEventsTopic",
        "EmailsEventsPolicy" => "EmailEventsTopicPolicy",
        "EmailsDeadLetters" => "EmailEventsDeadLetters",
        "GatewayApi" => "Api",
        "GatewayApiTokens" => "TokenAuthorizer",
        "GatewayApiDefaultStage" => "Stage",
        "GatewayAccessLogs" => "AccessLogs",
        same => same,
    };
    same.to_owned()
}

/// A template during evaluation.
struct Working<'a> {
    names: BTreeMap<&'a str, String>,
    conditions: &'a Value,
    mappings: &'a Value,
    parameters: BTreeMap<&'a str, String>,
}

impl Working<'_> {
    /// Returns the name of a resource that only connects others.
    fn name_by_content(&self, resource: &Value) -> Option<String> {
        let of = |property: &str| text_of(&self.out(&resource["Properties"][property]));
        let name = match text_of(&resource["Type"]).trim_start_matches("AWS::") {
            "ApiGatewayV2::Integration" => {
                format!("integration of {}", bare(&of("IntegrationUri")))
            }
            "ApiGatewayV2::Route" => format!("route {}", of("RouteKey")),
            // CDK grants the gateway access route by route.
            "Lambda::Permission" => {
                format!("{} may call {}", of("Principal"), bare(&of("FunctionName")))
            }
            "Lambda::EventSourceMapping" => format!(
                "{} reads {}",
                bare(&of("FunctionName")),
                bare(&of("EventSourceArn"))
            ),
            "Lambda::EventInvokeConfig" => format!("failures of {}", bare(&of("FunctionName"))),
            "SNS::Subscription" => {
                format!("{} hears {}", bare(&of("Endpoint")), bare(&of("TopicArn")))
            }
            "Events::Rule" => {
                let target = self.out(&resource["Properties"]["Targets"][0]["Arn"]);
                format!("schedule of {}", bare(&text_of(&target)))
            }
            _ => return None,
        };
        Some(name)
    }

    fn is_made(&self, resource: &Value) -> bool {
        resource
            .get("Condition")
            .is_none_or(|name| self.holds(&text_of(name)))
    }

    fn holds(&self, condition: &str) -> bool {
        self.out(&self.conditions[condition]) == json!(true)
    }

    /// Evaluates a value.
    fn out(&self, value: &Value) -> Value {
        match value {
            Value::Object(map) => match map.iter().next() {
                Some((function, argument)) if map.len() == 1 => self
                    .call(function, argument)
                    .unwrap_or_else(|| self.each(map)),
                _ => self.each(map),
            },
            Value::Array(list) => list
                .iter()
                .map(|value| self.out(value))
                .filter(|value| *value != json!({"Ref": "AWS::NoValue"}))
                .collect(),
            other => other.clone(),
        }
    }

    fn each(&self, map: &Map<String, Value>) -> Value {
        let each = map
            .iter()
            .map(|(key, value)| (key.clone(), self.out(value)));
        each.filter(|(_, value)| *value != json!({"Ref": "AWS::NoValue"}))
            .collect()
    }

    fn call(&self, function: &str, argument: &Value) -> Option<Value> {
        let arguments = || argument.as_array().into_iter().flatten();
        let worked: Vec<Value> = match function {
            // Only the chosen branch matters.
            "Fn::If" | "Fn::Sub" | "Ref" | "Condition" => Vec::new(),
            _ => arguments().map(|argument| self.out(argument)).collect(),
        };
        Some(match function {
            "Ref" if argument == "AWS::NoValue" => json!({"Ref": "AWS::NoValue"}),
            "Ref" => json!(self.reference(argument.as_str()?)),
            "Condition" if argument.is_string() => json!(self.holds(argument.as_str()?)),
            "Fn::GetAtt" => json!(format!(
                "‹{}›.{}",
                self.names[argument[0].as_str()?],
                text_of(&worked[1])
            )),
            "Fn::Sub" => json!(self.substituted(argument)),
            "Fn::Join" => {
                let parts: Vec<_> = worked[1].as_array()?.iter().map(text_of).collect();
                json!(plain_secret(&parts.join(&text_of(&worked[0]))))
            }
            "Fn::Split" => json!(
                text_of(&worked[1])
                    .split(&text_of(&worked[0]))
                    .collect::<Vec<_>>()
            ),
            "Fn::Select" => worked[1]
                .get(text_of(&worked[0]).parse::<usize>().ok()?)?
                .clone(),
            "Fn::FindInMap" => {
                let [map, first, second] = [0, 1, 2].map(|at| text_of(&worked[at]));
                self.mappings[map][first][second].clone()
            }
            "Fn::If" => {
                let branch = if self.holds(argument[0].as_str()?) {
                    1
                } else {
                    2
                };
                self.out(&argument[branch])
            }
            "Fn::Equals" => json!(worked[0] == worked[1]),
            "Fn::Not" => json!(worked[0] != json!(true)),
            "Fn::And" => json!(worked.iter().all(|one| *one == json!(true))),
            "Fn::Or" => json!(worked.contains(&json!(true))),
            _ => return None,
        })
    }

    fn reference(&self, id: &str) -> String {
        match self.parameters.get(id) {
            Some(value) => value.clone(),
            None => format!("‹{}›", self.names[id]),
        }
    }

    fn substituted(&self, argument: &Value) -> String {
        let (text, own) = match argument {
            Value::Array(both) => (text_of(&both[0]), self.out(&both[1])),
            text => (text_of(text), Value::Null),
        };
        let mut parts = text.split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').expect("a variable ends");
            match (own.get(name), name.split_once('.')) {
                (Some(value), _) => whole += &text_of(value),
                (None, Some((id, attribute))) => {
                    whole += &format!("‹{}›.{attribute}", self.names[id])
                }
                (None, None) => whole += &self.reference(name),
            }
            whole += rest;
        }
        whole
    }
}

/// Returns the function's name in a reference.
fn bare(reference: &str) -> &str {
    let inner = reference
        .split_once('‹')
        .and_then(|(_, rest)| rest.split_once('›'));
    inner.map_or(reference, |(name, _)| name)
}

/// SAM uses the name of CloudFront's secret, and CDK its ARN.
fn plain_secret(text: &str) -> String {
    match text.split_once(":secret:") {
        Some((_, named)) if text.starts_with("{{resolve:secretsmanager:") => {
            format!("{{{{resolve:secretsmanager:{named}")
        }
        _ => text.to_owned(),
    }
}

/// Returns a scalar as text.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
