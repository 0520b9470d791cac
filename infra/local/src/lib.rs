//! The system on one machine: the functions in one process; DynamoDB, S3, SES and a privacy inbox on loopback.
//!
//! The functions are the code that runs in Lambda, with the same AWS clients. Only the services are different.

mod arrivals;
mod background;
pub mod binaries;
mod company;
mod data_folder;
mod events;
mod functions;
mod in_process;
pub mod options;
mod outbox;
mod partner;
mod queue;
mod routes;
mod secrets;
pub mod settings;
mod system;
mod texts_page;
pub mod time;
mod time_travel;

pub use functions::{Function, Functions};
pub use queue::Queue;
pub use routes::{GUARDED, ROUTES};
pub use system::{RunnerOptions, System};
