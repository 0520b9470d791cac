//! The outbox sender, as a Lambda function on the table's stream and on a schedule.

use lambda_runtime::{LambdaEvent, service_fn};
use outbox_sender::{Deps, Event, SETTINGS, handle};
use runtime::Runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    let deps = &runtime.fresh(Deps::of)?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<serde_json::Value>| async move {
            handle(&*deps.get().await, Event::read(event.payload)?).await?;
            Ok::<_, lambda_runtime::Error>(())
        },
    ))
    .await
}
