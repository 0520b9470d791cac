//! Inbound email: its links to requests, and email that opened no request.

pub(crate) mod email_refs;
pub(crate) mod linked_email;
pub(crate) mod progress;
pub(crate) mod replies;
pub(crate) mod retention;
pub(crate) mod triaged;
pub(crate) mod unopened;
