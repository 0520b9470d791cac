//! The options of a benchmark, after `--`.

use std::path::{Path, PathBuf};

/// The command line.
#[derive(Debug)]
pub struct Options {
    words: Vec<String>,
}

impl Options {
    /// Reads the command line of this process.
    #[must_use]
    pub fn read() -> Self {
        Self {
            words: std::env::args().skip(1).collect(),
        }
    }

    /// Returns the number after `--name`. The default is `full`, or `quick` with `--quick`.
    ///
    /// # Panics
    /// If the next word is not a number.
    #[must_use]
    pub fn number(&self, name: &str, full: usize, quick: usize) -> usize {
        match self.after(name) {
            Some(word) => word
                .parse()
                .unwrap_or_else(|_| panic!("{name} needs a number, not {word}")),
            None if self.given("--quick") => quick,
            None => full,
        }
    }

    /// Returns the folder after `--name`, relative to the root of the repository. Cargo starts benchmarks in another folder.
    #[must_use]
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        self.after(name).map(|folder| top.join(folder))
    }

    /// Reports whether `--name` is present.
    #[must_use]
    pub fn given(&self, name: &str) -> bool {
        self.words.iter().any(|word| word == name)
    }

    /// Returns the word after `--name`.
    #[must_use]
    pub fn after(&self, name: &str) -> Option<&str> {
        let mut words = self.words.iter().skip_while(|word| *word != name);
        words.nth(1).map(String::as_str)
    }
}
