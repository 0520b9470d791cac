//! Requests: intake, commands, and the transactions that write them.

pub(crate) mod actions;
pub(crate) mod browser_limit;
pub(crate) mod conflict;
pub(crate) mod counted;
pub(crate) mod downloads;
pub(crate) mod earlier_responses;
pub(crate) mod intake;
pub(crate) mod lookup;
pub(crate) mod operations;
pub(crate) mod parts;
pub(crate) mod staff_actions;
pub(crate) mod transitions;
pub(crate) mod uniqueness;
