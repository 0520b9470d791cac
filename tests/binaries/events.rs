//! Events of every kind, to every function.
