//! Finds or builds the functions' binaries.

use local::Function;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Returns the folder of the binaries: `HONORED_BINARIES`, or the folder where cargo builds them for the tests.
///
/// `cargo build --release --bins --workspace` fills a folder for `HONORED_BINARIES`.
///
/// # Panics
/// If a binary is missing or can't be built.
#[must_use]
pub fn binaries() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the person who runs the tests chooses the binaries"
        )]
        let named = std::env::var_os("HONORED_BINARIES");
        let folder = named.map_or_else(build, |folder| workspace().join(folder));
        for function in Function::ALL {
            let binary = folder.join(function.name());
            assert!(
                binary.is_file(),
                "{} is missing; build it, or name another folder in HONORED_BINARIES",
                binary.display()
            );
        }
        folder
    })
}

/// Returns the workspace's root. Tests run in their package's folder, and `HONORED_BINARIES` is relative to the root.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds the binaries as cargo does for the functions' own tests, and returns their folder. After `cargo test --workspace` they
/// are up to date already.
fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["test", "--no-run", "--workspace", "--test", "lambda"])
        .args(["--message-format", "json"])
        .current_dir(workspace());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let built = cargo.output().expect("cargo can be run");
    let errors = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{errors}");
    let output = String::from_utf8_lossy(&built.stdout);
    let binary = output.lines().find_map(|line| {
        let artifact: Value = serde_json::from_str(line).ok()?;
        let is_binary = artifact["target"]["name"] == Function::FormIntake.name()
            && artifact["target"]["kind"][0] == "bin";
        let path = artifact["executable"].as_str().filter(|_| is_binary)?;
        Some(PathBuf::from(path))
    });
    let binary = binary.expect("cargo builds the binaries of what it tests");
    binary.parent().map(Path::to_owned).expect("a folder")
}
