//! The doors: what a test has of a system from outside, whether it runs in one process or as binaries.

use crate::{HttpResponse, post};
use engines::Engines;
use engines::ses::{self, SentMail};
use runtime::Settings;
use serde_json::Value;
use std::net::SocketAddr;

/// The pages, the inbox, the emails that were sent, and the table, past all proxies and faults.
pub struct TestClient {
    /// Where the pages are.
    pub(crate) address: SocketAddr,
    /// The token of staff and machines.
    pub(crate) token: String,
    /// Where the privacy inbox is.
    pub(crate) inbox: SocketAddr,
    /// What was sent.
    pub(crate) ses: ses::Engine,
    /// The table's engine.
    pub(crate) client: aws_sdk_dynamodb::Client,
    /// The settings of its functions.
    pub(crate) settings: Settings,
}

impl TestClient {
    /// Those of a system on these engines: where its pages and its inbox are, its token and its functions' settings.
    pub(crate) fn of(
        engines: &Engines,
        [address, inbox]: [SocketAddr; 2],
        token: &str,
        settings: &Settings,
    ) -> Self {
        Self {
            address,
            token: token.to_owned(),
            inbox,
            ses: engines.ses.clone(),
            client: engines.dynamodb_client(),
            settings: settings.clone(),
        }
    }

    /// Sends any request.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> HttpResponse {
        let answer = post::http(self.address, method, path, headers, body.into())
            .await
            .expect("the pages answer");
        if answer.header("content-type") == Some("application/problem+json") {
            let said = answer
                .body
                .replace("privacy@example.com", "")
                .replace("name@example.com", "");
            assert!(!said.contains('@'), "a problem repeats an address: {said}");
        }
        answer
    }

    /// Sends any request from this host of the loopback network.
    pub async fn send_from(
        &self,
        host: [u8; 4],
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> HttpResponse {
        let to = self.address;
        post::http_from(host.into(), to, method, path, headers, Vec::new())
            .await
            .expect("the pages answer")
    }

    /// Opens a page.
    pub async fn open_page(&self, path: &str) -> HttpResponse {
        self.send("GET", path, &[("accept", "text/html")], "").await
    }

    /// Reads a page's JSON.
    pub async fn read(&self, path: &str) -> HttpResponse {
        self.send("GET", path, &[("accept", "application/json")], "")
            .await
    }

    /// Posts the form as a browser does.
    pub async fn post_form(&self, fields: &[(&str, &str)]) -> HttpResponse {
        self.post_form_to("/requests", fields).await
    }

    /// Posts a form somewhere, as a browser does.
    pub async fn post_form_to(&self, path: &str, fields: &[(&str, &str)]) -> HttpResponse {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        self.send("POST", path, &headers, body).await
    }

    /// Posts JSON as a program does.
    pub async fn post_json(&self, body: &Value) -> HttpResponse {
        self.send(
            "POST",
            "/requests",
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    /// Reads at the desk, with the token that the local runner prints.
    pub async fn desk(&self, path: &str) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let path = format!("/desk{path}");
        self.send("GET", &path, &[("authorization", &token)], "")
            .await
    }

    /// Orders something at the desk.
    pub async fn order(&self, path: &str, body: &Value) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/desk{path}");
        self.send("POST", &path, &headers, body.to_string()).await
    }

    /// Asks something as one of the company's systems, with the token that the local runner prints.
    pub async fn machine(&self, method: &str, path: &str, body: &Value) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.send(method, path, &headers, body).await
    }

    /// Checks identifiers, and gives back what is said of each.
    pub async fn check(&self, identifiers: &Value) -> Vec<Value> {
        let body = serde_json::json!({ "identifiers": identifiers });
        let answer = self.machine("POST", "/suppression/check", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let said = answer.json()["identifiers"].as_array().cloned();
        said.expect("one for each")
    }

    /// Opts this address out, by form.
    pub async fn opt_out(&self, email: &str) -> HttpResponse {
        self.post_form(&[("right", "opt_out"), ("email", email)])
            .await
    }

    /// Sets the list of partners at the desk, and gives back what the desk answers.
    pub async fn list_partners(&self, partners: &Value) -> HttpResponse {
        let seen = self.desk("/partners").await.json()["version"].to_string();
        self.set_partners(&seen, partners).await
    }

    /// The same for this version of the list.
    pub async fn set_partners(&self, seen: &str, partners: &Value) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let seen = format!("\"{seen}\"");
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
            ("if-match", seen.as_str()),
        ];
        let body = serde_json::json!({ "partners": partners }).to_string();
        self.send("PUT", "/desk/partners", &headers, body).await
    }

    /// A mail reaches the privacy inbox, and waits.
    pub async fn take_mail(&self, raw: &str) {
        let sender = raw
            .lines()
            .find_map(|line| line.strip_prefix("From: "))
            .unwrap_or_default();
        let sender = sender
            .rsplit('<')
            .next()
            .unwrap_or_default()
            .trim_end_matches('>');
        self.take_mail_from(sender, raw.as_bytes()).await;
    }

    /// A mail with this return path reaches the privacy inbox, and waits.
    pub async fn take_mail_from(&self, return_path: &str, raw: &[u8]) {
        post::mail(self.inbox, return_path, "privacy@example.com", raw)
            .await
            .expect("the inbox takes mail");
    }

    /// Every email that was sent, oldest first.
    #[must_use]
    pub fn emails(&self) -> Vec<SentMail> {
        self.ses.sent()
    }

    /// The emails that were sent to this address.
    #[must_use]
    pub fn emails_to(&self, address: &str) -> Vec<SentMail> {
        self.emails()
            .into_iter()
            .filter(|mail| mail.to().iter().any(|to| to == address))
            .collect()
    }
}
