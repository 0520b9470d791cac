//! The same functions in one process: DynamoDB, S3, SES and a privacy inbox on loopback.
//!
//! Nothing here is a stand-in for our own code. The functions are the ones that run in Lambda, with the
//! same clients; what differs is who answers them.

mod arrivals;
pub mod binaries;

mod events;

pub mod options;
mod outbox;
mod partner;
mod queue;
mod routes;
mod secrets;
mod system;
pub mod time;
mod time_travel;

pub use queue::Queue;
pub use routes::{Function, GUARDED, ROUTES};
pub use system::{RunnerOptions, System};
