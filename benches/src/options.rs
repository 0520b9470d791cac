//! What a benchmark is told on its command line, after `--`.

use std::path::{Path, PathBuf};

/// The command line.
#[derive(Debug)]
pub struct Options {
    words: Vec<String>,
}

impl Options {
    /// As this process was started.
    #[must_use]
    pub fn read() -> Self {
        Self {
            words: std::env::args().skip(1).collect(),
        }
    }

    /// The number after `--name`; else so many, or so few with `--quick`.
    ///
    /// # Panics
    /// If what follows is no number.
    #[must_use]
    pub fn number(&self, name: &str, full: usize, quick: usize) -> usize {
        match self.after(name) {
            Some(word) => word
                .parse()
                .unwrap_or_else(|_| panic!("{name} takes a number, and not {word}")),
            None if self.given("--quick") => quick,
            None => full,
        }
    }

    /// The folder after `--name`, as seen from the top of the repository: cargo starts benchmarks elsewhere.
    #[must_use]
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        self.after(name).map(|folder| top.join(folder))
    }

    /// Whether `--name` is there.
    #[must_use]
    pub fn given(&self, name: &str) -> bool {
        self.words.iter().any(|word| word == name)
    }

    /// The word after `--name`.
    #[must_use]
    pub fn after(&self, name: &str) -> Option<&str> {
        let mut words = self.words.iter().skip_while(|word| *word != name);
        words.nth(1).map(String::as_str)
    }
}
