//! The index `due`: pending work by kind and time, in pages, in rows, and compared with the table.

pub(crate) mod compare;
pub(crate) mod entry;
pub(crate) mod heartbeat;
pub(crate) mod kind;
pub(crate) mod pages;
pub(crate) mod rows;
pub(crate) mod scan;
pub(crate) mod shards;
