//! A partner on this machine: it keeps what it was told, and reacts as it is bidden.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a partner reacts to a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// It answers this status, and no more.
    Answers(u16),
    /// It answers these bytes.
    EmailKind(Vec<u8>),
    /// It hangs up without an answer, once it has read the notification.
    HangsUp,
}

/// A notification as it arrived.
#[derive(Debug, Clone)]
pub struct Told {
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Told {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(of, _)| of == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it isn't JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a notification is JSON")
    }
}

#[derive(Debug, Default)]
struct Book {
    notified: Vec<Told>,
    /// What comes next; after that it answers 204.
    reactions: Vec<Reaction>,
}

/// A partner that takes webhooks.
#[derive(Debug, Clone)]
pub struct Partner {
    url: String,
    book: Arc<Mutex<Book>>,
}

impl Partner {
    /// A partner at a free port. It answers 204.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let partner = Self {
            url: format!("http://{address}/notifications"),
            book: Arc::default(),
        };
        let served = partner.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.serve(stream).await });
            }
        });
        partner
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Has it react so to the next notifications.
    pub fn will(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.book().reactions = reactions.into_iter().collect();
    }

    /// What it was told, oldest first.
    #[must_use]
    pub fn notified(&self) -> Vec<Told> {
        self.book().notified.clone()
    }

    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let notified = read(&mut stream).await?;
        let reaction = {
            let mut book = self.book();
            book.notified.push(notified);
            match book.reactions.is_empty() {
                true => Reaction::Answers(204),
                false => book.reactions.remove(0),
            }
        };
        let bytes = match reaction {
            Reaction::Answers(status) => {
                format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n").into_bytes()
            }
            Reaction::EmailKind(bytes) => bytes,
            Reaction::HangsUp => return None,
        };
        stream.write_all(&bytes).await.ok()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Told> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers: Vec<(String, String)> = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length = length.and_then(|(_, value)| value.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                let body = body.to_owned();
                return Some(Told { headers, body });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
