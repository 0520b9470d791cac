//! The groups of a caller, read from the token itself.
//!
//! API Gateway verifies the token and then flattens its claims to text: the groups `["audit", "privacy"]` and the one
//! group `audit privacy` both become `[audit privacy]`. Anyone who may name groups at the issuer could thus obtain a
//! role. The token is still in the request, as JSON, so each group keeps its exact name.

use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Returns the groups in this claim of the token that API Gateway verified. `verified` holds the gateway's claims.
///
/// Returns no group if the token isn't in the header `Authorization`, or is another one than the gateway verified.
pub(super) fn groups(
    headers: &HeaderMap,
    verified: &HashMap<String, String>,
    claim: &str,
) -> Vec<String> {
    let Some(groups) = verified.get(claim) else {
        return Vec::new();
    };
    let Some(token) = claims(headers).filter(|token| is_verified(token, verified)) else {
        tracing::warn!("the token's groups don't count: Authorization has no readable token");
        return Vec::new();
    };
    // The gateway's text contains every group of the token that it verified.
    let names = names(token.get(claim)).filter(|name| groups.contains(*name));
    names.map(str::to_owned).collect()
}

/// Returns the claims of the bearer token. API Gateway accepts it with or without `Bearer`.
fn claims(headers: &HeaderMap) -> Option<Map<String, Value>> {
    let given = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match given.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) => return None,
        None => given,
    };
    let mut parts = token.split('.');
    let (_head, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// Returns whether the gateway verified this token: issuer and subject agree.
fn is_verified(token: &Map<String, Value>, verified: &HashMap<String, String>) -> bool {
    ["iss", "sub"].iter().all(|name| {
        token.get(*name).and_then(Value::as_str) == verified.get(*name).map(String::as_str)
    })
}

/// Returns the names in a claim: the items of a list, or one name. A text is never split.
pub(super) fn names(claim: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, list) = match claim {
        Some(Value::String(name)) => (Some(name.as_str()), &[][..]),
        Some(Value::Array(names)) => (None, names.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(list.iter().filter_map(Value::as_str))
}
