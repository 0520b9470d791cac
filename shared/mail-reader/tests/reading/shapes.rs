//! Messages of any size in difficult shapes.

/// A shape: its name, and a function that returns a message of about this many bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> Vec<u8>);

/// Common shapes.
pub(crate) const COMMON: [Shape; 4] = [
    ("plain text", plain),
    ("HTML", html),
    ("base64 attachment", attachment),
    ("deep nesting", nested_multiparts),
];

/// Shapes of attackers and broken programs.
pub(crate) const HOSTILE: [Shape; 21] = [
    ("text in base64", text_in_base64),
    ("text in quoted-printable", quoted_printable),
    ("a part every 4 KB", parts),
    ("nested messages", nested_messages),
    ("nested HTML", nested_html),
    ("entities", entities),
    ("one line", one_line),
    ("an agent's addresses for answers", answers),
    ("full stops", |size| body(&".".repeat(size))),
    ("dashes in base64", |size| {
        in_base64(&"LS0K".repeat(18), size)
    }),
    ("empty lines", |size| body(&"\r\n".repeat(size / 2))),
    ("one header", |size| header(&"y ".repeat(size / 2))),
    ("one folded header", |size| {
        header(&"y\r\n ".repeat(size / 4))
    }),
    ("one subject", |size| {
        text(format!(
            "Subject: {}\r\n",
            "sell or share ".repeat(size / 14)
        ))
    }),
    ("a subject that is no text", |size| {
        no_text("Subject: ", size)
    }),
    ("a folded subject that is no text", |size| {
        no_text("Subject: x\r\n ", size)
    }),
    ("a sender that is no text", |size| {
        no_text("Sender: \"", size)
    }),
    ("many headers", |size| text("List: x\r\n".repeat(size / 9))),
    ("many addresses", |size| {
        text(format!("From: {}\r\n", "a@b.example, ".repeat(size / 13)))
    }),
    ("NUL bytes", |size| body(&"\0".repeat(size))),
    ("carriage returns alone", carriage_returns),
];

/// Shapes that keep the phrase search busy.
pub(crate) const WORDY: [Shape; 2] = [
    ("a list of verbs", |size| {
        body(&"sell or share ".repeat(size / 14))
    }),
    ("what most phrases begin with", |size| {
        body(&"pii and pii pii and info and ".repeat(size / 29))
    }),
];

const HEAD: &str = "From: Ana Lima <ana@example.com>\r\nTo: privacy@company.example\r\n\
                    Subject: My order\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n";

const LINES: [&str; 6] = [
    "I ordered a pair of shoes on Monday, and the parcel has not come yet.\r\n",
    "Could you tell me where it is, and whether I can still change the address?\r\n",
    "Last time it took three days; my neighbour, who is often at home, can take it in.\r\n",
    "Your privacy policy says that you share my data with the carrier. Is that all?\r\n",
    "\r\n",
    "Thanks for your help. You can reach me in the evening, after six o'clock.\r\n",
];

fn text(headers: String) -> Vec<u8> {
    format!("{HEAD}{headers}\r\nDo not sell my data.\r\n").into_bytes()
}

fn body(body: &str) -> Vec<u8> {
    format!("{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}").into_bytes()
}

fn no_text(before: &str, size: usize) -> Vec<u8> {
    let mut raw = before.as_bytes().to_vec();
    raw.resize(size, 0xff);
    raw.extend(text("\r\n".to_owned()));
    raw
}

fn header(value: &str) -> Vec<u8> {
    text(format!("X-Long: {value}\r\n"))
}

fn lines(size: usize) -> String {
    let mut text = String::with_capacity(size + 100);
    for line in LINES.iter().cycle() {
        if text.len() >= size {
            break;
        }
        text.push_str(line);
    }
    text
}

fn plain(size: usize) -> Vec<u8> {
    body(&lines(size))
}

fn html(size: usize) -> Vec<u8> {
    let row = "<tr><td style=\"padding:4px 8px;color:#333\"><p>Your order &amp; what is in it:</p></td>\
               <td><a href=\"https://shop.example/orders/1?utm_source=mail\">Shoes</a><br></td></tr>\r\n";
    let rows = row.repeat(size / row.len());
    let page = format!("<html><body><table>\r\n{rows}</table></body></html>\r\n");
    format!("{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{page}").into_bytes()
}

fn base64_lines(size: usize, line: &str) -> String {
    format!("{line}\r\n").repeat(size / (line.len() + 2))
}

fn attachment(size: usize) -> Vec<u8> {
    let scan = base64_lines(size, &"JVBERi0xLjQK".repeat(6));
    let part = format!(
        "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{scan}--b--\r\n"
    );
    let words = "Do not sell my data.\r\n";
    let mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n";
    format!("{HEAD}{mixed}{words}{part}").into_bytes()
}

fn answers(size: usize) -> Vec<u8> {
    let mut words =
        "I act as the authorized agent of my clients, who opt out of the sale of their \
                     personal information:"
            .to_owned();
    for n in 0.. {
        if words.len() >= size {
            break;
        }
        words.push_str(&format!(" reply a{n}@b.example"));
    }
    body(&words)
}

fn text_in_base64(size: usize) -> Vec<u8> {
    in_base64(&"RG8gbm90IHNlbGwgbXkgZGF0YS4K".repeat(2), size)
}

fn in_base64(line: &str, size: usize) -> Vec<u8> {
    let encoded = base64_lines(size, line);
    let head = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    format!("{HEAD}{head}{encoded}").into_bytes()
}

fn quoted_printable(size: usize) -> Vec<u8> {
    let line =
        "Andr=C3=A9 a command=C3=A9 des chaussures, qui ne sont pas encore arriv=C3=A9es=\r\n";
    let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    format!("{HEAD}{head}{}", line.repeat(size / line.len())).into_bytes()
}

fn parts(size: usize) -> Vec<u8> {
    let part = format!("--b\r\n\r\n{}\r\n", lines(4 * 1024));
    let parts = part.repeat(size / part.len());
    format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n").into_bytes()
}

fn nested_multiparts(size: usize) -> Vec<u8> {
    let mut raw = HEAD.to_owned();
    for depth in 0.. {
        if raw.len() >= size {
            break;
        }
        let words = "Do not sell my data. ".repeat(20);
        raw.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n\r\n{words}\r\n--b{depth}\r\n"
        ));
    }
    raw.into_bytes()
}

fn nested_messages(size: usize) -> Vec<u8> {
    let message = "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n";
    format!("{HEAD}{}", message.repeat(size / message.len())).into_bytes()
}

fn nested_html(size: usize) -> Vec<u8> {
    let open = "<div><blockquote type=cite><b>";
    let page = open.repeat(size / open.len());
    format!("{HEAD}Content-Type: text/html\r\n\r\n{page}Do not sell my data.").into_bytes()
}

fn entities(size: usize) -> Vec<u8> {
    let page = "&lt;&amp;&#8212;&nbsp;&eacute; ".repeat(size / 31);
    format!("{HEAD}Content-Type: text/html\r\n\r\n{page}").into_bytes()
}

fn one_line(size: usize) -> Vec<u8> {
    body(&"do not sell my data ".repeat(size / 20))
}

fn carriage_returns(size: usize) -> Vec<u8> {
    let mut raw = plain(size);
    raw.retain(|byte| *byte != b'\n');
    raw
}
