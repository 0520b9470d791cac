//! What every HTTP function shares: the check of the edge, the caller's identity, and JSON responses.
//!
//! Every router passes through [`Edge`] first. Functions for staff and machines then ask [`Authorizer`] who calls.

mod authorizer;
mod edge;
pub mod response;

pub use authorizer::{AccessDenied, Authorizer, Machine, Staff, UnreadableRoles};
pub use edge::{Edge, HEADER, OriginSecret, Source, UnreadableSecret, WRONG_SECRET};
