//! The messages of one catalog in one language: the built-in ones, and a company's own ones.

use super::finding::Finding;
use super::folder;
use super::parts::Parts;
use crate::catalog::File;
use domain::law::{Law, Right};
use domain::locale::Locale;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Pattern};
use fluent_syntax::parser::ParserError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A file of the company.
pub(super) struct Source {
    /// The path in the folder.
    pub(super) path: String,
    resource: FluentResource,
    errors: Vec<ParserError>,
}

impl Source {
    pub(super) fn parse(file: &str, locale: Locale, text: String) -> Self {
        let (resource, errors) = match FluentResource::try_new(text) {
            Ok(resource) => (resource, Vec::new()),
            Err(parsed) => parsed,
        };
        Self {
            path: folder::path(locale.code(), file),
            resource,
            errors,
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry<&str>> {
        self.resource.entries()
    }

    /// Returns a finding for each part that isn't Fluent.
    pub(super) fn syntax_errors(&self) -> impl Iterator<Item = Finding> + '_ {
        self.errors.iter().map(|error| Finding {
            file: self.path.clone(),
            line: self.line_of(error.pos.start),
            id: String::new(),
            problem: format!("This can't be read as Fluent: {}.", error.kind),
            rule: None,
            instead: "Write name = text, with the further lines indented, and close each { with }. See https://projectfluent.org/fluent/guide.".to_owned(),
        })
    }

    fn line_of(&self, at: usize) -> usize {
        let text = self.resource.source();
        let before = text.get(..at).unwrap_or(text);
        before.matches('\n').count() + 1
    }

    /// Returns the line on which a message starts.
    pub(super) fn line_of_message(&self, id: &str) -> usize {
        let starts = |line: &str| {
            let rest = line.strip_prefix(['-']).unwrap_or(line);
            rest.strip_prefix(id)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let lines = self.resource.source().lines();
        lines
            .enumerate()
            .find(|(_, line)| starts(line))
            .map_or(0, |(at, _)| at + 1)
    }
}

/// A built-in file in a language, or in English if the language lacks it.
pub(super) struct Builtin {
    file: &'static str,
    resource: FluentResource,
}

/// Parses the built-in files, and the texts above a brand's own ones, which replace built-in messages.
pub(super) fn builtin(
    files: &[File],
    locale: Locale,
    above: &[(&'static str, String)],
) -> Vec<Builtin> {
    let text = |file: &File| (file.text)(locale.code()).or((file.text)(Locale::English.code()));
    let parse = |(file, text): (&'static str, String)| {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text);
        Builtin { file, resource }
    };
    let own = files
        .iter()
        .map(|file| (file.name, text(file).unwrap_or_default().to_owned()));
    own.chain(above.iter().cloned()).map(parse).collect()
}

/// A message of the company.
pub(super) struct Own<'a> {
    pub(super) source: &'a Source,
    pub(super) entry: &'a Entry<&'a str>,
    /// Whether the file has the name twice.
    pub(super) is_repeated: bool,
}

/// The messages by name.
pub(super) struct World<'a> {
    pub(super) locale: Locale,
    builtin: HashMap<&'a str, (&'static str, &'a Pattern<&'a str>)>,
    own: BTreeMap<&'a str, Own<'a>>,
    /// The values that a hole can have, if it chooses variants.
    values: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> World<'a> {
    pub(super) fn new(builtin: &'a [Builtin], sources: &'a [Source], locale: Locale) -> Self {
        let mut known = HashMap::new();
        let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in builtin {
            for entry in file.resource.entries() {
                if let Entry::Message(message) = entry
                    && let Some(pattern) = &message.value
                {
                    known.insert(message.id.name, (file.file, pattern));
                    for (hole, keys) in Parts::of(pattern).choices {
                        values.entry(hole).or_default().extend(keys);
                    }
                }
            }
        }
        for (hole, all) in [
            ("right", Right::ALL.map(Right::as_str).to_vec()),
            ("law", Law::ALL.map(Law::as_str).to_vec()),
        ] {
            values.entry(hole).or_default().extend(all);
        }
        let mut own: BTreeMap<_, Own<'_>> = BTreeMap::new();
        for source in sources {
            for entry in source.entries() {
                let id = match entry {
                    Entry::Message(message) => message.id.name,
                    Entry::Term(term) => term.id.name,
                    _ => continue,
                };
                let is_repeated = own.contains_key(id);
                let one = Own {
                    source,
                    entry,
                    is_repeated,
                };
                own.insert(id, one);
            }
        }
        Self {
            locale,
            builtin: known,
            own,
            values,
        }
    }

    /// Returns the names of the company's messages that count so far.
    pub(super) fn own_ids(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.own.keys().copied()
    }

    pub(super) fn own(&self) -> impl Iterator<Item = (&'a str, &Own<'a>)> {
        self.own.iter().map(|(id, own)| (*id, own))
    }

    /// Returns whether the message of this file counts.
    pub(super) fn has_own(&self, source: &Source, id: &str) -> bool {
        self.own
            .get(id)
            .is_some_and(|own| std::ptr::eq(own.source, source))
    }

    /// Replaces a message of the company by the built-in one.
    pub(super) fn refuse(&mut self, id: &str) {
        self.own.remove(id);
    }

    /// Returns the built-in file with this message.
    pub(super) fn file_of(&self, id: &str) -> Option<&'static str> {
        self.builtin.get(id).map(|(file, _)| *file)
    }

    pub(super) fn builtin_ids(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.builtin.keys().copied()
    }

    pub(super) fn builtin(&self, id: &str) -> Option<&'a Pattern<&'a str>> {
        self.builtin.get(id).map(|(_, pattern)| *pattern)
    }

    /// Returns the message that counts: the company's, or the built-in one.
    pub(super) fn message(&self, id: &str) -> Option<&'a Pattern<&'a str>> {
        let own = self.own.get(id).and_then(|own| match own.entry {
            Entry::Message(message) => message.value.as_ref(),
            _ => None,
        });
        own.or(self.builtin(id))
    }

    /// Returns the values of a hole that chooses variants.
    pub(super) fn values(&self, hole: &str) -> Option<&BTreeSet<&'a str>> {
        self.values.get(hole)
    }

    /// Returns the parts of a message and of all messages that it refers to, as `message` finds them.
    pub(super) fn closure(
        &self,
        id: &'a str,
        message: impl Fn(&str) -> Option<&'a Pattern<&'a str>>,
    ) -> (BTreeSet<&'a str>, Parts<'a>) {
        let (mut found, mut parts) = (BTreeSet::new(), Parts::default());
        let mut next = vec![id];
        while let Some(id) = next.pop() {
            if let Some(pattern) = message(id)
                && found.insert(id)
            {
                parts.pattern(pattern);
                next.extend(parts.messages.iter().filter(|id| !found.contains(*id)));
            }
        }
        (found, parts)
    }

    /// Returns the company's messages that decide what this message says: itself, or those that it refers to.
    pub(super) fn authors_of(&self, id: &'a str) -> Vec<&'a str> {
        if self.own.contains_key(id) {
            return vec![id];
        }
        let (ids, _) = self.closure(id, |id| self.message(id));
        ids.into_iter()
            .filter(|id| self.own.contains_key(id))
            .collect()
    }

    /// Describes what is wrong with a message of the company.
    pub(super) fn finding(
        &self,
        id: &str,
        problem: String,
        rule: Option<&'static str>,
        instead: String,
    ) -> Finding {
        let source = self.own.get(id).map(|own| own.source);
        Finding {
            file: source.map_or_else(String::new, |source| source.path.clone()),
            line: source.map_or(0, |source| source.line_of_message(id)),
            id: id.to_owned(),
            problem,
            rule,
            instead,
        }
    }
}
