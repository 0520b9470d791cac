//! The client that production has, against a page on loopback.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const CERTIFICATE: &str = include_str!("../../tests/deliveries/sns/certificate.pem");

/// Answers every connection with this and closes it; says the address of a page.
async fn page(answer: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}/x.pem?a=b", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            let read = stream.read(&mut asked).await.unwrap();
            assert!(asked[..read].starts_with(b"GET /x.pem?a=b HTTP/1.1\r\n"));
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

#[tokio::test]
async fn a_page_is_had_and_its_key_kept() {
    let web = Web::internet();
    let at = page(answer("200 OK", CERTIFICATE)).await;
    web.visit(&at).await.unwrap();
    let key = web.key_of(&at).await.unwrap();
    assert!(Arc::ptr_eq(&key, &web.key_of(&at).await.unwrap()));
}

#[tokio::test]
async fn whatever_else_is_there_is_no_page() {
    let web = Web::internet();
    let visit = async |answer| web.visit(&page(answer).await).await;
    let moved = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    for none in [
        answer("404 Not Found", "x"),
        answer("500 Internal Server Error", "x"),
        moved.to_owned(),
        answer("200 OK", &"x".repeat(LARGEST_PAGE + 1)),
    ] {
        assert_eq!(visit(none).await, Err(Unreachable::NotThere));
    }
    assert_eq!(
        visit("gibberish".to_owned()).await,
        Err(Unreachable::Silent)
    );
    assert_eq!(
        web.visit("http://127.0.0.1:1/").await,
        Err(Unreachable::Silent)
    );
    assert_eq!(web.visit("no address").await, Err(Unreachable::NotThere));
    let no_certificate = page(answer("200 OK", "hello")).await;
    assert_eq!(
        web.key_of(&no_certificate).await,
        Err(Unreachable::NoCertificate)
    );
}
