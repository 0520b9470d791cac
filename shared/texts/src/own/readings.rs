//! Every text that a message can have, for each right, number and other choice.

use super::parts::key;
use super::world::World;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// The values of the holes that choose variants.
pub(super) type Choice<'a> = BTreeMap<&'a str, &'a str>;

/// A text that a message can have. A hole is written as `{ $name }`.
pub(super) struct Reading<'a> {
    pub(super) choice: Choice<'a>,
    pub(super) text: String,
}

/// Messages refer to few others. A deeper one refers to itself.
const MAX_DEPTH: usize = 8;

/// Returns the different texts of a message, as `message` finds it and those that it refers to.
pub(super) fn readings<'a>(
    world: &World<'a>,
    id: &'a str,
    message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
) -> Vec<Reading<'a>> {
    let (_, parts) = world.closure(id, message);
    let mut choices = vec![Choice::new()];
    for (hole, keys) in &parts.choices {
        let mut values: BTreeSet<_> = keys.clone();
        values.extend(world.values(hole).into_iter().flatten());
        choices = choices
            .into_iter()
            .flat_map(|choice| {
                values.iter().map(move |value| {
                    let mut choice = choice.clone();
                    choice.insert(*hole, *value);
                    choice
                })
            })
            .collect();
    }
    choices
        .into_iter()
        .filter_map(|choice| {
            let mut text = String::new();
            write(message(id)?, &choice, message, MAX_DEPTH, &mut text);
            Some(Reading { choice, text })
        })
        .collect()
}

fn write<'a>(
    pattern: &Pattern<&'a str>,
    choice: &Choice<'a>,
    message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
    depth: usize,
    text: &mut String,
) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression } => {
                expand(expression, choice, message, depth, text);
            }
        }
    }
}

fn expand<'a>(
    expression: &Expression<&'a str>,
    choice: &Choice<'a>,
    message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
    depth: usize,
    text: &mut String,
) {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            text.push_str("{ $");
            text.push_str(id.name);
            text.push_str(" }");
        }
        Expression::Inline(InlineExpression::MessageReference { id, .. }) if depth > 0 => {
            if let Some(pattern) = message(id.name) {
                write(pattern, choice, message, depth - 1, text);
            }
        }
        Expression::Inline(
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value },
        ) => text.push_str(value),
        Expression::Inline(InlineExpression::Placeable { expression }) => {
            expand(expression, choice, message, depth, text);
        }
        Expression::Inline(_) => {}
        Expression::Select { selector, variants } => {
            let value = match selector {
                InlineExpression::VariableReference { id } => choice.get(id.name),
                _ => None,
            };
            let chosen = variants
                .iter()
                .find(|variant| Some(&key(&variant.key)) == value)
                .or_else(|| variants.iter().find(|variant| variant.default));
            if let Some(variant) = chosen {
                write(&variant.value, choice, message, depth, text);
            }
        }
    }
}
