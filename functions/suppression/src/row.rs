//! The suppressions of one identifier, as the feed and the exports write them.

use data_encoding::{BASE64, HEXLOWER};
use domain::person::IdentifierKind;
use domain::suppression::Purpose;
use gateway::json::whole_seconds;
use jiff::Timestamp;
use runtime::metrics;
use serde::Serialize;
use serde::ser::SerializeMap;
use store::{SuppressionRow, SuppressionState};

/// Reports suppressions that can't be parsed and were left out.
pub(crate) fn report_unreadable(count: u32, now: Timestamp) {
    if count > 0 {
        tracing::error!(count, "unreadable suppressions were left out");
        metrics::count("suppression", &[("Unreadable", count.into())], now);
    }
}

/// A row as JSON.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    r#type: IdentifierKind,
    /// The hash in lower-case hex, as a check accepts it.
    sha256: String,
    /// The SHA-256 of the DROP key in base64, the format of California's deletion platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_key: Option<String>,
    #[serde(serialize_with = "whole_seconds")]
    changed: Timestamp,
    purposes: Purposes<'a>,
}

struct Purposes<'a>(&'a [(Purpose, SuppressionState)]);

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Since {
    #[serde(serialize_with = "whole_seconds")]
    Since(Timestamp),
    #[serde(serialize_with = "whole_seconds")]
    Ended(Timestamp),
}

impl Serialize for Purposes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_map(Some(self.0.len()))?;
        for (purpose, standing) in self.0 {
            let since = match standing {
                SuppressionState::InForce { since, .. } => Since::Since(*since),
                SuppressionState::Ended(ended) => Since::Ended(*ended),
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

    /// Returns the header line of a CSV file.
    pub(crate) fn csv_head() -> String {
        let mut head = "type,sha256,drop_key,changed".to_owned();
        for purpose in Purpose::ALL {
            let purpose = purpose.as_str();
            head += &format!(",{purpose}_since,{purpose}_ended");
        }
        head + "\n"
    }

    /// Formats the row as a line of CSV. No value can contain a comma or a quote, so nothing is escaped.
    pub(crate) fn csv(&self) -> String {
        let drop = self.drop_key.as_deref().unwrap_or_default();
        let (kind, sha256, changed) = (self.r#type.as_str(), &self.sha256, self.changed);
        let changed = shown(changed);
        let mut line = format!("{kind},{sha256},{drop},{changed}");
        for purpose in Purpose::ALL {
            let standing = self.purposes.0.iter().find(|(of, _)| *of == purpose);
            line += &match standing {
                None => ",,".to_owned(),
                Some((_, SuppressionState::InForce { since, .. })) => {
                    format!(",{},", shown(*since))
                }
                Some((_, SuppressionState::Ended(ended))) => format!(",,{}", shown(*ended)),
            };
        }
        line + "\n"
    }
}

/// Returns a time as JSON has it, too.
fn shown(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%Y-%m-%dT%H:%M:%SZ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::SuppressionRecord;

    #[test]
    fn a_row_holds_the_same_in_json_and_csv() {
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
                        SuppressionState::InForce {
                            since: at("2026-11-21T18:00:00.5Z"),
                            asked: at("2026-11-21T18:00:00.5Z"),
                            causes: Vec::new(),
                        },
                    ),
                    (
                        Purpose::Marketing,
                        SuppressionState::Ended(at("2026-11-22T09:00:00Z")),
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
                r#"{{"type":"phone","sha256":"{ab}","drop_key":"{drop}","changed":"2026-11-22T09:00:00Z","purposes":{{"sale_sharing":{{"since":"2026-11-21T18:00:00Z"}},"marketing":{{"ended":"2026-11-22T09:00:00Z"}}}}}}"#
            )
        );
        assert_eq!(
            row.csv(),
            format!(
                "phone,{ab},{drop},2026-11-22T09:00:00Z,2026-11-21T18:00:00Z,,,,,2026-11-22T09:00:00Z,,,,\n"
            )
        );
        let columns = |line: &str| line.matches(',').count();
        assert_eq!(columns(&Row::csv_head()), columns(&row.csv()));
    }
}
