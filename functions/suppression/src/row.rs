//! What is stopped for one identifier, as the feed and the exports write it.

use data_encoding::{BASE64, HEXLOWER};
use domain::person::IdentifierKind;
use domain::suppression::Purpose;
use jiff::Timestamp;
use serde::Serialize;
use serde::ser::SerializeMap;
use store::{Standing, SuppressionRow};

/// A row as JSON.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    r#type: IdentifierKind,
    /// In lower-case hex, as a check takes it.
    sha256: String,
    /// SHA-256 of the DROP key in base64, as California's deletion platform writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_key: Option<String>,
    changed: Timestamp,
    purposes: Purposes<'a>,
}

struct Purposes<'a>(&'a [(Purpose, Standing)]);

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Since {
    Since(Timestamp),
    Ended(Timestamp),
}

impl Serialize for Purposes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_map(Some(self.0.len()))?;
        for (purpose, standing) in self.0 {
            let since = match standing {
                Standing::InForce { since, .. } => Since::Since(*since),
                Standing::Ended(ended) => Since::Ended(*ended),
            };
            all.serialize_entry(purpose, &since)?;
        }
        all.end()
    }
}

impl<'a> Row<'a> {
    pub(crate) fn of(row: &'a SuppressionRow) -> Self {
        Self {
            r#type: row.kind,
            sha256: HEXLOWER.encode(&row.sha256),
            drop_key: row.drop_sha256.map(|hash| BASE64.encode(&hash)),
            changed: row.changed,
            purposes: Purposes(&row.record.purposes),
        }
    }

    /// The first line of a CSV file.
    pub(crate) fn csv_head() -> String {
        let mut head = "type,sha256,drop_key,changed".to_owned();
        for purpose in Purpose::ALL {
            let purpose = purpose.as_str();
            head += &format!(",{purpose}_since,{purpose}_ended");
        }
        head + "\n"
    }

    /// The row as a line of CSV. No value can hold a comma or a quote.
    pub(crate) fn csv(&self) -> String {
        let drop = self.drop_key.as_deref().unwrap_or_default();
        let (kind, sha256, changed) = (self.r#type.as_str(), &self.sha256, self.changed);
        let mut line = format!("{kind},{sha256},{drop},{changed}");
        for purpose in Purpose::ALL {
            let standing = self.purposes.0.iter().find(|(of, _)| *of == purpose);
            line += &match standing {
                None => ",,".to_owned(),
                Some((_, Standing::InForce { since, .. })) => format!(",{since},"),
                Some((_, Standing::Ended(ended))) => format!(",,{ended}"),
            };
        }
        line + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::SuppressionRecord;

    #[test]
    fn a_row_says_the_same_in_json_and_in_csv() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let row = SuppressionRow {
            kind: IdentifierKind::Phone,
            sha256: [0xab; 32],
            drop_sha256: Some([1; 32]),
            changed: at("2026-11-22T09:00:00Z"),
            record: SuppressionRecord {
                purposes: vec![
                    (
                        Purpose::SaleSharing,
                        Standing::InForce {
                            since: at("2026-11-21T18:00:00.5Z"),
                            asked: at("2026-11-21T18:00:00.5Z"),
                            causes: Vec::new(),
                        },
                    ),
                    (
                        Purpose::Marketing,
                        Standing::Ended(at("2026-11-22T09:00:00Z")),
                    ),
                ],
            },
        };
        let row = Row::of(&row);
        let ab = "ab".repeat(32);
        let drop = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        assert_eq!(
            serde_json::to_string(&row).unwrap(),
            format!(
                r#"{{"type":"phone","sha256":"{ab}","drop_key":"{drop}","changed":"2026-11-22T09:00:00Z","purposes":{{"sale_sharing":{{"since":"2026-11-21T18:00:00.5Z"}},"marketing":{{"ended":"2026-11-22T09:00:00Z"}}}}}}"#
            )
        );
        assert_eq!(
            row.csv(),
            format!(
                "phone,{ab},{drop},2026-11-22T09:00:00Z,2026-11-21T18:00:00.5Z,,,,,2026-11-22T09:00:00Z,,\n"
            )
        );
        let columns = |line: &str| line.matches(',').count();
        assert_eq!(columns(&Row::csv_head()), columns(&row.csv()));
    }
}
