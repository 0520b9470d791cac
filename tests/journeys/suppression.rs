//! What other systems learn of what is stopped.

mod changes;
mod check;
mod exports;
mod identifiers;

use serde_json::{Value, json};
use tests::TestApp;

/// One thing of each kind that the function can do.
pub(crate) async fn everything(app: &TestApp) {
    app.check(&json!([{"type": "email", "value": "ana@example.org"}]))
        .await;
    app.machine("GET", "/suppression/changes", &Value::Null)
        .await;
    app.machine("POST", "/suppression/exports", &Value::Null)
        .await;
}

/// What a check says of one address.
async fn of_address(app: &TestApp, address: &str) -> Value {
    let said = app
        .check(&json!([{"type": "email", "value": address}]))
        .await;
    said[0]["purposes"].clone()
}
