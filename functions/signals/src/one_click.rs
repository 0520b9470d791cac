//! The body of a one-click unsubscribe, as email programs send it (RFC 8058, section 3.1).

use axum::body::{Body, Bytes, to_bytes};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyDataStream, Full};
use multer::Multipart;
use pages::{PageText, Problem};

/// The maximum body size in bytes.
const MAX_BODY: usize = 8 * 1024;

/// The required field and its value.
const FIELD: &str = "List-Unsubscribe";
const VALUE: &str = "One-Click";

/// Checks a body, which may be either kind of form, or empty.
///
/// RFC 8058 requires the field, but people's programs also send nothing. A `POST` to a link with a valid token is a press:
/// scanners open links with `GET`.
///
/// # Errors
/// The problem to respond with, if the body is not a one-click unsubscribe.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<(), Problem> {
    let body = to_bytes(body, MAX_BODY).await;
    let body = body.map_err(|_| Problem::form_too_large())?;
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|sent| sent.to_str().ok());
    let pressed = match multer::parse_boundary(content_type.unwrap_or_default()) {
        Ok(boundary) => in_parts(body, boundary).await,
        Err(_) => form_urlencoded::parse(&body).any(|(name, value)| is_one_click(&name, &value)),
    };
    pressed.then_some(()).ok_or_else(|| Problem::bad_request("We changed nothing. Open the link in the email and press its button. A program must post the form field List-Unsubscribe=One-Click.").on_page(PageText::NotOneClick))
}

async fn in_parts(body: Bytes, boundary: String) -> bool {
    let mut parts = Multipart::new(BodyDataStream::new(Full::new(body)), boundary);
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let Ok(value) = part.text().await else {
            return false;
        };
        if is_one_click(&name, &value) {
            return true;
        }
    }
    false
}

fn is_one_click(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case(FIELD) && value.trim().eq_ignore_ascii_case(VALUE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    async fn pressed(content_type: &'static str, body: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        read(&headers, Body::from(body)).await.is_ok()
    }

    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=x";

    #[tokio::test]
    async fn both_kinds_of_form_unsubscribe() {
        assert!(pressed(FORM, "List-Unsubscribe=One-Click").await);
        assert!(pressed("", "List-Unsubscribe=One-Click").await);
        assert!(
            pressed(
                "application/x-www-form-urlencoded; charset=UTF-8",
                "a=b&list-unsubscribe=one-click\r\n"
            )
            .await
        );
        let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assert!(pressed(PARTS, parts).await);
    }

    #[tokio::test]
    async fn an_empty_body_unsubscribes() {
        for content_type in [FORM, PARTS, "", "application/json"] {
            assert!(pressed(content_type, "").await, "{content_type}");
            assert!(pressed(content_type, "\r\n").await, "{content_type}");
        }
    }

    #[tokio::test]
    async fn no_other_body_unsubscribes() {
        for body in [
            "List-Unsubscribe",
            "List-Unsubscribe=",
            "List-Unsubscribe=Two-Clicks",
            "Unsubscribe=One-Click",
        ] {
            assert!(!pressed(FORM, body).await, "{body}");
        }
        assert!(!pressed(PARTS, "List-Unsubscribe=One-Click").await);
        assert!(
            !pressed(
                PARTS,
                "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne"
            )
            .await
        );
        assert!(!pressed("application/json", "{\"List-Unsubscribe\":\"One-Click\"}").await);
    }
}
