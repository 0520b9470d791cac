//! The binaries of the functions, built as for a deployment.

use crate::options::Options;
use anyhow::{Context, Result, ensure};
use local::Function;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The minimal function, for comparison.
pub const HELLO: &str = "hello";

/// The folder of the binaries.
#[derive(Debug)]
pub struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// Takes the folder after `--binaries`. Without this option, builds all binaries at once, so every benchmark uses the
    /// same ones.
    ///
    /// # Errors
    /// If they can't be built.
    pub fn ready(options: &Options) -> Result<Self> {
        if let Some(folder) = options.folder("--binaries") {
            return Ok(Self { folder });
        }
        let names = Function::ALL.map(Function::name);
        let packages = names.iter().chain([&HELLO]).flat_map(|of| ["-p", of]);
        let built = Command::new(env!("CARGO"))
            .args(["build", "--release", "--bins"])
            .args(packages)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .context("cargo can't be started")?;
        ensure!(built.success(), "the functions can't be built");
        // This process is target/<profile>/deps/<name>.
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(3).context("no target folder")?;
        Ok(Self {
            folder: target.join("release"),
        })
    }

    /// Returns the path of a binary.
    ///
    /// # Errors
    /// If the file doesn't exist.
    pub fn path(&self, name: &str) -> Result<String> {
        let path = self.folder.join(name);
        ensure!(path.is_file(), "{} is missing", path.display());
        text(&path)
    }
}

/// Returns a path as text.
pub(crate) fn text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.with_context(|| format!("{} is not UTF-8", path.display()))
}
