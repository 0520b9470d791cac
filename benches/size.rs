//! How large each function is as Lambda gets it, a zip that holds `bootstrap`:
//! `cargo bench -p benches --bench size`, and with `-- --arm64 DIR` also of binaries for arm64.

use anyhow::Result;
use benches::binaries::Binaries;
use benches::options::Options;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use local::Function;
use std::io::Write;
use std::path::Path;

/// What a zip holds beside the one deflated file: a local header, a central one, the end; `bootstrap` twice.
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

/// The functions with a client of S3.
const WITH_S3: [Function; 6] = [
    Function::DeadlineSweeper,
    Function::LinkActions,
    Function::EmailWebhook,
    Function::EmailIntake,
    Function::Desk,
    Function::Suppression,
];

fn main() -> Result<()> {
    let options = Options::read();
    let here = Binaries::ready(&options)?;
    let arm64 = options.folder("--arm64");
    println!("| function | binary | zipped | zipped, arm64 | target |");
    println!("| --- | --- | --- | --- | --- |");
    for function in Function::ALL {
        let name = function.name();
        let (size, zipped) = sizes(Path::new(&here.path(name)?))?;
        let arm64 = match &arm64 {
            Some(folder) => mb(sizes(&find(folder, name))?.1),
            None => "–".to_owned(),
        };
        let target = if WITH_S3.contains(&function) {
            "4.5"
        } else {
            "3.5"
        };
        println!(
            "| {name} | {} | {} | {arm64} | ≤ {target} MB |",
            mb(size),
            mb(zipped)
        );
    }
    Ok(())
}

/// Where cargo-lambda puts a function, or cargo.
fn find(folder: &Path, name: &str) -> std::path::PathBuf {
    let own = folder.join(name).join("bootstrap");
    if own.is_file() {
        own
    } else {
        folder.join(name)
    }
}

/// A file's size, and that of the zip which holds it.
fn sizes(path: &Path) -> Result<(usize, usize)> {
    let bytes = std::fs::read(path)?;
    let mut zip = DeflateEncoder::new(Vec::new(), Compression::default());
    zip.write_all(&bytes)?;
    Ok((bytes.len(), zip.finish()?.len() + FRAME))
}

/// Megabytes as the limits count them.
fn mb(bytes: usize) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}
