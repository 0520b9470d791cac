//! Suppression: one item per identifier holds all purposes.
//!
//! A purpose is in force while it has a cause. Its attributes are `<purpose>_since`, `<purpose>_causes`
//! (a set of request ids, which DynamoDB drops with its last member) and, after it ended, `<purpose>_ended`.

use crate::item::{Item, number, text, text_of};
use crate::schema::{self, SCHEMA_VERSION};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use data_encoding::HEXLOWER;
use domain::person::Identifier;
use domain::suppression::{Purpose, Suppression, Turn};
use jiff::Timestamp;

/// What is stopped for an identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuppressionRecord {
    /// Each purpose that was ever stopped.
    pub purposes: Vec<(Purpose, Standing)>,
}

/// Where a purpose stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Stopped since then, by so many requests.
    InForce {
        /// Since when.
        since: Timestamp,
        /// The requests that cause it, by id.
        causes: Vec<String>,
    },
    /// No longer stopped, since then.
    Ended(Timestamp),
}

impl SuppressionRecord {
    /// Adds what stands under another key of the same identifier: the earlier date counts, and all causes.
    fn merge(&mut self, other: Self) {
        for (purpose, standing) in other.purposes {
            match (
                self.purposes.iter_mut().find(|(of, _)| *of == purpose),
                standing,
            ) {
                (
                    Some((_, Standing::InForce { since, causes })),
                    Standing::InForce {
                        since: earlier,
                        causes: more,
                    },
                ) => {
                    *since = earlier.min(*since);
                    causes.extend(more);
                }
                (Some((_, ended @ Standing::Ended(_))), in_force @ Standing::InForce { .. }) => {
                    *ended = in_force
                }
                (Some(_), Standing::Ended(_)) => {}
                (None, standing) => self.purposes.push((purpose, standing)),
            }
        }
    }

    /// Since when a purpose is stopped, if it is.
    #[must_use]
    pub fn since(&self, purpose: Purpose) -> Option<Timestamp> {
        self.purposes
            .iter()
            .find_map(|(of, standing)| match standing {
                Standing::InForce { since, .. } if *of == purpose => Some(*since),
                _ => None,
            })
    }

    /// When a purpose that was stopped ended, if it did.
    #[must_use]
    pub fn ended(&self, purpose: Purpose) -> Option<Timestamp> {
        self.purposes
            .iter()
            .find_map(|(of, standing)| match standing {
                Standing::Ended(at) if *of == purpose => Some(*at),
                _ => None,
            })
    }
}

impl Store {
    /// What is stopped for this identifier, under the current key and, while items move, the one before.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn suppression(
        &self,
        identifier: &Identifier,
    ) -> Result<SuppressionRecord, StoreError> {
        let mut record = SuppressionRecord::default();
        for key in std::iter::once(self.keys.of(identifier)).chain(self.keys.older_of(identifier)) {
            if let Some(stored) = self.get(schema::identifier_pk(&key), "SUPPRESSION").await? {
                record.merge(read(&stored)?);
            }
        }
        Ok(record)
    }

    /// The operations that make these turns: one for each identifier, since a transaction touches an item
    /// once. A beginning needs no read; a withdrawal looks at what is there and holds only while that has
    /// not changed.
    pub(crate) async fn turns(
        &self,
        suppressions: &[Suppression],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut updates: Vec<(String, SuppressionUpdate)> = Vec::new();
        for suppression in suppressions {
            let pk = schema::identifier_pk(&self.keys.of(&suppression.identifier));
            let at = updates
                .iter()
                .position(|(of, _)| *of == pk)
                .unwrap_or_else(|| {
                    updates.push((pk.clone(), SuppressionUpdate::default()));
                    updates.len() - 1
                });
            // What ends, ends under both keys.
            if suppression.turn != Turn::Begin {
                self.move_older(&suppression.identifier).await?;
            }
            let update = &mut updates[at].1;
            match suppression.turn {
                Turn::Begin => update.begin(suppression),
                Turn::End => update.end(suppression),
                Turn::Withdraw => {
                    let stored = self.get(pk, "SUPPRESSION").await?.unwrap_or_default();
                    update.withdraw(suppression, &causes_of(&stored, suppression.purpose));
                }
            }
        }
        let changed = updates
            .into_iter()
            .filter(|(_, update)| !update.set.is_empty());
        changed
            .map(|(pk, update)| update.operation(self, pk))
            .collect()
    }
}

/// The update of one identifier's item, put together turn by turn.
#[derive(Default)]
struct SuppressionUpdate {
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    delete: Vec<String>,
    conditions: Vec<String>,
    values: Vec<(String, AttributeValue)>,
    describes: bool,
}

impl SuppressionUpdate {
    /// A value, under a name of its own.
    fn value(&mut self, value: AttributeValue) -> String {
        let name = format!(":v{}", self.values.len());
        self.values.push((name.clone(), value));
        name
    }

    fn at(&mut self, suppression: &Suppression) -> String {
        let at = self.value(text(suppression.at.to_string()));
        if !self.set.iter().any(|set| set.starts_with("changed_at")) {
            self.set.push(format!("changed_at = {at}"));
        }
        at
    }

    fn cause(&mut self, suppression: &Suppression) -> String {
        self.value(AttributeValue::Ss(vec![suppression.cause.to_string()]))
    }

    fn begin(&mut self, suppression: &Suppression) {
        let [since, causes, ended] = attributes(suppression.purpose);
        let (at, cause) = (self.at(suppression), self.cause(suppression));
        self.set
            .push(format!("{since} = if_not_exists({since}, {at})"));
        self.remove.push(ended);
        self.add.push(format!("{causes} {cause}"));
        if !self.describes {
            self.describes = true;
            let kind = self.value(text(suppression.identifier.kind().as_str()));
            let sha256 = self.value(text(HEXLOWER.encode(&suppression.identifier.sha256())));
            let version = self.value(number(SCHEMA_VERSION));
            self.set.push(format!(
                "#kind = {kind}, sha256 = {sha256}, #schema = {version}"
            ));
        }
    }

    fn withdraw(&mut self, suppression: &Suppression, stored: &[String]) {
        let [since, causes, ended] = attributes(suppression.purpose);
        let own = suppression.cause.to_string();
        if !stored.contains(&own) {
            return;
        }
        let (at, cause) = (self.at(suppression), self.cause(suppression));
        if stored == [own] {
            self.set.push(format!("{ended} = {at}"));
            self.remove.extend([since, causes.clone()]);
            self.conditions.push(format!("{causes} = {cause}"));
        } else {
            self.delete.push(format!("{causes} {cause}"));
            self.conditions.push(format!("{causes} <> {cause}"));
        }
    }

    fn end(&mut self, suppression: &Suppression) {
        let [since, causes, ended] = attributes(suppression.purpose);
        let at = self.at(suppression);
        self.set.push(format!("{ended} = {at}"));
        self.remove.extend([since, causes]);
        self.conditions.push("attribute_exists(pk)".to_owned());
    }

    fn operation(self, store: &Store, pk: String) -> Result<TransactWriteItem, StoreError> {
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
        let mut update = store.update(pk, "SUPPRESSION", expression.join(" "));
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

/// The attributes of a purpose: since when, by which requests, ended when.
pub(crate) fn attributes(purpose: Purpose) -> [String; 3] {
    ["since", "causes", "ended"].map(|what| attribute(purpose, what))
}

pub(crate) fn attribute(purpose: Purpose, what: &str) -> String {
    format!("{}_{what}", purpose.as_str())
}

pub(crate) fn causes_of(item: &Item, purpose: Purpose) -> Vec<String> {
    let set = item
        .get(&attribute(purpose, "causes"))
        .and_then(|value| value.as_ss().ok());
    let mut causes = set.cloned().unwrap_or_default();
    causes.sort();
    causes
}

fn read(item: &Item) -> Result<SuppressionRecord, StoreError> {
    let time = |purpose, what| {
        let at = text_of(item, &attribute(purpose, what))
            .map(str::parse::<Timestamp>)
            .transpose();
        at.map_err(|_| StoreError::Unreadable {
            kind: "suppression",
        })
    };
    let mut record = SuppressionRecord::default();
    for purpose in Purpose::ALL {
        let causes = causes_of(item, purpose);
        match (time(purpose, "since")?, time(purpose, "ended")?) {
            (Some(since), _) if !causes.is_empty() => {
                record
                    .purposes
                    .push((purpose, Standing::InForce { since, causes }));
            }
            (_, Some(ended)) => record.purposes.push((purpose, Standing::Ended(ended))),
            _ => {}
        }
    }
    Ok(record)
}
