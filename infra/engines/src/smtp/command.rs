//! The commands of an SMTP session, and the replies to invalid ones.

/// A reply without its end of line.
pub(super) type Reply = &'static str;

const SYNTAX: Reply = "501 5.5.4 the argument is invalid";
const BAD_ADDRESS: Reply = "501 5.1.3 not an address";

/// A command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `HELO` or `EHLO`, with the name of the client.
    Hello { name: String, extended: bool },
    /// `MAIL`, with the sender and the announced size of the message.
    Mail {
        from: Option<String>,
        size: Option<u64>,
        utf8: bool,
    },
    /// `RCPT`, with one recipient.
    Rcpt { to: String },
    /// `DATA`.
    Data,
    /// `RSET`.
    Reset,
    /// `NOOP`.
    Nothing,
    /// `VRFY`.
    Verify,
    /// `HELP`.
    Help,
    /// `QUIT`.
    Quit,
}

/// Parses a command line without its end of line.
pub(super) fn read(line: &[u8]) -> Result<Command, Reply> {
    let line = std::str::from_utf8(line).map_err(|_| "500 5.5.2 the line is not UTF-8")?;
    if line.chars().any(|c| c.is_control() && c != '\t') {
        return Err("500 5.5.2 the line has control characters");
    }
    let line = line.trim_end();
    let (verb, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let rest = rest.trim_start();
    match verb.to_ascii_uppercase().as_str() {
        "HELO" => hello(rest, false),
        "EHLO" => hello(rest, true),
        "MAIL" => mail(after(rest, "FROM:")?),
        "RCPT" => rcpt(after(rest, "TO:")?),
        "DATA" => alone(rest, Command::Data),
        "RSET" => alone(rest, Command::Reset),
        "QUIT" => alone(rest, Command::Quit),
        "NOOP" => Ok(Command::Nothing),
        "VRFY" => Ok(Command::Verify),
        "HELP" => Ok(Command::Help),
        "STARTTLS" | "AUTH" | "BDAT" | "EXPN" | "TURN" => {
            Err("502 5.5.1 this command is not implemented")
        }
        _ => Err("500 5.5.2 unknown command"),
    }
}

fn alone(rest: &str, command: Command) -> Result<Command, Reply> {
    if rest.is_empty() {
        Ok(command)
    } else {
        Err(SYNTAX)
    }
}

fn hello(rest: &str, extended: bool) -> Result<Command, Reply> {
    let name = rest
        .split_ascii_whitespace()
        .next()
        .ok_or("501 5.5.4 the client's name is missing")?;
    Ok(Command::Hello {
        name: name.to_owned(),
        extended,
    })
}

fn after<'a>(rest: &'a str, word: &str) -> Result<&'a str, Reply> {
    match rest.split_at_checked(word.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(word) => Ok(rest.trim_start()),
        _ => Err(SYNTAX),
    }
}

fn mail(rest: &str) -> Result<Command, Reply> {
    let (from, parameters) = path(rest)?;
    let (mut size, mut utf8) = (None, false);
    for parameter in parameters.split_ascii_whitespace() {
        let (key, value) = match parameter.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (parameter, None),
        };
        match (key.to_ascii_uppercase().as_str(), value) {
            ("SIZE", Some(value)) => size = Some(value.parse().map_err(|_| SYNTAX)?),
            ("BODY", Some(body))
                if ["7BIT", "8BITMIME"]
                    .iter()
                    .any(|known| body.eq_ignore_ascii_case(known)) => {}
            ("SMTPUTF8", None) => utf8 = true,
            ("SIZE" | "BODY" | "SMTPUTF8", _) => return Err(SYNTAX),
            _ => return Err("555 5.5.4 unknown parameter"),
        }
    }
    if !utf8 && !from.is_ascii() {
        return Err("553 5.6.7 this address needs SMTPUTF8");
    }
    let from = Some(from).filter(|from| !from.is_empty());
    Ok(Command::Mail { from, size, utf8 })
}

fn rcpt(rest: &str) -> Result<Command, Reply> {
    let (to, parameters) = path(rest)?;
    if !parameters.is_empty() {
        return Err("555 5.5.4 unknown parameter");
    }
    let whole = match to.rsplit_once('@') {
        Some((local, domain)) => !local.is_empty() && !domain.is_empty(),
        None => to.eq_ignore_ascii_case("postmaster"),
    };
    if whole {
        Ok(Command::Rcpt { to })
    } else {
        Err(BAD_ADDRESS)
    }
}

/// Returns the address in angle brackets without its source route, and the text after the brackets.
///
/// Also accepts an address without brackets.
fn path(rest: &str) -> Result<(String, &str), Reply> {
    let Some(inside) = rest.strip_prefix('<') else {
        let (address, parameters) = rest.split_once(' ').unwrap_or((rest, ""));
        if address.is_empty() || address.contains(['<', '>', '"']) {
            return Err(SYNTAX);
        }
        return Ok((address.to_owned(), parameters.trim()));
    };
    let (mut quoted, mut escaped) = (false, false);
    let close = inside.char_indices().find_map(|(at, c)| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(Ok(at)),
            '<' | ' ' | '\t' if !quoted => return Some(Err(BAD_ADDRESS)),
            _ => {}
        }
        None
    });
    let close = close.ok_or(SYNTAX)??;
    let (address, rest) = (&inside[..close], &inside[close + 1..]);
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return Err(SYNTAX);
    }
    let address = match address.strip_prefix('@') {
        Some(route) => route.split_once(':').ok_or(BAD_ADDRESS)?.1,
        None => address,
    };
    if address.len() > 320 {
        return Err(BAD_ADDRESS);
    }
    Ok((address.to_owned(), rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::{Command, read};

    fn mail(from: &str) -> Result<Command, &'static str> {
        let from = Some(from.to_owned()).filter(|from| !from.is_empty());
        Ok(Command::Mail {
            from,
            size: None,
            utf8: false,
        })
    }

    #[test]
    fn senders_are_parsed_as_clients_write_them() {
        assert_eq!(read(b"MAIL FROM:<a@x>"), mail("a@x"));
        assert_eq!(read(b"mail from: <a@x>  "), mail("a@x"));
        assert_eq!(read(b"Mail From:a@x"), mail("a@x"));
        assert_eq!(read(b"MAIL FROM:<>"), mail(""));
        assert_eq!(read(b"MAIL FROM:<@r1,@r2:a@x>"), mail("a@x"));
        assert_eq!(
            read(b"MAIL FROM:<\"a > \\\" b\"@x>"),
            mail("\"a > \\\" b\"@x")
        );
        assert_eq!(
            read("MAIL FROM:<ä@x> SIZE=12 body=8bitmime SMTPUTF8".as_bytes()),
            Ok(Command::Mail {
                from: Some("ä@x".to_owned()),
                size: Some(12),
                utf8: true
            })
        );
    }

    #[test]
    fn an_invalid_command_gets_a_reply_with_a_code() {
        let lines: [(&[u8], &str); 14] = [
            (b"", "500"),
            (b"GET / HTTP/1.1", "500"),
            (b"MAIL", "501"),
            (b"MAIL FROM:", "501"),
            (b"MAIL FROM:<a@x", "501"),
            (b"MAIL FROM:<a@x>b", "501"),
            (b"MAIL FROM:<a@x> SIZE=-1", "501"),
            (b"MAIL FROM:<a@x> RET=FULL", "555"),
            ("MAIL FROM:<ä@x>".as_bytes(), "553"),
            (b"RCPT TO:<>", "501"),
            (b"RCPT TO:<nobody>", "501"),
            (b"RCPT TO:<a b@x>", "501"),
            (b"NOOP \xff", "500"),
            (b"RCPT TO:<a\0@x>", "500"),
        ];
        for (line, code) in lines {
            let reply = read(line).unwrap_err();
            assert!(
                reply.starts_with(code),
                "{:?}: {reply}",
                String::from_utf8_lossy(line)
            );
        }
    }
}
