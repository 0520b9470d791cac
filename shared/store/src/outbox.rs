//! The outbox: pending emails, from the transition that causes them to what SES reports about them.

pub(crate) mod email;
pub(crate) mod events;
pub(crate) mod key;
pub(crate) mod queue;
pub(crate) mod rate_limit;
pub(crate) mod staff_actions;
pub(crate) mod staff_emails;
pub(crate) mod summary;
pub(crate) mod together;
