//! Whole sessions over TCP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::{Engine, Envelope, Limits, start};
use crate::tests::{NOON, standing_clock};
use crate::{Stop, stop_signal};

type Messages = Arc<Mutex<Vec<(Envelope, Vec<u8>)>>>;

/// A server that stores messages, and refuses those for `full@…`.
async fn listener(limits: Limits, stop: Stop) -> (Engine, Messages) {
    let messages = Messages::default();
    let kept = Arc::clone(&messages);
    let deliver = move |envelope: Envelope, raw: Vec<u8>| {
        let kept = Arc::clone(&kept);
        async move {
            if envelope.rcpt_to.iter().any(|to| to.starts_with("full@")) {
                return Err("no room");
            }
            kept.lock().unwrap().push((envelope, raw));
            Ok(())
        }
    };
    (
        start(0, limits, standing_clock(NOON), deliver, stop)
            .await
            .unwrap(),
        messages,
    )
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects and reads the greeting.
    async fn greeted(engine: &Engine) -> Self {
        let mut client = Self::silent(engine).await;
        assert_eq!(client.reply().await, "220");
        client
    }

    async fn silent(engine: &Engine) -> Self {
        let stream = TcpStream::connect(engine.address()).await.unwrap();
        Self {
            stream: BufReader::new(stream),
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Returns the code of the next reply, and skips continuation lines.
    async fn reply(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                assert!(line.is_empty() || line.ends_with("\r\n"), "{line:?}");
                return line.get(..3).unwrap_or_default().to_owned();
            }
        }
    }

    /// Sends one line. Returns the code of the reply.
    async fn ask(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// Sends the envelope and `DATA`.
    async fn open_message(&mut self, from: &str, to: &str) {
        assert_eq!(self.ask("EHLO client.test").await, "250");
        assert_eq!(self.ask(&format!("MAIL FROM:<{from}>")).await, "250");
        assert_eq!(self.ask(&format!("RCPT TO:<{to}>")).await, "250");
        assert_eq!(self.ask("DATA").await, "354");
    }

    async fn is_hung_up(&mut self) -> bool {
        let mut rest = Vec::new();
        matches!(self.stream.read_to_end(&mut rest).await, Ok(0) | Err(_))
    }
}

/// Returns the message without the two added fields.
fn below_receipt(raw: &[u8]) -> &[u8] {
    let text = String::from_utf8_lossy(raw);
    let end = text.find("+0000 (UTC)\r\n").unwrap() + "+0000 (UTC)\r\n".len();
    &raw[end..]
}

#[tokio::test]
async fn a_message_is_delivered_byte_for_byte_under_its_receipt() {
    let (_stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("a@x.test", "privacy@shop.test").await;
    client
        .write(b"Subject: odd\r\n\r\n..dot\r\n.\xff\0\r\nlone\nfeed\r\n\r\n.\r\n")
        .await;
    assert_eq!(client.reply().await, "250");
    assert_eq!(client.ask("QUIT").await, "221");
    assert!(client.is_hung_up().await);

    let messages = messages.lock().unwrap();
    let (envelope, raw) = &messages[0];
    assert_eq!(envelope.mail_from.as_deref(), Some("a@x.test"));
    assert_eq!(envelope.rcpt_to, ["privacy@shop.test"]);
    assert_eq!(
        below_receipt(raw),
        b"Subject: odd\r\n\r\n.dot\r\n\xff\0\r\nlone\nfeed\r\n\r\n"
    );
    let receipt = String::from_utf8_lossy(&raw[..raw.len() - below_receipt(raw).len()]);
    let (before, after) = receipt.split_once(" id ").unwrap();
    assert_eq!(
        before,
        "Return-Path: <a@x.test>\r\n\
         Received: from client.test (localhost [127.0.0.1])\r\n \
         by inbound-smtp.localhost with ESMTP"
    );
    let (_, after) = after.split_once("\r\n").unwrap();
    assert_eq!(
        after,
        " for privacy@shop.test;\r\n Mon, 02 Mar 2026 12:00:00 +0000 (UTC)\r\n"
    );
}

#[tokio::test]
async fn several_messages_in_one_packet_are_all_accepted() {
    let (_stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::silent(&engine).await;
    let message = "MAIL FROM:<a@x.test>\r\nRCPT TO:<b@y.test>\r\nRCPT TO:<c@y.test>\r\nDATA\r\n";
    let packet = format!("EHLO c\r\n{message}one\r\n.\r\n{message}two\r\n.\r\nNOOP\r\nQUIT\r\n");
    client.write(packet.as_bytes()).await;
    let mut codes = Vec::new();
    for _ in 0..14 {
        codes.push(client.reply().await);
    }
    let each = ["250", "250", "250", "354", "250"];
    let expected = [&["220", "250"][..], &each, &each, &["250", "221"]].concat();
    assert_eq!(codes, expected);
    let messages = messages.lock().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(below_receipt(&messages[1].1), b"two\r\n");
    assert!(!String::from_utf8_lossy(&messages[0].1).contains("c@y.test"));
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_stays_with_its_sender() {
    let (_stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("a@x.test", "full@y.test").await;
    client.write(b"hello\r\n.\r\n").await;
    assert_eq!(client.reply().await, "451");
    assert!(messages.lock().unwrap().is_empty());
    client.open_message("a@x.test", "free@y.test").await;
    client.write(b"hello\r\n.\r\n").await;
    assert_eq!(client.reply().await, "250");
    assert_eq!(messages.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_too_long_is_refused_and_the_session_continues() {
    let (_stopper, stop) = stop_signal();
    let limits = Limits {
        message_bytes: 100,
        ..Limits::default()
    };
    let (engine, messages) = listener(limits, stop).await;
    let mut client = Client::greeted(&engine).await;
    assert_eq!(client.ask("EHLO c").await, "250");
    assert_eq!(client.ask("MAIL FROM:<a@x.test> SIZE=101").await, "552");
    client.open_message("a@x.test", "b@y.test").await;
    client
        .write(format!("{}\r\n.\r\n", "x".repeat(99)).as_bytes())
        .await;
    assert_eq!(client.reply().await, "552");
    client.open_message("a@x.test", "b@y.test").await;
    client
        .write(format!("{}\r\n.\r\n", "x".repeat(98)).as_bytes())
        .await;
    assert_eq!(client.reply().await, "250");
    assert_eq!(messages.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_of_forty_megabytes_is_accepted() {
    let (_stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("a@x.test", "b@y.test").await;
    let line = [b"x".repeat(1022), b"\r\n".to_vec()].concat();
    let message = line.repeat(40 * 1024);
    client.write(&message).await;
    client.write(b".\r\n").await;
    assert_eq!(client.reply().await, "250");
    assert!(below_receipt(&messages.lock().unwrap()[0].1) == message);
}

#[tokio::test]
async fn the_null_sender_and_non_ascii_addresses_are_accepted() {
    let (_stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("", "b@y.test").await;
    client.write(b"bounce\r\n.\r\n").await;
    assert_eq!(client.reply().await, "250");
    assert_eq!(
        client
            .ask("MAIL FROM:<jürgen@x.test> SMTPUTF8 BODY=8BITMIME")
            .await,
        "250"
    );
    assert_eq!(client.ask("RCPT TO:<größe@y.test>").await, "250");
    assert_eq!(client.ask("DATA").await, "354");
    client.write(b".\r\n").await;
    assert_eq!(client.reply().await, "250");

    let messages = messages.lock().unwrap();
    assert_eq!(messages[0].0.mail_from, None);
    assert!(messages[0].1.starts_with(b"Return-Path: <>\r\n"));
    assert_eq!(messages[1].0.mail_from.as_deref(), Some("jürgen@x.test"));
    assert_eq!(messages[1].0.rcpt_to, ["größe@y.test"]);
    assert_eq!(below_receipt(&messages[1].1), b"");
}

#[tokio::test]
async fn commands_out_of_order_are_refused_and_a_reset_discards_the_message() {
    let (_stopper, stop) = stop_signal();
    let limits = Limits {
        recipients: 2,
        command_bytes: 200,
        ..Limits::default()
    };
    let (engine, messages) = listener(limits, stop).await;
    let mut client = Client::greeted(&engine).await;
    let long = format!("NOOP {}", "x".repeat(200));
    let talk = [
        ("MAIL FROM:<a@x.test>", "503"),
        ("HELO client.test", "250"),
        ("RCPT TO:<b@y.test>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:<a@x.test>", "250"),
        ("MAIL FROM:<a@x.test>", "503"),
        ("DATA", "503"),
        ("RCPT TO:<b@y.test>", "250"),
        ("RCPT TO:<ö@y.test>", "553"),
        ("RCPT TO:<c@y.test>", "250"),
        ("RCPT TO:<d@y.test>", "452"),
        ("RSET", "250"),
        ("DATA", "503"),
        (&long, "500"),
        ("VRFY a", "252"),
        ("HELP", "214"),
        ("STARTTLS", "502"),
        ("GET / HTTP/1.1", "500"),
    ];
    for (line, code) in talk {
        assert_eq!(client.ask(line).await, code, "{line}");
    }
    assert!(messages.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_with_too_many_invalid_commands_is_disconnected() {
    let (_stopper, stop) = stop_signal();
    let (engine, _) = listener(
        Limits {
            mistakes: 2,
            ..Limits::default()
        },
        stop,
    )
    .await;
    let mut client = Client::greeted(&engine).await;
    assert_eq!(client.ask("hm").await, "500");
    assert_eq!(client.ask("hm").await, "500");
    assert_eq!(client.ask("hm").await, "421");
    assert!(client.is_hung_up().await);
}

#[tokio::test]
async fn a_silent_client_is_disconnected() {
    let (_stopper, stop) = stop_signal();
    let limits = Limits {
        idle: Duration::from_millis(20),
        ..Limits::default()
    };
    let (engine, _) = listener(limits, stop).await;
    let mut client = Client::greeted(&engine).await;
    assert_eq!(client.reply().await, "421");
    assert!(client.is_hung_up().await);
}

#[tokio::test]
async fn one_session_too_many_must_try_again_later() {
    let (_stopper, stop) = stop_signal();
    let (engine, _) = listener(
        Limits {
            sessions: 1,
            ..Limits::default()
        },
        stop,
    )
    .await;
    let mut first = Client::greeted(&engine).await;
    let mut second = Client::silent(&engine).await;
    assert_eq!(second.reply().await, "421");
    assert!(second.is_hung_up().await);
    assert_eq!(first.ask("QUIT").await, "221");
    assert!(first.is_hung_up().await);
}

#[tokio::test]
async fn an_incomplete_message_is_not_delivered() {
    let (stopper, stop) = stop_signal();
    let (engine, messages) = listener(Limits::default(), stop).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("a@x.test", "b@y.test").await;
    client.write(b"half a let").await;
    drop(client);
    stopper.send(true).unwrap();
    engine.stopped().await;
    assert!(messages.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_started_delivery_is_finished_and_answered_after_the_stop_signal() {
    let (stopper, stop) = stop_signal();
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let deliver = {
        let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
        move |_: Envelope, _: Vec<u8>| {
            let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
            async move {
                begun.notify_one();
                go_on.notified().await;
                Ok::<(), String>(())
            }
        }
    };
    let clock = standing_clock(NOON);
    let engine = start(0, Limits::default(), clock, deliver, stop)
        .await
        .unwrap();
    let mut idle = Client::greeted(&engine).await;
    let mut client = Client::greeted(&engine).await;
    client.open_message("a@x.test", "b@y.test").await;
    client.write(b"hello\r\n.\r\n").await;
    begun.notified().await;
    stopper.send(true).unwrap();
    assert_eq!(idle.reply().await, "421");
    go_on.notify_one();
    assert_eq!(client.reply().await, "250");
    engine.stopped().await;
}
