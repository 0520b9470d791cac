//! The least that a Lambda function over HTTP can be: it greets, and knows no AWS.

use axum::Router;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let router = Router::new().fallback(async || "Hello");
    lambda_http::run(router).await
}
