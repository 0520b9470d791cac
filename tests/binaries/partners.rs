//! Partners are notified by webhook and by email, and the requester gets an email when all have acknowledged.

use local::Function;
use serde_json::json;
use tests::{Deployed, Partner, Reaction};

#[tokio::test]
async fn a_partner_that_fails_once_is_told_again_and_the_person_hears_that_all_is_done() {
    let app = Deployed::open().await;
    let ads = Partner::open().await;
    ads.will([Reaction::Status(500)]);
    let listed = json!([
        {"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": ads.url()}},
        {"id": "mail-house", "name": "Mail House", "kind": "third_party", "from": "2020-01-01", "email": "privacy@mail-house.example"}
    ]);
    let set = app.list_partners(&listed).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let answer = app.opt_out("ana@example.org").await;
    let page = app.mailbox_page(answer.header("location").unwrap()).await;
    assert_eq!(app.stream().await, [1, 1]);
    assert_eq!(ads.notified().len(), 1, "at once, by the stream");
    app.stream().await;
    let notified = app.read(&page).await.json();
    assert_eq!(
        (&notified["told"]["of"], &notified["told"]["confirmed"]),
        (&json!(2), &json!(0))
    );

    app.no_notification_waits().await;
    app.wake(Function::PartnerNotifier).await;
    assert_eq!(ads.notified().len(), 2, "once more");
    let notification = app.emails_to("privacy@mail-house.example").remove(0);
    let text = notification.text().unwrap();
    let link = &text[text.find("/partners/notifications/").unwrap()..];
    let link = link.split_whitespace().next().unwrap();
    assert_eq!(app.post_form_to(link, &[]).await.status, 200);
    app.no_notification_waits().await;
    app.wake(Function::PartnerNotifier).await;

    let seen = app.read(&page).await.json();
    assert_eq!(seen["stage"], "done", "{seen}");
    assert_eq!(seen["told"]["confirmed"], 2);
    app.stream().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 2);
    let done = emails[1].text().unwrap();
    let done: Vec<&str> = done.split_whitespace().collect();
    assert!(
        done.join(" ").contains("All 2 confirmed"),
        "{}",
        done.join(" ")
    );
    app.close().await;
}

#[tokio::test]
async fn as_it_is_deployed_the_notifier_goes_to_no_address_of_its_own_machine() {
    let app = Deployed::with(&[("LOCAL_PARTNERS", "")]).await;
    let ads = Partner::open().await;
    let listed = json!([
        {"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": ads.url()}}
    ]);
    app.list_partners(&listed).await;
    app.opt_out("ana@example.org").await;
    assert_eq!(app.stream().await, [1, 1]);
    assert!(ads.notified().is_empty());
    let kept = format!("{:?}", app.items().await);
    assert!(kept.contains("forbidden_address"), "{kept}");
    app.close().await;
}
