//! Many browsers from one network address: staff hear of it, the table doesn't fill, and nobody is refused.

use super::{ON, kept, since};
use jiff::SignedDuration;
use tests::{Build, House};

const OFFICE: [u8; 4] = [127, 0, 0, 2];
const ELSEWHERE: [u8; 4] = [127, 0, 0, 3];

async fn house() -> House {
    let settings = vec![("BROWSERS_A_DAY".to_owned(), "100".to_owned())];
    House::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

async fn post(house: &House, from: [u8; 4]) -> tests::Answer {
    house.send_from(from, "POST", "/signals", &[ON]).await
}

#[tokio::test]
async fn fifty_browsers_of_one_address_are_nothing_and_more_are_one_alarm() {
    let house = house().await;
    for _ in 0..50 {
        assert_eq!(post(&house, OFFICE).await.json()["recorded"], true);
    }
    assert_eq!(post(&house, ELSEWHERE).await.json()["recorded"], true);
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    for _ in 0..10 {
        assert_eq!(
            post(&house, OFFICE).await.json()["recorded"],
            true,
            "an alarm is no refusal"
        );
    }
    house.serve_outbox().await;
    let letters = house.letters_to("staff@example.com");
    assert_eq!(letters.len(), 1, "one alarm for a source and a day");
    let text = letters[0].text().unwrap();
    assert!(
        text.contains("more than 50 opt-out signals") && !text.contains("127.0.0.2"),
        "{text}"
    );
    let stored = format!("{:?}", house.items().await);
    assert!(!stored.contains("127.0.0.2"), "no address is stored");
    house.close().await;
}

#[tokio::test]
async fn a_flood_writes_no_more_than_its_share_and_who_comes_back_is_recorded_later() {
    let house = house().await;
    for _ in 0..100 {
        post(&house, OFFICE).await;
    }
    let full = house.items().await.len();
    let mut put_off = Vec::new();
    for _ in 0..30 {
        let answer = post(&house, OFFICE).await;
        assert_eq!(answer.status, 200);
        let told = answer.json();
        assert_eq!(
            (&told["honored"], &told["recorded"]),
            (&true.into(), &false.into())
        );
        assert!(told["since"].is_null());
        put_off.push(kept(&answer).unwrap());
    }
    assert_eq!(
        house.items().await.len(),
        full,
        "a flood writes nothing more"
    );
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 100);
    assert_eq!(
        post(&house, ELSEWHERE).await.json()["recorded"],
        true,
        "others are not put off"
    );

    let back = &put_off[0];
    let image = [("cookie", back.as_str())];
    house
        .send_from(OFFICE, "GET", "/signals/seen", &image)
        .await;
    assert_eq!(since(&house, back).await, None, "still the same day");
    house.pass(SignedDuration::from_hours(24));
    house
        .send_from(OFFICE, "GET", "/signals/seen", &image)
        .await;
    assert_eq!(since(&house, back).await, Some(house.now()));
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn made_up_profiles_are_counted_like_any_other() {
    let house = house().await;
    for n in 0..120_u8 {
        let profile = domain::signal::ProfileId::from_bytes([n; 16]).text();
        let cookie = format!("honored_opt_out={profile}");
        house
            .send_from(OFFICE, "GET", "/signals/seen", &[("cookie", &cookie)])
            .await;
    }
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 100);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_client_can_t_say_where_it_comes_from() {
    let house = house().await;
    for n in 0..110 {
        let forged = format!("198.51.100.{n}");
        let headers = [
            ON,
            ("x-forwarded-for", forged.as_str()),
            ("forwarded", forged.as_str()),
        ];
        house.send_from(OFFICE, "POST", "/signals", &headers).await;
    }
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 100);
    house.serve_outbox().await;
    house.close().await;
}
