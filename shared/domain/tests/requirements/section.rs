//! The data: one file per section of a law, with one table per sentence.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;

/// A section of a law.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    /// The start of the IDs of its sentences, and the name of its page.
    pub(crate) prefix: String,
    /// The citation of the section.
    pub(crate) law: String,
    /// The subject.
    pub(crate) title: String,
    /// Its group in the index.
    pub(crate) group: Group,
    /// The text that was read, and its version.
    pub(crate) text: String,
    /// The day on which it was read.
    pub(crate) read: String,
    /// A remark.
    pub(crate) note: Option<String>,
    /// The parts that could not be read. They are not counted or listed.
    pub(crate) unread: Option<String>,
    /// How many sentences with "must", "shall" or "may not" the text has, by subsection. Counted in the text,
    /// and not in the list below.
    #[serde(default)]
    pub(crate) sentences: BTreeMap<String, u32>,
    /// The sentences.
    #[serde(default, rename = "requirement")]
    pub(crate) requirements: Vec<Requirement>,
}

/// A group of sections, in the order of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    /// California's regulations.
    Regulations,
    /// California's act.
    Act,
    /// The laws of other states.
    States,
}

impl Group {
    /// Returns the group's heading.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Regulations => "California: regulations",
            Self::Act => "California: the act",
            Self::States => "Other states",
        }
    }
}

/// A sentence with "must", "shall" or "may not", or an item of such a sentence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    /// The section's prefix, the path of the paragraph, and the number of the sentence if it isn't the paragraph's first:
    /// `ca-7026-a.2`.
    pub(crate) id: String,
    /// A paraphrase: who must do what, by when.
    pub(crate) says: String,
    /// The answer.
    pub(crate) answer: Answer,
    /// An item of a sentence that is listed above, or a rule in other words, such as "requires that". It isn't counted.
    #[serde(default)]
    pub(crate) uncounted: bool,
    /// A remark; for staff and for what doesn't apply, the reason.
    pub(crate) why: Option<String>,
    /// The missing part.
    pub(crate) open: Option<String>,
    /// The requirement that this sentence repeats or illustrates.
    pub(crate) same_as: Option<String>,
}

/// How a requirement is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// Honored does it.
    Machine,
    /// The company and its staff do it.
    Staff,
    /// It binds someone else, or nothing that Honored or its staff do.
    NotApplicable,
    /// The items of the sentence are listed.
    Parts,
    /// Another sentence says the same.
    SameAs,
}

impl Section {
    /// Reads all sections, by group and file name.
    pub(crate) fn all() -> Vec<Self> {
        let files = fs::read_dir(super::folder()).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        });
        files.sort();
        let read = |path: std::path::PathBuf| {
            let text = fs::read_to_string(&path).unwrap();
            let section: Self = basic_toml::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(path.file_stem().unwrap(), section.prefix.as_str());
            section
        };
        let mut sections: Vec<Self> = files.into_iter().map(read).collect();
        sections.sort_by_key(|section| section.group);
        sections
    }

    /// Whether the text was read. If not, the section has no sentences and no page.
    pub(crate) fn is_read(&self) -> bool {
        !self.requirements.is_empty()
    }

    /// Returns the name of the section's page.
    pub(crate) fn page(&self) -> String {
        format!("{}.md", self.prefix)
    }

    /// Returns the first element of the path of a requirement's paragraph. `all` if the section has no subsections.
    pub(crate) fn subsection(&self, requirement: &Requirement) -> String {
        let (path, _) = self.path(requirement);
        path.first().map_or("all", |first| first).to_owned()
    }

    /// Returns the citation of a requirement within its section.
    pub(crate) fn cite(&self, requirement: &Requirement) -> String {
        let (path, sentence) = self.path(requirement);
        let path: String = path.iter().map(|element| format!("({element})")).collect();
        match sentence {
            None if path.is_empty() => "sentence 1".to_owned(),
            None => path,
            Some(number) => format!("{path} sentence {number}").trim().to_owned(),
        }
    }

    /// Returns the path of the paragraph and the number of the sentence.
    fn path<'a>(&self, requirement: &'a Requirement) -> (Vec<&'a str>, Option<&'a str>) {
        let rest = requirement.id.strip_prefix(&self.prefix).unwrap();
        let (path, sentence) = match rest.split_once('.') {
            Some((path, sentence)) => (path, Some(sentence)),
            None => (rest, None),
        };
        let path = path.split('-').filter(|element| !element.is_empty());
        (path.collect(), sentence)
    }
}
