//! Reading a list of partners.

use super::Fields;
use domain::law::Right;
use domain::partner::{Confirms, Partner, PartnerId, PartnerKind, Partners};
use domain::person::EmailAddress;
use http::Uri;
use jiff::civil::Date;
use serde_json::Value;

/// A partner as staff want it listed.
pub(crate) struct Listed {
    pub(crate) id: PartnerId,
    pub(crate) name: String,
    pub(crate) kind: PartnerKind,
    pub(crate) rights: Vec<Right>,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    pub(crate) reached: Reached,
}

/// How a partner is to be reached.
pub(crate) enum Reached {
    Webhook {
        url: String,
        confirms: Confirms,
        /// Whether its secret is to be made anew.
        new_secret: bool,
    },
    Mail {
        address: EmailAddress,
    },
}

/// The longest address of a webhook, in bytes.
const LONGEST_URL: usize = 500;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

impl Fields {
    /// Partners: `[{"id","name","kind","rights"?,"from","until"?,"webhook": {"url","confirms"?,"new_secret"?}}]`, or
    /// `"mail"` with an address in the place of `webhook`. Only a system on one's own machine has partners there.
    pub(crate) fn listed(
        &mut self,
        name: &str,
        inbox: &EmailAddress,
        local: bool,
    ) -> Option<Vec<Listed>> {
        let given = match self.take(name)? {
            Value::Array(given) if given.len() <= Partners::MOST => given,
            _ => {
                let most = Partners::MOST;
                self.wrong(name, format!("Give a list of {most} objects at most"));
                return None;
            }
        };
        let mut listed: Vec<Listed> = Vec::new();
        for (at, one) in given.into_iter().enumerate() {
            let name = format!("{name}[{at}]");
            self.left.insert(name.clone(), one);
            let read = self.object(&name, |fields| fields.partner(inbox, local));
            let Some(one) = read else {
                // What is wrong with it was noted, unless it was nothing at all.
                if !self.errors.iter().any(|error| error.field.contains(&name)) {
                    self.wrong(&name, "Give an object");
                }
                continue;
            };
            if listed.iter().any(|other| other.id == one.id) {
                self.wrong(&format!("{name}.id"), "Give each partner an id of its own");
            }
            listed.push(one);
        }
        Some(listed)
    }

    fn partner(&mut self, inbox: &EmailAddress, local: bool) -> Option<Listed> {
        let id = self.required("id", |fields, name| fields.parsed(name, PartnerId::parse));
        let name = self.required("name", Self::text);
        if name
            .as_ref()
            .is_some_and(|name| name.chars().count() > LONGEST_NAME)
        {
            self.wrong("name", format!("Give {LONGEST_NAME} characters at most"));
        }
        let kinds = PartnerKind::ALL.map(PartnerKind::as_str);
        let kind = self.required("kind", |fields, name| fields.one_of(name, &kinds));
        let kind = PartnerKind::ALL
            .into_iter()
            .find(|known| Some(known.as_str()) == kind);
        let rights = self.rights("rights");
        let from = self.required("from", Self::date);
        let until = self.date("until");
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.wrong("until", "Give a day that is not before from");
        }
        let webhook = self.object("webhook", |fields| fields.webhook(local));
        let mail = self.email("mail");
        let reached = match (webhook, mail) {
            (Some(webhook), None) => Some(webhook),
            (None, Some(address)) if address.normalized() == inbox.normalized() => {
                self.wrong("mail", "Give another address than our own inbox");
                None
            }
            (None, Some(address)) if !address.takes_mail_from_ses() => {
                self.wrong("mail", "SES can't send to an address with such emails");
                None
            }
            (None, Some(address)) => Some(Reached::Mail { address }),
            _ => {
                if self.errors.is_empty() {
                    self.wrong("webhook", "Give either a webhook or a mail");
                }
                None
            }
        };
        let kind = kind?;
        Some(Listed {
            id: id?,
            name: name?,
            kind,
            rights: rights.unwrap_or_else(|| kind.notified_identifiers()),
            from: from?,
            until,
            reached: reached?,
        })
    }

    /// Rights of which somebody can be told.
    fn rights(&mut self, name: &str) -> Option<Vec<Right>> {
        let may = Partner::may_be_told_of();
        let words: Vec<&str> = may.iter().map(|right| right.as_str()).collect();
        let given = self.take(name)?;
        let rights: Option<Vec<Right>> = given.as_array().and_then(|given| {
            let right = |one: &Value| {
                let right = Right::named(one.as_str()?)?;
                may.contains(&right).then_some(right)
            };
            given.iter().map(right).collect()
        });
        if rights.as_ref().is_none_or(Vec::is_empty) {
            self.wrong(
                name,
                format!("Give a list of some of: {}", words.join(", ")),
            );
            return None;
        }
        rights
    }

    fn webhook(&mut self, local: bool) -> Option<Reached> {
        let url = self.required("url", |fields, name| {
            fields.parsed(name, |text| webhook_url(text, local))
        });
        let words = ["answer", "callback"];
        let confirms = match self.one_of("confirms", &words) {
            Some("callback") => Confirms::Callback,
            _ => Confirms::Response,
        };
        let new_secret = self.yes_or_no("new_secret").unwrap_or_default();
        Some(Reached::Webhook {
            url: url?,
            confirms,
            new_secret,
        })
    }
}

fn webhook_url(text: &str, local: bool) -> Result<String, &'static str> {
    const WRONG: &str = "Give an address that begins with https://, of 500 characters at most";
    let uri: Uri = text.parse().map_err(|_| WRONG)?;
    let authority = uri.authority().ok_or(WRONG)?.as_str();
    let here = authority.starts_with("127.0.0.1:") || authority.starts_with("[::1]:");
    let fits = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => local && here,
        _ => false,
    };
    if !fits || authority.contains('@') || text.len() > LONGEST_URL {
        return Err(WRONG);
    }
    Ok(text.to_owned())
}
