//! Suppression for the company's systems.

mod changes;
mod check;
mod exports;
mod identifiers;

use serde_json::{Value, json};
use tests::TestApp;

/// Makes every kind of call of this module, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    app.check(&json!([{"type": "email", "value": "ana@example.org"}]))
        .await;
    app.machine("GET", "/suppression/changes", &Value::Null)
        .await;
    app.machine("POST", "/suppression/exports", &Value::Null)
        .await;
}

/// Returns the check result of an address.
async fn of_address(app: &TestApp, address: &str) -> Value {
    let said = app
        .check(&json!([{"type": "email", "value": address}]))
        .await;
    said[0]["purposes"].clone()
}
