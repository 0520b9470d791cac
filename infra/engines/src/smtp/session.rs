//! One SMTP session, from the greeting to the goodbye.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::command::{self, Command, Reply};
use super::content::Content;
use super::{Envelope, House};
use crate::Stop;
use crate::loopback::told;

/// How much is read at once.
const BUFFER: usize = 64 * 1024;

/// Why a session ends.
#[derive(Debug)]
enum End {
    /// The client said goodbye, or went.
    Gone,
    /// The session is ended from here, with these last words.
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
    house: Arc<House<F>>,
    stop: Stop,
    hello: Option<Hello>,
    letter: Option<Draft>,
    mistakes: usize,
}

/// Who the client says that it is.
struct Hello {
    name: String,
    extended: bool,
}

/// The envelope of the letter being sent.
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
    pub(super) fn new(stream: TcpStream, house: Arc<House<F>>, stop: Stop) -> Self {
        let stream = BufReader::with_capacity(BUFFER, stream);
        Self {
            stream,
            house,
            stop,
            hello: None,
            letter: None,
            mistakes: 0,
        }
    }

    /// Talks to the client until one of the two ends it.
    pub(super) async fn run(mut self) {
        if let Err(End::Ours(last_words)) = self.converse().await {
            let _ = self.say(last_words).await;
        }
        let _ = self.stream.shutdown().await;
    }

    /// Tells the client to come back later.
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
                if self.mistakes > self.house.limits.mistakes {
                    return Err(End::Ours("421 4.7.0 too many mistakes"));
                }
            }
            self.say(reply).await?;
        }
    }

    /// Greets; the last line of the greeting is the reply.
    async fn hello(&mut self, name: String, extended: bool) -> Result<Reply, End> {
        self.hello = Some(Hello { name, extended });
        self.letter = None;
        if !extended {
            return Ok("250 localhost");
        }
        let size = format!("250-SIZE {}", self.house.limits.message_bytes);
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

    /// The commands that need nothing but an answer.
    fn obey(&mut self, command: Command) -> Reply {
        match command {
            Command::Mail { .. } if self.hello.is_none() => "503 5.5.1 say EHLO first",
            Command::Mail { .. } if self.letter.is_some() => "503 5.5.1 one letter at a time",
            Command::Mail {
                size: Some(size), ..
            } if !self.fits(size) => TOO_LONG,
            Command::Mail { from, utf8, .. } => {
                let envelope = Envelope {
                    mail_from: from,
                    rcpt_to: Vec::new(),
                };
                self.letter = Some(Draft { envelope, utf8 });
                "250 2.1.0 sender noted"
            }
            Command::Rcpt { to } => {
                let most = self.house.limits.recipients;
                let Some(letter) = &mut self.letter else {
                    return "503 5.5.1 say MAIL first";
                };
                if !letter.utf8 && !to.is_ascii() {
                    return "553 5.6.7 such an address needs SMTPUTF8";
                }
                if letter.envelope.rcpt_to.len() >= most {
                    return "452 4.5.3 too many recipients";
                }
                letter.envelope.rcpt_to.push(to);
                "250 2.1.5 recipient noted"
            }
            Command::Reset => {
                self.letter = None;
                "250 2.0.0 forgotten"
            }
            Command::Verify => "252 2.1.5 send it and see",
            Command::Help => "214 2.0.0 see RFC 5321",
            _ => "250 2.0.0 fine",
        }
    }

    fn fits(&self, size: u64) -> bool {
        usize::try_from(size).is_ok_and(|size| size <= self.house.limits.message_bytes)
    }

    /// Takes the letter in, and hands it on.
    async fn data(&mut self) -> Result<Reply, End> {
        let Some(letter) = self
            .letter
            .take_if(|letter| !letter.envelope.rcpt_to.is_empty())
        else {
            return Ok("503 5.5.1 say MAIL and RCPT first");
        };
        self.say("354 end with a dot alone on a line").await?;
        let mut content = Content::new(self.house.limits.message_bytes);
        while !content.ended() {
            self.fill().await?;
            let used = content.take(self.stream.buffer());
            self.stream.consume(used);
        }
        let Some(content) = content.into_letter() else {
            return Ok(TOO_LONG);
        };
        let Some(mut whole) = self.received(&letter.envelope) else {
            return Ok("451 4.3.0 no randomness for an id, try again later");
        };
        whole.extend_from_slice(&content);
        drop(content);
        match (self.house.deliver)(letter.envelope, whole).await {
            Ok(()) => Ok("250 2.0.0 the letter is kept"),
            Err(error) => {
                tracing::warn!(%error, "a letter could not be kept and stays with its sender");
                Ok("451 4.3.0 the letter could not be kept, try again later")
            }
        }
    }

    /// The fields that SES puts above a letter. One recipient is named, several are not: they may
    /// not know of each other.
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
        let date = (self.house.clock)().strftime("%a, %d %b %Y %H:%M:%S +0000 (UTC)");
        let fields = format!(
            "Return-Path: <{sender}>\r\n\
             Received: from {name} (localhost [{ip}])\r\n \
             by inbound-smtp.localhost with {protocol} id {id}{recipient};\r\n {date}\r\n"
        );
        Some(fields.into_bytes())
    }

    /// The next command line, without its end; nothing if it was too long.
    async fn line(&mut self) -> Result<Option<Vec<u8>>, End> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            self.fill().await?;
            let buffer = self.stream.buffer();
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            if line.len() + piece.len() > self.house.limits.command_bytes {
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

    /// Waits until there is something to read.
    async fn fill(&mut self) -> Result<(), End> {
        let filling = timeout(self.house.limits.idle, self.stream.fill_buf());
        tokio::select! {
            biased;
            () = told(&mut self.stop) => Err(End::Ours("421 4.3.2 closing, try again later")),
            filled = filling => match filled {
                Ok(Ok([])) | Ok(Err(_)) => Err(End::Gone),
                Ok(Ok(_)) => Ok(()),
                Err(_) => Err(End::Ours("421 4.4.2 nothing heard for too long")),
            },
        }
    }

    async fn say(&mut self, reply: &str) -> Result<(), End> {
        let line = format!("{reply}\r\n");
        let idle = self.house.limits.idle;
        timeout(idle, self.stream.write_all(line.as_bytes()))
            .await
            .map_err(|_| End::Gone)??;
        Ok(())
    }
}

const TOO_LONG: Reply = "552 5.3.4 the letter is too long";

/// The name without what has a meaning in a header field.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_graphic() && !"()<>;,\"\\".contains(*c))
        .collect()
}
