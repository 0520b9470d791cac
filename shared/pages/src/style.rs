//! The style sheet, and the content security policy that allows only this style sheet.

use data_encoding::BASE64;
use domain::company::Color;
use http::HeaderValue;
use sha2::{Digest, Sha256};

/// Returns the style sheet with the company's color.
pub(crate) fn sheet(accent: Color) -> String {
    format!(":root{{--accent:{accent}}}\n{}", include_str!("style.css"))
}

/// Returns the hash of a style sheet for the policy (CSP level 3, section 2.3.1).
pub(crate) fn hash(style: &str) -> String {
    BASE64.encode(&Sha256::digest(style))
}

/// Returns the policy: only the style sheet with this hash, no other resources, no scripts, no frames, and forms that post
/// only to their own origin.
pub(crate) fn content_security_policy(hash: &str) -> HeaderValue {
    policy(hash, "")
}

/// Returns the policy with images from the page's own origin. The image makes the browser return its opt-out cookie.
pub(crate) fn policy_with_own_images(hash: &str) -> HeaderValue {
    policy(hash, " img-src 'self';")
}

fn policy(hash: &str, images: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}';{images} form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("Base64 is ASCII")
}
