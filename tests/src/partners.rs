//! A partner on this machine that records notifications and responds as the test says.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a partner responds to a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// With this status and an empty body.
    Status(u16),
    /// With these bytes.
    Raw(Vec<u8>),
    /// It reads the notification and closes the connection.
    Disconnects,
}

/// A notification as the partner received it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The headers. Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Received {
    /// Returns a header's value, or an empty text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(of, _)| of == name);
        found.map_or("", |(_, value)| value)
    }

    /// Parses the body as JSON.
    ///
    /// # Panics
    /// If it isn't JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a notification is JSON")
    }
}

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    /// The next responses, in order; then 204.
    reactions: Vec<Reaction>,
}

/// A partner that takes webhooks.
#[derive(Debug, Clone)]
pub struct Partner {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Partner {
    /// Starts a partner at a free port. It responds with 204.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let partner = Self {
            url: format!("http://{address}/notifications"),
            state: Arc::default(),
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

    /// Returns the address of its webhook.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sets how it responds to the next notifications.
    pub fn will(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.state().reactions = reactions.into_iter().collect();
    }

    /// Returns the notifications that it received, oldest first.
    #[must_use]
    pub fn notified(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let received = read(&mut stream).await?;
        let reaction = {
            let mut state = self.state();
            state.received.push(received);
            match state.reactions.is_empty() {
                true => Reaction::Status(204),
                false => state.reactions.remove(0),
            }
        };
        let bytes = match reaction {
            Reaction::Status(status) => {
                format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n").into_bytes()
            }
            Reaction::Raw(bytes) => bytes,
            Reaction::Disconnects => return None,
        };
        stream.write_all(&bytes).await.ok()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
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
                return Some(Received { headers, body });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
