//! Rotation of link keys by Secrets Manager.

use key_rotator::{Event, Step, handle};
use tests::TestApp;

const RING: &str = "honored/link-keys";

/// Makes every call of a rotation.
pub(crate) async fn everything(app: &TestApp) {
    let secrets = &app.system.engines.secrets;
    secrets.put(RING, "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    app.pass(jiff::SignedDuration::from_hours(1));
    secrets.begin_rotation(RING, "first");
    for step in [
        Step::CreateSecret,
        Step::SetSecret,
        Step::TestSecret,
        Step::FinishSecret,
    ] {
        let event = Event {
            step,
            secret_id: RING.to_owned(),
            client_request_token: "first".to_owned(),
        };
        handle(&app.system.functions.key_rotator, event)
            .await
            .expect("the ring is rotated");
    }
    let ring = secrets.current(RING).expect("a ring");
    assert_eq!(ring.split(',').count(), 2);
}
