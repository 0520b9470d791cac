//! The root certificates that AWS clients trust.
//!
//! AWS endpoints use certificates of the five roots of Amazon Trust Services, which expire from 2037 to 2040. AWS asks
//! clients with their own list to trust all five. The binary contains them, because parsing the system's 145 roots took a
//! quarter of each cold start. `SSL_CERT_FILE` or `SSL_CERT_DIR` replaces them, for example for a proxy that opens TLS.
//!
//! Source: <https://www.amazontrust.com/repository/>.

use crate::settings::{SSL_CERT_DIR, SSL_CERT_FILE, Settings};
use aws_smithy_http_client::tls::TrustStore;

const AMAZON: &[u8] = include_bytes!("amazon_trust_services.pem");

/// Returns the roots that the settings name, or Amazon's.
pub(super) fn trusted(settings: &Settings) -> TrustStore {
    let replaced = [SSL_CERT_FILE, SSL_CERT_DIR];
    if replaced.iter().any(|one| settings.peek(one.name).is_some()) {
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

    /// SHA-256 of each certificate, as AWS publishes them.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e", // Amazon Root CA 1
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4", // Amazon Root CA 2
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4", // Amazon Root CA 3
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092", // Amazon Root CA 4
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5", // Starfield Services G2
    ];

    #[test]
    fn the_binary_contains_the_roots_that_aws_publishes() {
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
