//! How callers are authenticated: IAM, tokens, CloudFront.

use super::template::{self, Template, sam, text_of};
use local::ROUTES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The routes of staff and of the company's systems.
const STAFF: [&str; 1] = ["ANY /api/desk/{proxy+}"];
const SYSTEMS: [&str; 3] = [
    "ANY /machine/{proxy+}",
    "ANY /suppression/{proxy+}",
    "ANY /unsubscribe-links",
];

const TOKENS: [(&str, &str); 2] = [
    ("JwtIssuer", "https://id.example.com"),
    ("JwtAudience", "desk"),
];

/// Returns each route's authorization type. `NONE` is open to everyone.
fn ways(template: &Template) -> BTreeMap<String, String> {
    let routes = template.all("ApiGatewayV2::Route");
    let way = |(_, route): (&str, &Value)| {
        let by = text_of(&route["AuthorizationType"]);
        let by = if by.is_empty() { "NONE".to_owned() } else { by };
        let tokens = text_of(&route["AuthorizerId"]);
        assert_eq!(by == "JWT", tokens == "‹TokenAuthorizer›", "{route}");
        (text_of(&route["RouteKey"]), by)
    };
    routes.map(way).collect()
}

#[test]
fn infra_staff_and_systems_are_let_in_each_in_their_own_way() {
    let choices = [("iam", "AWS_IAM"), ("jwt", "JWT"), ("none", "")];
    for (staff, staff_by) in choices {
        for (machines, machines_by) in choices {
            let chosen = [("StaffAccess", staff), ("MachineAccess", machines)];
            let template = sam(&[&chosen[..], &TOKENS].concat());
            let ways = ways(&template);
            for (route, _) in ROUTES {
                let expected = match *route {
                    route if STAFF.contains(&route) => staff_by,
                    route if SYSTEMS.contains(&route) => machines_by,
                    _ => "NONE",
                };
                let by = ways.get(*route).map_or("", String::as_str);
                assert_eq!(by, expected, "{route} with {staff} and {machines}");
            }
            let issuers = template.all("ApiGatewayV2::Authorizer").count();
            let needed = usize::from(staff == "jwt" || machines == "jwt");
            assert_eq!(issuers, needed, "{staff} and {machines}");
        }
    }
}

#[test]
fn infra_cloudfront_stands_in_front_only_where_it_has_a_secret_to_show() {
    for template in template::both() {
        assert_eq!(template.all("CloudFront::Distribution").count(), 0);
        assert!(!template.resources.contains_key("EdgeAlarm"));
        for secret in secrets(&template) {
            assert_eq!(secret, "", "{}", template.of);
        }
    }
    for template in template::whole() {
        let (_, made) = template
            .all("CloudFront::Distribution")
            .next()
            .expect("it stands in front");
        let shown = &made["DistributionConfig"]["Origins"][0]["OriginCustomHeaders"][0];
        assert_eq!(shown["HeaderName"], gateway::HEADER.as_str());
        // The version is named because CloudFormation doesn't notice a changed secret.
        let version = "0f5a2b7c-3d1e-4f60-9a8b-7c6d5e4f3a21";
        let known = secrets(&template).into_iter();
        let known = known
            .map(|name| format!("{{{{resolve:secretsmanager:{name}:SecretString:::{version}}}}}"));
        assert!(known.eq([text_of(&shown["HeaderValue"])]));
        let alarm = &template.resources["EdgeAlarm"].properties;
        assert_eq!(alarm["MetricName"], gateway::WRONG_SECRET);
        let alarm = &template.resources["ViewerAlarm"].properties;
        assert_eq!(alarm["MetricName"], gateway::NO_VIEWER);
        let functions = template.all("CloudFront::Function");
        let [(name, function)] = functions.collect::<Vec<_>>()[..] else {
            panic!("one function")
        };
        let runs = &made["DistributionConfig"]["DefaultCacheBehavior"]["FunctionAssociations"][0];
        assert_eq!(runs["EventType"], "viewer-request");
        assert_eq!(runs["FunctionARN"], format!("‹{name}›.FunctionARN"));
        let sets = format!("['{}'] = {{ value: event.viewer.ip }}", gateway::VIEWER);
        assert!(text_of(&function["FunctionCode"]).contains(&sets));
    }
}

#[test]
fn infra_nobody_is_refused_while_a_domain_still_leads_to_the_gateway() {
    let behind = ("OriginSecret", "honored/origin-secret");
    let moving = sam(&[behind, ("GatewayOpen", "yes")]);
    assert_eq!(moving.all("CloudFront::Distribution").count(), 1);
    assert_eq!(secrets(&moving), BTreeSet::from([String::new()]));
}

/// Returns the names of the secrets of HTTP functions.
fn secrets(template: &Template) -> BTreeSet<String> {
    let functions: BTreeSet<_> = ROUTES.iter().map(|(_, function)| function).collect();
    let setting =
        |name| &template.function(name)["Environment"]["Variables"]["ORIGIN_SECRET_SECRET"];
    let each = functions.into_iter().map(|of| text_of(setting(of.name())));
    each.collect()
}

#[test]
fn infra_links_lead_to_what_stands_in_front() {
    let base_url = |chosen: &[(&'static str, &'static str)]| {
        let template = sam(chosen);
        let settings = &template.function("outbox-sender")["Environment"]["Variables"];
        text_of(&settings["BASE_URL"])
    };
    let behind = ("OriginSecret", "honored/origin-secret");
    let own = ("BaseUrl", "https://privacy.example.com");
    assert_eq!(base_url(&[]), "‹Api›.ApiEndpoint");
    assert_eq!(base_url(&[behind]), "https://‹Edge›.DomainName");
    assert_eq!(base_url(&[own]), own.1);
    assert_eq!(base_url(&[behind, own]), own.1);
}
