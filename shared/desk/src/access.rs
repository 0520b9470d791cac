//! The access log of staff: one line per call, with the IDs of everything that the response shows.
//!
//! A view of a request or of an email notes its ID when it is made, so no route can forget it. The functions wrap each call
//! of staff in [`logged`], which writes the line.

use axum::response::Response as HttpResponse;
use gateway::Staff;
use jiff::Timestamp;
use runtime::access::{Access, NO_ROUTE};
use std::cell::RefCell;
use std::collections::BTreeSet;

tokio::task_local! {
    /// The IDs of the items that the call has shown so far.
    static SEEN: RefCell<BTreeSet<String>>;
}

/// Notes that the call shows a request or an email. Outside a call of staff, it does nothing.
pub(crate) fn saw(id: impl std::fmt::Display) {
    let _ = SEEN.try_with(|seen| seen.borrow_mut().insert(id.to_string()));
}

/// A call of staff.
pub struct Call<'a> {
    /// The member of staff.
    pub staff: &'a Staff,
    /// The method.
    pub method: &'a str,
    /// The pattern of the route, if the path has one.
    pub route: Option<&'a str>,
    /// The time of the call.
    pub at: Timestamp,
}

/// Answers a call of staff, and writes its line to the access log.
pub async fn logged(call: Call<'_>, answer: impl Future<Output = HttpResponse>) -> HttpResponse {
    let answered = SEEN.scope(RefCell::default(), async {
        let response = answer.await;
        (response, SEEN.with(RefCell::take))
    });
    let (response, seen) = answered.await;
    let seen: Vec<String> = seen.into_iter().collect();
    let access = Access {
        staff: &call.staff.id,
        role: call.staff.role.as_str(),
        method: call.method,
        route: call.route.unwrap_or(NO_ROUTE),
        status: response.status().as_u16(),
        seen: &seen,
    };
    access.log(call.at);
    response
}
