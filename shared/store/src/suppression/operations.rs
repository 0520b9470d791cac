//! Suppression changes as operations of a transaction.

use super::{MAX_CAUSES, MORE_CAUSES, OF_CHILD, SUPPRESSION, attribute, causes_of};
use crate::StoreError;
use crate::due::kind::{DueKind, due_at};
use crate::table::items::{Item, number, text, text_of};
use crate::table::schema::{DUE_AT, DUE_KIND, SCHEMA_VERSION};
use crate::table::{Table, keys, schema};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use data_encoding::HEXLOWER;
use domain::suppression::{Cause, Purpose, Suppression, SuppressionChange};
use jiff::Timestamp;

/// Whether adding a cause reads the item first. A read is needed only if the list of causes is full, and then the
/// write fails and is repeated with a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SuppressionRead {
    Always,
    WhenNeeded,
}

impl Table {
    /// Returns one operation per identifier, because a transaction can write an item only once. Adding a cause needs
    /// no read. The other changes read the item, and write under the condition that its
    /// causes haven't changed.
    pub(crate) async fn suppression_operations(
        &self,
        suppressions: &[Suppression],
        written: Timestamp,
        read: SuppressionRead,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut updates: Vec<Update> = Vec::new();
        for suppression in suppressions {
            let index_key = self.keys.of(&suppression.identifier);
            let at = updates.iter().position(|of| of.index_key == index_key);
            let at = match at {
                Some(at) => at,
                None => {
                    let same = |of: &&Suppression| of.identifier.is_same(&suppression.identifier);
                    let all = suppressions.iter().filter(same);
                    let ends = all
                        .into_iter()
                        .any(|of| of.change != SuppressionChange::AddCause);
                    // A suppression ends under both index keys.
                    if ends {
                        self.move_older(&suppression.identifier, written).await?;
                    }
                    let stored = match ends || read == SuppressionRead::Always {
                        true => {
                            let pk = keys::identifier_pk(&index_key);
                            self.get(pk, SUPPRESSION).await?
                        }
                        false => None,
                    };
                    updates.push(Update::of(index_key, stored));
                    updates.len() - 1
                }
            };
            let update = &mut updates[at];
            match suppression.change {
                SuppressionChange::AddCause => update.add_cause(suppression, written),
                SuppressionChange::RemoveCause => update.remove_cause(suppression),
                SuppressionChange::Lift => update.lift(suppression),
                SuppressionChange::CorrectCause => update.correct_cause(suppression),
            }
        }
        let changed = updates.into_iter().filter(Update::changes);
        changed
            .map(|update| update.operation(self, written))
            .collect()
    }
}

/// Returns a cause as the item lists it.
fn text_of_cause(cause: Cause) -> String {
    marked(&cause.request.to_string(), cause.about_child)
}

fn marked(cause: &str, about_child: bool) -> String {
    let mark = if about_child { OF_CHILD } else { "" };
    format!("{cause}{mark}")
}

/// The update of one identifier's item, built change by change.
#[derive(Default)]
struct Update {
    index_key: String,
    /// The current item, if it was read.
    stored: Option<Item>,
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    delete: Vec<String>,
    conditions: Vec<String>,
    values: Vec<(String, AttributeValue)>,
    describes: bool,
}

struct Attributes {
    since: String,
    asked: String,
    causes: String,
    ended: String,
}

impl Attributes {
    fn of(purpose: Purpose) -> Self {
        let of = |what| attribute(purpose, what);
        Self {
            since: of("since"),
            asked: of("asked"),
            causes: of("causes"),
            ended: of("ended"),
        }
    }
}

impl Update {
    fn of(index_key: String, stored: Option<Item>) -> Self {
        Self {
            index_key,
            stored,
            ..Self::default()
        }
    }

    /// Adds a value and returns its placeholder.
    fn value(&mut self, value: AttributeValue) -> String {
        let name = format!(":v{}", self.values.len());
        self.values.push((name.clone(), value));
        name
    }

    fn at(&mut self, at: Timestamp) -> String {
        self.value(text(at.to_string()))
    }

    fn causes(&self, purpose: Purpose) -> Vec<String> {
        let stored = self.stored.as_ref();
        stored.map_or_else(Vec::new, |stored| causes_of(stored, purpose))
    }

    fn add_cause(&mut self, suppression: &Suppression, written: Timestamp) {
        let Attributes {
            since,
            asked,
            causes,
            ended,
        } = Attributes::of(suppression.purpose);
        let at = self.at(suppression.at);
        self.set
            .push(format!("{since} = if_not_exists({since}, {at})"));
        // A change with an earlier date was asked for on that date, so it doesn't count as a new opt-out.
        let is_new = suppression.at >= written;
        self.set.push(match is_new {
            true => format!("{asked} = {at}"),
            false => format!("{asked} = if_not_exists({asked}, {at})"),
        });
        self.remove.push(ended);
        let own = text_of_cause(suppression.cause);
        let listed = self.causes(suppression.purpose);
        let full = listed.len() >= MAX_CAUSES && !listed.contains(&own);
        let cause = match full {
            true => marked(MORE_CAUSES, suppression.cause.about_child),
            false => own,
        };
        let added = self.value(AttributeValue::Ss(vec![cause.clone()]));
        self.add.push(format!("{causes} {added}"));
        if !full {
            let (cause, most) = (self.value(text(cause)), self.value(number(MAX_CAUSES)));
            self.conditions.push(format!(
                "(attribute_not_exists({causes}) OR size({causes}) < {most} OR contains({causes}, {cause}))"
            ));
        }
        self.describe(suppression);
    }

    /// Stores the identifier's kind and hashes, once per update.
    fn describe(&mut self, suppression: &Suppression) {
        if self.describes {
            return;
        }
        self.describes = true;
        let of = &suppression.identifier;
        let kind = self.value(text(of.kind().as_str()));
        let sha256 = self.value(text(HEXLOWER.encode(&of.sha256())));
        let version = self.value(number(SCHEMA_VERSION));
        self.set.push(format!(
            "#kind = {kind}, sha256 = {sha256}, #schema = {version}"
        ));
        if let Some(drop) = of.drop_sha256() {
            let drop = self.value(text(HEXLOWER.encode(&drop)));
            self.set.push(format!("drop_sha256 = {drop}"));
        }
    }

    fn remove_cause(&mut self, suppression: &Suppression) {
        let stored = self.causes(suppression.purpose);
        let own = text_of_cause(suppression.cause);
        if !stored.contains(&own) {
            return;
        }
        let causes = attribute(suppression.purpose, "causes");
        let cause = self.value(AttributeValue::Ss(vec![own.clone()]));
        if stored == [own] {
            self.ended(suppression);
            self.conditions.push(format!("{causes} = {cause}"));
        } else {
            self.delete.push(format!("{causes} {cause}"));
            self.conditions.push(format!("{causes} <> {cause}"));
        }
    }

    /// Replaces the request's cause by the same one with the other mark, if the request is a cause.
    fn correct_cause(&mut self, suppression: &Suppression) {
        let Cause {
            request,
            about_child,
        } = suppression.cause;
        let earlier = text_of_cause(Cause {
            request,
            about_child: !about_child,
        });
        let stored = self.causes(suppression.purpose);
        if !stored.contains(&earlier) {
            return;
        }
        let mut corrected = stored.clone();
        corrected.retain(|cause| *cause != earlier);
        corrected.push(text_of_cause(suppression.cause));
        let causes = attribute(suppression.purpose, "causes");
        let (stored, corrected) = (AttributeValue::Ss(stored), AttributeValue::Ss(corrected));
        let (stored, corrected) = (self.value(stored), self.value(corrected));
        self.set.push(format!("{causes} = {corrected}"));
        self.conditions.push(format!("{causes} = {stored}"));
    }

    //= req: ca-civ-120-c
    /// Lifts the suppression, because the holder opted back in. An identifier without an item has no suppression to lift.
    /// An opt-out after the opt-in stays: then only this request's own cause ends. A child's opt-out stays as well, because
    /// the holder can't speak for the child.
    fn lift(&mut self, suppression: &Suppression) {
        let Some(stored) = &self.stored else { return };
        let Attributes { asked, causes, .. } = Attributes::of(suppression.purpose);
        let asked_at: Option<Timestamp> = text_of(stored, &asked).and_then(|at| at.parse().ok());
        let seen = [&asked, &causes].map(|name| (name.clone(), stored.get(name).cloned()));
        if asked_at.is_some_and(|asked_at| asked_at > suppression.at) {
            self.remove_cause(suppression);
            return;
        }
        let mut of_children = self.causes(suppression.purpose);
        of_children.retain(|cause| cause.ends_with(OF_CHILD));
        match of_children.is_empty() {
            true => self.ended(suppression),
            false => {
                let of_children = self.value(AttributeValue::Ss(of_children));
                self.set.push(format!("{causes} = {of_children}"));
            }
        }
        self.conditions.push("attribute_exists(pk)".to_owned());
        for (name, seen) in seen {
            let unchanged = match seen {
                Some(seen) => format!("{name} = {}", self.value(seen)),
                None => format!("attribute_not_exists({name})"),
            };
            self.conditions.push(unchanged);
        }
    }

    fn ended(&mut self, suppression: &Suppression) {
        let Attributes {
            since,
            asked,
            causes,
            ended,
        } = Attributes::of(suppression.purpose);
        let at = self.at(suppression.at);
        self.set.push(format!("{ended} = {at}"));
        self.remove.extend([since, asked, causes]);
    }

    fn changes(&self) -> bool {
        [&self.set, &self.delete]
            .iter()
            .any(|some| !some.is_empty())
    }

    fn operation(
        mut self,
        store: &Table,
        written: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let shard = DueKind::Changed.partition_of(&self.index_key);
        let (at, kind) = (self.at(written), self.value(text(shard)));
        let due_at = self.value(text(due_at(written, &self.index_key)));
        self.set.push(format!(
            "changed_at = {at}, {DUE_KIND} = {kind}, {DUE_AT} = {due_at}"
        ));
        let clauses = [
            ("SET", &self.set),
            ("REMOVE", &self.remove),
            ("ADD", &self.add),
            ("DELETE", &self.delete),
        ];
        let clause = |(verb, parts): (&str, &Vec<String>)| {
            (!parts.is_empty()).then(|| format!("{verb} {}", parts.join(", ")))
        };
        let expression: Vec<String> = clauses.into_iter().filter_map(clause).collect();
        let pk = keys::identifier_pk(&self.index_key);
        let mut update = store.update(pk, SUPPRESSION, expression.join(" "));
        if self.describes {
            update = update
                .expression_attribute_names("#kind", "kind")
                .expression_attribute_names("#schema", schema::SCHEMA);
        }
        if !self.conditions.is_empty() {
            update = update.condition_expression(self.conditions.join(" AND "));
        }
        let update =
            update.set_expression_attribute_values(Some(self.values.into_iter().collect()));
        Ok(TransactWriteItem::builder()
            .update(update.build().map_err(StoreError::request)?)
            .build())
    }
}
