//! What the functions cost, measured as they are deployed: release binaries in processes of their own, fed through
//! the Runtime API, with the engines on loopback.
//!
//! Each benchmark prints a table in Markdown; `cargo bench -p benches` runs all of them. After `--`, `--quick` makes a
//! small run, to see that it works, and `--binaries DIR` takes binaries that are there instead of building them.

pub mod bare;
pub mod binaries;
pub mod calls;
pub mod in_process;
pub mod options;
pub mod prices;
pub mod process;
pub mod replay;
pub mod samples;
pub mod stand;
pub mod tls;

/// As the runner has it, for the engines that stand in: they are not what is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
