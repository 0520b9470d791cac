use super::*;
use crate::secrets::vault::Vault;
use crate::{LogLevels, subscriber};
use domain::keys::LinkKeys;
use domain::receipt::ReceiptId;
use std::convert::Infallible;
use tower::service_fn;
use tracing::level_filters::LevelFilter;

const SECRET: &str = "honored/link-keys";
const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO_THEN_ONE: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,\
                            1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const RECEIPT: ReceiptId = ReceiptId::from_bytes([7; 16]);

/// A vault that contains a key ring, and the link keys that are read from it.
async fn keys() -> (Vault, Fresh<LinkKeys>) {
    let vault = Vault::default();
    vault.put(SECRET, ONE);
    let runtime = vault.runtime(&[("LINK_KEYS_SECRET", SECRET)]).await;
    let keys = runtime.unwrap().fresh(Runtime::link_keys).unwrap();
    (vault, keys)
}

/// Returns the version of the key that signs links now.
async fn version(keys: &Fresh<LinkKeys>) -> String {
    let token = keys.get().await.token(&RECEIPT);
    token.split('.').next().unwrap().to_owned()
}

/// Lets this much time pass. The tests stay ten seconds away from each limit, for slow machines.
async fn pass<T>(fresh: &Fresh<T>, seconds: u64) {
    if let Some(at) = &mut fresh.held.lock().await.read_again_at {
        *at -= Duration::from_secs(seconds);
    }
}

#[tokio::test]
async fn secrets_are_read_again_after_five_minutes_and_no_earlier() {
    let (vault, keys) = keys().await;
    vault.put(SECRET, TWO_THEN_ONE);
    pass(&keys, 290).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 1));
    pass(&keys, 10).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("2", 2));
    pass(&keys, 290).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("2", 2));
}

#[tokio::test]
async fn a_changed_ring_reaches_the_handler_and_old_links_still_open() {
    let vault = Vault::default();
    vault.put(SECRET, ONE);
    let runtime = vault.runtime(&[("LINK_KEYS_SECRET", SECRET)]).await;
    let mut handler = runtime
        .unwrap()
        .fresh(|runtime| {
            let keys = runtime.link_keys()?;
            Ok(service_fn(move |token: String| {
                let answer = (keys.fits(&token, &RECEIPT), keys.token(&RECEIPT));
                async move { Ok::<_, Infallible>(answer) }
            }))
        })
        .unwrap();
    let (_, old) = handler.call(String::new()).await.unwrap();
    vault.put(SECRET, TWO_THEN_ONE);
    pass(&handler, 300).await;
    let (opens, new) = handler.call(old.clone()).await.unwrap();
    assert!(opens && new != old && new.starts_with("2."), "{new}");
}

#[tokio::test]
async fn unchanged_secrets_rebuild_nothing() {
    let (_vault, keys) = keys().await;
    let before = keys.get().await;
    pass(&keys, 300).await;
    assert!(Arc::ptr_eq(&before, &keys.get().await));
}

#[tokio::test]
async fn a_failed_renewal_keeps_the_earlier_secrets_and_is_retried_after_a_pause() {
    let (vault, keys) = keys().await;
    let lines = Arc::new(std::sync::Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let loud = LogLevels {
        ours: LevelFilter::WARN,
        others: LevelFilter::OFF,
    };
    let sink = Arc::new(move |line: &str| sink.lock().unwrap().push_str(line));
    let _logs = tracing::subscriber::set_default(subscriber(loud, sink));

    vault.refuse(Some("AccessDeniedException"));
    pass(&keys, 300).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 2));
    pass(&keys, 20).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 2));
    vault.refuse(None);
    vault.put(SECRET, "1:planted");
    pass(&keys, 10).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 3));
    vault.put(SECRET, TWO_THEN_ONE);
    pass(&keys, 30).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("2", 4));

    let lines = lines.lock().unwrap();
    assert_eq!(
        lines.matches("\"SecretsNotRenewed\":1").count(),
        2,
        "{lines}"
    );
    assert!(
        lines.contains("secrets could not be renewed") && lines.contains("LINK_KEYS"),
        "{lines}"
    );
    assert!(
        !lines.contains("planted") && !lines.contains("AAAA"),
        "{lines}"
    );
}

#[tokio::test]
async fn a_vault_that_does_not_answer_delays_a_call_only_briefly() {
    let (vault, keys) = keys().await;
    vault.fall_silent();
    pass(&keys, 300).await;
    let asked = Instant::now();
    assert_eq!(version(&keys).await, "1");
    assert!(asked.elapsed() >= PATIENCE);
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 2));
}

#[tokio::test]
async fn concurrent_calls_read_once() {
    let (vault, keys) = keys().await;
    vault.put(SECRET, TWO_THEN_ONE);
    pass(&keys, 300).await;
    let versions = tokio::join!(version(&keys), version(&keys), version(&keys));
    assert_eq!(versions, ("2".to_owned(), "2".to_owned(), "2".to_owned()));
    assert_eq!(vault.reads(), 2);
}

#[tokio::test]
async fn a_function_without_secrets_never_reads_one() {
    let vault = Vault::default();
    let keys = vault.runtime(&[("LINK_KEYS", ONE)]).await.unwrap();
    let keys = keys.fresh(Runtime::link_keys).unwrap();
    pass(&keys, 3600).await;
    assert_eq!((version(&keys).await.as_str(), vault.reads()), ("1", 0));
}
