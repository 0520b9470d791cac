//! What AWS asks, in dollars: list prices of us-west-2 as assumed in November 2026, before any free tier. Transition them
//! here; nothing else knows a price.

/// What is counted, and what a million of it costs.
#[derive(Debug, Clone, Copy)]
pub struct Price {
    /// What it is.
    pub name: &'static str,
    /// Dollars for a million.
    pub a_million: f64,
}

const fn price(name: &'static str, a_million: f64) -> Price {
    Price { name, a_million }
}

/// A write unit of a table on demand.
pub const WRITE_UNIT: Price = price("DynamoDB write units", 0.625);
/// A read unit of a table on demand.
pub const READ_UNIT: Price = price("DynamoDB read units", 0.125);
/// An invocation of a function.
pub const INVOCATION: Price = price("Lambda invocations", 0.20);
/// A second of a function on arm64 for each gigabyte of its memory.
pub const GIGABYTE_SECOND: Price = price("Lambda GB-seconds", 13.333_4);
/// A call of the HTTP API.
pub const API_CALL: Price = price("HTTP API calls", 1.00);
/// A mail that leaves.
pub const MAIL_OUT: Price = price("mails sent by SES", 100.0);
/// A mail that comes; its chunks of 256 KB are cents beside it.
pub const MAIL_IN: Price = price("mails received by SES", 100.0);
/// An object that is stored.
pub const S3_PUT: Price = price("S3 writes", 5.0);
/// An object that is read.
pub const S3_GET: Price = price("S3 reads", 0.40);
/// A call of a queue: a message is sent, received and deleted.
pub const SQS_CALL: Price = price("SQS calls", 0.40);

/// What an invocation is billed for here: memory in gigabytes, and seconds. A call of the store takes most of it.
pub const BILLED: (f64, f64) = (0.25, 0.02);
