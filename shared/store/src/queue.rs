//! The queue of the desk: the index `queue`, which has each request in the order in which staff work on it.
//!
//! The index `due` is in the order of the next checks, which only the sweeper needs. This index is in the order of the due
//! dates, by what staff have to do. So a page of a view reads its own page, however many requests are open.

pub(crate) mod assignee;
pub(crate) mod counts;
pub(crate) mod entry;
pub(crate) mod merge;
pub(crate) mod pages;
pub(crate) mod view;
