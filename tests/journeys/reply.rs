//! What a person does from a link in a letter.

mod appeal;
mod choice;
pub(crate) mod collect;
mod demand;
pub(crate) mod question;

use crate::status::sorted;
use domain::keys::{Deed, KeyRing, LinkKeys};
use domain::log::{Actor, Entry, Role};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Request, Step};
use local::Function;
use tests::{Answer, House};

/// The path of the link to this deed in the latest letter to this address that has one.
pub(crate) fn link_to(house: &House, deed: Deed, address: &str) -> String {
    let start = format!("{}/reply/{}/", house.system.url(), deed.as_str());
    let letters = house.letters_to(address);
    let mut texts = letters.iter().rev().filter_map(|letter| letter.text());
    let found = texts.find_map(|text| {
        let link = text
            .split_whitespace()
            .find(|word| word.starts_with(&start))?;
        Some(link.to_owned())
    });
    let link = found.unwrap_or_else(|| panic!("no letter to them has a link to {deed:?}"));
    link.replace(&house.system.url(), "")
}

/// How many letters to this address have a link to this deed.
fn links_to(house: &House, deed: Deed, address: &str) -> usize {
    let path = format!("/reply/{}/", deed.as_str());
    let letters = house.letters_to(address);
    let has = |text: String| text.contains(&path);
    letters
        .iter()
        .filter_map(|letter| letter.text())
        .filter(|text| has(text.to_string()))
        .count()
}

/// A link that no letter had, made with the house's keys.
fn link_of(house: &House, deed: Deed, receipt: &ReceiptId, address: &str) -> String {
    let settings = &house.system.settings[0].1;
    let keys = LinkKeys(settings.read("LINK_KEYS", KeyRing::parse).unwrap());
    let holder = EmailAddress::parse(address).unwrap();
    keys.deed_path(deed, receipt, &holder, house.now())
}

/// Presses a button that has nothing to fill in.
pub(crate) async fn press(house: &House, link: &str) -> Answer {
    house.post_form_to(link, &[]).await
}

/// Staff take a step on the request of this reference.
pub(crate) async fn staff(house: &House, reference: &str, step: Step) -> Request {
    let (_, request) = house.look_up(reference).await.unwrap();
    let by = Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    };
    let store = house.store();
    store.take(request.id, step, by, house.now()).await.unwrap()
}

async fn log_of(house: &House, reference: &str) -> Vec<Entry> {
    let (_, request) = house.look_up(reference).await.unwrap();
    house.store().log(request.id).await.unwrap()
}

fn reference_in(link: &str) -> &str {
    link.split('/').nth(3).unwrap()
}

/// Does everything that a link lets people do.
pub(crate) async fn do_every_deed(house: &House) {
    house.opt_out("una@example.org").await;
    house.serve_outbox().await;
    press(house, &link_to(house, Deed::Undo, "una@example.org")).await;
    house.serve_outbox().await;
    press(house, &link_to(house, Deed::OptIn, "una@example.org")).await;
    let answer = question::ask_a_question(house, "vic@example.org").await;
    house.post_form_to(&answer, &[("words", "For me.")]).await;
    let (collect, code) = collect::copy_for(house, "wim@example.org").await;
    house.post_form_to(&collect, &[("code", "00000000")]).await;
    house.post_form_to(&collect, &[("code", &code)]).await;
}

/// The page's headline.
fn headline(page: &Answer) -> &str {
    let (_, after) = page.body.split_once("<h1>").unwrap();
    after.split("</h1>").next().unwrap()
}

/// Asks for a deletion, and gives back the link of its letter.
async fn ask_to_delete(house: &House, email: &str) -> String {
    house
        .post_form(&[("right", "delete"), ("email", email)])
        .await;
    house.serve_outbox().await;
    link_to(house, Deed::Confirm, email)
}

#[tokio::test]
async fn a_link_that_fits_nothing_gets_the_page_of_no_page_after_the_same_calls() {
    let house = House::open().await;
    let right = ask_to_delete(&house, "ana@example.org").await;
    let reference = reference_in(&right).to_owned();
    let (_, token) = right.rsplit_once('/').unwrap();
    let (receipt, before) = house.look_up(&reference).await.unwrap();
    let unknown = ReceiptId::from_bytes([9; 16]).reference();
    let another = link_of(&house, Deed::Confirm, &receipt.id, "eve@example.org");
    let status = house.letters()[0].text().unwrap().to_string();
    let status = status
        .split_whitespace()
        .find(|word| word.contains("/status/"))
        .unwrap();
    let status = status.rsplit('/').next().unwrap();
    house.table_of(Function::Reply).take_calls();
    let mut pages = Vec::new();
    for link in [
        format!("/reply/confirm/{reference}/1.1795284000.AAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        format!("/reply/confirm/{reference}/x"),
        format!("/reply/confirm/{reference}/{status}"),
        format!("/reply/confirm/{unknown}/{token}"),
        format!("/reply/confirm/nothing/{token}"),
        format!("/reply/appeal/{reference}/{token}"),
        format!("/reply/collect/{reference}/{token}"),
        format!("/reply/nothing/{reference}/{token}"),
        another,
        "/reply/%ff/%ff/%ff".to_owned(),
    ] {
        for opens in [true, false] {
            let page = match opens {
                true => house.open_page(&link).await,
                false => press(&house, &link).await,
            };
            assert_eq!(page.status, 404, "{link}");
            pages.push(page.body);
            let calls = house.table_of(Function::Reply).take_calls();
            let calls: Vec<_> = calls.into_iter().map(|call| call.operation).collect();
            assert_eq!(calls, ["GetItem", "GetItem"], "{link}");
        }
    }
    assert!(
        pages.windows(2).all(|pair| pair[0] == pair[1]),
        "the pages differ"
    );
    let (_, after) = house.look_up(&reference).await.unwrap();
    assert_eq!(after, before);
    house.close().await;
}

#[tokio::test]
async fn programs_that_open_every_link_in_every_letter_change_nothing() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    press(&house, &link_to(&house, Deed::Undo, "ana@example.org")).await;
    ask_to_delete(&house, "bo@example.org").await;
    question::ask_a_question(&house, "cy@example.org").await;
    collect::copy_for(&house, "di@example.org").await;
    house.serve_outbox().await;
    let before = sorted(&house).await;
    let mut opened = 0;
    for letter in house.letters() {
        let text = letter.text().unwrap();
        let links = text
            .split_whitespace()
            .filter_map(|word| word.strip_prefix(&house.system.url()));
        for link in links.filter(|link| link.starts_with("/reply/")) {
            for method in ["GET", "HEAD"] {
                assert_eq!(
                    house.send(method, link, &[], "").await.status,
                    200,
                    "{link}"
                );
                opened += 1;
            }
        }
    }
    assert_eq!(
        opened,
        2 * 6,
        "undo, opt-in, two to confirm, answer, collect"
    );
    assert_eq!(sorted(&house).await, before);
    house.close().await;
}

#[tokio::test]
async fn a_page_behind_a_link_is_kept_by_nobody_and_takes_no_other_method() {
    let house = House::open().await;
    let link = ask_to_delete(&house, "ana@example.org").await;
    let page = house.open_page(&link).await;
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));
    assert!(!page.body.contains("ana@example.org"));
    for method in ["PUT", "DELETE", "PATCH"] {
        let answer = house.send(method, &link, &[], "").await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some("GET, HEAD, POST"))
        );
    }
    let text = [("content-type", "text/plain")];
    assert_eq!(house.send("POST", &link, &text, "yes").await.status, 415);
    let json = [("content-type", "application/json")];
    assert_eq!(house.send("POST", &link, &json, "[]").await.status, 400);
    let long = "x".repeat(70_000);
    assert_eq!(
        house.post_form_to(&link, &[("words", &long)]).await.status,
        413
    );
    house.close().await;
}
