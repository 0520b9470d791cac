//! What is wrong with a company's text, and what to write instead.

use std::fmt;

/// A reason why a company's text doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as a path in the folder.
    pub file: String,
    /// The line, if the finding is about one.
    pub line: usize,
    /// The name of the message. Empty if the finding is about a file.
    pub id: String,
    /// What is wrong.
    pub problem: String,
    /// The rule of law, if one is broken.
    pub rule: Option<&'static str>,
    /// What to write instead.
    pub instead: String,
}

impl Finding {
    /// Describes what is wrong with a file.
    pub(super) fn of_file(file: String, problem: &str, instead: String) -> Self {
        Self {
            file,
            line: 0,
            id: String::new(),
            problem: problem.to_owned(),
            rule: None,
            instead,
        }
    }

    /// Names the file as a path in a folder above its own.
    pub(super) fn within(self, folder: &str) -> Self {
        let file = format!("{folder}/{}", self.file);
        Self { file, ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.id.is_empty() {
            write!(f, ": {}", self.id)?;
        }
        write!(f, "\n    {}", self.problem)?;
        if let Some(rule) = self.rule {
            write!(f, "\n    Rule: {rule}")?;
        }
        write!(f, "\n    Instead: {}", self.instead)
    }
}
