//! What a test can do from outside, whether the system runs in one process or as binaries.

use crate::{HttpResponse, post};
use engines::Engines;
use engines::ses::{self, SentMail};
use runtime::Settings;
use serde_json::Value;
use std::net::SocketAddr;

/// The system's pages, inbox, sent emails and table, without the proxies and their faults.
pub struct TestClient {
    /// The address of the pages.
    pub(crate) address: SocketAddr,
    /// The token for the APIs of staff and machines.
    pub(crate) token: String,
    /// The SMTP address of the privacy inbox.
    pub(crate) inbox: SocketAddr,
    /// The SES engine, which keeps sent emails.
    pub(crate) ses: ses::Engine,
    /// The table's engine.
    pub(crate) client: aws_sdk_dynamodb::Client,
    /// The functions' settings.
    pub(crate) settings: Settings,
}

impl TestClient {
    /// Creates the client of a system: the addresses are those of the pages and of the inbox.
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

    /// Sends an HTTP request. No problem response may repeat an address.
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

    /// Sends an HTTP request from another address of the loopback network.
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

    /// Gets a page as HTML.
    pub async fn open_page(&self, path: &str) -> HttpResponse {
        self.send("GET", path, &[("accept", "text/html")], "").await
    }

    /// Gets a page as JSON.
    pub async fn read(&self, path: &str) -> HttpResponse {
        self.send("GET", path, &[("accept", "application/json")], "")
            .await
    }

    /// Posts the form as a browser does.
    pub async fn post_form(&self, fields: &[(&str, &str)]) -> HttpResponse {
        self.post_form_to("/requests", fields).await
    }

    /// Posts a form to a path, as a browser does.
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

    /// Gets a resource of the staff API with the runner's token.
    pub async fn desk(&self, path: &str) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let path = format!("/api/desk{path}");
        self.send("GET", &path, &[("authorization", &token)], "")
            .await
    }

    /// Gets a whole URL without credentials, as a browser follows a link.
    pub async fn download(&self, link: &str) -> HttpResponse {
        let uri: hyper::Uri = link.parse().expect("a URL");
        let to = uri.authority().expect("a host").as_str();
        let to = to.replace("localhost", "127.0.0.1");
        let path = uri.path_and_query().expect("a path").as_str();
        crate::post::http(
            to.parse().expect("an address"),
            "GET",
            path,
            &[],
            Vec::new(),
        )
        .await
        .expect("the engine responds")
    }

    /// Posts to the staff API with the runner's token.
    pub async fn order(&self, path: &str, body: &Value) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/api/desk{path}");
        self.send("POST", &path, &headers, body.to_string()).await
    }

    /// Calls an API for the company's systems with the runner's token.
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

    /// Checks identifiers. Returns one result each.
    pub async fn check(&self, identifiers: &Value) -> Vec<Value> {
        let body = serde_json::json!({ "identifiers": identifiers });
        let answer = self.machine("POST", "/suppression/check", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let said = answer.json()["identifiers"].as_array().cloned();
        said.expect("one for each")
    }

    /// Opts an address out by form.
    pub async fn opt_out(&self, email: &str) -> HttpResponse {
        self.post_form(&[("right", "opt_out"), ("email", email)])
            .await
    }

    /// Replaces the partner list, whatever its version is.
    pub async fn list_partners(&self, partners: &Value) -> HttpResponse {
        let seen = self.desk("/partners").await.json()["version"].to_string();
        self.set_partners(&seen, partners).await
    }

    /// Replaces the partner list if it still has the version `seen`.
    pub async fn set_partners(&self, seen: &str, partners: &Value) -> HttpResponse {
        let token = format!("Bearer {}", self.token);
        let seen = format!("\"{seen}\"");
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
            ("if-match", seen.as_str()),
        ];
        let body = serde_json::json!({ "partners": partners }).to_string();
        self.send("PUT", "/api/desk/partners", &headers, body).await
    }

    /// Sends an email to the privacy inbox. Nothing reads it yet.
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

    /// Sends an email with this return path to the privacy inbox. Nothing reads it yet.
    pub async fn take_mail_from(&self, return_path: &str, raw: &[u8]) {
        post::mail(self.inbox, return_path, "privacy@example.com", raw)
            .await
            .expect("the inbox takes mail");
    }

    /// Returns the sent emails, oldest first.
    #[must_use]
    pub fn emails(&self) -> Vec<SentMail> {
        self.ses.sent()
    }

    /// Returns the emails sent to an address, oldest first.
    #[must_use]
    pub fn emails_to(&self, address: &str) -> Vec<SentMail> {
        self.emails()
            .into_iter()
            .filter(|mail| mail.to().iter().any(|to| to == address))
            .collect()
    }
}
