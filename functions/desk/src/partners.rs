//! The list of partners: who is told when a person decides about their data.
//!
//! A list is read and set as a whole, with the version that whoever sets it has read. The secret of a webhook is made
//! here, shown in the answer to the call that asked for it, and never again: it is stored nowhere.

use crate::call::Call;
use crate::fields::{Fields, Listed, Reached};
use crate::problem::Problem;
use crate::{Deps, answer};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use domain::log::Role;
use domain::partner::{Means, Partner, PartnerId, Partners, SecretVersion};
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::ListSet;

/// The list as clients see it.
#[derive(Serialize)]
struct ListView {
    /// 0 while nobody has set one: then nobody is told, and no request is done.
    version: u64,
    set_at: Option<Timestamp>,
    partners: Vec<Partner>,
    /// The secrets that this call has made, by partner. They are not shown again.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<PartnerId, String>,
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

/// The list as it is.
pub(crate) async fn read(State(deps): State<Deps>) -> Result<HttpResponse, Problem> {
    let list = ListView::of(deps.store.partners().await?, BTreeMap::new());
    Ok(answer::versioned(StatusCode::OK, list.version, &list))
}

/// Sets the list.
pub(crate) async fn set(
    State(deps): State<Deps>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    if call.staff.role < Role::Configure {
        return Err(Problem::role_too_small(Role::Configure));
    }
    let Some(seen) = call.seen else {
        let give =
            "Give the version of the list that you read, such as \"3\"; \"0\" for the first one";
        return Err(Problem::field("If-Match", give));
    };
    let mut fields = Fields::of(&call.body)?;
    let local = deps.company.base_url.starts_with("http://");
    let wanted = fields.required("partners", |fields, name| {
        fields.listed(name, &deps.company.inbox, local)
    });
    fields.done()?;
    let wanted = wanted.ok_or_else(Problem::bad_json)?;
    let before = deps.store.partners().await?;
    let version = before.as_ref().map_or(0, |list| list.version);
    if version != seen {
        return Err(Problem::list_moved(version));
    }
    let now = deps.clock.now();
    let mut secrets = BTreeMap::new();
    let all = wanted
        .into_iter()
        .map(|one| listed(&deps, one, before.as_ref(), &mut secrets, now))
        .collect();
    let list = Partners {
        version: version + 1,
        set_at: now,
        all,
    };
    match deps.store.set_partners(&list).await? {
        ListSet::Now => {}
        ListSet::Moved => return Err(Problem::list_moved(version + 1)),
    }
    tracing::info!(
        version = list.version,
        partners = list.all.len(),
        role = call.staff.role.as_str(),
        "staff set the list of partners"
    );
    let view = ListView::of(Some(list), secrets);
    Ok(answer::versioned(StatusCode::OK, view.version, &view))
}

/// A partner as it is wanted, with its secret: the one that it has, or a new one that is shown once.
fn listed(
    deps: &Deps,
    wanted: Listed,
    before: Option<&Partners>,
    secrets: &mut BTreeMap<PartnerId, String>,
    now: Timestamp,
) -> Partner {
    let means = match wanted.reached {
        Reached::Mail { address } => Means::Mail { address },
        Reached::Webhook {
            url,
            confirms,
            new_secret,
        } => {
            let had = before.and_then(|list| list.get(&wanted.id));
            let had = match had.map(|partner| &partner.means) {
                Some(Means::Webhook { secret, .. }) => Some(*secret),
                Some(Means::Mail { .. }) | None => None,
            };
            let key = deps.partner_keys.current();
            let secret = match had {
                Some(secret) if !new_secret => secret,
                Some(secret) => secret.next(key, now),
                None => SecretVersion::first(key),
            };
            if had != Some(secret) {
                let made = deps.partner_keys.secrets(&wanted.id, secret, now);
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
