//! An SMTP session.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::command::{self, Command, Reply};
use super::content::Content;
use super::{Envelope, Shared};
use crate::Stop;
use crate::loopback::stop_requested;

/// The size of a read, in bytes.
const BUFFER: usize = 64 * 1024;

/// The reason for the end of a session.
#[derive(Debug)]
enum End {
    /// The client quit or disconnected.
    Gone,
    /// The server ends the session with this reply.
    Ours(Reply),
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

/// A session with one client.
pub(super) struct Session<F> {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared<F>>,
    stop: Stop,
    hello: Option<Hello>,
    message: Option<Draft>,
    mistakes: usize,
}

/// The greeting of the client.
struct Hello {
    name: String,
    extended: bool,
}

/// The envelope of the current message.
struct Draft {
    envelope: Envelope,
    utf8: bool,
}

impl<F, Fut, E> Session<F>
where
    F: Fn(Envelope, Vec<u8>) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: Display,
{
    pub(super) fn new(stream: TcpStream, shared: Arc<Shared<F>>, stop: Stop) -> Self {
        let stream = BufReader::with_capacity(BUFFER, stream);
        Self {
            stream,
            shared,
            stop,
            hello: None,
            message: None,
            mistakes: 0,
        }
    }

    /// Runs the session until the client or the server ends it.
    pub(super) async fn run(mut self) {
        if let Err(End::Ours(last_words)) = self.converse().await {
            let _ = self.say(last_words).await;
        }
        let _ = self.stream.shutdown().await;
    }

    /// Asks the client to try again later.
    pub(super) async fn turn_away(mut self) {
        let _ = self
            .say("421 4.3.2 too many sessions at a time, try again later")
            .await;
        let _ = self.stream.shutdown().await;
    }

    async fn converse(&mut self) -> Result<(), End> {
        self.say("220 localhost ESMTP").await?;
        loop {
            let command = match self.line().await? {
                Some(line) => command::read(&line),
                None => Err("500 5.5.2 the line is too long"),
            };
            let reply = match command {
                Ok(Command::Quit) => {
                    self.say("221 2.0.0 goodbye").await?;
                    return Ok(());
                }
                Ok(Command::Data) => self.data().await?,
                Ok(Command::Hello { name, extended }) => self.hello(name, extended).await?,
                Ok(command) => self.obey(command),
                Err(reply) => reply,
            };
            if matches!(reply.as_bytes(), [b'5', ..]) {
                self.mistakes += 1;
                if self.mistakes > self.shared.limits.mistakes {
                    return Err(End::Ours("421 4.7.0 too many mistakes"));
                }
            }
            self.say(reply).await?;
        }
    }

    /// Sends the extensions. Returns the last line of the greeting.
    async fn hello(&mut self, name: String, extended: bool) -> Result<Reply, End> {
        self.hello = Some(Hello { name, extended });
        self.message = None;
        if !extended {
            return Ok("250 localhost");
        }
        let size = format!("250-SIZE {}", self.shared.limits.message_bytes);
        for line in [
            "250-localhost",
            "250-PIPELINING",
            &size,
            "250-8BITMIME",
            "250-SMTPUTF8",
        ] {
            self.say(line).await?;
        }
        Ok("250 ENHANCEDSTATUSCODES")
    }

    /// Handles the commands that need only a reply.
    fn obey(&mut self, command: Command) -> Reply {
        match command {
            Command::Mail { .. } if self.hello.is_none() => "503 5.5.1 send EHLO first",
            Command::Mail { .. } if self.message.is_some() => "503 5.5.1 one message at a time",
            Command::Mail {
                size: Some(size), ..
            } if !self.fits(size) => TOO_LONG,
            Command::Mail { from, utf8, .. } => {
                let envelope = Envelope {
                    mail_from: from,
                    rcpt_to: Vec::new(),
                };
                self.message = Some(Draft { envelope, utf8 });
                "250 2.1.0 sender OK"
            }
            Command::Rcpt { to } => {
                let most = self.shared.limits.recipients;
                let Some(message) = &mut self.message else {
                    return "503 5.5.1 send MAIL first";
                };
                if !message.utf8 && !to.is_ascii() {
                    return "553 5.6.7 such an address needs SMTPUTF8";
                }
                if message.envelope.rcpt_to.len() >= most {
                    return "452 4.5.3 too many recipients";
                }
                message.envelope.rcpt_to.push(to);
                "250 2.1.5 recipient OK"
            }
            Command::Reset => {
                self.message = None;
                "250 2.0.0 reset"
            }
            Command::Verify => "252 2.1.5 not verified, send the message",
            Command::Help => "214 2.0.0 see RFC 5321",
            _ => "250 2.0.0 OK",
        }
    }

    fn fits(&self, size: u64) -> bool {
        usize::try_from(size).is_ok_and(|size| size <= self.shared.limits.message_bytes)
    }

    /// Receives the message and delivers it.
    async fn data(&mut self) -> Result<Reply, End> {
        let Some(message) = self
            .message
            .take_if(|message| !message.envelope.rcpt_to.is_empty())
        else {
            return Ok("503 5.5.1 send MAIL and RCPT first");
        };
        self.say("354 end with a line that contains only a dot")
            .await?;
        let mut content = Content::new(self.shared.limits.message_bytes);
        while !content.ended() {
            self.fill().await?;
            let used = content.take(self.stream.buffer());
            self.stream.consume(used);
        }
        let Some(content) = content.into_message() else {
            return Ok(TOO_LONG);
        };
        let Some(mut whole) = self.received(&message.envelope) else {
            return Ok("451 4.3.0 no random numbers for an ID, try again later");
        };
        whole.extend_from_slice(&content);
        drop(content);
        match (self.shared.deliver)(message.envelope, whole).await {
            Ok(()) => Ok("250 2.0.0 the message is stored"),
            Err(error) => {
                tracing::warn!(%error, "a message could not be stored and stays with its sender");
                Ok("451 4.3.0 the message could not be stored, try again later")
            }
        }
    }

    /// Returns the fields that SES adds at the top. `Received` names a single recipient, but not several, because they must not
    /// learn of each other.
    fn received(&self, envelope: &Envelope) -> Option<Vec<u8>> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).ok()?;
        let id = data_encoding::HEXLOWER.encode(&id);
        let sender = envelope.mail_from.as_deref().unwrap_or_default();
        let (name, protocol) = match &self.hello {
            Some(hello) => (
                printable(&hello.name),
                if hello.extended { "ESMTP" } else { "SMTP" },
            ),
            None => (String::new(), "SMTP"),
        };
        let ip = self.stream.get_ref().peer_addr().ok()?.ip();
        let recipient = match envelope.rcpt_to.as_slice() {
            [only] => format!("\r\n for {only}"),
            _ => String::new(),
        };
        let date = (self.shared.clock)().strftime("%a, %d %b %Y %H:%M:%S +0000 (UTC)");
        let fields = format!(
            "Return-Path: <{sender}>\r\n\
             Received: from {name} (localhost [{ip}])\r\n \
             by inbound-smtp.localhost with {protocol} id {id}{recipient};\r\n {date}\r\n"
        );
        Some(fields.into_bytes())
    }

    /// Returns the next command line without its end, or `None` if it was too long.
    async fn line(&mut self) -> Result<Option<Vec<u8>>, End> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            self.fill().await?;
            let buffer = self.stream.buffer();
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            if line.len() + piece.len() > self.shared.limits.command_bytes {
                too_long = true;
                line.clear();
            } else if !too_long {
                line.extend_from_slice(piece);
            }
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.stream.consume(used);
            if end.is_some() {
                line.pop_if(|last| *last == b'\r');
                return Ok((!too_long).then_some(line));
            }
        }
    }

    /// Waits for more bytes.
    async fn fill(&mut self) -> Result<(), End> {
        let filling = timeout(self.shared.limits.idle, self.stream.fill_buf());
        tokio::select! {
            biased;
            () = stop_requested(&mut self.stop) => Err(End::Ours("421 4.3.2 closing, try again later")),
            filled = filling => match filled {
                Ok(Ok([])) | Ok(Err(_)) => Err(End::Gone),
                Ok(Ok(_)) => Ok(()),
                Err(_) => Err(End::Ours("421 4.4.2 timeout, closing")),
            },
        }
    }

    async fn say(&mut self, reply: &str) -> Result<(), End> {
        let line = format!("{reply}\r\n");
        let idle = self.shared.limits.idle;
        timeout(idle, self.stream.write_all(line.as_bytes()))
            .await
            .map_err(|_| End::Gone)??;
        Ok(())
    }
}

const TOO_LONG: Reply = "552 5.3.4 the message is too long";

/// Removes characters with a meaning in a header field from the name.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_graphic() && !"()<>;,\"\\".contains(*c))
        .collect()
}
