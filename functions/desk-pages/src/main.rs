//! The desk in the browser, as a Lambda function.

use desk_pages::{Deps, SETTINGS, router};
use runtime::Runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let runtime = Runtime::start(SETTINGS).await?;
    lambda_http::run(runtime.fresh(|runtime| Deps::of(runtime).map(router))?).await
}
