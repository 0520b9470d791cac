//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use engines::lambda::{LambdaHarness, gateway_event};

#[tokio::test]
async fn the_binary_shows_nothing_without_a_session_and_takes_no_form_of_another_site() {
    let harness = LambdaHarness::open().await.unwrap();
    let issuer = [
        ("DESK_ISSUER", "https://issuer.example"),
        ("DESK_CLIENT_ID", "desk"),
        ("LOG_LEVEL", "error"),
    ];
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_desk-pages"), &issuer)
        .await
        .unwrap();
    let html = "text/html";
    let queue = gateway_event("GET", "/desk?view=open", html, "");
    let queue = lambda.invoke(queue).await.unwrap();
    assert_eq!(queue["statusCode"], 303, "{queue}");
    let to = queue["headers"]["location"].as_str().unwrap();
    assert!(to.starts_with("/desk/sign-in"), "{to}");

    let done = gateway_event("GET", "/desk/sign-in/done?state=x&code=planted", html, "");
    let done = lambda.invoke(done).await.unwrap();
    assert_eq!(done["statusCode"], 403, "{done}");

    let mut erase = gateway_event(
        "POST",
        "/desk/requests/7K3M-9XQ2-4HTC/actions/erase",
        "application/x-www-form-urlencoded",
        "why=planted",
    );
    erase["headers"]["origin"] = "https://elsewhere.example".into();
    let refused = lambda.invoke(erase).await.unwrap();
    assert_eq!(refused["statusCode"], 403, "{refused}");
    assert!(!refused["body"].as_str().unwrap().contains("planted"));
    let said = lambda.stop().await.unwrap();
    assert!(!said.contains("planted"), "{said}");
    // A failed sign-in is logged at every level.
    let failed = said
        .lines()
        .find(|line| line.contains("a sign-in to the desk"));
    let failed: serde_json::Value = serde_json::from_str(failed.unwrap()).unwrap();
    assert_eq!(failed["target"], "runtime::access");
    assert_eq!(failed["staff"], "unknown");
    assert_eq!(
        failed["outcome"],
        "the ID token is not acceptable: this browser has not begun it"
    );
}
