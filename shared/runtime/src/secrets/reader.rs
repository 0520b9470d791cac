//! Calls `GetSecretValue` without the SDK's client. AWS's own library signs the request.
//!
//! Every function makes this call before its first response. The client of the whole service took a sixth of each cold
//! start, because the SDK parses the endpoint rules of each service.
//!
//! Sources: <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>,
//! <https://docs.aws.amazon.com/general/latest/gr/asm.html> (endpoints).

use crate::Signer;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The name of Secrets Manager in signatures and host names.
pub(crate) const SERVICE: &str = "secretsmanager";

/// The timeout of one attempt.
const PATIENCE: Duration = Duration::from_secs(2);

/// The waiting times before the second and the third attempt.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// Reads secrets.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) connector: SharedHttpConnector,
    pub(crate) signer: Signer,
    pub(crate) url: String,
}

/// The reason why a secret was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotRead {
    /// Secrets Manager refused with this error code.
    Refused(String),
    /// Secrets Manager did not answer, or sent an unknown response.
    Unreached,
}

/// The body of a successful response.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    secret_string: Option<String>,
}

/// The body of an error.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    code: String,
}

impl Reader {
    /// Returns the text of a secret, or `None` if it holds binary data.
    pub(super) async fn text(&self, secret: &str) -> Result<Option<String>, NotRead> {
        let mut pauses = PAUSES.iter();
        loop {
            let tried = timeout(PATIENCE, self.try_once(secret)).await;
            let why = match tried.unwrap_or(Err(NotRead::Unreached)) {
                Ok(text) => return Ok(text),
                Err(why) => why,
            };
            match pauses.next() {
                Some(pause) if why.is_temporary() => sleep(*pause).await,
                _ => return Err(why),
            }
        }
    }

    async fn try_once(&self, secret: &str) -> Result<Option<String>, NotRead> {
        let body = serde_json::json!({ "SecretId": secret }).to_string();
        let request = self.signed(body).ok_or(NotRead::Unreached)?;
        let answer = self.connector.call(request).await;
        let answer: HttpResponse = answer.map_err(|_| NotRead::Unreached)?;
        let status = answer.status();
        let body = ByteStream::new(answer.into_body()).collect().await;
        let body = body.map_err(|_| NotRead::Unreached)?.into_bytes();
        if status.is_success() {
            let answer = serde_json::from_slice::<Answer>(&body);
            return answer
                .map(|answer| answer.secret_string)
                .map_err(|_| NotRead::Unreached);
        }
        Err(NotRead::of(status, &body))
    }

    /// Returns the signed request, or `None` if the endpoint is not a URL.
    fn signed(&self, body: String) -> Option<HttpRequest> {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "secretsmanager.GetSecretValue"),
        ];
        let signature = self
            .signer
            .sign(&self.url, &headers, body.as_bytes())
            .ok()?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").ok()?;
        request.set_uri(self.url.as_str()).ok()?;
        let all = request.headers_mut();
        for (name, value) in headers {
            all.insert(name, value);
        }
        for (name, value) in signature {
            all.insert(name, value);
        }
        Some(request)
    }
}

impl NotRead {
    fn of(status: StatusCode, body: &[u8]) -> Self {
        match serde_json::from_slice::<Refusal>(body) {
            // The code may have the name of its model as a prefix.
            Ok(Refusal { code }) => {
                let code = code.rsplit_once('#').map_or(&*code, |(_, code)| code);
                Self::Refused(code.to_owned())
            }
            Err(_) if status.is_client_error() => Self::Refused(status.as_u16().to_string()),
            Err(_) => Self::Unreached,
        }
    }

    /// Reports whether a retry may succeed.
    fn is_temporary(&self) -> bool {
        match self {
            Self::Unreached => true,
            Self::Refused(code) => matches!(
                code.as_str(),
                "ThrottlingException" | "InternalServiceError" | "InternalFailure"
            ),
        }
    }
}

/// Returns the address of Secrets Manager in a region.
pub(crate) fn endpoint(region: &str) -> String {
    let suffix = match region.starts_with("cn-") {
        true => "amazonaws.com.cn",
        false => "amazonaws.com",
    };
    format!("https://{SERVICE}.{region}.{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;
    use crate::secrets::vault::Vault;
    use aws_credential_types::Credentials;

    fn reader(vault: &Vault) -> Reader {
        let session = Some("session".to_owned());
        Reader {
            connector: SharedHttpConnector::new(vault.clone()),
            signer: Signer {
                identity: Credentials::new("key", "secret", session, None, "test").into(),
                region: "us-west-2".to_owned(),
                service: SERVICE,
                clock: Clock::of(|| "2026-11-21T18:00:00Z".parse().unwrap()),
            },
            url: endpoint("us-west-2"),
        }
    }

    /// The expected signature was computed by hand, by AWS's guide to Signature Version 4.
    #[test]
    fn a_request_is_signed_for_the_service_and_the_session() {
        let request = reader(&Vault::default()).signed(r#"{"SecretId":"planted"}"#.to_owned());
        let request = request.unwrap();
        let header = |name| request.headers().get(name).unwrap();
        assert_eq!(
            request.uri(),
            "https://secretsmanager.us-west-2.amazonaws.com"
        );
        assert_eq!(header("x-amz-target"), "secretsmanager.GetSecretValue");
        assert_eq!(header("x-amz-security-token"), "session");
        assert_eq!(header("x-amz-date"), "20261121T180000Z");
        assert_eq!(
            header("authorization"),
            "AWS4-HMAC-SHA256 Credential=key/20261121/us-west-2/secretsmanager/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, \
             Signature=03a96a62f80013b09d38fb0163476bd9fb51c0100e3bc1c9c9e569754d7b0eff"
        );
    }

    #[tokio::test]
    async fn a_temporary_error_is_tried_three_times_and_a_permanent_one_once() {
        let vault = Vault::default();
        for (code, times) in [("ThrottlingException", 3), ("AccessDeniedException", 1)] {
            vault.refuse(Some(code));
            let before = vault.reads();
            let refused = reader(&vault).text("planted").await;
            assert_eq!(refused, Err(NotRead::Refused(code.to_owned())));
            assert_eq!(vault.reads() - before, times, "{code}");
        }
    }

    #[test]
    fn a_code_is_read_with_and_without_its_model() {
        let refused = |status: u16, body: &[u8]| NotRead::of(status.try_into().unwrap(), body);
        let named = NotRead::Refused("AccessDeniedException".to_owned());
        let body = br#"{"__type":"com.amazonaws.secretsmanager#AccessDeniedException"}"#;
        assert_eq!(refused(400, body), named);
        assert_eq!(
            refused(400, br#"{"__type":"AccessDeniedException"}"#),
            named
        );
        assert_eq!(refused(403, b"<html>"), NotRead::Refused("403".to_owned()));
        assert_eq!(refused(503, b""), NotRead::Unreached);
    }

    #[test]
    fn the_endpoint_is_in_the_region() {
        assert_eq!(
            endpoint("eu-central-1"),
            "https://secretsmanager.eu-central-1.amazonaws.com"
        );
        assert_eq!(
            endpoint("cn-north-1"),
            "https://secretsmanager.cn-north-1.amazonaws.com.cn"
        );
    }
}
