//! The access log: which member of staff saw which data, and when. Its lines are written at every log level.
//!
//! A line names requests and emails by their IDs, and contains no personal data of a requester.

use jiff::Timestamp;

/// The target of the access log.
pub(crate) const TARGET: &str = "runtime::access";

/// A call of a member of staff.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// The ID of the member of staff: an ARN, or the issuer and subject of a token.
    pub staff: &'a str,
    /// Their role.
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
        // The level passes every filter. The line has none.
        tracing::error!(
            target: TARGET,
            at = at.to_string(),
            staff = self.staff,
            role = self.role,
            method = self.method,
            route = self.route,
            status = u64::from(self.status),
            seen = self.seen.join(" "),
            "staff called the desk"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LogLevels, subscriber};
    use std::sync::{Arc, Mutex};
    use tracing::level_filters::LevelFilter;

    #[test]
    fn a_line_names_who_saw_what_at_every_level() {
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
        tracing::subscriber::with_default(logs, || {
            let access = Access {
                staff: "https://id.example#ana",
                role: "read",
                method: "GET",
                route: "/api/desk/requests/{id}",
                status: 200,
                seen: &["one".to_owned(), "two".to_owned()],
            };
            access.log("2026-12-01T10:00:00Z".parse().unwrap());
        });
        let lines = lines.lock().unwrap();
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        let expected = serde_json::json!({
            "target": "runtime::access", "message": "staff called the desk", "at": "2026-12-01T10:00:00Z",
            "staff": "https://id.example#ana", "role": "read", "method": "GET", "route": "/api/desk/requests/{id}",
            "status": 200, "seen": "one two",
        });
        assert_eq!(line, expected);
    }
}
