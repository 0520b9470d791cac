//! Reads a list of partners.

use super::Fields;
use domain::law::Right;
use domain::partner::{Confirms, Partner, PartnerId, PartnerKind, Partners};
use domain::person::EmailAddress;
use http::Uri;
use jiff::civil::Date;
use serde_json::Value;

/// A partner as staff sent it.
pub(crate) struct NewPartner {
    pub(crate) id: PartnerId,
    pub(crate) name: String,
    pub(crate) kind: PartnerKind,
    pub(crate) rights: Vec<Right>,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    pub(crate) means: NewMeans,
}

/// How a partner is notified.
pub(crate) enum NewMeans {
    Webhook {
        url: String,
        confirms: Confirms,
        /// Whether to replace the secret.
        new_secret: bool,
    },
    Email {
        address: EmailAddress,
    },
}

/// The maximum length of a webhook's URL, in bytes.
const LONGEST_URL: usize = 500;
/// The maximum length of a name, in characters.
const LONGEST_NAME: usize = 100;

impl Fields {
    /// Reads `[{"id","name","kind","rights"?,"from","until"?,"webhook": {"url","confirms"?,"new_secret"?}}]`, or `"email"`
    /// with an address in place of `webhook`. `local` allows webhooks on this machine.
    pub(crate) fn partners(
        &mut self,
        name: &str,
        inbox: &EmailAddress,
        local: bool,
    ) -> Option<Vec<NewPartner>> {
        let given = match self.take(name)? {
            Value::Array(given) if given.len() <= Partners::MOST => given,
            _ => {
                let most = Partners::MOST;
                self.wrong(name, format!("Send a list of at most {most} objects"));
                return None;
            }
        };
        let mut listed: Vec<NewPartner> = Vec::new();
        for (at, one) in given.into_iter().enumerate() {
            let read = self.listed(name, at, one, |fields| fields.partner(inbox, local));
            let Some(one) = read else {
                continue;
            };
            if listed.iter().any(|other| other.id == one.id) {
                let id = format!("{name}[{at}].id");
                self.wrong(&id, "Use a different ID for each partner");
            }
            listed.push(one);
        }
        Some(listed)
    }

    fn partner(&mut self, inbox: &EmailAddress, local: bool) -> Option<NewPartner> {
        let id = self.required("id", |fields, name| fields.parsed(name, PartnerId::parse));
        let name = self.required("name", Self::text);
        if name
            .as_ref()
            .is_some_and(|name| name.chars().count() > LONGEST_NAME)
        {
            self.wrong("name", format!("Use at most {LONGEST_NAME} characters"));
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
            self.wrong("until", "Use a date that is not before from");
        }
        let webhook = self.object("webhook", |fields| fields.webhook(local));
        let email = self.email("email");
        let means = match (webhook, email) {
            (Some(webhook), None) => Some(webhook),
            (None, Some(address)) if address.normalized() == inbox.normalized() => {
                self.wrong("email", "Use another address than our own inbox");
                None
            }
            (None, Some(address)) if !address.is_deliverable_by_ses() => {
                self.wrong(
                    "email",
                    "SES can't send to an address with these characters",
                );
                None
            }
            (None, Some(address)) => Some(NewMeans::Email { address }),
            _ => {
                if self.errors.is_empty() {
                    self.wrong("webhook", "Send either webhook or email");
                }
                None
            }
        };
        let kind = kind?;
        Some(NewPartner {
            id: id?,
            name: name?,
            kind,
            rights: rights.unwrap_or_else(|| kind.notified_rights()),
            from: from?,
            until,
            means: means?,
        })
    }

    /// Reads the rights that partners can be notified of.
    fn rights(&mut self, name: &str) -> Option<Vec<Right>> {
        let may = Partner::notifiable_rights();
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
                format!("Send a list of some of: {}", words.join(", ")),
            );
            return None;
        }
        rights
    }

    fn webhook(&mut self, local: bool) -> Option<NewMeans> {
        let url = self.required("url", |fields, name| {
            fields.parsed(name, |text| webhook_url(text, local))
        });
        let words = ["response", "callback"];
        let confirms = match self.one_of("confirms", &words) {
            Some("callback") => Confirms::Callback,
            _ => Confirms::Response,
        };
        let new_secret = self.boolean("new_secret").unwrap_or_default();
        Some(NewMeans::Webhook {
            url: url?,
            confirms,
            new_secret,
        })
    }
}

fn webhook_url(text: &str, local: bool) -> Result<String, &'static str> {
    const WRONG: &str = "Use an address that begins with https://, of at most 500 characters";
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
