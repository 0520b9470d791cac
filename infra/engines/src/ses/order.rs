//! A sending call: parses the posted form of the query protocol, and validates it.

use std::borrow::Cow;

use data_encoding::BASE64;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

use super::address::bare;
use super::header::{fields, stamped};
use super::{MAX_MESSAGE_BYTES, SentMail};

/// The maximum number of recipients of an email.
const MAX_RECIPIENTS: usize = 50;

/// Header fields that a message may have only once.
const ONCE: [&str; 8] = [
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "MIME-Version",
];

/// The reason why SES refuses an email.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self {
            code: "InvalidParameterValue",
            message: message.into(),
        }
    }

    fn missing(name: &str) -> Self {
        Self {
            code: "ValidationError",
            message: format!("Missing required parameter {name}"),
        }
    }

    /// Returns the refusal of a request that is too large or incomplete.
    pub(super) fn too_long_a_request() -> Self {
        Self::invalid(format!(
            "Message length is more than {MAX_MESSAGE_BYTES} bytes long."
        ))
    }
}

/// The implemented operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    SendEmail,
    SendRawEmail,
}

impl Action {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SendEmail => "SendEmail",
            Self::SendRawEmail => "SendRawEmail",
        }
    }
}

/// A call that sends one email.
#[derive(Debug)]
pub(super) struct Order {
    action: Action,
    form: Vec<(String, String)>,
}

impl Order {
    /// Parses a posted form. Refuses all operations except the two that send.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let form: Vec<(String, String)> = form_urlencoded::parse(body)
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        let name = form
            .iter()
            .find(|(key, _)| key == "Action")
            .map(|(_, value)| value.as_str());
        let action = match name {
            Some("SendEmail") => Action::SendEmail,
            Some("SendRawEmail") => Action::SendRawEmail,
            Some(other) => {
                return Err(Refusal {
                    code: "InvalidAction",
                    message: format!("Could not find operation {other} for version 2010-12-01"),
                });
            }
            None => {
                return Err(Refusal {
                    code: "MissingAction",
                    message: "No action given".into(),
                });
            }
        };
        Ok(Self { action, form })
    }

    pub(super) fn action(&self) -> Action {
        self.action
    }

    /// Returns the email as it is sent, or the reason for a refusal. The message may have `limit` bytes.
    pub(super) fn into_mail(self, now: Timestamp, limit: usize) -> Result<SentMail, Refusal> {
        let (raw, source, destinations) = match self.action {
            Action::SendRawEmail => self.raw_mail()?,
            Action::SendEmail => self.built_mail()?,
        };
        if raw.len() > limit {
            return Err(Refusal::invalid(format!(
                "Message length is more than {limit} bytes long: '{}'.",
                raw.len()
            )));
        }
        check_header(&raw)?;
        if destinations.is_empty() {
            return Err(Refusal::invalid("At least one destination is required."));
        }
        if destinations.len() > MAX_RECIPIENTS {
            return Err(Refusal::invalid(format!(
                "Recipient count exceeds {MAX_RECIPIENTS}."
            )));
        }
        let message_id = message_id(now)?;
        let stamp = format!("<{message_id}@email.amazonses.com>");
        let date = now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        Ok(SentMail {
            raw: stamped(&raw, &stamp, &date).into(),
            message_id,
            sent_at: now,
            source,
            destinations,
            configuration_set: self.value("ConfigurationSetName").map(str::to_owned),
            tags: self.tags(),
        })
    }

    /// Returns the raw message, its sender and its recipients. The header supplies what the call omits.
    fn raw_mail(&self) -> Result<(Vec<u8>, String, Vec<String>), Refusal> {
        let data = self
            .value("RawMessage.Data")
            .ok_or_else(|| Refusal::missing("RawMessage"))?;
        let data: Cow<'_, str> = if data.contains(|c: char| c.is_ascii_whitespace()) {
            data.split_ascii_whitespace().collect::<String>().into()
        } else {
            data.into()
        };
        let raw = BASE64.decode(data.as_bytes()).map_err(|_| Refusal {
            code: "SerializationException",
            message: "RawMessage.Data is not base64".to_owned(),
        })?;
        let source = match self.value("Source") {
            Some(source) => bare(source)?,
            None => bare(
                &in_header(&raw, &["From"])
                    .into_iter()
                    .next()
                    .unwrap_or_default(),
            )?,
        };
        let mut named = self.members("Destinations.member.");
        if named.is_empty() {
            named = in_header(&raw, &["To", "Cc", "Bcc"]);
        }
        let destinations = named
            .iter()
            .map(|address| bare(address))
            .collect::<Result<_, _>>()?;
        Ok((raw, source, destinations))
    }

    /// Builds the message from its parts.
    fn built_mail(&self) -> Result<(Vec<u8>, String, Vec<String>), Refusal> {
        let from = self
            .value("Source")
            .ok_or_else(|| Refusal::missing("Source"))?;
        let source = bare(from)?;
        let subject = self
            .value("Message.Subject.Data")
            .ok_or_else(|| Refusal::missing("Message.Subject"))?;
        let mut mail = MessageBuilder::new()
            .message_id("replaced@localhost")
            .date(0_i64)
            .header("From", Raw::new(from))
            .subject(subject);
        let mut destinations = Vec::new();
        for (field, key) in [
            ("To", "Destination.ToAddresses.member."),
            ("Cc", "Destination.CcAddresses.member."),
            ("", "Destination.BccAddresses.member."),
            ("Reply-To", "ReplyToAddresses.member."),
        ] {
            let named = self.members(key);
            for address in &named {
                let address = bare(address)?;
                if field != "Reply-To" {
                    destinations.push(address);
                }
            }
            if !field.is_empty() && !named.is_empty() {
                mail = mail.header(field, Raw::new(named.join(", ")));
            }
        }
        let text = self.value("Message.Body.Text.Data");
        let html = self.value("Message.Body.Html.Data");
        if text.is_none() && html.is_none() {
            return Err(Refusal::missing("Message.Body"));
        }
        if let Some(text) = text {
            mail = mail.text_body(text);
        }
        if let Some(html) = html {
            mail = mail.html_body(html);
        }
        let raw = mail
            .write_to_vec()
            .map_err(|error| Refusal::invalid(format!("The message can't be written: {error}")))?;
        Ok((raw, source, destinations))
    }

    fn value(&self, key: &str) -> Option<&str> {
        let found = self.form.iter().find(|(name, _)| name == key);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Returns the values of a list, in the order of their numbers.
    fn members(&self, prefix: &str) -> Vec<String> {
        let mut members: Vec<(u32, &str)> = self
            .form
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.parse().ok()?, &**value)))
            .collect();
        members.sort_by_key(|(number, _)| *number);
        members
            .into_iter()
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    fn tags(&self) -> Vec<(String, String)> {
        (1..)
            .map_while(|number| {
                let name = self.value(&format!("Tags.member.{number}.Name"))?;
                let value = self.value(&format!("Tags.member.{number}.Value"))?;
                Some((name.to_owned(), value.to_owned()))
            })
            .collect()
    }
}

/// Returns the addresses in these header fields.
fn in_header(raw: &[u8], names: &[&str]) -> Vec<String> {
    let Some(mail) = mail_parser::MessageParser::default().parse_headers(raw) else {
        return Vec::new();
    };
    let mut addresses = Vec::new();
    for name in names {
        for value in mail.header_values(*name) {
            if let Some(list) = value.as_address() {
                let each = list.iter().filter_map(|entry| entry.address());
                addresses.extend(each.map(str::to_owned));
            }
        }
    }
    addresses
}

/// Checks the header of a message as SES does.
fn check_header(raw: &[u8]) -> Result<(), Refusal> {
    let fields = fields(raw);
    if !fields
        .iter()
        .any(|field| field.name.eq_ignore_ascii_case("From"))
    {
        return Err(Refusal::invalid("Missing required header 'From'."));
    }
    for name in ONCE {
        if fields
            .iter()
            .filter(|field| field.name.eq_ignore_ascii_case(name))
            .count()
            > 1
        {
            return Err(Refusal::invalid(format!("Duplicate header '{name}'.")));
        }
    }
    Ok(())
}

/// Returns an ID in the form of SES: the time, then random digits.
fn message_id(now: Timestamp) -> Result<String, Refusal> {
    let random =
        random_id().map_err(|_| Refusal::invalid("No random numbers for a message ID."))?;
    Ok(format!(
        "0101{:012x}-{random}-000000",
        now.as_millisecond().max(0)
    ))
}

/// Returns sixteen random bytes, written like a UUID.
pub(super) fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    );
    Ok(format!("{a}-{b}-{c}-{d}-{e}"))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use jiff::Timestamp;

    use super::Order;

    #[test]
    fn an_email_at_the_limit_is_sent_and_one_with_one_more_byte_is_not() {
        let mail = b"From: a@x.test\r\nTo: b@x.test\r\n\r\nHello";
        let data = BASE64.encode(mail);
        let form = [("Action", "SendRawEmail"), ("RawMessage.Data", &data)];
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let judged = |limit| {
            Order::read(body.as_bytes())
                .unwrap()
                .into_mail(Timestamp::UNIX_EPOCH, limit)
        };
        assert!(judged(mail.len()).is_ok());
        let refusal = judged(mail.len() - 1).unwrap_err();
        assert_eq!(refusal.code, "InvalidParameterValue");
        assert_eq!(
            refusal.message,
            "Message length is more than 36 bytes long: '37'."
        );
    }
}
