//! The settings of `status-lookup`.

use domain::figures::People;
use gateway::Edge;
use runtime::{Declared, Setting, settings};

/// Whose requests the public metrics count.
pub(crate) const PUBLIC_METRICS: Setting = Setting::optional(
    "PUBLIC_METRICS",
    "`all` or `californians`",
    "no page",
    "Publishes the metrics of each calendar year that has ended at `/metrics`, as a page, JSON and CSV (11 CCR § 7102). They count the requests of everyone, or those of Californians and of people whose residence is unknown.",
);

/// Parses [`PUBLIC_METRICS`].
pub(crate) fn people(text: &str) -> Result<People, &'static str> {
    let found = People::ALL.into_iter().find(|one| one.as_str() == text);
    found.ok_or("use all or californians")
}

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    Edge::SETTINGS,
    settings::TABLE,
    settings::OPT_OUT_COOKIE,
    &[settings::LINK_KEYS, settings::FORM_ORIGINS, PUBLIC_METRICS],
    settings::COMPANY,
];
