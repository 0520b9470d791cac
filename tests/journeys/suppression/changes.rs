//! The feed of changes.

use jiff::SignedDuration;
use serde_json::Value;
use tests::TestApp;

/// Reads the feed from a cursor to its end. Returns the rows and the new cursor.
async fn notified(app: &TestApp, mut since: Option<String>) -> (Vec<Value>, Option<String>) {
    let mut changes = Vec::new();
    loop {
        let path = match &since {
            Some(since) => format!("/suppression/changes?since={since}"),
            None => "/suppression/changes".to_owned(),
        };
        let answer = app.machine("GET", &path, &Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        changes.extend(answer["changes"].as_array().cloned().unwrap());
        since = answer["next"].as_str().map(str::to_owned);
        if answer["more"] == false {
            return (changes, since);
        }
    }
}

#[tokio::test]
async fn a_reader_hears_of_each_opt_out_and_no_address_of_anybody() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    let (changes, at) = notified(&app, None).await;
    assert_eq!(changes, [] as [Value; 0], "two minutes must pass");
    app.pass(SignedDuration::from_mins(3));
    app.opt_out("bo@example.org").await;
    let (changes, at) = notified(&app, at).await;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["type"], "email");
    // SHA-256 of ana@example.org, computed with another tool.
    assert_eq!(
        changes[0]["sha256"],
        "86b9260a115ceac89a9738af23696ce3a5d70449de8d95ef28bd754bb80196b9"
    );
    assert_eq!(
        changes[0]["purposes"]["sale_sharing"]["since"],
        "2026-11-21T18:00:00Z"
    );
    app.pass(SignedDuration::from_mins(3));
    let (changes, _) = notified(&app, at).await;
    let at = |transition: &Value| transition["changed"].as_str().unwrap().to_owned();
    let mut times: Vec<_> = changes.iter().map(at).collect();
    times.sort();
    assert_eq!(
        times,
        ["2026-11-21T18:00:00Z", "2026-11-21T18:03:00Z"],
        "rounds overlap"
    );
    app.serve_outbox().await;
    app.close().await;
}
