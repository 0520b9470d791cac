//! What other systems ask of suppression, as a Lambda function.

use runtime::Runtime;
use suppression::{Deps, SETTINGS, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    lambda_http::run(runtime.fresh(|runtime| Deps::of(runtime).map(router))?).await
}
