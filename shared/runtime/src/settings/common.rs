//! Settings that several functions read, by the capability that needs them.

use super::Setting;

/// How a ring of keys is written.
const KEY_RING: &str = "keys as `version:base64`, separated by commas; the first key signs";

/// The least severe level that is logged. Every function reads it at start.
pub const LOG_LEVEL: Setting = Setting::optional(
    "LOG_LEVEL",
    "`error`, `warn`, `info`, `debug` or `trace`",
    "`info`",
    "How much is logged. No level logs personal data.",
);

/// The name of the deployment, which is a dimension of each metric. Every function reads it at start.
pub const STACK_NAME: Setting = Setting::optional(
    "STACK_NAME",
    "text",
    "`local`",
    "The name of the CloudFormation stack. It is the dimension `Stack` of each metric, so that the alarms of two stacks in one account don't mix.",
);

/// The settings that every function reads at start, besides those that it declares.
pub const AT_START: [Setting; 2] = [LOG_LEVEL, STACK_NAME];

/// Variables that Lambda sets in every function, and optional variables of the AWS SDKs.
pub const PLATFORM: &[Setting] = &[
    AWS_REGION,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN,
    AWS_ENDPOINT_URL,
    SSL_CERT_FILE,
    SSL_CERT_DIR,
];

pub(crate) const AWS_REGION: Setting = Setting::required(
    "AWS_REGION",
    "name of a region",
    "The region of the function.",
);

pub(crate) const AWS_ACCESS_KEY_ID: Setting = Setting::required(
    "AWS_ACCESS_KEY_ID",
    "text",
    "The credentials of the function's role.",
);

pub(crate) const AWS_SECRET_ACCESS_KEY: Setting = Setting::required(
    "AWS_SECRET_ACCESS_KEY",
    "text",
    "The credentials of the function's role.",
);

pub(crate) const AWS_SESSION_TOKEN: Setting = Setting::optional(
    "AWS_SESSION_TOKEN",
    "text",
    "credentials without a session",
    "The credentials of the function's role.",
);

/// `AWS_ENDPOINT_URL_DYNAMODB` and so on take precedence for their service.
pub(crate) const AWS_ENDPOINT_URL: Setting = Setting::optional(
    "AWS_ENDPOINT_URL",
    "URL",
    "the service's address in the region",
    "The address of AWS services. `AWS_ENDPOINT_URL_DYNAMODB` and so on set the address of one service.",
);

pub(crate) const SSL_CERT_FILE: Setting = Setting::optional(
    "SSL_CERT_FILE",
    "path of a PEM file",
    "the roots of Amazon Trust Services",
    "The root certificates that a function trusts, for a proxy that opens TLS.",
);

pub(crate) const SSL_CERT_DIR: Setting = Setting::optional(
    "SSL_CERT_DIR",
    "path of a folder of PEM files",
    "the roots of Amazon Trust Services",
    "The same as `SSL_CERT_FILE`, for a folder.",
);

/// The DynamoDB table.
pub const TABLE_NAME: Setting = Setting::required(
    "TABLE_NAME",
    "name of a DynamoDB table",
    "The table that holds requests, emails and notifications.",
);

/// The keys of the index.
pub const INDEX_KEYS: Setting = Setting::required(
    "INDEX_KEYS",
    KEY_RING,
    "Keys of the hashes that the table uses to find an identifier. If you lose them, no existing record can be found.",
)
.secret();

/// The settings of the table.
pub const TABLE: &[Setting] = &[TABLE_NAME, INDEX_KEYS];

/// The bucket of raw mail.
pub const RAW_MAIL_BUCKET: Setting = Setting::required(
    "RAW_MAIL_BUCKET",
    "name of an S3 bucket",
    "The archive of inbound messages and of files that answer a request.",
);

/// The bucket of exports.
pub const EXPORT_BUCKET: Setting = Setting::required(
    "EXPORT_BUCKET",
    "name of an S3 bucket",
    "The bucket for exports of the suppression list.",
);

/// The company's name.
pub const COMPANY_NAME: Setting = Setting::required(
    "COMPANY_NAME",
    "text",
    "The company's name as consumers know it. It is on every page and in every email.",
);

/// The company's postal address.
pub const COMPANY_ADDRESS: Setting = Setting::required(
    "COMPANY_ADDRESS",
    "lines of text, separated by `|`",
    "The company's postal address.",
);

/// The privacy policy.
pub const PRIVACY_POLICY_URL: Setting = Setting::required(
    "PRIVACY_POLICY_URL",
    "URL that starts with `https://`",
    "The address of the privacy policy.",
);

/// The accent color.
pub const ACCENT_COLOR: Setting = Setting::optional(
    "ACCENT_COLOR",
    "`#` and six hexadecimal digits",
    "`#1d4f91`",
    "The accent color of pages and emails. It must be dark enough for white text.",
);

/// The company's own texts.
pub const TEXTS: Setting = Setting::optional(
    "TEXTS",
    "path of a folder",
    "the built-in texts",
    "The company's own texts for pages and emails, as Fluent files. In AWS they are in a Lambda layer, below `/opt`. A text that fails the checks in docs/languages.md is replaced by the built-in one. The checks don't replace counsel's review.",
);

/// The inbox's address.
pub const INBOX_ADDRESS: Setting = Setting::required(
    "INBOX_ADDRESS",
    "email address",
    "The privacy inbox. Messages to it are read as requests, and our emails come from it.",
);

/// The address of the pages.
pub const BASE_URL: Setting = Setting::required(
    "BASE_URL",
    "URL that starts with `https://`",
    "The address of the form. Links in emails start with it.",
);

/// The settings of the company, for pages and emails.
pub const COMPANY: &[Setting] = &[
    COMPANY_NAME,
    COMPANY_ADDRESS,
    PRIVACY_POLICY_URL,
    ACCENT_COLOR,
    TEXTS,
    INBOX_ADDRESS,
    BASE_URL,
];

/// The domain of the opt-out cookie.
pub const COOKIE_DOMAIN: Setting = Setting::optional(
    "COOKIE_DOMAIN",
    "domain name",
    "the host of `BASE_URL`",
    "The domain that the pages share with the company's sites, so that these sites get the opt-out cookie.",
);

/// The settings of the opt-out cookie.
pub const OPT_OUT_COOKIE: &[Setting] = &[COOKIE_DOMAIN, BASE_URL];

/// The keys of links.
pub const LINK_KEYS: Setting = Setting::required(
    "LINK_KEYS",
    KEY_RING,
    "Keys that sign the links in emails and on receipts.",
)
.secret();

/// The keys of accounts.
pub const ACCOUNT_KEYS: Setting = Setting::optional(
    "ACCOUNT_KEYS",
    KEY_RING,
    "account IDs are not verified, and no link fills in the form",
    "Keys that the company's site uses to sign account IDs and to seal links that fill in the form.",
)
.secret();

/// The keys of unsubscribe links.
pub const UNSUBSCRIBE_KEYS: Setting = Setting::required(
    "UNSUBSCRIBE_KEYS",
    KEY_RING,
    "Keys that sign unsubscribe links in the company's marketing emails.",
)
.secret();

/// The keys of partners.
pub const PARTNER_KEYS: Setting = Setting::required(
    "PARTNER_KEYS",
    KEY_RING,
    "Keys that each partner's webhook secret is derived from.",
)
.secret();

/// The staff's address.
pub const STAFF_ADDRESS: Setting = Setting::optional(
    "STAFF_ADDRESS",
    "email address other than `INBOX_ADDRESS`",
    "no digest and no alerts by email",
    "Where staff get the daily digest and alerts.",
);

/// The company's practices with data, which decide the rights that concern it.
pub const PRACTICES: Setting = Setting::optional(
    "PRACTICES",
    "`sensitive_data`, `automated_decisions`, `human_appeal` and `health_data`, separated by commas, or `none`",
    "`sensitive_data`",
    "What the company does with data. The form offers the rights that concern it, from their first day. `automated_decisions` are significant decisions about people (11 CCR § 7200). `human_appeal` is offered instead of an opt-out (11 CCR § 7221(b)(1)). With `health_data`, the laws of Washington and Nevada on consumer health data count for their residents (RCW 19.373.040, NRS 603A.505).",
);

/// The decisions that need two members of staff.
pub const SECOND_APPROVER: Setting = Setting::optional(
    "SECOND_APPROVER",
    "`denials` and `erasures`, separated by a comma",
    "one member of staff is enough",
    "The decisions of staff that count only when another member of staff sends the same: denials in whole or in part, and erasures.",
);

/// The sites that may show and send the form.
pub const FORM_ORIGINS: Setting = Setting::optional(
    "FORM_ORIGINS",
    "origins such as `https://www.example.com`, separated by commas",
    "no other site shows the form in a frame or reads the API’s responses",
    "The company's sites that may show the form and the receipt page in a frame, and whose scripts may send `POST /requests` and read the response. Write them exactly as browsers send their origin.",
);
