//! The settings of `desk-pages`.

use gateway::{Authorizer, Edge};
use runtime::{Declared, Setting, settings};

/// The issuer of the tokens of staff.
pub(crate) const ISSUER: Setting = Setting::optional(
    "DESK_ISSUER",
    "URL",
    "no one can sign in",
    "The OpenID Connect issuer that signs staff in to the desk in the browser.",
);

/// The desk's client ID.
pub(crate) const CLIENT_ID: Setting = Setting::optional(
    "DESK_CLIENT_ID",
    "text",
    "no one can sign in",
    "The client ID of the desk at its issuer. Required with `DESK_ISSUER`.",
);

/// The desk's client secret.
pub(crate) const CLIENT_SECRET: Setting = Setting::optional(
    "DESK_CLIENT_SECRET",
    "text",
    "the desk is a public client: PKCE alone protects the sign-in",
    "The client secret of the desk at its issuer.",
)
.secret();

/// The code of the sign-in link that the local runner prints.
pub(crate) const LOCAL_SIGN_IN: Setting = Setting::optional(
    "LOCAL_SIGN_IN",
    "text",
    "no sign-in link works",
    "The code of the link that signs in to the desk once, with every role. It counts only where `BASE_URL` is `http` on this machine.",
)
.local();

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    &[settings::RAW_MAIL_BUCKET],
    Authorizer::SETTINGS,
    settings::COMPANY,
    &[settings::LINK_KEYS, settings::PARTNER_KEYS],
    &[settings::PRACTICES, settings::SECOND_APPROVER],
    &[ISSUER, CLIENT_ID, CLIENT_SECRET, LOCAL_SIGN_IN],
];
