//! Lists the Fluent files: one `File` per file name, which returns that file's text in a language.
//!
//! A new folder is a new language, without a change of code. A function's binary contains only the files that it uses.

#![allow(
    clippy::disallowed_methods,
    reason = "Cargo passes folders to a build script as variables"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let root = Path::new(&root);
    println!("cargo::rerun-if-changed={}", root.display());
    let (mut languages, mut files) = (BTreeSet::new(), BTreeSet::new());
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            if let Some(name) = file?.file_name().to_string_lossy().strip_suffix(".ftl") {
                languages.insert(folder.file_name().to_string_lossy().into_owned());
                files.insert(name.to_owned());
            }
        }
    }
    let mut code = String::new();
    for file in &files {
        let _ = writeln!(
            code,
            "/// `{file}.ftl`.\npub(crate) const {constant}: File = File {{ name: {file:?}, text: {file} }};\n\nfn {file}(language: &str) -> Option<&'static str> {{\n    match language {{",
            constant = file.to_uppercase(),
        );
        for language in &languages {
            let path = root.join(language).join(format!("{file}.ftl"));
            if path.exists() {
                let _ = writeln!(
                    code,
                    "        {language:?} => Some(include_str!({path:?})),"
                );
            }
        }
        let _ = writeln!(code, "        _ => None,\n    }}\n}}");
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("files.rs"), code)
}
