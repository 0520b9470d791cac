//! What all HTTP functions share: the origin check, the caller's identity, JSON responses and errors.
//!
//! Every router passes through [`Edge`] first. Functions for staff and machines then ask [`Authorizer`] for the caller.

mod authorizer;
mod edge;
mod idempotency;
pub mod json;
mod origins;
mod problem;
pub mod response;

pub use authorizer::{AccessDenied, Authorizer, Machine, Staff, UnreadableRoles};
pub use edge::{
    Edge, HEADER, NO_VIEWER, OriginSecret, Source, UnreadableSecret, VIEWER, VISITED_HOST,
    WRONG_SECRET,
};
pub use idempotency::IdempotencyKey;
pub use origins::{Allowed, Caller, Origins, UnreadableOrigins, list as origin_list};
pub use problem::{FieldError, PageText, Problem, RETRY_AFTER, problems_page};
