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
}

impl Store {
    /// What is stopped for this identifier.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn suppression(
        &self,
        identifier: &Identifier,
    ) -> Result<SuppressionRecord, StoreError> {
        let stored = self
            .get(
                schema::identifier_pk(&self.keys.of(identifier)),
                "SUPPRESSION",
            )
            .await?;
        stored.map_or_else(|| Ok(SuppressionRecord::default()), |item| read(&item))
    }

    /// The operation that makes a turn, if it has anything to do. A beginning needs no read; a withdrawal
    /// looks at what is there and holds only while that has not changed.
    pub(crate) async fn turn(
        &self,
        suppression: &Suppression,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let pk = schema::identifier_pk(&self.keys.of(&suppression.identifier));
        let cause = suppression.cause.to_string();
        let [since, causes, ended] =
            ["since", "causes", "ended"].map(|what| attribute(suppression.purpose, what));
        let update = match suppression.turn {
            Turn::Begin => {
                let expression = format!(
                    "SET #kind = :kind, sha256 = :sha256, #schema = :schema, changed_at = :at, \
                     {since} = if_not_exists({since}, :at) REMOVE {ended} ADD {causes} :cause"
                );
                self.update(pk, "SUPPRESSION", expression)
                    .expression_attribute_names("#kind", "kind")
                    .expression_attribute_names("#schema", schema::SCHEMA)
                    .expression_attribute_values(
                        ":kind",
                        text(suppression.identifier.kind().as_str()),
                    )
                    .expression_attribute_values(
                        ":sha256",
                        text(HEXLOWER.encode(&suppression.identifier.sha256())),
                    )
                    .expression_attribute_values(":schema", number(SCHEMA_VERSION))
                    .expression_attribute_values(":cause", AttributeValue::Ss(vec![cause]))
            }
            Turn::Withdraw => {
                let stored = self
                    .get(pk.clone(), "SUPPRESSION")
                    .await?
                    .unwrap_or_default();
                let stored = causes_of(&stored, suppression.purpose);
                if !stored.contains(&cause) {
                    return Ok(None);
                }
                let only = AttributeValue::Ss(vec![cause.clone()]);
                if stored == [cause] {
                    let expression =
                        format!("SET {ended} = :at, changed_at = :at REMOVE {since}, {causes}");
                    self.update(pk, "SUPPRESSION", expression)
                        .condition_expression(format!("{causes} = :cause"))
                } else {
                    self.update(
                        pk,
                        "SUPPRESSION",
                        format!("SET changed_at = :at DELETE {causes} :cause"),
                    )
                    .condition_expression(format!("{causes} <> :cause"))
                }
                .expression_attribute_values(":cause", only)
            }
            Turn::End => self
                .update(
                    pk,
                    "SUPPRESSION",
                    format!("SET {ended} = :at, changed_at = :at REMOVE {since}, {causes}"),
                )
                .condition_expression("attribute_exists(pk)"),
        };
        let update = update
            .expression_attribute_values(":at", text(suppression.at.to_string()))
            .build()
            .map_err(StoreError::request)?;
        Ok(Some(TransactWriteItem::builder().update(update).build()))
    }
}

fn attribute(purpose: Purpose, what: &str) -> String {
    format!("{}_{what}", purpose.as_str())
}

fn causes_of(item: &Item, purpose: Purpose) -> Vec<String> {
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
