//! A recorded call.

use http::request::Parts;
use serde_json::Value;

use super::Fault;

/// The AWS service of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// `X-Amz-Target` names it.
    DynamoDb,
    /// `X-Amz-Target` names it.
    SecretsManager,
    /// A form with an `Action`.
    Ses,
    /// Every other call.
    S3,
}

/// A call that arrived at the proxy.
#[derive(Clone, Debug)]
pub struct Call {
    /// The service.
    pub service: Service,
    /// The operation, such as `TransactWriteItems` or `SendRawEmail`. For S3, the method and the percent-encoded path, such as
    /// `PUT /bucket/some%20key`.
    pub operation: String,
    /// The operations inside a DynamoDB transaction or batch, in the order of the request: `Put`, `Update`, `Delete`,
    /// `ConditionCheck` or `Get`. Empty for calls on a single item.
    pub inner: Vec<String>,
    /// The body of a DynamoDB or Secrets Manager call.
    pub json: Option<Value>,
    /// The fields of an SES call.
    pub form: Vec<(String, String)>,
    /// The length of the body in bytes.
    pub body_bytes: usize,
    /// The fault of the call, if it had one.
    pub fault: Option<Fault>,
}

impl Call {
    pub(super) fn read(head: &Parts, body: &[u8]) -> Self {
        let target = head
            .headers
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok());
        let mut call = Self {
            service: Service::S3,
            operation: String::new(),
            inner: Vec::new(),
            json: None,
            form: Vec::new(),
            body_bytes: body.len(),
            fault: None,
        };
        if let Some((api, operation)) = target.and_then(|target| target.rsplit_once('.')) {
            call.service = match api {
                "secretsmanager" => Service::SecretsManager,
                _ => Service::DynamoDb,
            };
            call.operation = operation.to_owned();
            call.json = serde_json::from_slice(body).ok();
            call.inner = call.json.as_ref().map(inner).unwrap_or_default();
            return call;
        }
        if let Some((form, action)) = form(head, body) {
            call.service = Service::Ses;
            call.operation = action;
            call.form = form;
            return call;
        }
        call.operation = format!("{} {}", head.method, head.uri.path());
        call
    }
}

/// Parses a posted form. Returns the form and its action.
fn form(head: &Parts, body: &[u8]) -> Option<(Vec<(String, String)>, String)> {
    let kind = head
        .headers
        .get(http::header::CONTENT_TYPE)?
        .to_str()
        .ok()?;
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return None;
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(body)
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    let action = form.iter().find(|(key, _)| key == "Action")?.1.clone();
    Some((form, action))
}

/// Returns the operations inside a transaction or a batch.
fn inner(body: &Value) -> Vec<String> {
    if let Some(items) = body["TransactItems"].as_array() {
        let each = items
            .iter()
            .filter_map(|item| item.as_object()?.keys().next());
        return each.cloned().collect();
    }
    let Some(tables) = body["RequestItems"].as_object() else {
        return Vec::new();
    };
    let mut inner = Vec::new();
    for table in tables.values() {
        if let Some(keys) = table["Keys"].as_array() {
            inner.extend(keys.iter().map(|_| "Get".to_owned()));
        }
        for write in table.as_array().into_iter().flatten() {
            let name = write.as_object().and_then(|write| write.keys().next());
            inner.extend(name.map(|name| name.trim_end_matches("Request").to_owned()));
        }
    }
    inner
}
