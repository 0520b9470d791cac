//! Partners: the list, and the notifications that were not acknowledged.

use crate::Deps;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use desk::notifications::{self, NotificationView};
use desk::{Query, StaffOrder, partners};
use domain::log::Role;
use domain::partner::Means;
use gateway::Problem;
use http::{StatusCode, Uri};
use pages::Pages;
use std::collections::BTreeMap;

/// A notification to one partner.
pub(crate) struct NotificationRow {
    pub(crate) partner: String,
    pub(crate) state: String,
    pub(crate) request: String,
    pub(crate) path: String,
    /// The actions that its state allows: name and label.
    pub(crate) actions: Vec<(&'static str, String)>,
}

impl NotificationRow {
    pub(crate) fn of(pages: &Pages, view: &NotificationView) -> Self {
        let state = serde_json::to_value(&view.delivery).ok();
        let state = state.and_then(|value| {
            let state = value.get("state")?;
            let name = state.as_str().or_else(|| state.get("state")?.as_str())?;
            Some(name.to_owned())
        });
        let state = state.unwrap_or_default();
        let text = words::plain(&state);
        let action = |name: &&'static str| {
            let label = pages.text("desk-notification-action").with("name", *name);
            (*name, label.into())
        };
        Self {
            partner: view.delivery.to.to_string(),
            state: pages
                .text("desk-notification-state")
                .with("name", state)
                .with("text", text)
                .into(),
            request: view.reference.to_string(),
            path: format!("/desk/notifications/{}", view.id),
            actions: view.actions.iter().map(action).collect(),
        }
    }
}

/// A partner of the list.
struct PartnerRow {
    name: String,
    kind: String,
    means: String,
    to: String,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage<'a> {
    frame: Frame<'a>,
    partners: Vec<PartnerRow>,
    rows: Vec<NotificationRow>,
    next: Option<String>,
    can_act: bool,
    /// The partners with several notifications on this page: ID, and the label of the form for all of them.
    several: Vec<(String, String)>,
    /// What an action on all notifications of a partner did.
    settled: Option<String>,
}

/// Shows the partners, and the notifications without an acknowledgment.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let pages = &deps.pages;
    let mut query = Query::of(uri.query());
    let settled = query.take("settled").map(|count| {
        let more = match query.take("more") {
            Some(_) => "more",
            None => "none",
        };
        let refused = query.take("refused").unwrap_or_default();
        pages
            .text("desk-partners-settled")
            .with("count", count)
            .with("refused", refused)
            .with("more", more)
            .into()
    });
    let read = async {
        let list = partners::read(&deps.desk).await?;
        let given_up = notifications::given_up(&deps.desk, query).await?;
        Ok::<_, desk::Error>((list, given_up))
    };
    let (list, given_up) = match read.await {
        Ok(read) => read,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let partner = |partner: &domain::partner::Partner| {
        let (means, to) = match &partner.means {
            Means::Webhook { url, .. } => ("webhook", url.clone()),
            Means::Email { address } => ("email", address.as_str().to_owned()),
        };
        let kind = partner.kind.as_str();
        PartnerRow {
            name: partner.name.clone(),
            kind: pages.text("desk-partners-kind").with("name", kind).into(),
            means: pages.text("desk-partners-means").with("name", means).into(),
            to,
        }
    };
    let page = PartnersPage {
        frame: deps.frame(&signed, "partners"),
        partners: list.partners.iter().map(partner).collect(),
        rows: given_up
            .found
            .iter()
            .map(|one| NotificationRow::of(pages, one))
            .collect(),
        next: given_up
            .cursor
            .as_ref()
            .map(|cursor| format!("/desk/partners?cursor={cursor}")),
        can_act: signed.staff.role >= Role::Decide,
        several: several(pages, &given_up.found),
        settled,
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Returns the partners with several of these notifications.
fn several(pages: &Pages, found: &[NotificationView]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in found {
        *counts.entry(one.delivery.to.to_string()).or_default() += 1;
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    let labeled = several.map(|(partner, _)| {
        let label = pages
            .text("desk-partners-all")
            .with("partner", partner.clone());
        (partner, label.into())
    });
    labeled.collect()
}

/// Applies an action to all notifications of a partner.
pub(crate) async fn act_on_all(
    State(deps): State<Deps>,
    Path(partner): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let order = StaffOrder {
        staff: posted.signed.staff.clone(),
        seen: None,
    };
    let acted = notifications::act_on_all(&deps.desk, &partner, &order, posted.fields()).await;
    match acted {
        Ok(settled) => {
            let (done, refused) = (settled.done, settled.refused);
            let more = if settled.more { "&more=1" } else { "" };
            let page = format!("/desk/partners?settled={done}&refused={refused}{more}");
            deps.pages.see_other(&page)
        }
        Err(error) => deps.failed(Some(&posted.signed), Problem::from(error)),
    }
}

/// Applies an action to a notification.
pub(crate) async fn act(
    State(deps): State<Deps>,
    Path(id): Path<String>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    // A notification has no version: its state decides whether the action is still possible.
    let order = StaffOrder {
        staff: posted.signed.staff.clone(),
        seen: None,
    };
    let acted = notifications::act(&deps.desk, &id, &order, posted.fields()).await;
    match acted {
        Ok(_) => deps.pages.see_other("/desk/partners"),
        Err(error) => deps.failed(Some(&posted.signed), Problem::from(error)),
    }
}
