//! The faults of calls, and the error responses of the services.

use http::{Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{Call, Service};

/// A fault of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection drops before the call reaches the engine. The call has no effect.
    Before,
    /// The engine executes the call, then the connection drops without a response.
    After,
    /// The service throttles: `ProvisionedThroughputExceededException`, `Throttling`, `ThrottlingException` or `SlowDown`. The
    /// call has no effect.
    Throttle,
    /// Another transaction uses the first item: a `TransactionCanceledException` with one reason for each item, or the
    /// `TransactionConflictException` of a call on a single item. The call has no effect. Only DynamoDB has this fault; calls
    /// of other services pass.
    TransactionConflict,
    /// The service is down: this call and all later ones get a 500 or 503, until [`Proxy::heal`](super::Proxy::heal). In a plan
    /// for one operation, only calls of that operation.
    Outage,
}

impl Fault {
    /// Returns the error response of this fault, if it has one.
    pub(super) fn answer(self, call: &Call) -> Option<Response<Full<Bytes>>> {
        match (self, call.service) {
            (Self::Before | Self::After, _) => None,
            (Self::Throttle, Service::DynamoDb) => Some(dynamodb(
                StatusCode::BAD_REQUEST,
                "ProvisionedThroughputExceededException",
                json!({ "message": "The table is asked for more than it is set up for." }),
            )),
            (Self::Throttle, Service::Ses) => Some(ses(
                StatusCode::BAD_REQUEST,
                "Throttling",
                "Maximum sending rate exceeded.",
            )),
            (Self::Throttle, Service::SecretsManager) => {
                Some(secrets(StatusCode::BAD_REQUEST, "ThrottlingException"))
            }
            (Self::Throttle, Service::S3) => Some(s3("SlowDown", "Please reduce your rate.")),
            (Self::TransactionConflict, Service::DynamoDb) => Some(conflict(call)),
            (Self::TransactionConflict, _) => None,
            (Self::Outage, Service::DynamoDb) => Some(dynamodb(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerError",
                json!({ "message": "The service is down." }),
            )),
            (Self::Outage, Service::Ses) => Some(ses(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalFailure",
                "The service is down.",
            )),
            (Self::Outage, Service::SecretsManager) => Some(secrets(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServiceError",
            )),
            (Self::Outage, Service::S3) => Some(s3("ServiceUnavailable", "The service is down.")),
        }
    }
}

fn conflict(call: &Call) -> Response<Full<Bytes>> {
    if !call.operation.starts_with("Transact") {
        let error = json!({ "message": "Transaction is ongoing for the item" });
        return dynamodb(
            StatusCode::BAD_REQUEST,
            "TransactionConflictException",
            error,
        );
    }
    let reasons: Vec<Value> = (0..call.inner.len())
        .map(|item| match item {
            0 => json!({
                "Code": "TransactionConflict",
                "Message": "Transaction is ongoing for the item",
            }),
            _ => json!({ "Code": "None" }),
        })
        .collect();
    let codes: Vec<&str> = reasons
        .iter()
        .filter_map(|reason| reason["Code"].as_str())
        .collect();
    let message = format!(
        "Transaction canceled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    let error = json!({ "Message": message, "CancellationReasons": reasons });
    dynamodb(
        StatusCode::BAD_REQUEST,
        "TransactionCanceledException",
        error,
    )
}

fn dynamodb(status: StatusCode, code: &str, mut error: Value) -> Response<Full<Bytes>> {
    error["__type"] = json!(format!("com.amazonaws.dynamodb.v20120810#{code}"));
    answer(status, "application/x-amz-json-1.0", error.to_string())
}

fn secrets(status: StatusCode, code: &str) -> Response<Full<Bytes>> {
    let error = json!({ "__type": code, "message": "Not now." });
    answer(status, "application/x-amz-json-1.1", error.to_string())
}

fn ses(status: StatusCode, code: &str, message: &str) -> Response<Full<Bytes>> {
    let at_fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let xml = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error>\
         <Type>{at_fault}</Type><Code>{code}</Code><Message>{message}</Message>\
         </Error><RequestId>proxy</RequestId></ErrorResponse>"
    );
    answer(status, "text/xml", xml)
}

fn s3(code: &str, message: &str) -> Response<Full<Bytes>> {
    let xml = format!(
        "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>proxy</RequestId></Error>"
    );
    answer(StatusCode::SERVICE_UNAVAILABLE, "application/xml", xml)
}

fn answer(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let kind = http::HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
