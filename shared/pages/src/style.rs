//! The style sheet and the policy that allows it, and nothing else, on a page.

use data_encoding::BASE64;
use domain::company::Color;
use http::HeaderValue;
use sha2::{Digest, Sha256};

/// The style sheet in the company's color.
pub(crate) fn sheet(accent: Color) -> String {
    format!(":root{{--accent:{accent}}}\n{}", include_str!("style.css"))
}

/// The hash by which a policy knows a style sheet (CSP level 3, section 2.3.1).
pub(crate) fn hash(style: &str) -> String {
    BASE64.encode(&Sha256::digest(style))
}

/// A policy under which a page, with the style sheet of this hash, can't load, run or be framed by anything, and can
/// only post to its own origin.
pub(crate) fn content_security_policy(hash: &str) -> HeaderValue {
    policy(hash, "")
}

/// The same, for a page that loads an image of its own origin: with it the opt-out cookie comes back.
pub(crate) fn policy_with_own_images(hash: &str) -> HeaderValue {
    policy(hash, " img-src 'self';")
}

fn policy(hash: &str, besides: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}';{besides} form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("Base64 is ASCII")
}
