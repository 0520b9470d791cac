//! Each function by itself.
