//! The account of the member of staff, who else has signed in, and the ways out.

use crate::Deps;
use crate::frame::Frame;
use crate::posted::Posted;
use crate::session::{LOCAL, SESSION, SIGNED_OUT, Signed};
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use http::StatusCode;

#[derive(Template)]
#[template(path = "me.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    id: String,
    role: String,
    since: String,
    /// Name, role and time of the last sign-in.
    people: Vec<(String, String, String)>,
}

/// Shows the account.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
) -> HttpResponse {
    let members = match desk::people::list(&deps.desk).await {
        Ok(members) => members,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let pages = &deps.pages;
    let role = |role: domain::log::Role| -> String {
        pages
            .text("desk-role-name")
            .with("name", role.as_str())
            .into()
    };
    let people = members.into_iter().map(|member| {
        let at = words::time(pages, member.signed_in_at);
        (member.name, member.role.map_or_else(String::new, role), at)
    });
    let page = AccountPage {
        frame: deps.frame(&signed, "me"),
        id: signed.staff.id.clone(),
        role: role(signed.staff.role),
        since: words::time(pages, signed.session.signed_in_at),
        people: people.collect(),
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Ends the session.
pub(crate) async fn sign_out(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let ended = deps.sessions.end_session(&posted.signed.id.key()).await;
    left(&deps, &posted.signed, ended).await
}

/// Ends every session of the member of staff.
pub(crate) async fn sign_out_everywhere(
    State(deps): State<Deps>,
    request: Request,
) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let id = &posted.signed.staff.id;
    let now = deps.wall_clock.now();
    let ended = deps.sessions.end_all_sessions(id, now).await;
    left(&deps, &posted.signed, ended).await
}

async fn left(deps: &Deps, signed: &Signed, ended: Result<(), store::StoreError>) -> HttpResponse {
    if let Err(error) = ended {
        return deps.failed(Some(signed), desk::Error::from(error).into());
    }
    let issuer = deps
        .issuer
        .as_ref()
        .filter(|_| signed.session.issuer != LOCAL);
    let url = match issuer {
        Some(issuer) => issuer.end_session_url(deps.wall_clock.now()).await,
        None => Ok(None),
    };
    let url = url.unwrap_or_else(|error| {
        tracing::warn!(%error, "the issuer did not sign a member of staff out");
        None
    });
    let mut response = match url {
        Some(url) => deps.leave(url, deps.pages.text("desk-sign-out").into()),
        None => deps.pages.see_other("/desk/signed-out"),
    };
    deps.cookies
        .set(response.headers_mut(), SESSION, SIGNED_OUT);
    response
}
