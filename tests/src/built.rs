//! Where the functions' binaries are.

use local::Function;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the binaries: the one that `HONORED_BINARIES` names, as after
/// `cargo build --release --bins --workspace`; without it, those that cargo builds beside the tests.
///
/// # Panics
/// If one of them is missing, or can't be built.
#[must_use]
pub fn binaries() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "which binaries is asked of whoever runs the tests"
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

/// The workspace, from which a folder is named: tests run in their own package's.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Has cargo build them as it does for the functions' own tests, so that after `cargo test --workspace` nothing is left to
/// do, and asks it where they are.
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
    let complaints = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{complaints}");
    let said = String::from_utf8_lossy(&built.stdout);
    let binary = said.lines().find_map(|line| {
        let artifact: Value = serde_json::from_str(line).ok()?;
        let is_binary = artifact["target"]["name"] == Function::FormIntake.name()
            && artifact["target"]["kind"][0] == "bin";
        let path = artifact["executable"].as_str().filter(|_| is_binary)?;
        Some(PathBuf::from(path))
    });
    let binary = binary.expect("cargo builds the binaries of what it tests");
    binary.parent().map(Path::to_owned).expect("a folder")
}
