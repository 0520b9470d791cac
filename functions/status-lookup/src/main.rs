//! Where does my request stand, as a Lambda function.

use runtime::Runtime;
use status_lookup::{Deps, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let runtime = Runtime::start().await?;
    lambda_http::run(runtime.fresh(|runtime| Deps::of(runtime).map(router))?).await
}
