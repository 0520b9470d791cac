//! The access log: which member of staff signed in, which of them saw which data and when, and which callers were
//! refused for a missing role. Its lines are written at every log level.
//!
//! A line names requests and emails by their IDs, and contains no personal data of a requester.

use jiff::Timestamp;

/// The target of the access log.
pub(crate) const TARGET: &str = "runtime::access";

/// The route in the log for a path without one.
pub const NO_ROUTE: &str = "no route";
/// The role of a caller to whom `ROLES` grants none that the call needs.
pub const NO_ROLE: &str = "none";

/// A call of a member of staff, or of a caller who lacks the role that the call needs.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// The ID of the caller: an ARN, or the issuer and subject of a token.
    pub staff: &'a str,
    /// Their role, or [`NO_ROLE`].
    pub role: &'a str,
    /// The method of the call.
    pub method: &'a str,
    /// The pattern of the route.
    pub route: &'a str,
    /// The status of the response.
    pub status: u16,
    /// The IDs that the response shows: of requests, and of emails that opened none.
    pub seen: &'a [String],
}

impl Access<'_> {
    /// Writes a line at every log level.
    pub fn log(&self, at: Timestamp) {
        let message = match self.status {
            401 | 403 => "a call was refused",
            _ => "staff called the desk",
        };
        // The level passes every filter. The line has none.
        tracing::error!(
            target: TARGET,
            message,
            at = at.to_string(),
            staff = self.staff,
            role = self.role,
            method = self.method,
            route = self.route,
            status = u64::from(self.status),
            seen = self.seen.join(" "),
        );
    }
}

/// A sign-in to the desk, also one that failed.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// The ID of the member of staff. `None` if the sign-in failed before the issuer vouched for anyone.
    pub staff: Option<&'a str>,
    /// Their role, or [`NO_ROLE`].
    pub role: &'a str,
    /// `signed in`, or why the sign-in failed. It contains no token and no claim.
    pub outcome: &'a str,
}

impl SignIn<'_> {
    /// Writes a line at every log level.
    pub fn log(&self, at: Timestamp) {
        tracing::error!(
            target: TARGET,
            at = at.to_string(),
            staff = self.staff.unwrap_or("unknown"),
            role = self.role,
            outcome = self.outcome,
            "a sign-in to the desk"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LogLevels, subscriber};
    use std::sync::{Arc, Mutex};
    use tracing::level_filters::LevelFilter;

    /// Returns the lines that are written at the level `error`.
    fn lines(write: impl FnOnce()) -> Vec<serde_json::Value> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let quiet = LogLevels {
            ours: LevelFilter::ERROR,
            others: LevelFilter::ERROR,
        };
        let logs = subscriber(
            quiet,
            Arc::new(move |line| sink.lock().unwrap().push(line.to_owned())),
        );
        tracing::subscriber::with_default(logs, write);
        let lines = lines.lock().unwrap();
        let parsed = lines.iter().map(|line: &String| serde_json::from_str(line));
        parsed.collect::<Result<_, _>>().unwrap()
    }

    fn at() -> Timestamp {
        "2026-12-01T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_line_names_who_saw_what_at_every_level() {
        let access = Access {
            staff: "https://id.example#ana",
            role: "read",
            method: "GET",
            route: "/api/desk/requests/{id}",
            status: 200,
            seen: &["one".to_owned(), "two".to_owned()],
        };
        let refused = Access {
            status: 403,
            seen: &[],
            ..access
        };
        let lines = lines(|| {
            access.log(at());
            refused.log(at());
        });
        let expected = serde_json::json!({
            "target": "runtime::access", "message": "staff called the desk", "at": "2026-12-01T10:00:00Z",
            "staff": "https://id.example#ana", "role": "read", "method": "GET", "route": "/api/desk/requests/{id}",
            "status": 200, "seen": "one two",
        });
        assert_eq!(lines[0], expected);
        assert_eq!(lines[1]["message"], "a call was refused");
        assert_eq!(lines[1]["status"], 403);
    }

    #[test]
    fn a_sign_in_names_the_member_of_staff_if_the_issuer_does_at_every_level() {
        let signed_in = SignIn {
            staff: Some("https://id.example#ana"),
            role: "read",
            outcome: "signed in",
        };
        let failed = SignIn {
            staff: None,
            role: NO_ROLE,
            outcome: "the issuer refused the code",
        };
        let lines = lines(|| {
            signed_in.log(at());
            failed.log(at());
        });
        let expected = serde_json::json!([{
            "target": "runtime::access", "message": "a sign-in to the desk", "at": "2026-12-01T10:00:00Z",
            "staff": "https://id.example#ana", "role": "read", "outcome": "signed in",
        }, {
            "target": "runtime::access", "message": "a sign-in to the desk", "at": "2026-12-01T10:00:00Z",
            "staff": "unknown", "role": "none", "outcome": "the issuer refused the code",
        }]);
        assert_eq!(serde_json::Value::from(lines), expected);
    }
}
