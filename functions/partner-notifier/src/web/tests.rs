//! Where notifications may go, and what counts as having arrived.

use super::*;
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn post(web: &Web, url: &str) -> Result<(), Failure> {
    let headers = [
        ("webhook-id", "1".to_owned()),
        ("webhook-timestamp", "1".to_owned()),
        ("webhook-signature", "v1,A".to_owned()),
    ];
    web.post(url, headers, b"{}".to_vec()).await
}

/// A partner on this machine that answers these bytes, and hangs up or not.
async fn partner(answer: Vec<u8>, hangs: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/notifications", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(&answer).await;
                if hangs {
                    let _ = stream.read(&mut buffer).await;
                }
            });
        }
    });
    url
}

fn answer(status: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{more}content-length: {length}\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn what_a_partner_answers_counts_as_this_table_says() {
    let web = Web::with_loopback();
    let large = "x".repeat(LARGEST_RESPONSE + 1);
    let elsewhere = "location: http://127.0.0.1:1/\r\n";
    for (name, bytes, expected) in [
        ("200", answer("200 OK", "", "thanks"), Ok(())),
        ("204", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Ok(())),
        (
            "a redirect",
            answer("307 Elsewhere", elsewhere, ""),
            Err(Failure::Redirect),
        ),
        (
            "404",
            answer("404 Not Found", "", ""),
            Err(Failure::Status(404)),
        ),
        ("500", answer("500 Oops", "", ""), Err(Failure::Status(500))),
        (
            "too much",
            answer("200 OK", "", &large),
            Err(Failure::TooLarge),
        ),
        ("the most", answer("200 OK", "", &large[1..]), Ok(())),
        (
            "garbage",
            b"\x00\x01garbage\r\n\r\n".to_vec(),
            Err(Failure::Unreachable),
        ),
        (
            "half of an answer",
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec(),
            Err(Failure::Unreachable),
        ),
        ("nothing", Vec::new(), Err(Failure::Unreachable)),
    ] {
        let url = partner(bytes, false).await;
        assert_eq!(post(&web, &url).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_partner_that_hangs_has_ten_seconds_in_all() {
    let web = Web::with_loopback();
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc";
    let before = partner(Vec::new(), true).await;
    let within = partner(half.to_vec(), true).await;
    let begun = std::time::Instant::now();
    let posted = tokio::join!(post(&web, &before), post(&web, &within));
    assert_eq!(posted, (Err(Failure::Late), Err(Failure::Late)));
    let took = begun.elapsed().as_secs();
    assert!((9..=12).contains(&took), "{took} s");
}

#[tokio::test]
async fn only_https_to_the_public_internet_is_gone_to() {
    let web = Web::internet();
    for (url, expected) in [
        ("http://partner.example/", Failure::BadAddress),
        ("http://127.0.0.1/", Failure::ForbiddenAddress),
        ("https://127.0.0.1/", Failure::ForbiddenAddress),
        ("https://[::1]/", Failure::ForbiddenAddress),
        ("https://[::ffff:10.0.0.1]/", Failure::ForbiddenAddress),
        (
            "https://169.254.169.254/latest/meta-data/",
            Failure::ForbiddenAddress,
        ),
        ("https://user@partner.example/", Failure::BadAddress),
        ("ftp://partner.example/", Failure::BadAddress),
        ("/notifications", Failure::BadAddress),
        ("", Failure::BadAddress),
    ] {
        assert_eq!(post(&web, url).await, Err(expected), "{url}");
    }
}

/// The client treats an address in an unusual notation as a name. If a resolver reads it as a number, the result is
/// checked like any other.
#[tokio::test]
async fn an_address_in_an_unusual_notation_is_refused() {
    for url in ["https://127.1/", "https://2130706433/", "https://0x7f.1/"] {
        let posted = post(&Web::internet(), url).await;
        let refused = [Failure::ForbiddenAddress, Failure::Unreachable];
        assert!(
            posted.is_err_and(|failure| refused.contains(&failure)),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_name_is_refused_if_any_of_what_it_leads_to_is_private() {
    let public = IpAddr::V4(Ipv4Addr::new(93, 184, 216, 34));
    for private in [
        "10.0.0.7",
        "169.254.169.254",
        "::ffff:127.0.0.1",
        "fd00:ec2::254",
    ] {
        let private: IpAddr = private.parse().unwrap();
        for leads_to in [vec![private], vec![public, private], vec![private, public]] {
            let web = Web::with_names(Arc::new(move |_| leads_to.clone()), false);
            let posted = post(&web, "https://partner.example/").await;
            assert_eq!(posted, Err(Failure::ForbiddenAddress), "{private}");
        }
    }
    let web = Web::with_names(Arc::new(|_| Vec::new()), false);
    let posted = post(&web, "https://partner.example/").await;
    assert_eq!(
        posted,
        Err(Failure::Unreachable),
        "a name that nobody knows"
    );
}

/// A name that leads to one address when it is checked and to another after that: it is asked once.
#[tokio::test]
async fn the_address_that_was_checked_is_the_one_that_is_dialled() {
    let listen = || async { TcpListener::bind("127.0.0.1:0").await.unwrap() };
    let checked = listen().await;
    let port = checked.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let lookup: Lookup = Arc::new(move |_| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        // Nobody listens at the second one.
        let last = if first { 1 } else { 77 };
        vec![IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))]
    });
    let dialled = Arc::new(Mutex::new(0));
    let seen = Arc::clone(&dialled);
    tokio::spawn(async move {
        while let Ok((_stream, _)) = checked.accept().await {
            *seen.lock().unwrap() += 1;
        }
    });
    let web = Web::with_names(lookup, true);
    let posted = post(&web, &format!("https://partner.example:{port}/")).await;
    assert_eq!(posted, Err(Failure::Unreachable), "it speaks no TLS");
    assert_eq!(
        (asked.load(Ordering::SeqCst), *dialled.lock().unwrap()),
        (1, 1)
    );
}
