//! Benchmarks of the functions as they are deployed: release binaries in their own processes, invoked through the Runtime
//! API, with the engines on loopback.
//!
//! Each benchmark prints a table in Markdown. `cargo bench -p benches` runs all of them. After `--`, `--quick` makes a small
//! run as a check, and `--binaries DIR` uses existing binaries instead of building them.

pub mod app;
pub mod bare;
pub mod binaries;
pub mod calls;
pub mod in_process;
pub mod options;
pub mod prices;
pub mod process;
pub mod replay;
pub mod samples;
pub mod tls;

/// The allocator of the local runner, for the engines. The functions run in their own processes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
