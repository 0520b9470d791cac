//! Several brands of one company: each has its own name, sender, logo and texts, and all share the requests.

use engines::ses::SentMail;
use jiff::SignedDuration;
use serde_json::json;
use tests::{Build, TestApp};

const ANA: &str = "ana@example.org";
const HOST: (&str, &str) = ("host", "privacy.kids.example");
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Makes a folder with the brand Acme Kids.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let kids = folder.path().join("brands/kids");
    std::fs::create_dir_all(kids.join("en")).unwrap();
    let about = json!({
        "name": "Acme Kids",
        "hosts": ["privacy.kids.example"],
        "inboxes": ["privacy@kids.example"],
        "accent_color": "#7a1f5c",
    });
    for (file, text) in [
        ("brand.json", about.to_string().as_str()),
        (
            "logo.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9v9z\"/></svg>",
        ),
        ("en/form.ftl", "form-button = Send this to Acme Kids\n"),
        (
            "en/emails.ftl",
            "recorded-unasked = Acme Kids asks nothing else of you.\n",
        ),
    ] {
        std::fs::write(kids.join(file), text).unwrap();
    }
    folder
}

async fn app(folder: &tempfile::TempDir, more: &[(&str, &str)]) -> TestApp {
    let texts = ("TEXTS", folder.path().to_str().unwrap());
    let settings = [texts].into_iter().chain(more.iter().copied());
    TestApp::build(Build {
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        ..Build::default()
    })
    .await
}

fn text(email: &SentMail) -> String {
    let text = email.text().unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the name in the first line of an email.
fn sender(email: &SentMail) -> String {
    let text = email.text().unwrap();
    text.lines().next().unwrap().to_owned()
}

/// Sends an opt-out with these headers, and returns the path of its receipt page.
async fn opt_out(app: &TestApp, headers: &[(&str, &str)]) -> String {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
    let body = "right=opt_out&email=ana%40example.org";
    let answer = app.send("POST", "/requests", &headers, body).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").unwrap().to_owned()
}

#[tokio::test]
async fn a_request_at_a_brands_host_keeps_the_brand_on_every_page_and_in_every_email() {
    let folder = folder();
    let app = app(&folder, &[]).await;
    let page = app.send("GET", "/", &[HOST], "").await;
    for own in [
        "| Acme Kids</title>",
        "class=\"logo\"",
        "Send this to Acme Kids",
        "privacy@kids.example",
        "#7a1f5c",
    ] {
        assert!(page.body.contains(own), "{own}: {}", page.body);
    }
    let company = app.open_page("/").await;
    assert!(!company.body.contains("Kids"), "{}", company.body);
    let unknown = app.send("GET", "/", &[("host", "kids.example")], "").await;
    assert!(!unknown.body.contains("Kids"), "{}", unknown.body);

    let receipt = opt_out(&app, &[HOST]).await;
    let page = app.open_page(&receipt).await;
    assert!(page.body.contains("| Acme Kids</title>"), "{}", page.body);
    app.serve_outbox().await;
    let email = app.emails_to(ANA).pop().unwrap();
    assert_eq!(sender(&email), "Acme Kids");
    assert!(text(&email).contains("Acme Kids asks nothing else of you."));
    let from = email.header("From").unwrap();
    assert_eq!(from, "\"Acme Kids\" <privacy@kids.example>");
    let reply_to = email.header("Reply-To").unwrap();
    assert!(reply_to.contains("@kids.example"), "{reply_to}");
    assert!(text(&email).contains("http://privacy.kids.example"));
    app.close().await;
}

#[tokio::test]
async fn a_request_at_one_brand_applies_to_all_and_a_repeat_elsewhere_reveals_nothing() {
    let folder = folder();
    let app = app(&folder, &[]).await;
    let partner = json!([{"id": "buyer", "name": "Buyer", "kind": "third_party", "from": "2020-01-01", "email": "privacy@buyer.example"}]);
    assert_eq!(app.list_partners(&partner).await.status, 200);
    opt_out(&app, &[HOST]).await;
    app.serve_outbox().await;
    app.pass(SignedDuration::from_hours(25));
    let own = opt_out(&app, &[]).await;
    let page = app.open_page(&own).await;
    assert!(!page.body.contains("Kids"), "{}", page.body);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1, "one request");
    let checked = app.check(&json!([{"type": "email", "value": ANA}])).await;
    assert!(
        checked[0].to_string().contains("\"stopped\":true"),
        "{checked:?}"
    );
    app.tell_partners().await;
    app.serve_outbox().await;
    let of = |name: &str| {
        let emails = app.emails_to(ANA);
        emails.iter().filter(|email| sender(email) == name).count()
    };
    assert_eq!((of("Acme Kids"), of("Example Company")), (1, 1));
    let told = app.emails_to("privacy@buyer.example");
    assert_eq!(told.len(), 1, "a partner is notified for the company");
    assert!(!told[0].header("From").unwrap().contains("Kids"));
    app.close().await;
}

#[tokio::test]
async fn an_email_to_a_brands_inbox_is_answered_by_the_brand_and_so_is_a_reply() {
    let folder = folder();
    let app = app(&folder, &[]).await;
    let to = |to: &str, id: &str, text: &str| {
        format!(
            "From: Ana Lima <{ANA}>\r\nTo: Privacy <{to}>\r\nMessage-ID: <{id}@example.org>\r\nSubject: My data\r\n\r\n{text}\r\n"
        )
    };
    let asks = to(
        "Privacy@Kids.example",
        "one",
        "Please do not sell my personal information.",
    );
    assert_eq!(app.deliver(&asks).await, (1, 0));
    app.serve_outbox().await;
    let email = app.emails_to(ANA).pop().unwrap();
    assert_eq!(sender(&email), "Acme Kids");
    let reply_to = email.header("Reply-To").unwrap();
    let reply_to = reply_to.trim_matches(['<', '>']);
    let reply = to(
        reply_to,
        "two",
        "My name is spelled with one m, by the way.",
    );
    assert_eq!(app.deliver(&reply).await, (1, 0));
    app.serve_outbox().await;
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        1,
        "it finds its request"
    );
    let answer = app.emails_to(ANA).pop().unwrap();
    assert_eq!(sender(&answer), "Acme Kids");
    app.close().await;
}

#[tokio::test]
async fn behind_cloudfront_the_viewers_host_counts_only_next_to_the_secret() {
    let folder = folder();
    let app = app(&folder, &[("ORIGIN_SECRET", SECRET)]).await;
    let secret = ("x-origin-verify", SECRET);
    let viewer = ("x-honored-host", "privacy.kids.example");
    let page = app.send("GET", "/", &[secret, viewer], "").await;
    assert!(page.body.contains("| Acme Kids</title>"), "{}", page.body);
    let past = app.send("GET", "/", &[secret, HOST], "").await;
    assert!(
        !past.body.contains("Kids"),
        "the gateway's own host chooses no brand"
    );
    app.close().await;
    let open = self::app(&folder, &[]).await;
    let forged = open.send("GET", "/", &[viewer], "").await;
    assert!(!forged.body.contains("Kids"), "{}", forged.body);
    open.close().await;
}

#[tokio::test]
async fn counsel_reads_the_texts_of_each_brand() {
    let folder = folder();
    let app = app(&folder, &[]).await;
    let kids = app.open_page("/texts?brand=kids").await;
    for text in [
        "Send this to Acme Kids",
        "Acme Kids asks nothing else of you.",
        "privacy@kids.example",
    ] {
        assert!(kids.body.contains(text), "{text}");
    }
    let company = app.open_page("/texts").await;
    assert!(
        company
            .body
            .contains("<option value=\"kids\">Acme Kids</option>")
    );
    assert!(!company.body.contains("Send this to Acme Kids"));
    app.close().await;
}
