//! A company's own texts: Fluent files that replace single messages of the catalog.
//!
//! A folder has one folder per language, with files of the same names as the built-in ones: `es/emails.ftl`. A message in
//! it replaces the built-in message with the same name. The folder may also have a logo, an icon for browsers and a phone number
//! ([`face`]), and a folder for each brand of the company ([`brands`]), whose texts replace those of the company. [`check`] reads the whole folder before it is used, and a function
//! reads the files of its own catalog with [`Catalog::with_texts_of`].
//!
//! **Invariant:** a message with a [`Finding`] is never shown. The built-in message is shown instead.

mod brands;
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

pub use brands::{BrandFolder, brands};
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
        let (company, of_company) = Own::read(self.files, folder, None);
        findings.extend(of_company);
        // What is wrong with a description is reported where the company is read.
        let mut brands = Vec::new();
        for brand in self::brands(folder).0 {
            let (own, of_brand) = Own::read(self.files, &brand.path, Some(&company));
            let within = format!("{}/{}", brands::FOLDER, brand.id.as_str());
            findings.extend(of_brand.into_iter().map(|finding| finding.within(&within)));
            if own.has_texts() {
                brands.push((brand.id, company.texts().chain(own.texts()).collect()));
            }
        }
        Replaced {
            catalog: self.with_own(company.texts().collect(), brands),
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
    let (brands, of_brands) = brands(folder);
    findings.extend(of_brands);
    for brand in &brands {
        let within = format!("{}/{}", brands::FOLDER, brand.id.as_str());
        let unknown = folder::unknown_names(&brand.path).into_iter();
        findings.extend(unknown.map(|finding| finding.within(&within)));
    }
    for catalog in CATALOGS {
        let (company, of_company) = Own::read(catalog.files, folder, None);
        findings.extend(of_company);
        count(&company, "", &mut messages);
        for brand in &brands {
            let within = format!("{}/{}", brands::FOLDER, brand.id.as_str());
            let (own, of_brand) = Own::read(catalog.files, &brand.path, Some(&company));
            findings.extend(of_brand.into_iter().map(|finding| finding.within(&within)));
            count(&own, &within, &mut messages);
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

/// Counts the messages of a folder by language.
fn count(own: &Own, folder: &str, messages: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    for (locale, language) in &own.languages {
        let ids = language.ids.iter().map(|id| format!("{folder}/{id}"));
        messages.entry(locale.code()).or_default().extend(ids);
    }
}

/// The texts of a folder for one catalog: the company's, or a brand's.
struct Own {
    languages: Vec<(Locale, Language)>,
}

impl Own {
    /// Reads a folder. The texts of a brand are compared with those that it replaces: the company's, or else the built-in ones.
    fn read(files: &[File], folder: &Path, company: Option<&Self>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut languages = Vec::new();
        for locale in OFFERED {
            let above = company.and_then(|company| company.in_language(locale));
            let above = above.map_or(&[] as &[_], |above| &above.accepted);
            let mut language = Language::read(files, locale, folder, above);
            findings.append(&mut language.findings);
            languages.push((locale, language));
        }
        (Self { languages }, findings)
    }

    fn in_language(&self, locale: Locale) -> Option<&Language> {
        let mut languages = self.languages.iter();
        languages
            .find(|(own, _)| *own == locale)
            .map(|(_, language)| language)
    }

    fn has_texts(&self) -> bool {
        self.texts().next().is_some()
    }

    fn texts(&self) -> impl Iterator<Item = (Locale, String)> + '_ {
        self.languages.iter().flat_map(|(locale, language)| {
            let texts = language.accepted.iter();
            texts.map(|(_, text)| (*locale, text.clone()))
        })
    }
}

/// The texts in one language of one catalog.
struct Language {
    /// The name of each file, and its text with only the messages that count.
    accepted: Vec<(&'static str, String)>,
    findings: Vec<Finding>,
    /// The names of all messages.
    ids: BTreeSet<String>,
}

impl Language {
    fn read(
        files: &[File],
        locale: Locale,
        folder: &Path,
        above: &[(&'static str, String)],
    ) -> Self {
        let mut findings = Vec::new();
        let (mut names, mut sources) = (Vec::new(), Vec::new());
        for file in files {
            match folder::read(folder, locale, file.name) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    names.push(file.name);
                    sources.push(Source::parse(file.name, locale, text));
                }
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
        let builtin = world::builtin(files, locale, above);
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
            accepted: names.into_iter().zip(accepted).collect(),
            findings,
            ids,
        }
    }
}
