//! The Fluent files as their parser sees them.

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A language with the messages of its files.
pub(crate) struct Language {
    pub(crate) code: String,
    pub(crate) files: BTreeMap<String, BTreeMap<String, Pattern<String>>>,
}

/// Returns every language.
pub(crate) fn languages() -> Vec<Language> {
    let folders = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let mut languages = Vec::new();
    for folder in folders.map(Result::unwrap) {
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        let files: BTreeMap<_, _> = fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|file| file.extension().is_some_and(|extension| extension == "ftl"))
            .map(|file| (stem(&file), messages(&file)))
            .collect();
        if !files.is_empty() {
            let code = folder.file_name().to_string_lossy().into_owned();
            languages.push(Language { code, files });
        }
    }
    languages
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

fn messages(file: &Path) -> BTreeMap<String, Pattern<String>> {
    let text = fs::read_to_string(file).unwrap();
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{file:?}: {errors:?}"));
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                assert!(message.attributes.is_empty(), "attributes aren't used here");
                let id = message.id.name;
                let twice = messages.insert(id.clone(), message.value.unwrap());
                assert!(twice.is_none(), "{file:?}: {id} is there twice");
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(_) | Entry::Junk { .. } => panic!("{file:?}: {entry:?}"),
        }
    }
    messages
}

impl Language {
    /// Returns the IDs with their files.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .flat_map(|(file, messages)| messages.keys().map(|id| (file.as_str(), id.as_str())))
    }

    /// Returns the message and all messages that it refers to, in its own file and in `common`.
    pub(crate) fn closure(&self, file: &str, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next = vec![id.to_owned()];
        while let Some(id) = next.pop() {
            let pattern = [file, "common"]
                .iter()
                .find_map(|file| self.files.get(*file)?.get(&id))
                .unwrap_or_else(|| panic!("{}/{file}: nothing is called {id}", self.code));
            if found.insert(id) {
                let mut parts = Parts::default();
                parts.pattern(pattern);
                next.extend(parts.messages);
            }
        }
        found
    }

    /// Returns the holes of a message, and of those that it refers to.
    pub(crate) fn holes(&self, file: &str, id: &str) -> BTreeSet<String> {
        let mut parts = Parts::default();
        for id in self.closure(file, id) {
            for file in [file, "common"] {
                if let Some(pattern) = self.files.get(file).and_then(|file| file.get(&id)) {
                    parts.pattern(pattern);
                }
            }
        }
        parts.holes
    }

    /// Returns the variants of each choice by this hole.
    pub(crate) fn selectors(&self, hole: &str) -> Vec<(String, BTreeSet<String>)> {
        self.parts()
            .flat_map(|(id, parts)| {
                parts
                    .selectors
                    .into_iter()
                    .map(move |one| (id.clone(), one))
            })
            .filter(|(_, (by, _))| by == hole)
            .map(|(id, (_, variants))| (id, variants))
            .collect()
    }

    /// Returns the pieces of text with the ID of their message.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, String)> {
        self.parts()
            .flat_map(|(id, parts)| parts.texts.into_iter().map(move |text| (id.clone(), text)))
    }

    fn parts(&self) -> impl Iterator<Item = (String, Parts)> {
        let messages = self.files.values().flatten();
        messages.map(|(id, pattern)| {
            let mut parts = Parts::default();
            parts.pattern(pattern);
            (id.clone(), parts)
        })
    }
}

/// The parts of a message.
#[derive(Default)]
struct Parts {
    texts: Vec<String>,
    holes: BTreeSet<String>,
    messages: BTreeSet<String>,
    /// The hole that a choice depends on, and its variants.
    selectors: Vec<(String, BTreeSet<String>)>,
}

impl Parts {
    fn pattern(&mut self, pattern: &Pattern<String>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.texts.push(value.clone()),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<String>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                if let InlineExpression::VariableReference { id } = selector {
                    let keys = variants.iter().map(|variant| match &variant.key {
                        VariantKey::Identifier { name } => name.clone(),
                        VariantKey::NumberLiteral { value } => value.clone(),
                    });
                    self.selectors.push((id.name.clone(), keys.collect()));
                }
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.holes.insert(id.name.clone());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.messages.insert(id.name.clone());
            }
            InlineExpression::StringLiteral { value } => self.texts.push(value.clone()),
            InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference {
                arguments: CallArguments { .. },
                ..
            }
            | InlineExpression::TermReference { .. } => {
                panic!("functions and terms aren't used here")
            }
        }
    }
}
