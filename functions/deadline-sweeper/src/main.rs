//! The sweeper, as a Lambda function on a schedule.

use deadline_sweeper::{Deps, Event, Limit, SETTINGS, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use runtime::Runtime;
use std::time::Duration;

/// The time reserved for the heartbeat after the last check.
const HEARTBEAT_TIME: Duration = Duration::from_secs(15);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    let deps = &runtime.fresh(Deps::of)?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<serde_json::Value>| async move {
            let deps = &*deps.get().await;
            let limit = Limit::before(event.context.deadline, deps.clock.now(), HEARTBEAT_TIME);
            handle(deps, Event::read(&event.payload)?, limit).await?;
            Ok::<_, lambda_runtime::Error>(())
        },
    ))
    .await
}
