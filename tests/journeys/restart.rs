//! Data survives a restart.

use crate::mail;
use domain::suppression::Purpose;
use engines::Home;
use tests::{Build, House};

#[tokio::test]
async fn what_was_taken_in_before_the_end_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build {
        home: Home::Folder(folder.path().to_owned()),
        ..Build::default()
    };

    let house = House::build(build.clone()).await;
    let location = house
        .opt_out("ana@example.org")
        .await
        .header("location")
        .unwrap()
        .to_owned();
    house
        .take_mail(&mail(
            "bo@example.org",
            "one@example.org",
            "My data",
            "Do not sell my personal information.",
        ))
        .await;
    // The process dies here: the letter is owed, the mail is in the queue.
    house.system.stop().await;

    let house = House::build(build.clone()).await;
    assert_eq!(
        house.open_page(&location).await.status,
        200,
        "the link still opens"
    );
    house.system.read_waiting_mail().await.unwrap();
    assert!(
        house
            .suppression("bo@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    house.serve_outbox().await;
    assert_eq!(house.letters().len(), 2);
    house.close().await;

    let house = House::build(build).await;
    assert_eq!(house.letters().len(), 2, "the outbox is kept, too");
    house.close().await;
}

#[tokio::test]
async fn two_systems_on_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build {
        home: Home::Folder(folder.path().to_owned()),
        ..Build::default()
    };
    let house = House::build(build.clone()).await;
    let error = House::try_build(build).await.err().unwrap();
    assert!(
        format!("{error:#}").contains("another system runs"),
        "{error:#}"
    );
    house.close().await;
}
