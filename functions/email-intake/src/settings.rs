//! The settings of `email-intake`.

use runtime::{Declared, Setting, settings};

/// The inbox's own groups.
pub(crate) const INBOX_GROUPS: Setting = Setting::optional(
    "INBOX_GROUPS",
    "email addresses or List-Ids, separated by commas",
    "none",
    "Groups (such as a Google Group) that deliver to the inbox. The author of a message is found behind them.",
);

/// The domains of colleagues.
pub(crate) const INBOX_COLLEAGUES: Setting = Setting::optional(
    "INBOX_COLLEAGUES",
    "domain names, separated by commas",
    "none",
    "Domains of colleagues. A message that a colleague forwards counts as its original author's.",
);

/// The server that checks inbound messages.
pub(crate) const INBOX_AUTHSERV_ID: Setting = Setting::optional(
    "INBOX_AUTHSERV_ID",
    "text",
    "authentication results are not kept",
    "The receiving server's name in `Authentication-Results`. Its results are kept as evidence. SES writes `amazonses.com`.",
);

/// Every setting that the function reads, by the capability that needs it.
pub const SETTINGS: Declared = &[
    settings::TABLE,
    &[settings::RAW_MAIL_BUCKET],
    &[settings::INBOX_ADDRESS, settings::TEXTS],
    &[settings::PRACTICES],
    &[INBOX_GROUPS, INBOX_COLLEAGUES, INBOX_AUTHSERV_ID],
];
