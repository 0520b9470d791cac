//! Every text that a message can have, for each right, number and other choice.
//!
//! **Invariant:** a reading is what Fluent writes. The check of the form refuses each construct for which it isn't.

use super::parts::key;
use super::world::World;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// The values of the holes that choose variants.
pub(super) type Choice<'a> = BTreeMap<&'a str, &'a str>;

/// A value that no variant has the name of, such as a date in a hole that has a variant for "unknown".
pub(super) const OTHER: &str = "other";

/// Fluent writes at most 100 holes, references and choices, and ends the text there.
const MAX_PLACEABLES: usize = 50;

/// More than any page or email has.
const MAX_BYTES: usize = 16 * 1024;

/// A text that a message can have. A hole is written as `{ $name }`.
#[derive(Default)]
pub(super) struct Reading<'a> {
    pub(super) choice: Choice<'a>,
    pub(super) text: String,
    /// The holes that it shows.
    pub(super) holes: BTreeSet<&'a str>,
    /// The messages that it refers to, also through others.
    pub(super) messages: BTreeSet<&'a str>,
    placeables: usize,
}

impl Reading<'_> {
    /// Returns whether the text has more parts or bytes than a text may have. The rest of it is left out.
    pub(super) const fn is_too_large(&self) -> bool {
        self.placeables > MAX_PLACEABLES || self.text.len() > MAX_BYTES
    }
}

/// Returns every choice among the variants of the built-in message.
pub(super) fn choices<'a>(world: &World<'a>, id: &'a str) -> Vec<Choice<'a>> {
    let (_, parts) = world.closure(id, |id| world.builtin(id));
    let mut choices = vec![Choice::new()];
    for hole in parts.choices.keys() {
        let mut values: BTreeSet<_> = world.values(hole).into_iter().flatten().copied().collect();
        values.insert(OTHER);
        let with_each = |choice: Choice<'a>| {
            let add = |value: &&'a str| {
                let mut choice = choice.clone();
                choice.insert(*hole, *value);
                choice
            };
            values.iter().map(add).collect::<Vec<_>>()
        };
        choices = choices.into_iter().flat_map(with_each).collect();
    }
    choices
}

/// Returns the texts of a message, as `message` finds it and those that it refers to, in the order of [`choices`].
pub(super) fn readings<'a>(
    world: &World<'a>,
    id: &'a str,
    message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
) -> Vec<Reading<'a>> {
    let read = |choice| {
        let mut reading = Reading {
            choice,
            ..Reading::default()
        };
        if let Some(pattern) = message(id) {
            reading.write(pattern, message);
        }
        reading
    };
    choices(world, id).into_iter().map(read).collect()
}

impl<'a> Reading<'a> {
    fn write(
        &mut self,
        pattern: &Pattern<&'a str>,
        message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
    ) {
        for element in &pattern.elements {
            if self.is_too_large() {
                return;
            }
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression } => {
                    self.placeables += 1;
                    self.expand(expression, message);
                }
            }
        }
    }

    fn expand(
        &mut self,
        expression: &Expression<&'a str>,
        message: impl Fn(&str) -> Option<&'a Pattern<&'a str>> + Copy,
    ) {
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                self.holes.insert(id.name);
                self.text.push_str(&shown(id.name));
            }
            Expression::Inline(InlineExpression::MessageReference { id, .. }) => {
                self.messages.insert(id.name);
                if let Some(pattern) = message(id.name) {
                    self.write(pattern, message);
                }
            }
            Expression::Inline(_) => {}
            Expression::Select { selector, variants } => {
                let value = match selector {
                    InlineExpression::VariableReference { id } => self.choice.get(id.name),
                    _ => None,
                };
                let chosen = variants
                    .iter()
                    .find(|variant| Some(&key(&variant.key)) == value)
                    .or_else(|| variants.iter().find(|variant| variant.default));
                if let Some(variant) = chosen {
                    self.write(&variant.value, message);
                }
            }
        }
    }
}

/// Returns how a reading shows a hole.
pub(super) fn shown(hole: &str) -> String {
    format!("{{ ${hole} }}")
}

#[cfg(test)]
mod tests {
    use super::super::world;
    use super::*;
    use crate::{CATALOGS, OFFERED};
    use domain::locale::Locale;
    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

    /// The value that Fluent gets for a hole.
    fn value(hole: &str, chosen: Option<&&str>) -> FluentValue<'static> {
        match chosen.copied() {
            Some("one") => 1.into(),
            Some(OTHER) if matches!(hole, "days" | "notified" | "confirmed" | "excused") => {
                45.into()
            }
            Some(OTHER) | None => shown(hole).into(),
            Some(name) => match name.parse::<u32>() {
                Ok(number) => number.into(),
                Err(_) => name.to_owned().into(),
            },
        }
    }

    #[test]
    fn a_reading_is_what_fluent_writes() {
        let mut compared = 0;
        for (catalog, locale) in CATALOGS.iter().flat_map(|one| OFFERED.map(|to| (one, to))) {
            let mut bundle = FluentBundle::new(vec![locale.code().parse().unwrap_or_default()]);
            bundle.set_use_isolating(false);
            for file in catalog.files {
                let english = || (file.text)(Locale::English.code());
                let text = (file.text)(locale.code())
                    .or_else(english)
                    .unwrap_or_default();
                let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
                bundle.add_resource_overriding(resource);
            }
            let builtin = world::builtin(catalog.files, locale, &[]);
            let world = World::new(&builtin, &[], locale);
            for id in world.builtin_ids() {
                let (_, parts) = world.closure(id, |id| world.builtin(id));
                let Some(pattern) = bundle.get_message(id).and_then(|one| one.value()) else {
                    panic!("{id}");
                };
                for reading in readings(&world, id, |id| world.builtin(id)) {
                    let (mut holes, mut expected) = (FluentArgs::new(), reading.text.clone());
                    for hole in parts.shown.iter().chain(parts.choices.keys()) {
                        let value = value(hole, reading.choice.get(hole));
                        let text = match &value {
                            FluentValue::String(text) => text.to_string(),
                            FluentValue::Number(number) => number.as_string().into_owned(),
                            _ => String::new(),
                        };
                        expected = expected.replace(&shown(hole), &text);
                        holes.set(*hole, value);
                    }
                    let mut errors = Vec::new();
                    let text = bundle.format_pattern(pattern, Some(&holes), &mut errors);
                    assert_eq!(text, expected, "{id}: {:?}", reading.choice);
                    assert!(errors.is_empty(), "{id}: {errors:?}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 1000, "{compared}");
    }
}
