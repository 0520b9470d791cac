//! Requests that AWS's own library signs, for whoever makes a call without the client of a service.

use crate::Clock;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningError, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use std::time::SystemTime;

/// Signs for one service in one region.
#[derive(Debug, Clone)]
pub struct Signer {
    /// By whom.
    pub identity: Identity,
    /// Where the service is.
    pub region: String,
    /// The service, by the name with which it signs.
    pub service: &'static str,
    /// When.
    pub clock: Clock,
}

impl Signer {
    /// The headers that sign a `POST` of this body to this address. They cover `headers` and the host.
    ///
    /// # Errors
    /// [`SigningError`] if the address is none.
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
            .expect("all that it asks for is given")
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
