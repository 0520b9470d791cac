//! Turns raw messages into requests, as a Lambda function behind a queue.

use aws_lambda_events::event::sqs::SqsEvent;
use email_intake::{Deps, SETTINGS, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use runtime::Runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    let deps = &runtime.fresh(Deps::of)?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, lambda_runtime::Error>(handle(&*deps.get().await, event.payload).await)
    }))
    .await
}
