//! A company's own texts: Fluent files that replace single messages of the catalog.
//!
//! A folder has one folder per language, with files of the same names as the built-in ones: `es/emails.ftl`. A message in
//! it replaces the built-in message with the same name. The folder may also have a logo, an icon for browsers and a phone number
//! ([`face`]). [`check`] reads the whole folder before it is used, and a function
//! reads the files of its own catalog with [`Catalog::with_texts_of`].
//!
//! **Invariant:** a message with a [`Finding`] is never shown. The built-in message is shown instead.

mod dark_patterns;
mod face;
mod finding;
mod folder;
mod form;
mod law;
mod parts;
mod phrases;
mod readings;
mod svg;
mod world;

pub use face::face;
pub use finding::Finding;

use crate::catalog::{Catalog, File};
use crate::{CATALOGS, OFFERED};
use domain::locale::Locale;
use fluent_syntax::ast;
use fluent_syntax::serializer::serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use world::{Source, World};

/// A catalog with a company's own texts.
#[derive(Debug)]
pub struct Replaced {
    /// The catalog.
    pub catalog: Catalog,
    /// What is wrong with the texts that don't count.
    pub findings: Vec<Finding>,
}

/// The result of reading a whole folder.
#[derive(Debug)]
pub struct Checked {
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
    /// The number of messages in each language, with those that have a finding.
    pub messages: BTreeMap<&'static str, usize>,
}

impl Catalog {
    /// Returns the catalog with the texts of this folder that have no finding.
    #[must_use]
    pub fn with_texts_of(&self, folder: &Path) -> Replaced {
        let mut findings = Vec::new();
        match folder::readable(folder) {
            Ok(()) => findings.extend(folder::unknown_names(folder)),
            Err(problem) => findings.push(problem),
        }
        let mut own = Vec::new();
        for locale in OFFERED {
            let language = Language::read(self.files, locale, folder);
            own.extend(language.accepted.into_iter().map(|text| (locale, text)));
            findings.extend(language.findings);
        }
        Replaced {
            catalog: self.with_own(own),
            findings,
        }
    }
}

/// Checks every file of a folder, as each catalog uses it.
#[must_use]
pub fn check(folder: &Path) -> Checked {
    let mut findings = BTreeSet::new();
    let mut messages: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    match folder::readable(folder) {
        Ok(()) => findings.extend(folder::unknown_names(folder)),
        Err(problem) => {
            findings.insert(problem);
        }
    }
    findings.extend(face(folder).1);
    for catalog in CATALOGS {
        for locale in OFFERED {
            let language = Language::read(catalog.files, locale, folder);
            findings.extend(language.findings);
            let of_language = messages.entry(locale.code()).or_default();
            of_language.extend(language.ids);
        }
    }
    Checked {
        findings: findings.into_iter().collect(),
        messages: messages
            .into_iter()
            .map(|(language, ids)| (language, ids.len()))
            .filter(|(_, count)| *count > 0)
            .collect(),
    }
}

/// The company's texts in one language of one catalog.
struct Language {
    /// The files, with only the messages that count.
    accepted: Vec<String>,
    findings: Vec<Finding>,
    /// The names of all messages.
    ids: BTreeSet<String>,
}

impl Language {
    fn read(files: &[File], locale: Locale, folder: &Path) -> Self {
        let mut findings = Vec::new();
        let mut sources = Vec::new();
        for file in files {
            match folder::read(folder, locale, file.name) {
                Ok(None) => {}
                Ok(Some(text)) => sources.push(Source::parse(file.name, locale, text)),
                Err(problem) => findings.push(problem),
            }
        }
        if sources.is_empty() {
            return Self {
                accepted: Vec::new(),
                findings,
                ids: BTreeSet::new(),
            };
        }
        findings.extend(sources.iter().flat_map(Source::syntax_errors));
        let builtin = world::builtin(files, locale);
        let mut world = World::new(&builtin, &sources, locale);
        let ids = world.own_ids().map(str::to_owned).collect();
        // A refused message is replaced by the built-in one, which can change what a message says that refers to it. So the
        // rest is checked again.
        loop {
            let mut refused = form::check(&world);
            if refused.is_empty() {
                refused.extend(law::check(&world));
                refused.extend(dark_patterns::check(&world));
            }
            if refused.is_empty() {
                break;
            }
            for (id, finding) in refused {
                world.refuse(&id);
                findings.push(finding);
            }
        }
        let accepted = sources.iter().map(|source| {
            let counts = |entry: &&ast::Entry<&str>| match entry {
                ast::Entry::Message(message) => world.has_own(source, message.id.name),
                _ => false,
            };
            let body = source.entries().filter(counts).cloned().collect();
            serialize(&ast::Resource { body })
        });
        Self {
            accepted: accepted.collect(),
            findings,
            ids,
        }
    }
}
