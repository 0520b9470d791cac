//! What other systems learn of what is stopped.

mod changes;
mod check;
mod exports;
mod identifiers;

use serde_json::{Value, json};
use tests::House;

/// One thing of each kind that the function can do.
pub(crate) async fn everything(house: &House) {
    house
        .check(&json!([{"type": "email", "value": "ana@example.org"}]))
        .await;
    house
        .machine("GET", "/suppression/changes", &Value::Null)
        .await;
    house
        .machine("POST", "/suppression/exports", &Value::Null)
        .await;
}

/// What a check says of one address.
async fn of_address(house: &House, address: &str) -> Value {
    let said = house
        .check(&json!([{"type": "email", "value": address}]))
        .await;
    said[0]["purposes"].clone()
}
