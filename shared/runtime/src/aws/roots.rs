//! Whom to trust to be AWS.
//!
//! The clients speak with AWS alone, whose endpoints stand on the five roots of Amazon Trust Services; AWS asks
//! whoever keeps a list of his own to trust all five, which end in 2037 to 2040. They are part of the binary, since
//! to read the system's 145 roots took a quarter of each cold start. Where something else is to be trusted, such as
//! a proxy that opens TLS, `SSL_CERT_FILE` or `SSL_CERT_DIR` says where its roots are, as it does to OpenSSL.
//!
//! Source: <https://www.amazontrust.com/repository/>.

use crate::Settings;
use aws_smithy_http_client::tls::TrustStore;

const AMAZON: &[u8] = include_bytes!("amazon_trust_services.pem");

/// The roots that the settings name, or else Amazon's.
pub(super) fn trusted(settings: &Settings) -> TrustStore {
    let names = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
    if names.iter().any(|name| settings.peek(name).is_some()) {
        return TrustStore::default();
    }
    TrustStore::empty().with_pem_certificate(AMAZON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use domain::digest::Digest;
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;

    /// As AWS publishes them: SHA-256 of each certificate.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e", // Amazon Root CA 1
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4", // Amazon Root CA 2
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4", // Amazon Root CA 3
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092", // Amazon Root CA 4
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5", // Starfield Services G2
    ];

    #[test]
    fn the_roots_of_the_binary_are_those_that_aws_publishes() {
        let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(AMAZON).collect();
        let roots = roots.unwrap();
        let fingerprint = |root| HEXLOWER.encode(Digest::of(root).as_bytes());
        let fingerprints: Vec<_> = roots.iter().map(|root| fingerprint(root)).collect();
        assert_eq!(fingerprints, FINGERPRINTS);
        for root in &roots {
            assert!(webpki::anchor_from_trusted_cert(root).is_ok());
        }
    }
}
