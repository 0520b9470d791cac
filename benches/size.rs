//! The size of each function as Lambda gets it, a zip that contains `bootstrap`:
//! `cargo bench -p benches --bench size`. With `-- --arm64 DIR`, it also measures binaries for arm64.
//!
//! This is the only place with limits for sizes. The benchmark fails if a function exceeds its limit.

use anyhow::{Result, ensure};
use benches::binaries::Binaries;
use benches::options::Options;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use local::Function;
use std::io::Write;
use std::path::Path;

/// The largest zip of a function, in bytes.
fn limit(function: Function) -> usize {
    match function {
        // These contain the client of S3.
        Function::DeadlineSweeper
        | Function::LinkActions
        | Function::EmailWebhook
        | Function::EmailIntake
        | Function::DeskApi
        | Function::DeskPages
        | Function::Suppression => 4_500_000,
        _ => 3_500_000,
    }
}

/// The bytes of a zip around its only deflated file: a local header, a central one, the end, and `bootstrap` twice.
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

fn main() -> Result<()> {
    let options = Options::read();
    let here = Binaries::ready(&options)?;
    let folder = options.folder("--arm64");
    let mut over = Vec::new();
    println!("| function | binary | zipped | zipped, arm64 | limit |");
    println!("| --- | --- | --- | --- | --- |");
    for function in Function::ALL {
        let (name, limit) = (function.name(), limit(function));
        let (size, zipped) = sizes(Path::new(&here.path(name)?))?;
        let arm64 = folder.as_ref().map(|folder| sizes(&find(folder, name)));
        let arm64 = arm64.transpose()?.map(|(_, zipped)| zipped);
        if zipped.max(arm64.unwrap_or_default()) > limit {
            over.push(name);
        }
        println!(
            "| {name} | {} | {} | {} | ≤ {:.1} MB |",
            mb(size),
            mb(zipped),
            arm64.map_or_else(|| "–".to_owned(), mb),
            limit as f64 / 1e6,
        );
    }
    ensure!(over.is_empty(), "over the limit: {}", over.join(", "));
    Ok(())
}

/// Returns the binary of a function, where cargo-lambda or cargo puts it.
fn find(folder: &Path, name: &str) -> std::path::PathBuf {
    let own = folder.join(name).join("bootstrap");
    if own.is_file() {
        own
    } else {
        folder.join(name)
    }
}

/// Returns the size of a file, and of the zip that contains it.
fn sizes(path: &Path) -> Result<(usize, usize)> {
    let bytes = std::fs::read(path)?;
    let mut zip = DeflateEncoder::new(Vec::new(), Compression::default());
    zip.write_all(&bytes)?;
    Ok((bytes.len(), zip.finish()?.len() + FRAME))
}

/// Formats bytes in decimal megabytes, the unit of the limits.
fn mb(bytes: usize) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}
