//! Rotates the rings of link keys, as a Lambda function that Secrets Manager calls.

use key_rotator::{Deps, Event, SETTINGS, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use runtime::Runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    let deps = &Deps::of(&runtime)?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<serde_json::Value>| async move {
            handle(deps, Event::read(event.payload)?).await?;
            Ok::<_, lambda_runtime::Error>(())
        },
    ))
    .await
}
