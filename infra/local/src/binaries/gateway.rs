//! The HTTP API: it turns a request into an event of payload format 2.0, and the function's answer into a response.

use super::fleet::Fleet;
use crate::arrivals::Watch;
use crate::functions::Function;
use crate::routes::{GUARDED, route_of};
use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use runtime::Clock;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

/// The largest event and the largest answer that Lambda accepts, in bytes.
const LARGEST: usize = 6 * 1024 * 1024;

pub(super) struct Gateway {
    pub(super) fleet: Arc<Fleet>,
    pub(super) watch: Watch,
    pub(super) token: String,
    pub(super) clock: Clock,
}

/// Routes every path to `pass`, which finds the function.
pub(super) fn router(gateway: Gateway) -> Router {
    Router::new()
        .fallback(pass)
        .layer(axum::extract::DefaultBodyLimit::max(2 * LARGEST))
        .with_state(Arc::new(gateway))
}

async fn pass(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(source): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> HttpResponse {
    let (route, function) = route_of(uri.path());
    let guarded = GUARDED.contains(&route);
    let caller = guarded.then(|| caller(&gateway.token, &headers)).flatten();
    if guarded && caller.is_none() {
        return refuse(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let mut event = event(&uri, &headers, &body);
    event["routeKey"] = route.into();
    let start = route
        .strip_prefix("ANY ")
        .and_then(|pattern| pattern.strip_suffix("{proxy+}"));
    if let Some(rest) = start.and_then(|start| uri.path().strip_prefix(start)) {
        event["pathParameters"] = json!({ "proxy": rest });
    }
    event["requestContext"] = context(&gateway.clock, &method, &uri, &headers, source, route);
    if let Some(caller) = caller {
        event["requestContext"]["authorizer"] = caller;
    }
    if event.to_string().len() > LARGEST {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
    }
    let answer = gateway.fleet.invoke(function, event).await;
    let answer = answer.and_then(|answer| response(&answer));
    if function == Function::EmailWebhook
        && let Err(error) = gateway.watch.report_new().await
    {
        tracing::error!(%error, "the queue wasn't notified of new mail");
    }
    answer.unwrap_or_else(|error| {
        tracing::warn!(%error, "a function didn't answer");
        refuse(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    })
}

/// Returns an error of the gateway itself.
fn refuse(status: StatusCode, message: &str) -> HttpResponse {
    (status, axum::Json(json!({ "message": message }))).into_response()
}

/// The issuer and the subject of the token that the gateway accepts, and its groups.
const CALLER: (&str, &str, [&str; 2]) = ("https://login.example.com", "ana", ["staff", "machines"]);

/// Returns a token in the form of a JWT. Its last part is the secret, in the place of a signature.
pub(super) fn token(secret: &str) -> String {
    let (issuer, subject, groups) = CALLER;
    let claims = json!({"iss": issuer, "sub": subject, "groups": groups}).to_string();
    let claims = BASE64URL_NOPAD.encode(claims.as_bytes());
    format!("{}.{claims}.{secret}", BASE64URL_NOPAD.encode(b"{}"))
}

/// Returns what the gateway's authorizer reports about the caller: a list in a claim becomes text. A signature isn't
/// verified, because AWS does that.
fn caller(token: &str, headers: &HeaderMap) -> Option<Value> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    if given.strip_prefix("Bearer ") == Some(token) {
        let (issuer, subject, groups) = CALLER;
        let groups = format!("[{}]", groups.join(" "));
        return Some(json!({"jwt": {
            "claims": {"iss": issuer, "sub": subject, "groups": groups},
            "scopes": null
        }}));
    }
    let role = given.strip_prefix("AWS4-HMAC-SHA256 Credential=")?;
    let role = role.split('/').next()?;
    Some(json!({"iam": {
        "accessKey": role, "accountId": "123456789012", "callerId": "AROAEXAMPLE:ana", "cognitoIdentity": null,
        "principalOrgId": null, "userId": "AROAEXAMPLE:ana",
        "userArn": format!("arn:aws:sts::123456789012:assumed-role/{role}/ana")
    }}))
}

/// Returns the part of the event that comes from the request alone.
fn event(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut event = json!({
        "version": "2.0",
        "rawPath": uri.path(),
        "rawQueryString": uri.query().unwrap_or_default(),
        "headers": joined(headers),
        "isBase64Encoded": false
    });
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies: Vec<&str> = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split("; "))
        .collect();
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if let Some(query) = uri.query() {
        let mut parameters = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            add(&mut parameters, &name, &value);
        }
        event["queryStringParameters"] = parameters.into();
    }
    match std::str::from_utf8(body) {
        Ok("") => {}
        Ok(text) if is_text(headers) => event["body"] = text.into(),
        _ => {
            event["body"] = BASE64.encode(body).into();
            event["isBase64Encoded"] = true.into();
        }
    }
    event
}

/// Returns the headers as the gateway passes them: lower-case names, joined values, without cookies.
fn joined(headers: &HeaderMap) -> Map<String, Value> {
    let mut joined = Map::new();
    for (name, value) in headers.iter().filter(|(name, _)| *name != header::COOKIE) {
        add(
            &mut joined,
            name.as_str(),
            &String::from_utf8_lossy(value.as_bytes()),
        );
    }
    joined
}

fn add(to: &mut Map<String, Value>, name: &str, value: &str) {
    let before = to.get(name).and_then(Value::as_str);
    let all = before.map_or(value.to_owned(), |before| format!("{before},{value}"));
    to.insert(name.to_owned(), all.into());
}

/// Reports whether the gateway passes a body without Base64. It encodes forms.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("text/");
    ["text/", "application/json", "application/xml"]
        .iter()
        .any(|text| kind.starts_with(text))
}

fn context(
    clock: &Clock,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    source: SocketAddr,
    route: &str,
) -> Value {
    let now = clock.now();
    let text_of = |name: HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    json!({
        "accountId": "123456789012", "apiId": "api",
        "domainName": text_of(header::HOST), "domainPrefix": "privacy",
        "http": {
            "method": method.as_str(), "path": uri.path(), "protocol": "HTTP/1.1",
            "sourceIp": source.ip().to_string(), "userAgent": text_of(header::USER_AGENT)
        },
        "requestId": "request", "routeKey": route, "stage": "$default",
        "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(), "timeEpoch": now.as_millisecond()
    })
}

/// Turns the function's answer into a response.
fn response(answer: &Value) -> Result<HttpResponse> {
    let size = answer.to_string().len();
    ensure!(size <= LARGEST, "the answer is too large for Lambda");
    let status = answer["statusCode"].as_u64().context("no status")?;
    let body = answer["body"].as_str().unwrap_or_default();
    let body = match answer["isBase64Encoded"].as_bool() {
        Some(true) => BASE64.decode(body.as_bytes())?,
        _ => body.as_bytes().to_vec(),
    };
    let mut response = HttpResponse::builder().status(u16::try_from(status)?);
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().context("a header is not text")?);
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        let cookie = cookie.as_str().context("a cookie is not text")?;
        response = response.header(header::SET_COOKIE, cookie);
    }
    Ok(response.body(Body::from(body))?)
}
