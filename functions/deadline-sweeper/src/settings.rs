//! The settings of the sweeper.

use runtime::{Declared, Setting, settings};

/// How long closed requests are kept.
pub(crate) const RETENTION_MONTHS: Setting = Setting::optional(
    "RETENTION_MONTHS",
    "whole number from 24 to 600",
    "24",
    "How many months a closed request is kept before the requester is erased. California requires at least 24 (11 CCR § 7101(a)).",
);

/// Whether open requests get what a later law adds.
pub(crate) const LAW_CHANGES: Setting = Setting::optional(
    "LAW_CHANGES",
    "`apply` or `ignore`",
    "`apply`",
    "Whether an open request gets what a law that takes effect later adds for the requester: an appeal, an earlier date, a wider scope. `ignore` leaves each request under the law of its day of receipt.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    settings::TABLE,
    &[settings::RAW_MAIL_BUCKET],
    &[settings::INBOX_ADDRESS, settings::STAFF_ADDRESS],
    &[RETENTION_MONTHS, LAW_CHANGES],
];
