//! What a message is made of: holes, references to other messages, and choices.

use super::readings::OTHER;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a message.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// The holes whose value is shown.
    pub(super) shown: BTreeSet<&'a str>,
    /// The holes that choose a variant, with the names of the variants.
    pub(super) choices: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The name of each default variant, with its hole.
    pub(super) defaults: Vec<(&'a str, &'a str)>,
    /// The messages that it refers to.
    pub(super) messages: BTreeSet<&'a str>,
    /// Syntax that the catalog doesn't use.
    pub(super) foreign: Option<&'static str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(pattern: &Pattern<&'a str>) -> Self {
        let mut parts = Self::default();
        parts.pattern(pattern);
        parts
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'a str>) {
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return self.inline(inline),
            Expression::Select { selector, variants } => (selector, variants),
        };
        match selector {
            InlineExpression::VariableReference { id } => {
                let keys: BTreeSet<_> = variants.iter().map(|one| key(&one.key)).collect();
                if keys.len() < variants.len() {
                    self.foreign = Some("It has two texts for the same variant.");
                }
                let mut others = variants.iter().filter(|one| key(&one.key) == OTHER);
                if others.any(|one| !one.default) {
                    // A value that isn't a number never gets the text for "other".
                    self.foreign = Some("The variant [other] isn't the default *[other].");
                }
                self.choices.entry(id.name).or_default().extend(keys);
                let default = variants.iter().find(|variant| variant.default);
                self.defaults
                    .extend(default.map(|default| (id.name, key(&default.key))));
            }
            _ => self.foreign = Some("A text can choose only by a hole, such as { $right -> … }."),
        }
        for variant in variants {
            self.pattern(&variant.value);
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.shown.insert(id.name);
            }
            InlineExpression::MessageReference {
                id,
                attribute: None,
            } => {
                self.messages.insert(id.name);
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {
                self.foreign = Some("Quoted text in braces isn't used here.");
            }
            InlineExpression::Placeable { expression } => {
                self.foreign = Some("Braces directly within braces aren't used here.");
                self.expression(expression);
            }
            InlineExpression::MessageReference { .. }
            | InlineExpression::FunctionReference { .. }
            | InlineExpression::TermReference { .. } => {
                self.foreign = Some("Functions, terms and attributes of Fluent aren't used here.");
            }
        }
    }
}

/// Returns the name of a variant.
pub(super) fn key<'a>(key: &VariantKey<&'a str>) -> &'a str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
