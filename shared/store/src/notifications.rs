//! Notifications to partners: fan-out, deliveries, and progress.

pub(crate) mod deliveries;
pub(crate) mod partners;
pub(crate) mod pending;
pub(crate) mod progress;
pub(crate) mod staff_actions;
