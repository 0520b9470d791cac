//! A minimal Lambda function over HTTP: it greets, and calls no AWS service.

use axum::Router;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let router = Router::new().fallback(async || "Hello");
    lambda_http::run(router).await
}
