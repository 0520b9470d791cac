//! Rotations against the engine: whole, twice, cut anywhere.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::keys::{KeyRing, LinkKeys};
use domain::receipt::ReceiptId;
use engines::clients::{self, Retries};
use engines::proxy::{self, Fault, Proxy};
use engines::{secrets, stop_signal};
use jiff::{SignedDuration, Timestamp};
use key_rotator::{Deps, Event, RotationError, Step, handle};
use runtime::Clock;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

const RING: &str = "honored/link-keys";
const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const RECEIPT: ReceiptId = ReceiptId::from_bytes([7; 16]);
const STEPS: [Step; 4] = [
    Step::CreateSecret,
    Step::SetSecret,
    Step::TestSecret,
    Step::FinishSecret,
];

/// A ring of one key that has been there for an hour, and the function.
struct RotationTest {
    engine: secrets::Engine,
    proxy: Proxy,
    deps: Deps,
    now: Arc<Mutex<Timestamp>>,
    _stop: watch::Sender<bool>,
}

impl RotationTest {
    async fn open() -> Self {
        let (stop, stopping) = stop_signal();
        let now = Arc::new(Mutex::new("2026-11-21T18:00:00Z".parse().unwrap()));
        let hands = Arc::clone(&now);
        let clock = Clock::of(move || *hands.lock().unwrap());
        let engines_clock = clock.clone();
        let engine = secrets::start(0, Arc::new(move || engines_clock.now()), stopping.clone());
        let engine = engine.unwrap();
        let proxy = proxy::start(engine.endpoint(), 0, stopping).await.unwrap();
        let deps = Deps {
            secrets: clients::secrets(proxy.endpoint(), Retries::Never),
            clock,
        };
        engine.put(RING, ONE);
        let test = Self {
            engine,
            proxy,
            deps,
            now,
            _stop: stop,
        };
        test.pass(60);
        test
    }

    fn pass(&self, minutes: i64) {
        let mut now = self.now.lock().unwrap();
        *now += SignedDuration::from_mins(minutes);
    }

    async fn step(&self, step: Step, token: &str) -> Result<(), RotationError> {
        let event = Event {
            step,
            secret_id: secrets::arn(RING),
            client_request_token: token.to_owned(),
        };
        handle(&self.deps, event).await
    }

    /// A whole rotation.
    async fn rotate(&self, token: &str) {
        self.engine.begin_rotation(RING, token);
        for step in STEPS {
            self.step(step, token).await.unwrap();
        }
        self.pass(60);
    }

    fn ring(&self) -> String {
        self.engine.current(RING).unwrap()
    }

    fn links(&self) -> LinkKeys {
        LinkKeys(KeyRing::parse(&self.ring()).unwrap())
    }

    /// The versions in the ring, in its order.
    fn versions(&self) -> Vec<String> {
        let ring = self.ring();
        let each = ring
            .split(',')
            .map(|key| key.split(':').next().unwrap().to_owned());
        each.collect()
    }
}

#[tokio::test]
async fn a_new_key_reads_for_one_rotation_before_it_makes_links() {
    let test = RotationTest::open().await;
    let first = test.links().token(&RECEIPT);
    let mut before = test.links();
    for (token, versions) in [
        ("a", vec!["1", "2"]),
        ("b", vec!["2", "3", "1"]),
        ("c", vec!["3", "4", "2", "1"]),
    ] {
        test.rotate(token).await;
        assert_eq!(test.versions(), versions);
        let now = test.links();
        assert!(now.fits(&first, &RECEIPT), "an old link opens");
        let new = now.token(&RECEIPT);
        assert!(
            before.fits(&new, &RECEIPT),
            "who has not read it anew opens a new link"
        );
        before = now;
    }
}

#[tokio::test]
async fn each_step_may_come_twice() {
    let test = RotationTest::open().await;
    test.engine.begin_rotation(RING, "a");
    for step in STEPS {
        test.step(step, "a").await.unwrap();
        test.step(step, "a").await.unwrap();
    }
    for step in STEPS {
        test.step(step, "a").await.unwrap();
    }
    assert_eq!(test.versions(), ["1", "2"]);
}

#[tokio::test]
async fn a_rotation_may_be_cut_anywhere() {
    let mut calls = 1;
    for fault in [Fault::Before, Fault::After] {
        let mut cut = 1;
        while cut <= calls {
            let test = RotationTest::open().await;
            test.engine.begin_rotation(RING, "a");
            test.proxy.plan([(cut, fault)]);
            for step in STEPS {
                while test.step(step, "a").await.is_err() {}
            }
            assert_eq!(test.versions(), ["1", "2"], "call {cut} was cut: {fault:?}");
            assert!(test.ring().starts_with(ONE));
            calls = test.proxy.take_calls().len() - 1;
            cut += 1;
        }
    }
    assert!(calls >= 7, "{calls} calls");
}

#[tokio::test]
async fn a_ring_that_was_just_changed_is_left_alone() {
    let test = RotationTest::open().await;
    test.rotate("a").await;
    test.engine.put(RING, &test.ring());
    test.pass(9);
    test.engine.begin_rotation(RING, "b");
    let soon = test.step(Step::CreateSecret, "b").await;
    assert!(matches!(soon, Err(RotationError::TooSoon)), "{soon:?}");
    test.pass(1);
    test.step(Step::CreateSecret, "b").await.unwrap();
    test.step(Step::FinishSecret, "b").await.unwrap();
    test.engine.begin_rotation(RING, "c");
    let soon = test.step(Step::CreateSecret, "c").await;
    assert!(matches!(soon, Err(RotationError::TooSoon)), "{soon:?}");
}

#[tokio::test]
async fn what_a_person_put_in_meanwhile_is_not_lost() {
    let test = RotationTest::open().await;
    test.engine.begin_rotation(RING, "a");
    test.step(Step::CreateSecret, "a").await.unwrap();
    let manual = format!("{ONE},9:CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=");
    test.engine.put(RING, &manual);
    for step in [Step::TestSecret, Step::FinishSecret] {
        let refused = test.step(step, "a").await;
        assert!(
            matches!(refused, Err(RotationError::Overtaken)),
            "{refused:?}"
        );
    }
    assert_eq!(test.ring(), manual);
}

#[tokio::test]
async fn what_is_no_ring_or_not_pending_is_refused() {
    let test = RotationTest::open().await;
    // Secrets Manager runs this step alone when a rotation is set up.
    test.step(Step::TestSecret, "a").await.unwrap();
    let nothing = test.step(Step::FinishSecret, "a").await;
    assert!(
        matches!(nothing, Err(RotationError::NothingPending)),
        "{nothing:?}"
    );
    test.engine.put(RING, "hunter2");
    test.pass(60);
    let no_ring = test.step(Step::CreateSecret, "a").await;
    assert!(
        matches!(no_ring, Err(RotationError::NoRing(_))),
        "{no_ring:?}"
    );
    assert!(Event::read(serde_json::json!({ "Step": "other" })).is_err());
}
