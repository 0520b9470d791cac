//! Which callers are admitted, and with which role.

use super::*;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

const LEADS: &str = "arn:aws:sts::123456789012:assumed-role/PrivacyLeads/ana";

fn authorizer(settings: &[(&str, &str)]) -> Authorizer {
    Authorizer::of(&Settings::of(settings.iter().copied())).unwrap()
}

fn example() -> Authorizer {
    authorizer(&[(
        "ROLES",
        "read=arn:aws:sts::123456789012:assumed-role/*/* configure=arn:aws:sts::123456789012:assumed-role/PrivacyLeads/*
         decide=group:privacy read=group:audit
         machine=arn:aws:sts::123456789012:assumed-role/Campaigns/* machine=subject:newsletter machine=group:leads configure=group:leads",
    )])
}

fn parts(authorizer: Option<Value>, headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::builder().uri("/api/desk/requests");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    if let Some(authorizer) = authorizer {
        let context = json!({"http": {"method": "GET"}, "timeEpoch": 0, "authorizer": authorizer});
        parts.extensions.insert(RequestContext::ApiGatewayV2(
            serde_json::from_value(context).unwrap(),
        ));
    }
    parts
}

fn iam(arn: &str) -> Option<Value> {
    Some(json!({"iam": {"userArn": arn, "userId": "x", "accountId": "123456789012"}}))
}

/// Returns the gateway's report on a token with these groups, which it flattens.
fn jwt(groups: &str) -> Option<Value> {
    Some(json!({"jwt": {"claims": {"sub": "ana", "iss": "https://id.example", "groups": groups}}}))
}

/// The token of `ana` with these groups, as a header.
fn bearer(groups: &Value) -> String {
    let claims = json!({"sub": "ana", "iss": "https://id.example", "groups": groups});
    format!("Bearer {}", token(&claims))
}

fn token(claims: &Value) -> String {
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    format!("{}.{}.c2ln", part("{}"), part(&claims.to_string()))
}

/// Flattens a claim to text as the gateway does.
fn flattened(claim: &Value) -> String {
    match claim {
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let list: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            format!("[{}]", list.join(" "))
        }
        other => other.to_string(),
    }
}

/// The role of a caller whose verified token has these groups.
fn role_of_groups(groups: &Value) -> Result<Role, AccessDenied> {
    let bearer = bearer(groups);
    let parts = parts(jwt(&flattened(groups)), &[("authorization", &bearer)]);
    example().staff(&parts).map(|staff| staff.role)
}

fn role(authorizer: Option<Value>) -> Result<Role, AccessDenied> {
    example()
        .staff(&parts(authorizer, &[]))
        .map(|staff| staff.role)
}

#[test]
fn without_a_gateway_context_a_caller_is_unauthenticated_whatever_the_headers_claim() {
    let forged = [
        ("authorization", "Bearer anything"),
        ("x-amzn-iam-user-arn", LEADS),
        ("x-amzn-request-context", LEADS),
        ("x-forwarded-user", "ana"),
    ];
    assert_eq!(
        example().staff(&parts(None, &forged)),
        Err(AccessDenied::Unauthenticated)
    );
    for empty in [
        json!(null),
        json!({}),
        json!({"lambda": {"role": "configure"}}),
        json!({"iam": {}}),
    ] {
        assert_eq!(
            example().staff(&parts(Some(empty), &forged)),
            Err(AccessDenied::Unauthenticated)
        );
    }
}

#[test]
fn the_highest_role_of_a_signer_counts() {
    assert_eq!(role(iam(LEADS)), Ok(Role::Configure));
    assert_eq!(
        role(iam("arn:aws:sts::123456789012:assumed-role/Other/bo")),
        Ok(Role::Read)
    );
    assert_eq!(
        role(iam(
            "arn:aws:sts::999999999999:assumed-role/PrivacyLeads/ana"
        )),
        Err(AccessDenied::NotStaff)
    );
    assert_eq!(
        role(iam("arn:aws:iam::123456789012:user/ana")),
        Err(AccessDenied::NotStaff)
    );
}

#[test]
fn groups_of_a_token_grant_roles_and_its_subject_is_the_id() {
    for (groups, expected) in [
        (json!("privacy"), Ok(Role::Decide)),
        (json!(["audit", "privacy"]), Ok(Role::Decide)),
        (json!(["audit", "Everyone at Example"]), Ok(Role::Read)),
        (json!(["privacy-not"]), Err(AccessDenied::NotStaff)),
        (json!([]), Err(AccessDenied::NotStaff)),
        (
            json!(["", {"name": "privacy"}]),
            Err(AccessDenied::NotStaff),
        ),
        (json!({"privacy": true}), Err(AccessDenied::NotStaff)),
    ] {
        assert_eq!(role_of_groups(&groups), expected, "{groups}");
    }
    let bearer = bearer(&json!("privacy"));
    let staff = parts(jwt("privacy"), &[("authorization", &bearer)]);
    let staff = example().staff(&staff).unwrap();
    assert_eq!(staff.id, "https://id.example#ana");
    assert!(!format!("{staff:?}").contains("ana"));
    let no_subject = json!({"jwt": {"claims": {"groups": "privacy"}}});
    assert_eq!(role(Some(no_subject)), Err(AccessDenied::Unauthenticated));
}

#[test]
fn a_group_whose_name_contains_a_granted_name_grants_nothing() {
    for name in [
        "External privacy contractors",
        "audit privacy",
        "privacy,audit",
        "[privacy]",
        "\"privacy\"",
        "privacy ",
        "x\tprivacy",
        "Privacy",
    ] {
        for groups in [json!([name]), json!(name)] {
            let refused = Err(AccessDenied::NotStaff);
            assert_eq!(role_of_groups(&groups), refused, "{groups}");
            // Without the token, the flattened text alone grants nothing.
            assert_eq!(role(jwt(&flattened(&groups))), refused, "{groups}");
        }
    }
    let contractors = jwt("[External privacy contractors]");
    assert_eq!(role(contractors), Err(AccessDenied::NotStaff));
}

#[test]
fn only_the_token_that_the_gateway_verified_names_groups() {
    let own = json!({"sub": "ana", "iss": "https://id.example", "groups": ["audit", "privacy"]});
    let of = |verified: &str, header: &str| {
        let parts = parts(jwt(verified), &[("authorization", header)]);
        example().staff(&parts).map(|staff| staff.role)
    };
    for header in [token(&own), format!("bearer {}", token(&own))] {
        assert_eq!(of("[audit privacy]", &header), Ok(Role::Decide), "{header}");
    }
    // Another token in the header doesn't add a group that the gateway didn't see.
    assert_eq!(of("[audit]", &token(&own)), Ok(Role::Read));
    assert_eq!(of("[other]", &token(&own)), Err(AccessDenied::NotStaff));
    for (member, value) in [("sub", "bo"), ("iss", "https://other.example")] {
        let mut other = own.clone();
        other[member] = value.into();
        let refused = of("[audit privacy]", &token(&other));
        assert_eq!(refused, Err(AccessDenied::NotStaff), "{member}");
    }
    for unreadable in ["", "Bearer", "Bearer a.b", "Bearer a.!.c", "Basic YTpi"] {
        let refused = of("[audit privacy]", unreadable);
        assert_eq!(refused, Err(AccessDenied::NotStaff), "{unreadable}");
    }
}

#[test]
fn the_machine_role_and_staff_roles_are_separate_unless_the_setting_grants_both() {
    let of = |authorizer: Option<Value>| {
        let claims = authorizer.as_ref().map(|by| by["jwt"]["claims"].clone());
        let bearer = format!("Bearer {}", token(&claims.unwrap_or_default()));
        let parts = parts(authorizer, &[("authorization", &bearer)]);
        let (staff, machine) = (example().staff(&parts), example().machine(&parts));
        (staff.map(|staff| staff.role), machine.map(|_| ()))
    };
    let campaigns = "arn:aws:sts::123456789012:assumed-role/Campaigns/nightly";
    let subject = |name| Some(json!({"jwt": {"claims": {"sub": name, "groups": "newsletter"}}}));
    for (authorizer, staff, machine) in [
        (
            iam(LEADS),
            Ok(Role::Configure),
            Err(AccessDenied::NotMachine),
        ),
        (iam(campaigns), Ok(Role::Read), Ok(())), // the setting grants read to every role of the account
        (
            jwt("privacy"),
            Ok(Role::Decide),
            Err(AccessDenied::NotMachine),
        ),
        (jwt("leads"), Ok(Role::Configure), Ok(())),
        (subject("newsletter"), Err(AccessDenied::NotStaff), Ok(())),
        (
            subject("other"),
            Err(AccessDenied::NotStaff),
            Err(AccessDenied::NotMachine),
        ),
        (
            None,
            Err(AccessDenied::Unauthenticated),
            Err(AccessDenied::Unauthenticated),
        ),
    ] {
        assert_eq!(of(authorizer.clone()), (staff, machine), "{authorizer:?}");
    }
    let found = example().machine(&parts(iam(campaigns), &[])).unwrap();
    assert_eq!(found.id, campaigns);
}

#[test]
fn the_local_token_counts_only_if_it_is_set_and_never_with_a_gateway_context() {
    let local = authorizer(&[("LOCAL_TOKEN", "a-long-token")]);
    let with = |value| parts(None, &[("authorization", value)]);
    assert_eq!(
        local.staff(&with("Bearer a-long-token")).unwrap().role,
        Role::Configure
    );
    assert!(local.machine(&with("Bearer a-long-token")).is_ok());
    for wrong in [
        "Bearer a-long-tokem",
        "Bearer a-long-token2",
        "Bearer ",
        "a-long-token",
        "Basic a-long-token",
    ] {
        assert_eq!(
            local.staff(&with(wrong)),
            Err(AccessDenied::Unauthenticated),
            "{wrong}"
        );
        assert_eq!(
            local.machine(&with(wrong)),
            Err(AccessDenied::Unauthenticated),
            "{wrong}"
        );
    }
    let unset = authorizer(&[("LOCAL_TOKEN", "")]);
    assert_eq!(
        unset.staff(&with("Bearer ")),
        Err(AccessDenied::Unauthenticated)
    );
    let both = parts(iam(LEADS), &[("authorization", "Bearer a-long-token")]);
    assert_eq!(local.staff(&both), Err(AccessDenied::NotStaff));
}

#[test]
fn a_setting_that_would_admit_any_account_stops_the_function() {
    for wide in [
        "decide=*",
        "decide=arn:aws:sts::*:assumed-role/PrivacyLeads/*",
        "decide=arn:aws:sts:::assumed-role/x/*",
        "admin=group:privacy",
        "decide=group:",
        "decide=group:privacy,audit",
        "decide=group:[privacy]",
        "machine=subject:",
        "machine=*",
        "decide",
    ] {
        let settings = Settings::of([("ROLES", wide)]);
        assert!(Authorizer::of(&settings).is_err(), "{wide}");
    }
}

#[test]
fn a_grant_that_names_an_issuer_counts_for_its_tokens_only() {
    let roles = authorizer(&[(
        "ROLES",
        "decide=group:privacy@https://id.example configure=subject:ana@https://other.example read=group:team@example.com",
    )]);
    let role = |issuer: &str, groups: &[&str]| {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        let staff = roles.staff_of_token(issuer, "ana", &groups);
        staff.map(|staff| staff.role)
    };
    assert_eq!(role("https://id.example", &["privacy"]), Ok(Role::Decide));
    assert_eq!(
        role("https://other.example", &["privacy"]),
        Ok(Role::Configure)
    );
    assert_eq!(role("https://id.example", &[]), Err(AccessDenied::NotStaff));
    let similar = "https://id.example.attacker.example";
    assert_eq!(role(similar, &["privacy"]), Err(AccessDenied::NotStaff));
    // A group can be named like an email address. It has no issuer.
    assert_eq!(role(similar, &["team@example.com"]), Ok(Role::Read));
    // The staff API reads the issuer from the token that the gateway has verified.
    let sent = parts(
        jwt("privacy"),
        &[("authorization", &bearer(&json!("privacy")))],
    );
    assert_eq!(roles.staff(&sent).map(|staff| staff.role), Ok(Role::Decide));
    for unreadable in [
        "read=group:@https://id.example",
        "read=subject:@https://id.example",
    ] {
        let settings = Settings::of([("ROLES", unreadable)]);
        assert!(Authorizer::of(&settings).is_err(), "{unreadable}");
    }
}
