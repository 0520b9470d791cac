//! Suppressions as other systems store them: hashes and times per identifier.

use super::{SUPPRESSION, SuppressionRecord};
use crate::StoreError;
use crate::table::items::{Item, primary_key, text, text_of};
use crate::table::schema::{PK, SK};
use crate::table::{Table, keys};
use data_encoding::HEXLOWER;
use domain::person::{IdentifierKind, Sha256Hash};
use jiff::Timestamp;

/// An identifier and what is suppressed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionRow {
    /// The identifier's kind.
    pub kind: IdentifierKind,
    /// SHA-256 of the identity key.
    pub sha256: Sha256Hash,
    /// SHA-256 of the DROP key, if the identifier has one.
    pub drop_sha256: Option<Sha256Hash>,
    /// The time of the last change.
    pub changed: Timestamp,
    /// Each purpose that is or was suppressed.
    pub record: SuppressionRecord,
}

impl SuppressionRow {
    pub(super) fn read(item: &Item) -> Result<Self, StoreError> {
        let record = SuppressionRecord::read(item)?;
        let row = |record| {
            Some(Self {
                kind: IdentifierKind::stored(text_of(item, "kind")?)?,
                sha256: hash(text_of(item, "sha256")?)?,
                drop_sha256: text_of(item, "drop_sha256").and_then(hash),
                changed: text_of(item, "changed_at")?.parse().ok()?,
                record,
            })
        };
        row(record).ok_or(StoreError::Corrupt {
            kind: "suppression",
        })
    }
}

fn hash(text: &str) -> Option<Sha256Hash> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// The end of a page of the table. It contains no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCursor {
    pk: String,
    sk: String,
}

impl TableCursor {
    /// Formats the cursor as one line.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.pk, self.sk)
    }

    /// Parses [`TableCursor::text`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (pk, sk) = text.split_once(' ')?;
        let of = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Self {
            pk: of(pk)?,
            sk: of(sk)?,
        })
    }
}

/// A page of suppressions.
#[derive(Debug, Clone, Default)]
pub struct RowsPage {
    /// The page's identifiers; can be empty before the last page.
    pub rows: Vec<SuppressionRow>,
    /// The number of items that can't be parsed. They are left out.
    pub unreadable: u32,
    /// The cursor of the next page, if there is one.
    pub next: Option<TableCursor>,
}

impl Table {
    pub(crate) async fn suppression_page(
        &self,
        after: Option<&TableCursor>,
    ) -> Result<RowsPage, StoreError> {
        let after = after.map(|after| primary_key(&after.pk, &after.sk));
        let scan = self
            .client
            .scan()
            .table_name(&self.name)
            .set_exclusive_start_key(after)
            .filter_expression("#sk = :suppression AND begins_with(#pk, :identifier)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":suppression", text(SUPPRESSION))
            .expression_attribute_values(":identifier", text(keys::identifier_pk("")));
        let page = scan.send().await.map_err(|error| StoreError::of(&error))?;
        let next = page.last_evaluated_key().and_then(|key| {
            Some(TableCursor {
                pk: text_of(key, PK)?.to_owned(),
                sk: text_of(key, SK)?.to_owned(),
            })
        });
        let mut found = RowsPage {
            next,
            ..RowsPage::default()
        };
        for item in page.items() {
            match SuppressionRow::read(item) {
                Ok(row) => found.rows.push(row),
                Err(_) => found.unreadable += 1,
            }
        }
        Ok(found)
    }
}
