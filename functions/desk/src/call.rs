//! A call that changes something: who makes it, on what they saw, and what they send.

use crate::Deps;
use crate::problem::Problem;
use axum::body::to_bytes;
use axum::extract::Request;
use data_encoding::BASE64URL_NOPAD;
use domain::receipt::{ReceiptId, Reference};
use domain::request::RequestId;
use gateway::Staff;
use http::header::{CONTENT_TYPE, IF_MATCH};
use http::{HeaderMap, Uri};
use store::{EmailKey, Order};

/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// A call with its body.
pub(crate) struct Call {
    pub(crate) staff: Staff,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The version of what they change that they saw, if they say so.
    pub(crate) seen: Option<u64>,
}

impl Call {
    /// Takes a request apart.
    pub(crate) async fn of(request: Request) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let staff = head.extensions.get::<Staff>().cloned();
        let staff = staff.ok_or_else(Problem::nobody)?;
        let sent = head.headers.get(CONTENT_TYPE);
        let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::unsupported_media_type());
        }
        let body = to_bytes(body, LARGEST_BODY).await;
        Ok(Self {
            staff,
            seen: seen(&head.headers)?,
            headers: head.headers,
            body: body.map_err(|_| Problem::too_large())?.into(),
        })
    }

    /// The order that it is, for this reason.
    pub(crate) fn order(&self, why: Option<String>) -> Order {
        Order {
            by: self.staff.actor(),
            why,
            seen: self.seen,
        }
    }
}

/// The version that the caller saw, if they say so.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(tag) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    match tag.trim_matches('"').parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) if tag == "*" => Ok(None),
        Err(_) => Err(Problem::field(
            "If-Match",
            "Give the version that you read, such as \"3\"",
        )),
    }
}

impl Deps {
    /// The request that an id or a reference means.
    pub(crate) async fn meant(&self, name: &str) -> Result<RequestId, Problem> {
        if let Ok(id) = name.parse::<ReceiptId>() {
            return Ok(RequestId(id));
        }
        let reference = Reference::parse(name).map_err(|_| no_request())?;
        let found = self.store.look_up(Some(reference)).await?;
        found
            .map(|(receipt, _)| receipt.request)
            .ok_or_else(no_request)
    }

    /// The key of an email of a request, or of a mail that opened nothing.
    pub(crate) async fn email_of(&self, owner: &str, email: &str) -> Result<EmailKey, Problem> {
        let no_email = || Problem::not_found("There is no such email.");
        let owner: ReceiptId = owner.parse().map_err(|_| no_email())?;
        for key in [
            EmailKey::new(RequestId(owner), email),
            EmailKey::of_mail(owner, email),
        ] {
            if self.store.email(&key).await?.is_some() {
                return Ok(key);
            }
        }
        Err(no_email())
    }
}

pub(crate) fn no_request() -> Problem {
    Problem::not_found("There is no such request.")
}

/// The parameters of a query, each of which must be known.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// A parameter's value.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(of, _)| of == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_empty())
    }

    /// One of these words.
    pub(crate) fn one_of(
        &mut self,
        name: &'static str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Problem> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|word| **word == value).copied();
        let wrong = || Problem::field(name, format!("Give one of: {}", words.join(", ")));
        found.map(Some).ok_or_else(wrong)
    }

    /// How many of the index to look at for a page.
    pub(crate) fn most(&mut self) -> Result<u16, Problem> {
        match self.take("most").map(|most| most.parse::<u16>()) {
            None => Ok(50),
            Some(Ok(most @ 1..=100)) => Ok(most),
            Some(_) => Err(Problem::field("most", "Give a number from 1 to 100")),
        }
    }

    /// Where the page begins.
    pub(crate) fn cursor(&mut self) -> Result<Option<String>, Problem> {
        let Some(cursor) = self.take("cursor") else {
            return Ok(None);
        };
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.filter(|text| text.len() <= 200);
        let wrong = || Problem::field("cursor", "Give the cursor of the page before");
        text.map(Some).ok_or_else(wrong)
    }

    /// Ends the reading: nothing may be left.
    pub(crate) fn done(self) -> Result<(), Problem> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                let known = name
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_');
                let known: String = known.take(40).collect();
                Err(Problem::field(&known, "There is no such parameter here"))
            }
        }
    }
}

/// A cursor, as clients see it.
pub(crate) fn cursor(next: Option<String>) -> Option<String> {
    next.map(|next| BASE64URL_NOPAD.encode(next.as_bytes()))
}
