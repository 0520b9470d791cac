//! The settings of `desk-api`.

use gateway::{Authorizer, Edge};
use runtime::{Declared, settings};

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    &[settings::RAW_MAIL_BUCKET],
    Authorizer::SETTINGS,
    settings::COMPANY,
    &[settings::LINK_KEYS, settings::PARTNER_KEYS],
    &[settings::PRACTICES, settings::SECOND_APPROVER],
];
