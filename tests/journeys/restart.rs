//! Data survives a restart.

use crate::mail;
use domain::suppression::Purpose;
use engines::Home;
use tests::{Build, TestApp};

#[tokio::test]
async fn what_was_taken_in_before_the_end_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build {
        home: Home::Folder(folder.path().to_owned()),
        ..Build::default()
    };

    let app = TestApp::build(build.clone()).await;
    let location = app
        .opt_out("ana@example.org")
        .await
        .header("location")
        .unwrap()
        .to_owned();
    app.take_mail(&mail(
        "bo@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    ))
    .await;
    // The process stops here. The email is pending and the message is in the queue.
    app.interrupt().await;

    let app = TestApp::build(build.clone()).await;
    assert_eq!(
        app.open_page(&location).await.status,
        200,
        "the link still opens"
    );
    app.system.read_waiting_mail().await.unwrap();
    assert!(
        app.suppression("bo@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    assert_eq!(app.emails().len(), 2);
    app.close().await;

    let app = TestApp::build(build).await;
    assert_eq!(app.emails().len(), 2, "the outbox is kept, too");
    app.close().await;
}

#[tokio::test]
async fn two_systems_on_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build {
        home: Home::Folder(folder.path().to_owned()),
        ..Build::default()
    };
    let app = TestApp::build(build.clone()).await;
    let error = TestApp::try_build(build).await.err().unwrap();
    assert!(
        format!("{error:#}").contains("another system uses"),
        "{error:#}"
    );
    app.close().await;
}
