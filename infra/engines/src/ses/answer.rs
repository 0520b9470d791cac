//! The responses of SES: small XML documents.

use http::{Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;

use super::order::{Action, Refusal};

/// The namespace of every response.
const NAMESPACE: &str = "http://ses.amazonaws.com/doc/2010-12-01/";

/// Returns the response for an accepted email with this ID.
pub(super) fn sent(action: Action, message_id: &str) -> Response<Full<Bytes>> {
    let name = action.name();
    let request = request_id();
    let message_id = escaped(message_id);
    document(
        StatusCode::OK,
        &request,
        format!(
            "<{name}Response xmlns=\"{NAMESPACE}\">\
             <{name}Result><MessageId>{message_id}</MessageId></{name}Result>\
             <ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata>\
             </{name}Response>"
        ),
    )
}

/// Returns the response for a refused email.
pub(super) fn refused(refusal: &Refusal) -> Response<Full<Bytes>> {
    error(StatusCode::BAD_REQUEST, refusal.code, &refusal.message)
}

/// Returns the response for throttling.
pub(super) fn throttled() -> Response<Full<Bytes>> {
    error(
        StatusCode::BAD_REQUEST,
        "Throttling",
        "Maximum sending rate exceeded.",
    )
}

/// Returns the response for a rejected email.
pub(super) fn message_rejected() -> Response<Full<Bytes>> {
    error(
        StatusCode::BAD_REQUEST,
        "MessageRejected",
        "A test made this email fail.",
    )
}

/// Returns the response for an internal failure.
pub(super) fn server_error() -> Response<Full<Bytes>> {
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalFailure",
        "The request could not be served.",
    )
}

fn error(status: StatusCode, code: &str, message: &str) -> Response<Full<Bytes>> {
    let at_fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let request = request_id();
    let (code, message) = (escaped(code), escaped(message));
    document(
        status,
        &request,
        format!(
            "<ErrorResponse xmlns=\"{NAMESPACE}\">\
             <Error><Type>{at_fault}</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>{request}</RequestId></ErrorResponse>"
        ),
    )
}

/// The response has no `Date` header. The client would set its clock by that header, and the clock of a test may be years
/// away from the machine's.
fn document(status: StatusCode, request: &str, xml: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(xml)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        http::HeaderValue::from_static("text/xml"),
    );
    if let Ok(id) = http::HeaderValue::from_str(request) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}

fn request_id() -> String {
    super::order::random_id().unwrap_or_else(|_| "00000000-0000-0000-0000-000000000000".to_owned())
}

/// Escapes a text for XML. Characters that XML can't contain become a question mark.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push('?'),
            c => out.push(c),
        }
    }
    out
}
