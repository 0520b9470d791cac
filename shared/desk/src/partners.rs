//! The list of partners that are notified about requests.
//!
//! Staff read and set the list as a whole, with the version that they read. The desk derives the secret of a webhook and
//! shows it once, in the response to the call that created it. No store holds the secret.

use crate::Desk;
use crate::error::{Error, list_changed};
use crate::fields::{Fields, NewMeans, NewPartner};
use crate::staff_order::StaffOrder;
use domain::log::Role;
use domain::partner::{Means, Partner, PartnerId, Partners, SecretVersion};
use gateway::Problem;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::PartnersSaved;

/// The list of partners.
#[derive(Serialize)]
pub struct ListView {
    /// 0 until staff set the first list. Until then no partner is notified, and no request is completed.
    pub version: u64,
    /// When staff set it.
    pub set_at: Option<Timestamp>,
    /// The partners.
    pub partners: Vec<Partner>,
    /// The secrets that this call created, by partner. They are shown only here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<PartnerId, String>,
}

impl ListView {
    fn of(list: Option<Partners>, secrets: BTreeMap<PartnerId, String>) -> Self {
        Self {
            version: list.as_ref().map_or(0, |list| list.version),
            set_at: list.as_ref().map(|list| list.set_at),
            partners: list.map(|list| list.all).unwrap_or_default(),
            secrets,
        }
    }
}

/// Returns the list.
///
/// # Errors
/// [`Error`] if the store fails.
pub async fn read(desk: &Desk) -> Result<ListView, Error> {
    Ok(ListView::of(desk.store.partners().await?, BTreeMap::new()))
}

/// Replaces the list.
///
/// # Errors
/// [`Error`] if a field is wrong, if the list has changed, or if the store fails.
pub async fn set(desk: &Desk, by: &StaffOrder, mut fields: Fields) -> Result<ListView, Error> {
    by.needs(Role::Configure)?;
    let Some(seen) = by.seen else {
        let give = "Send the version of the list that you read, such as \"3\", or \"0\" for the first list";
        return Err(Problem::field("If-Match", give).into());
    };
    let local = desk.company.base_url.starts_with("http://");
    let wanted = fields.required("partners", |fields, name| {
        fields.partners(name, &desk.company.inbox, local)
    });
    fields.done()?;
    let wanted = wanted.ok_or_else(Problem::bad_json)?;
    let before = desk.store.partners().await?;
    let version = before.as_ref().map_or(0, |list| list.version);
    if version != seen {
        return Err(list_changed(version).into());
    }
    let now = desk.clock.now();
    let mut secrets = BTreeMap::new();
    let all = wanted
        .into_iter()
        .map(|one| listed(desk, one, before.as_ref(), &mut secrets, now))
        .collect();
    let list = Partners {
        version: version + 1,
        set_at: now,
        all,
    };
    match desk.store.set_partners(&list).await? {
        PartnersSaved::Saved => {}
        PartnersSaved::Outdated => return Err(list_changed(version + 1).into()),
    }
    tracing::info!(
        version = list.version,
        partners = list.all.len(),
        role = by.staff.role.as_str(),
        "staff set the list of partners"
    );
    Ok(ListView::of(Some(list), secrets))
}

/// Returns the new entry of a partner: with its existing secret, or with a new one that `secrets` then shows.
fn listed(
    desk: &Desk,
    wanted: NewPartner,
    before: Option<&Partners>,
    secrets: &mut BTreeMap<PartnerId, String>,
    now: Timestamp,
) -> Partner {
    let means = match wanted.means {
        NewMeans::Email { address } => Means::Email { address },
        NewMeans::Webhook {
            url,
            confirms,
            new_secret,
        } => {
            let had = before.and_then(|list| list.get(&wanted.id));
            let had = match had.map(|partner| &partner.means) {
                Some(Means::Webhook { secret, .. }) => Some(*secret),
                Some(Means::Email { .. }) | None => None,
            };
            let key = desk.partner_keys.current();
            let secret = match had {
                Some(secret) if !new_secret => secret,
                Some(secret) => secret.next(key, now),
                None => SecretVersion::first(key),
            };
            if had != Some(secret) {
                let made = desk.partner_keys.secrets(&wanted.id, secret, now);
                let shown = made
                    .first()
                    .map(|secret| (wanted.id.clone(), secret.shown()));
                secrets.extend(shown);
            }
            Means::Webhook {
                url,
                confirms,
                secret,
            }
        }
    };
    Partner {
        id: wanted.id,
        name: wanted.name,
        kind: wanted.kind,
        rights: wanted.rights,
        from: wanted.from,
        until: wanted.until,
        means,
    }
}
