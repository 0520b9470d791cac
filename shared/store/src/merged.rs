//! What is stopped for one identifier under two index keys, put together.

use crate::item::{Item, text, text_of};
use crate::schema;
use crate::suppression::{attribute, attributes, causes_of};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::suppression::Purpose;

/// What stands under two keys of one identifier, under this one: the earlier date counts, and all causes; what
/// only one of them ended is in force by the other.
pub(crate) fn merged(older: &Item, there: Option<&Item>, pk: &str) -> Item {
    let mut merged = older.clone();
    merged.insert(schema::PK.to_owned(), text(pk));
    let Some(there) = there else { return merged };
    let text_at = |item: &Item, name: &str| text_of(item, name).map(str::to_owned);
    for purpose in Purpose::ALL {
        let [since, causes, ended] = attributes(purpose);
        let mut all = causes_of(older, purpose);
        all.extend(causes_of(there, purpose));
        all.sort();
        all.dedup();
        let of = |name: &str| {
            [text_at(older, name), text_at(there, name)]
                .into_iter()
                .flatten()
        };
        let first = of(&since).min();
        let last = of(&ended).max();
        for name in [&since, &causes, &ended] {
            merged.remove(name);
        }
        if all.is_empty() {
            merged.extend(last.map(|last| (ended, text(last))));
        } else {
            merged.insert(causes, AttributeValue::Ss(all));
            merged.extend(first.map(|first| (since, text(first))));
        }
    }
    let changed = [text_at(older, "changed_at"), text_at(there, "changed_at")];
    let changed = changed.into_iter().flatten().max();
    merged.extend(changed.map(|changed| ("changed_at".to_owned(), text(changed))));
    merged
}

/// The condition that an item has the causes with which it was seen, and its values; or that it is not there.
pub(crate) fn as_seen(seen: Option<&Item>) -> (String, Option<Item>) {
    let Some(seen) = seen else {
        return ("attribute_not_exists(pk)".to_owned(), None);
    };
    let mut values = Item::new();
    let mut conditions = vec!["attribute_exists(pk)".to_owned()];
    for (position, purpose) in Purpose::ALL.into_iter().enumerate() {
        let causes = attribute(purpose, "causes");
        match seen.get(&causes) {
            Some(there) => {
                conditions.push(format!("{causes} = :seen{position}"));
                values.insert(format!(":seen{position}"), there.clone());
            }
            None => conditions.push(format!("attribute_not_exists({causes})")),
        }
    }
    let values = (!values.is_empty()).then_some(values);
    (conditions.join(" AND "), values)
}
