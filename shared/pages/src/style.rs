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

/// Returns the policy: only the style sheet with this hash, no other resources, no scripts, forms that post only to their
/// own origin, and frames only in pages of these origins.
pub(crate) fn content_security_policy(hash: &str, frames_in: &[String]) -> HeaderValue {
    policy(hash, "", frames_in)
}

/// Returns the policy with images from the page's own origin. The image makes the browser return its opt-out cookie.
pub(crate) fn policy_with_own_images(hash: &str, frames_in: &[String]) -> HeaderValue {
    policy(hash, " img-src 'self';", frames_in)
}

/// Returns the policy of staff pages: one script with this hash, which may read pages of its own origin.
pub(crate) fn policy_with_script(style: &str, script: &str) -> HeaderValue {
    let script = format!(" script-src 'sha256-{script}'; connect-src 'self';");
    policy(style, &script, &[])
}

fn policy(hash: &str, more: &str, frames_in: &[String]) -> HeaderValue {
    let frames = match frames_in {
        [] => "'none'".to_owned(),
        origins => origins.join(" "),
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}';{more} form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    );
    HeaderValue::try_from(policy).expect("Base64 and origins are ASCII")
}
