//! docs/performance.md has the rate of every partition key, and none is above DynamoDB's limit.

use std::collections::BTreeSet;
use store::{NAME_SHARDS, NOTIFICATION_SHARDS, QUEUE_SHARDS, SHARDS};

/// Write units per second that DynamoDB accepts for one partition key.
const LIMIT: u32 = 1_000;

fn source(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// Returns the names in quotation marks that these lines have behind `mark`.
fn names_behind(source: &str, mark: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let behind = line.split(mark).nth(1)?.strip_prefix('"')?;
        let name: String = behind
            .chars()
            .take_while(char::is_ascii_uppercase)
            .collect();
        (!name.is_empty()).then_some(name)
    };
    source.lines().filter_map(name).collect()
}

/// Returns the prefixes of the partition keys in the chart of the schema: `REQUEST` of `REQUEST#id`.
fn charted(schema: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in schema.lines() {
        let cells: Vec<_> = line.split('|').collect();
        // Item, `pk`, `sk`, index.
        if let [_, _, pk, _, index, _] = cells.as_slice() {
            let quoted = pk.split('`').skip(1).step_by(2);
            let sharded = index.split('`').skip(1).step_by(2);
            for key in quoted.chain(sharded.filter(|key| key.ends_with("#shard"))) {
                let prefix = key.split('#').next().unwrap();
                if prefix.starts_with(|c: char| c.is_ascii_uppercase()) {
                    found.insert(prefix.to_owned());
                }
            }
        }
    }
    found
}

fn rows(document: &str) -> Vec<Vec<String>> {
    let section = document.split("## How many requests per second").nth(1);
    let section = section.unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

/// Returns the prefixes of the keys that the first cell of a row names.
fn keys_of(row: &[String]) -> impl Iterator<Item = String> + '_ {
    let quoted = row[0].split('`').skip(1).step_by(2);
    let keys = quoted.filter(|key| key.starts_with(|c: char| c.is_ascii_uppercase()));
    keys.map(|key| key.split('#').next().unwrap().to_owned())
}

#[test]
fn every_partition_key_has_a_rate() {
    let rows = rows(&source("../../docs/performance.md"));
    let documented: BTreeSet<_> = rows.iter().flat_map(|row| keys_of(row)).collect();
    let mut used = charted(&source("src/table/schema.rs"));
    assert!(used.len() > 20, "{used:?}");
    used.extend(names_behind(&source("src/due/kind.rs"), " => "));
    used.extend(names_behind(&source("src/queue/entry.rs"), " => "));
    let keys = source("src/table/keys.rs");
    let keys: Vec<_> = keys.lines().collect();
    let of_pk = keys.windows(2).filter(|lines| lines[0].contains("_pk("));
    let of_pk: Vec<_> = of_pk.map(|lines| lines[1]).collect();
    used.extend(names_behind(&of_pk.join("\n"), "format!("));
    for name in ["TOREAD", "NOTIFICATION", "IDENTIFIER", "STAFF"] {
        assert!(used.contains(name), "the sources are read: {used:?}");
    }
    let missing: Vec<_> = used.difference(&documented).collect();
    assert_eq!(missing, Vec::<&String>::new(), "add them to the table");
    let unknown: Vec<_> = documented.difference(&used).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "no code writes these");
}

#[test]
fn no_partition_key_exceeds_the_limit_of_dynamodb() {
    let number = |text: &str| -> u32 {
        let digits: String = text
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',')
            .collect();
        digits.replace(',', "").parse().unwrap()
    };
    let queue = names_behind(&source("src/queue/entry.rs"), " => ");
    let mut checked = 0;
    for row in rows(&source("../../docs/performance.md")) {
        let [key, writes, shards, at_1000, at_5000] = row.as_slice() else {
            continue;
        };
        checked += 1;
        let name = keys_of(&row).next().unwrap();
        let in_code = match name.as_str() {
            "NOTIFICATION" => NOTIFICATION_SHARDS,
            "PERSON" => NAME_SHARDS,
            "CLOSED" if key.contains("`due`") => SHARDS,
            of if queue.contains(of) => QUEUE_SHARDS,
            _ => SHARDS,
        };
        assert_eq!(number(shards), u32::from(in_code), "{key}");
        let rate = |requests: u32| (number(writes) * requests).div_ceil(u32::from(in_code));
        // The page rounds to the nearest unit.
        assert!(
            rate(1_000).abs_diff(number(at_1000)) <= 1,
            "{key}: {}",
            rate(1_000)
        );
        assert!(
            rate(5_000).abs_diff(number(at_5000)) <= 1,
            "{key}: {}",
            rate(5_000)
        );
        assert!(rate(5_000) <= LIMIT, "{key}: {}", rate(5_000));
    }
    assert!(checked >= 20, "{checked}");
}
