//! SES events of sent emails, as a Lambda function on an SNS topic.

use email_events::{Deps, SETTINGS, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use runtime::Runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    let deps = &runtime.fresh(Deps::of)?;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<serde_json::Value>| async move {
            handle(&*deps.get().await, event.payload).await?;
            Ok::<_, lambda_runtime::Error>(())
        },
    ))
    .await
}
