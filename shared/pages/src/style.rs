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

/// The images that a page may show.
#[derive(Clone, Copy)]
pub(crate) struct Images {
    /// Images that are part of the page: the company's logo and icon.
    pub(crate) inline: bool,
    /// Images from the page's own origin. One of them makes the browser return its opt-out cookie.
    pub(crate) own: bool,
}

impl Images {
    /// Returns the directive, with a space before it. Without images it is empty.
    fn directive(self) -> String {
        let own = if self.own { " 'self'" } else { "" };
        let inline = if self.inline { " data:" } else { "" };
        match self.own || self.inline {
            true => format!(" img-src{own}{inline};"),
            false => String::new(),
        }
    }
}

/// Returns the policy: only the style sheet with this hash and these images, no other resources, no scripts, forms that post
/// only to their own origin, and frames only in pages of these origins.
pub(crate) fn content_security_policy(
    hash: &str,
    images: Images,
    frames_in: &[String],
) -> HeaderValue {
    policy(hash, &images.directive(), frames_in)
}

/// Returns the policy of staff pages: one script with this hash, which may read pages of its own origin.
pub(crate) fn policy_with_script(style: &str, script: &str, images: Images) -> HeaderValue {
    let images = images.directive();
    let more = format!("{images} script-src 'sha256-{script}'; connect-src 'self';");
    policy(style, &more, &[])
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
