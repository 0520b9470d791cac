//! Partners are told, by webhook and by mail, and the person hears when all have confirmed.

use local::Function;
use serde_json::json;
use tests::{Deployed, Partner, Reaction};

#[tokio::test]
async fn a_partner_that_fails_once_is_told_again_and_the_person_hears_that_all_is_done() {
    let house = Deployed::open().await;
    let ads = Partner::open().await;
    ads.will([Reaction::Answers(500)]);
    let listed = json!([
        {"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": ads.url()}},
        {"id": "mail-house", "name": "Mail House", "kind": "third_party", "from": "2020-01-01", "mail": "privacy@mail-house.example"}
    ]);
    let set = house.list_recipients(&listed).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let answer = house.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap();
    assert_eq!(house.stream().await, [1, 1]);
    assert_eq!(ads.told().len(), 1, "at once, by the stream");
    house.stream().await;
    let told = house.read(page).await.json();
    assert_eq!(
        (&told["told"]["of"], &told["told"]["confirmed"]),
        (&json!(2), &json!(0))
    );

    house.no_notice_waits().await;
    house.wake(Function::PartnerNotifier).await;
    assert_eq!(ads.told().len(), 2, "once more");
    let notice = house.letters_to("privacy@mail-house.example").remove(0);
    let text = notice.text().unwrap();
    let link = &text[text.find("/partners/notices/").unwrap()..];
    let link = link.split_whitespace().next().unwrap();
    assert_eq!(house.post_form_to(link, &[]).await.status, 200);
    house.no_notice_waits().await;
    house.wake(Function::PartnerNotifier).await;

    let seen = house.read(page).await.json();
    assert_eq!(seen["stage"], "done", "{seen}");
    assert_eq!(seen["told"]["confirmed"], 2);
    house.stream().await;
    let letters = house.letters_to("ana@example.org");
    assert_eq!(letters.len(), 2);
    let done = letters[1].text().unwrap();
    let done: Vec<&str> = done.split_whitespace().collect();
    assert!(
        done.join(" ").contains("2 of 2 confirmed it"),
        "{}",
        done.join(" ")
    );
    house.close().await;
}

#[tokio::test]
async fn as_it_is_deployed_the_notifier_goes_to_no_address_of_its_own_machine() {
    let house = Deployed::with(&[("LOCAL_PARTNERS", "")]).await;
    let ads = Partner::open().await;
    let listed = json!([
        {"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01", "webhook": {"url": ads.url()}}
    ]);
    house.list_recipients(&listed).await;
    house.opt_out("ana@example.org").await;
    assert_eq!(house.stream().await, [1, 1]);
    assert!(ads.told().is_empty());
    let kept = format!("{:?}", house.items().await);
    assert!(kept.contains("forbidden_address"), "{kept}");
    house.close().await;
}
