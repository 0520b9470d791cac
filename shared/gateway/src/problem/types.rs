//! The types of problems: the last part of each `type`, its status, and the entry in `docs/problems.md`.

use http::StatusCode;
use std::fmt::Write;

/// A type of problem.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ProblemType {
    pub(super) slug: &'static str,
    pub(super) status: StatusCode,
    meaning: &'static str,
    cause: &'static str,
    remedy: &'static str,
}

/// Declares the types, and the list of all of them.
macro_rules! types {
    ($($name:ident: $slug:literal, $status:ident, $meaning:literal, $cause:literal, $remedy:literal;)*) => {
        $(pub(super) const $name: ProblemType = ProblemType {
            slug: $slug, status: StatusCode::$status, meaning: $meaning, cause: $cause, remedy: $remedy,
        };)*
        const ALL: &[ProblemType] = &[$($name),*];
    };
}

types! {
    BAD_REQUEST: "bad-request", BAD_REQUEST,
        "The body can't be read. Nothing was recorded.",
        "The body isn't one JSON object, or the form isn't percent-encoded UTF-8.",
        "Send what `detail` says. If it names a line and a column, the JSON breaks there.";
    AUTHENTICATION_REQUIRED: "authentication-required", UNAUTHORIZED,
        "The caller is unknown.",
        "The call isn't signed and has no token, or the token or password is wrong.",
        "Sign the call with AWS Signature Version 4, or send the token that [`StaffAccess` or `MachineAccess`](deploy.md#who-gets-in) expects.";
    INVALID_SIGNATURE: "invalid-signature", UNAUTHORIZED,
        "The signature of a callback or a delivery is missing, wrong or too old. Nothing was recorded.",
        "Another secret or another body was signed, or the clock of the sender is wrong by more than five minutes.",
        "Sign the exact bytes of the body at the time of each attempt ([partners.md](partners.md)).";
    INSUFFICIENT_PERMISSION: "insufficient-permission", FORBIDDEN,
        "The caller is known and has no role that allows this call.",
        "`ROLES` doesn't grant the role that `detail` names to this identity. A group with a space in its name has no role.",
        "Ask the administrator of the setting `ROLES` ([who gets in](deploy.md#who-gets-in)).";
    FOREIGN_ORIGIN: "foreign-origin", FORBIDDEN,
        "A script of another site called. Nothing was recorded.",
        "The setting that `detail` names doesn't list the site's origin.",
        "Add the origin exactly as browsers send it, such as `https://www.example.com`.";
    DIRECT_ACCESS: "direct-access", FORBIDDEN,
        "The call bypassed CloudFront. Nothing was recorded.",
        "`ORIGIN_SECRET` is set, and the call lacks it: it went to API Gateway's own address.",
        "Use the same path at the public address of the form.";
    NOT_FOUND: "not-found", NOT_FOUND,
        "Nothing has this address.",
        "The path, the reference or the token of a link is wrong or incomplete, or the email address or phone number isn't the one of the request. The response doesn't say which, so that it doesn't reveal who asked.",
        "Copy the whole `status_url` or link. Look a request up by its reference and the contact that it was sent with.";
    BROKEN_LINK: "broken-link", NOT_FOUND,
        "An unsubscribe link is incomplete. Nothing was changed.",
        "The link was cut, or the key that made it is gone.",
        "Copy the whole link from the email. Keep earlier keys in `UNSUBSCRIBE_KEYS`.";
    METHOD_NOT_ALLOWED: "method-not-allowed", METHOD_NOT_ALLOWED,
        "The address exists, but not for this method. Nothing was recorded.",
        "The call used another method than the route accepts.",
        "Use a method that the header `Allow` lists.";
    CONFLICT: "conflict", CONFLICT,
        "The action isn't possible now, or no longer.",
        "The request has another stage, someone changed it first (`version`), or another request must end first (`request`).",
        "Read the current state. Then decide again.";
    TOO_LARGE: "too-large", PAYLOAD_TOO_LARGE,
        "The body exceeds the limit of this address. Nothing was recorded.",
        "64 KB is the limit of most routes; [api.md](api.md) lists the others.",
        "Send less text, or several calls.";
    UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE,
        "The content type isn't one that this address reads. Nothing was recorded.",
        "`Content-Type` is neither `application/json` nor `application/x-www-form-urlencoded`.",
        "Send JSON with `Content-Type: application/json`.";
    INVALID_FIELDS: "invalid-fields", UNPROCESSABLE_ENTITY,
        "Fields are missing, wrong or unknown. Nothing was recorded.",
        "`errors` lists all of them at once, each with its path and what to send instead.",
        "Correct the fields and send the request again. You can use the same `Idempotency-Key`.";
    IDEMPOTENCY_KEY_REUSED: "idempotency-key-reused", UNPROCESSABLE_ENTITY,
        "The key was used before, with another body. The first request is recorded; this one isn't.",
        "The program sends one key for several requests, or changes a request before it retries.",
        "Make a new key for each request, and send the same bytes when you retry.";
    UNAVAILABLE: "unavailable", SERVICE_UNAVAILABLE,
        "A service that Honored depends on failed. It is unknown whether the request was recorded.",
        "DynamoDB or another AWS service refused a call or didn't answer in time.",
        "Wait for `Retry-After` seconds, then send the same bytes with the same `Idempotency-Key`: they count once.";
}

/// Returns the generated part of `docs/problems.md`: one entry per type.
#[must_use]
pub fn problems_page() -> String {
    let mut page = String::new();
    for kind in ALL {
        let ProblemType {
            slug,
            status,
            meaning,
            cause,
            remedy,
        } = kind;
        let status = status.as_u16();
        let _ = write!(
            page,
            "\n## {slug}\n\n`urn:honored:problem:{slug}`, status {status}. {meaning}\n\n- **Cause:** {cause}\n- **What to do:** {remedy}\n"
        );
    }
    page
}
