//! AWS prices in dollars: list prices of us-west-2, as assumed in November 2026, without a free tier. Change prices only
//! here.

/// A unit that is counted, and its price.
#[derive(Debug, Clone, Copy)]
pub struct Price {
    /// The name of the unit.
    pub name: &'static str,
    /// The price of a million units, in dollars.
    pub a_million: f64,
}

const fn price(name: &'static str, a_million: f64) -> Price {
    Price { name, a_million }
}

/// A write unit of an on-demand table.
pub const WRITE_UNIT: Price = price("DynamoDB write units", 0.625);
/// A read unit of an on-demand table.
pub const READ_UNIT: Price = price("DynamoDB read units", 0.125);
/// An invocation of a function.
pub const INVOCATION: Price = price("Lambda invocations", 0.20);
/// A second of a function on arm64, for each gigabyte of memory.
pub const GIGABYTE_SECOND: Price = price("Lambda GB-seconds", 13.333_4);
/// A call of the HTTP API.
pub const API_CALL: Price = price("HTTP API calls", 1.00);
/// An email that is sent.
pub const MAIL_OUT: Price = price("mails sent by SES", 100.0);
/// An email that is received. The price of its chunks of 256 KB is negligible.
pub const MAIL_IN: Price = price("mails received by SES", 100.0);
/// An object that is stored.
pub const S3_PUT: Price = price("S3 writes", 5.0);
/// An object that is read.
pub const S3_GET: Price = price("S3 reads", 0.40);
/// A call of a queue: sending, receiving or deleting a message.
pub const SQS_CALL: Price = price("SQS calls", 0.40);

/// The billed size of an invocation: memory in gigabytes, and seconds. Calls to the table take most of the time.
pub const BILLED: (f64, f64) = (0.25, 0.02);
