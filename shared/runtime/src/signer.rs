//! Signs requests to AWS that are made without the client of a service. AWS's own library computes the signature.

use crate::Clock;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningError, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use std::time::SystemTime;

/// Signs for one service in one region.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The credentials.
    pub identity: Identity,
    /// The region of the service.
    pub region: String,
    /// The name of the service in signatures.
    pub service: &'static str,
    /// The clock.
    pub clock: Clock,
}

impl Signer {
    /// Returns the headers that sign a `POST` of this body to this address. The signature covers `headers` and the host.
    ///
    /// # Errors
    /// [`SigningError`] if the address is not a URL.
    pub fn sign(
        &self,
        address: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Vec<(String, String)>, SigningError> {
        let parameters = SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(self.service)
            .time(SystemTime::from(self.clock.now()))
            .settings(SigningSettings::default())
            .build()
            .expect("every required parameter is set")
            .into();
        let (headers, body) = (headers.iter().copied(), SignableBody::Bytes(body));
        let request = SignableRequest::new("POST", address, headers, body)?;
        let (signature, _) = sign(request, &parameters)?.into_parts();
        let headers = signature.headers();
        Ok(headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect())
    }
}
