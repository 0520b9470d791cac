//! The desk in the browser.

use crate::mail;
use domain::digest::Digest;
use jiff::SignedDuration;
use serde_json::json;
use store::StaffSession;
use tests::{Build, HttpResponse, TestApp};

/// A browser that is signed in to the desk.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Signs in with the link that the runner prints.
    pub(crate) async fn sign_in(app: &'a TestApp) -> Self {
        let answer = app.open_page(&link(app)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.header("location"), Some("/desk"));
        let set = answer.header("set-cookie").unwrap();
        assert!(
            set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
            "{set}"
        );
        let cookie = set.split(';').next().unwrap().to_owned();
        Self { app, cookie }
    }

    pub(crate) async fn open(&self, path: &str) -> HttpResponse {
        let headers = [("accept", "text/html"), ("cookie", self.cookie.as_str())];
        self.app.send("GET", path, &headers, "").await
    }

    /// Opens a page that must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.open(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Posts a form with the token of a page of this session.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> HttpResponse {
        let token = token(&self.page("/desk/me").await);
        let all = [&[("csrf", token.as_str())], fields].concat();
        let origin = self.app.system.url();
        self.post_from(Some(&origin), path, &all).await
    }

    /// Applies an action to a request, with the version that its page shows.
    async fn act(&self, request: &str, action: &str, fields: &[(&str, &str)]) -> HttpResponse {
        let version = hidden(&self.page(request).await, "version");
        let all = [&[("version", version.as_str())], fields].concat();
        self.post(&format!("{request}/actions/{action}"), &all)
            .await
    }

    async fn post_from(
        &self,
        origin: Option<&str>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> HttpResponse {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", self.cookie.as_str()),
        ];
        headers.extend(origin.map(|origin| ("origin", origin)));
        self.app.send("POST", path, &headers, body).await
    }
}

/// Returns the path of the sign-in link.
fn link(app: &TestApp) -> String {
    let link = app.system.sign_in_link();
    link.strip_prefix(&app.system.url()).unwrap().to_owned()
}

/// Returns the value of the first hidden field with this name.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, after) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("{name}: {page}"));
    after.split_once('"').unwrap().0.to_owned()
}

fn token(page: &str) -> String {
    hidden(page, "csrf")
}

/// Sends a clear deletion request by form. Returns its reference.
async fn deletion(app: &TestApp, email: &str) -> String {
    let asked = json!({"right": "delete", "email": email, "state": "CA"});
    let answer = app.post_json(&asked).await.json();
    answer["reference"].as_str().unwrap().to_owned()
}

/// Sends an unclear email. Returns the path of its request at the desk.
async fn doubt(browser: &Browser<'_>, words: &str) -> String {
    let app = browser.app;
    app.deliver(&mail("ana@example.org", "doubt", "My data", words))
        .await;
    let queue = browser.page("/desk?view=to_review").await;
    let (_, after) = queue.split_once("href=\"/desk/requests/").unwrap();
    format!("/desk/requests/{}", after.split_once('"').unwrap().0)
}

/// Makes every kind of call of the pages, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    let browser = Browser::sign_in(app).await;
    let reference = {
        let asked = json!({"right": "know", "email": "pages@example.org"});
        let answer = app.post_json(&asked).await.json();
        answer["reference"].as_str().unwrap().to_owned()
    };
    let request = format!("/desk/requests/{reference}");
    let verified = browser
        .act(&request, "verify", &[("method", "matched")])
        .await;
    assert_eq!(verified.status, 303, "{}", verified.body);
    let uploaded = upload(&browser, &request, "Ana Planted").await;
    assert_eq!(uploaded.status, 303, "{}", uploaded.body);
    let page = browser.page(uploaded.header("location").unwrap()).await;
    let (_, file) = page.split_once("value=\"responses/").unwrap();
    let file = format!("responses/{}", file.split_once('"').unwrap().0);
    let fields = [
        ("response", "granted"),
        ("copy_checked", "true"),
        ("delivery.file", file.as_str()),
    ];
    let responded = browser.act(&request, "respond", &fields).await;
    assert_eq!(responded.status, 303, "{}", responded.body);
    let review = crate::desk::doubt(app, "pages-review@example.org").await;
    browser.page(&format!("/desk/requests/{review}")).await;
    for path in [
        "/desk",
        "/desk/inbox",
        "/desk/search",
        "/desk/emails",
        "/desk/partners",
        "/desk/law-changes",
        "/desk/reports",
        "/desk/metrics",
        "/desk/me",
    ] {
        browser.page(path).await;
    }
    app.serve_outbox().await;
    let erased = browser.act(&request, "erase", &[]).await;
    assert_eq!(erased.status, 303, "{}", erased.body);
    browser.post("/desk/sign-out", &[]).await;
}

/// Uploads a file as a browser does.
async fn upload(browser: &Browser<'_>, request: &str, content: &str) -> HttpResponse {
    let csrf = token(&browser.page("/desk/me").await);
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"an \u{e9} answer.csv\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--b--\r\n"
    );
    let origin = browser.app.system.url();
    let headers = [
        ("content-type", "multipart/form-data; boundary=b"),
        ("cookie", browser.cookie.as_str()),
        ("origin", origin.as_str()),
    ];
    let path = format!("{request}/response-file");
    browser.app.send("POST", &path, &headers, body).await
}

#[tokio::test]
async fn the_sign_in_link_works_once_and_a_page_without_a_session_leads_to_the_sign_in() {
    let app = TestApp::open().await;
    let outside = app.open_page("/desk/requests/x?log=1").await;
    assert_eq!(outside.status, 303);
    let next = "/desk/sign-in?next=%2Fdesk%2Frequests%2Fx%3Flog%3D1";
    assert_eq!(outside.header("location"), Some(next));
    let browser = Browser::sign_in(&app).await;
    let signed_in = app.logged("a sign-in to the desk");
    assert!(
        signed_in.iter().any(|line| {
            line["target"] == "runtime::access"
                && line["staff"] == "local"
                && line["role"] == "configure"
                && line["outcome"] == "signed in"
        }),
        "{signed_in:?}"
    );
    let queue = browser.page("/desk").await;
    assert!(queue.contains("All open"), "{queue}");
    let again = app.open_page(&link(&app)).await;
    assert_eq!(again.status, 403);
    assert!(again.body.contains("used before"), "{}", again.body);
    let wrong = app.open_page("/desk/sign-in/link?code=guessed").await;
    assert_eq!(wrong.status, 403);
    for forged in [
        "honored_desk=",
        "honored_desk=AAAA",
        "honored_desk=x; honored_desk=y",
    ] {
        let headers = [("accept", "text/html"), ("cookie", forged)];
        let answer = app.send("GET", "/desk", &headers, "").await;
        assert_eq!(answer.status, 303, "{forged}");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_or_old_or_signed_out_everywhere() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    for _ in 0..13 {
        app.pass(SignedDuration::from_mins(50));
        browser.page("/desk").await;
    }
    app.pass(SignedDuration::from_mins(61));
    assert_eq!(browser.open("/desk").await.status, 303, "it was idle");
    app.serve_outbox().await;
    app.close().await;

    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    for _ in 0..14 {
        app.pass(SignedDuration::from_mins(50));
        browser.page("/desk").await;
    }
    app.pass(SignedDuration::from_mins(20));
    assert_eq!(
        browser.open("/desk").await.status,
        303,
        "it is twelve hours old"
    );
    app.serve_outbox().await;
    app.close().await;

    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    app.pass(SignedDuration::from_secs(1));
    let left = browser.post("/desk/sign-out-everywhere", &[]).await;
    assert_eq!(left.header("location"), Some("/desk/signed-out"));
    let kept = left.header("set-cookie").unwrap();
    assert!(
        kept.starts_with("honored_desk=out;"),
        "the next sign-in is asked for again: {kept}"
    );
    assert_eq!(browser.open("/desk").await.status, 303);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_form_counts_only_from_our_own_page_and_with_the_token_of_its_session() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}/actions/verify");
    let csrf = token(&browser.page("/desk/me").await);
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", "1"),
        ("method", "matched"),
    ];
    let ours = app.system.url();
    for (origin, fields) in [
        (None, &fields[..]),
        (Some("null"), &fields[..]),
        (Some("https://evil.example"), &fields[..]),
        (Some(ours.as_str()), &fields[1..]),
        (
            Some(ours.as_str()),
            &[("csrf", "guessed"), ("method", "matched")][..],
        ),
    ] {
        let answer = browser.post_from(origin, &path, fields).await;
        assert_eq!(answer.status, 403, "{origin:?} {fields:?}");
    }
    let read = app.desk(&format!("/requests/{reference}")).await.json();
    assert_eq!(read["version"], 1, "nothing was recorded");
    // What a colleague entered in an ended session is kept, and one more press sends it.
    let of_an_ended_session = "A".repeat(43);
    let stale = [
        ("csrf", of_an_ended_session.as_str()),
        ("version", "1"),
        ("method", "matched"),
    ];
    let kept = browser.post_from(Some(&ours), &path, &stale).await;
    assert!(kept.body.contains("value=\"matched\""), "{}", kept.body);
    let purpose = format!("Record the verification: {reference}");
    assert!(kept.body.contains(&purpose), "{}", kept.body);
    let csrf = token(&kept.body);
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", "1"),
        ("method", "matched"),
    ];
    assert_eq!(
        browser.post_from(Some(&ours), &path, &fields).await.status,
        303
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_is_reviewed_in_two_actions_beside_the_words_that_led_to_its_reading() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let words = "Hi,\r\n\r\nYou sell what you know about people, and my sister got letters. What could one do about that? <script>alert(1)</script>\r\n\r\nAna";
    let path = doubt(&browser, words).await;
    let page = browser.page(&path).await;
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(page.contains("Words that weigh most"), "{page}");
    assert!(page.contains("<mark>"), "{page}");
    let version = hidden(&page, "version");
    let confirm = format!("{path}/actions/confirm");
    let fields = [("version", version.as_str()), ("right", "opt_out")];
    let done = browser.post(&confirm, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = browser.page(done.header("location").unwrap()).await;
    assert!(page.contains("The right was confirmed."), "{page}");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_lists_show_their_sizes_and_a_request_is_taken_by_one_press() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    deletion(&app, "bo@example.org").await;
    let queue = browser.page("/desk?view=to_respond").await;
    let size = |page: &str, list: &str| {
        let (_, after) = page.split_once(&format!(">{list} <span")).unwrap();
        let (_, after) = after.split_once('>').unwrap();
        after.split_once('<').unwrap().0.to_owned()
    };
    let sizes = ["To respond", "Unassigned", "Mine", "Replies", "Closed"];
    assert_eq!(
        sizes.map(|list| size(&queue, list)),
        ["2", "2", "0", "0", "0"]
    );
    assert!(queue.contains("The request arrived."), "{queue}");
    let page = format!("/desk/requests/{reference}");
    let me = hidden(&browser.page(&page).await, "assignee");
    let taken = browser
        .act(&page, "assign", &[("assignee", me.as_str())])
        .await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let queue = browser.page("/desk?view=mine").await;
    assert!(queue.contains(&reference) && size(&queue, "Unassigned") == "1");
    let note = [("note", "She called <b>twice</b>.")];
    let noted = browser.act(&page, "note", &note).await;
    assert_eq!(noted.status, 303, "{}", noted.body);
    let read = browser.page(&page).await;
    assert!(
        read.contains("Note: She called &#60;b&#62;twice&#60;/b&#62;."),
        "{read}"
    );
    let filtered = browser
        .page("/desk?law=texas&assignee=nobody&channel=api")
        .await;
    assert!(!filtered.contains(&reference), "{filtered}");
    let found = browser.page("/desk?law=ccpa&assignee=me&channel=api").await;
    assert!(found.contains(&reference), "{found}");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_reply_is_in_the_conversation_unread_until_staff_mark_it() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    app.serve_outbox().await;
    let answered = app.emails_to("ana@example.org").pop().unwrap();
    let raw = format!(
        "In-Reply-To: <{}@us-west-2.amazonses.com>\r\n{}",
        answered.message_id,
        mail(
            "ana@example.org",
            "reply@example.org",
            "Re: your email",
            "How long does it take? I moved <house> in May."
        )
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
    let path = format!("/desk/requests/{reference}");
    let page = browser.page(&path).await;
    assert!(page.contains(">Unread<"), "{page}");
    assert!(page.contains("I moved &#60;house&#62; in May."), "{page}");
    let (_, mark) = page.split_once(&format!("{path}/read/")).unwrap();
    let mark = format!("{path}/read/{}", mark.split_once('"').unwrap().0);
    let read = browser.post(&mark, &[]).await;
    assert_eq!(
        read.header("location"),
        Some(&*format!("{path}#conversation"))
    );
    let page = browser.page(&path).await;
    assert!(
        !page.contains(">Unread<") && page.contains("Read by"),
        "{page}"
    );
    let sizes = app.desk("/queue").await.json();
    assert_eq!(sizes["replies"]["count"], 0);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn staff_start_from_a_saved_reply_preview_the_email_and_send_it() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reply = [
        ("id", ""),
        ("version", "0"),
        ("name", "Where we are"),
        ("text", "About {reference}: we answer by {due}. {name} <i>"),
    ];
    let saved = browser.post("/desk/replies", &reply).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let wrong = [&reply[..2], &[("name", "Bad"), ("text", "Dear {nome}")]].concat();
    let wrong = browser.post("/desk/replies", &wrong).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("There is no {nome}."), "{}", wrong.body);
    assert!(wrong.body.contains("Dear {nome}"), "{}", wrong.body);
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}");
    let page = browser.page(&path).await;
    let (_, id) = page.split_once("name=\"reply\"><option value=\"").unwrap();
    let id = id.split_once('"').unwrap().0;
    let extended = browser.page(&format!("{path}?reply={id}&for=extend")).await;
    let (_, reason) = extended.split_once("id=\"extend-reason\"").unwrap();
    let reason = reason.split_once("</textarea>").unwrap().0;
    assert!(reason.contains("we answer by"), "{reason}");
    let nowhere = browser.open(&format!("{path}?reply={id}&for=assign")).await;
    assert_eq!(nowhere.status, 404);
    let filled = browser.page(&format!("{path}?reply={id}")).await;
    let text = format!("About {reference}: we answer by ");
    assert!(filled.contains(&text), "{filled}");
    let version = hidden(&filled, "version");
    let open = [
        ("version", version.as_str()),
        ("text", "Dear {name}, hello"),
    ];
    let preview = format!("{path}/preview/write");
    let refused = browser.post(&preview, &open).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let fields = [
        ("version", version.as_str()),
        ("text", "We found <b>two</b> accounts."),
    ];
    let shown = browser.post(&preview, &fields).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(
        shown.body.contains("A message about your request"),
        "{}",
        shown.body
    );
    assert!(
        shown
            .body
            .contains("We found &#60;b&#62;two&#60;/b&#62; accounts."),
        "{}",
        shown.body
    );
    let edited = browser.post(&format!("{path}/edit/write"), &fields).await;
    assert!(
        edited.body.contains("We found &#60;b&#62;two"),
        "{}",
        edited.body
    );
    app.serve_outbox().await;
    assert!(
        !app.emails_to("ana@example.org")
            .iter()
            .any(|email| { email.subject().unwrap().contains("A message about") })
    );
    let sent = browser
        .post(&format!("{path}/actions/write"), &fields)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    app.serve_outbox().await;
    let page = browser.page(&path).await;
    assert!(
        page.contains("We found &#60;b&#62;two&#60;/b&#62; accounts."),
        "{page}"
    );
    app.close().await;
}

#[tokio::test]
async fn selected_requests_are_checked_and_then_assigned() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let first = deletion(&app, "ana@example.org").await;
    let second = deletion(&app, "bo@example.org").await;
    let queue = browser.page("/desk").await;
    let box_of = |reference: &str| {
        let (_, version) = queue.split_once(&format!("value=\"{reference}@")).unwrap();
        format!("{reference}@{}", version.split_once('"').unwrap().0)
    };
    let (one, other) = (box_of(&first), box_of(&second));
    let fields = [
        ("request", one.as_str()),
        ("request", other.as_str()),
        ("action", "assign"),
        ("assignee", "kim"),
        ("right", "delete"),
        ("why", ""),
    ];
    // A colleague is faster on one of them.
    let taken = browser
        .act(
            &format!("/desk/requests/{second}"),
            "assign",
            &[("assignee", "lee")],
        )
        .await;
    assert_eq!(taken.status, 303);
    let checked = browser.post("/desk/bulk", &fields).await;
    assert_eq!(checked.status, 200, "{}", checked.body);
    assert!(
        checked
            .body
            .contains("1 of 2 selected requests accept this."),
        "{}",
        checked.body
    );
    assert!(
        checked.body.contains("A colleague was faster"),
        "{}",
        checked.body
    );
    assert!(
        checked.body.contains("Assign: 1 request<"),
        "{}",
        checked.body
    );
    assert!(
        !checked.body.contains(&format!("value=\"{other}\"")),
        "{}",
        checked.body
    );
    let done = browser.post("/desk/bulk/apply", &fields).await;
    assert!(
        done.body.contains("Done for 1 of 2 requests."),
        "{}",
        done.body
    );
    let read = app.desk(&format!("/requests/{first}")).await.json();
    assert_eq!(read["assignee"], "kim");
    for nonsense in [
        &fields[2..],
        &[("request", "x"), ("action", "assign")],
        &[("request", "x@1"), ("action", "erase")],
    ] {
        let answer = browser.post("/desk/bulk", nonsense).await;
        assert!(
            (400..500).contains(&answer.status),
            "{nonsense:?} {}",
            answer.status
        );
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn of_two_people_on_one_action_the_second_is_told_and_keeps_what_they_entered() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}");
    let version = hidden(&browser.page(&path).await, "version");
    let verify = format!("{path}/actions/verify");
    let first = [("version", version.as_str()), ("method", "matched")];
    assert_eq!(browser.post(&verify, &first).await.status, 303);
    let extend = format!("{path}/actions/extend");
    let words = "Our archive is <b>slow</b>";
    let second = [("version", version.as_str()), ("reason", words)];
    let answer = browser.post(&extend, &second).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.body.contains("A colleague was faster"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("Our archive is &#60;b&#62;slow"),
        "{}",
        answer.body
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_form_counts_whatever_the_system_noted_meanwhile_unless_it_depends_on_that() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}");
    let version = hidden(&browser.page(&path).await, "version");
    app.serve_outbox().await;
    app.handle_email_events().await;
    let newer = hidden(&browser.page(&path).await, "version");
    assert_ne!(newer, version, "the delivery of the receipt is noted");
    let send = async |action: &str, field: (&str, &str)| {
        let fields = [("version", version.as_str()), field];
        let action = format!("{path}/actions/{action}");
        browser.post(&action, &fields).await.status
    };
    assert_eq!(send("verify", ("method", "matched")).await, 303);
    // A colleague's decision outdates a message and a decision, and neither a note nor an assignment.
    assert_eq!(send("write", ("text", "Which account is it?")).await, 409);
    assert_eq!(
        send("extend", ("reason", "Our archive is slow.")).await,
        409
    );
    assert_eq!(send("note", ("note", "Called.")).await, 303);
    assert_eq!(
        send("note", ("note", "Called.")).await,
        303,
        "a double click"
    );
    assert_eq!(send("note", ("note", "She is back on Monday.")).await, 409);
    assert_eq!(send("assign", ("assignee", "kim")).await, 303);
    app.pass(SignedDuration::from_mins(2));
    assert_eq!(send("assign", ("assignee", "lee")).await, 409);
    let page = browser.page(&path).await;
    assert_eq!(page.matches("Called.").count(), 1, "{page}");
    let version = hidden(&page, "version");
    let write = format!("{path}/actions/write");
    let message = [("version", version.as_str()), ("text", "One more thing.")];
    let other = [
        ("version", version.as_str()),
        ("text", "And another thing."),
    ];
    assert_eq!(browser.post(&write, &message).await.status, 303);
    assert_eq!(
        browser.post(&write, &message).await.status,
        303,
        "a double click"
    );
    let answer = browser.post(&write, &other).await;
    assert_eq!(answer.status, 409, "other words are no double click");
    assert!(
        answer.body.contains("And another thing."),
        "{}",
        answer.body
    );
    while app.serve_outbox().await.sent > 0 {}
    let sent = app.emails_to("ana@example.org");
    let sent = sent
        .iter()
        .filter(|email| email.text().unwrap().contains("One more thing."));
    assert_eq!(sent.count(), 1);
    app.close().await;
}

#[tokio::test]
async fn a_form_of_another_site_is_never_shown_on_our_own_page() {
    let app = TestApp::open().await;
    let mut browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}/actions/verify");
    // A browser sends no cookie with the form of another site.
    browser.cookie = String::new();
    let ours = app.system.url();
    let token = "A".repeat(43);
    let form = [
        ("csrf", token.as_str()),
        ("version", "1"),
        ("method", "matched"),
    ];
    for origin in [None, Some("null"), Some("https://evil.example")] {
        let answer = browser.post_from(origin, &path, &form).await;
        assert_eq!(answer.status, 403, "{origin:?}");
        assert!(!answer.body.contains("matched"), "{}", answer.body);
    }
    let untokened = browser.post_from(Some(&ours), &path, &form[1..]).await;
    assert_eq!(untokened.status, 403);
    let kept = browser.post_from(Some(&ours), &path, &form).await;
    assert_eq!(kept.status, 401);
    assert!(kept.body.contains("value=\"matched\""), "{}", kept.body);
    let purpose = format!("Record the verification: {reference}");
    assert!(kept.body.contains(&purpose), "{}", kept.body);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_wrong_form_of_a_lost_race_never_shows_the_version_of_a_colleague() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let request = format!("/desk/requests/{reference}");
    let verified = browser
        .act(&request, "verify", &[("method", "matched")])
        .await;
    assert_eq!(verified.status, 303, "{}", verified.body);
    let verify = format!("{request}/actions/verify");
    let twice = [("version", "1"), ("method", "matched")];
    let answer = browser.post(&verify, &twice).await;
    assert_eq!(answer.status, 303, "a double click: {}", answer.body);
    app.pass(SignedDuration::from_mins(2));
    let answer = browser.post(&verify, &twice).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    let respond = format!("{request}/actions/respond");
    let wrong = [("version", "1"), ("response", "denied")];
    let answer = browser.post(&respond, &wrong).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    assert!(answer.body.contains("A colleague was faster"));
    let granted = ("response", "granted");
    for unversioned in [&[granted][..], &[("version", "any"), granted]] {
        let answer = browser.post(&respond, unversioned).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_wrong_form_names_its_fields_and_keeps_what_was_entered() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let reference = deletion(&app, "ana@example.org").await;
    let path = format!("/desk/requests/{reference}/actions/respond");
    let fields = [
        ("version", "1"),
        ("response", "denied"),
        ("explanation", "We must keep <invoices>"),
    ];
    let answer = browser.post(&path, &fields).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(
        answer.body.contains("This field is required"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("We must keep &#60;invoices&#62;"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("role=\"alert\""));
    let large = "x".repeat(200_000);
    let answer = browser
        .post(&path, &[("explanation", large.as_str())])
        .await;
    assert_eq!(answer.status, 413);
    for nonsense in [
        "/desk?view=nonsense",
        "/desk?right=shoes",
        "/desk?cursor=%FF",
        "/desk?x=1",
        "/desk/emails?state=lost",
        "/desk/inbox?list=7",
    ] {
        let answer = browser.open(nonsense).await;
        assert_eq!(answer.status, 422, "{nonsense}");
        assert!(answer.body.contains("<h1>"), "{nonsense}");
    }
    for nowhere in [
        "/desk/nowhere",
        "/desk/requests/nobody",
        "/desk/emails/x/y",
        "/desk/inbox/x",
    ] {
        assert_eq!(browser.open(nowhere).await.status, 404, "{nowhere}");
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_request_by_phone_counts_once_however_often_the_form_is_sent() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let nonce = hidden(&browser.page("/desk/new").await, "nonce");
    let fields = [
        ("nonce", nonce.as_str()),
        ("channel", "phone"),
        ("received", "2026-11-20"),
        ("right", "delete"),
        ("person.phone", "916 555 0143"),
        ("person.name", "Carla"),
    ];
    let first = browser.post("/desk/new", &fields).await;
    assert_eq!(first.status, 303, "{}", first.body);
    let second = browser.post("/desk/new", &fields).await;
    assert_eq!(first.header("location"), second.header("location"));
    let page = browser.page(first.header("location").unwrap()).await;
    assert!(page.contains("Carla"), "{page}");
    let request = first.header("location").unwrap();
    let request = request.split('?').next().unwrap();
    let evidence = browser.open(&format!("{request}/evidence")).await;
    assert!(
        evidence
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_letter_to_a_person_without_email_is_printed_with_their_address() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let form = browser.page("/desk/new").await;
    let nonce = hidden(&form, "nonce");
    let fields = [
        ("nonce", nonce.as_str()),
        ("channel", "paper"),
        ("received", "2026-11-10"),
        ("right", "delete"),
        ("person.name", "Ada <Paper>"),
        ("person.postal_address", "12 Elm Street\r\nFresno, CA 93650"),
    ];
    let opened = browser.post("/desk/new", &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    app.serve_outbox().await;
    let list = browser.page("/desk/emails?state=manual_delivery").await;
    let (_, after) = list.split_once("href=\"/desk/emails/").unwrap();
    let path = format!("/desk/emails/{}", after.split_once('"').unwrap().0);
    assert!(
        browser
            .page(&path)
            .await
            .contains(&format!("{path}/letter"))
    );
    let letter = browser.page(&format!("{path}/letter")).await;
    let address = "Ada &#60;Paper&#62;<br>12 Elm Street<br>Fresno, CA 93650";
    assert!(letter.contains(address), "{letter}");
    app.close().await;
}

#[tokio::test]
async fn staff_find_a_person_by_email_or_name_and_read_what_is_stopped() {
    let app = TestApp::open().await;
    let reference = deletion(&app, "ana@example.org").await;
    let asked = json!({"right": "opt_out", "email": "ana@example.org", "name": "Ana Lima"});
    let opt_out = app.post_json(&asked).await.json()["reference"]
        .as_str()
        .unwrap()
        .to_owned();
    let browser = Browser::sign_in(&app).await;
    let find = async |by: &str, value: &str| {
        browser
            .post("/desk/search", &[("by", by), ("value", value)])
            .await
    };

    let by_email = find("email", "Ana@Example.org").await;
    assert_eq!(by_email.status, 200, "{}", by_email.body);
    for expected in [
        reference.as_str(),
        &opt_out,
        "Ana Lima",
        "Sale and sharing: stopped since",
    ] {
        assert!(by_email.body.contains(expected), "{expected}");
    }
    let by_name = find("name", "LIMA, Ana").await.body;
    assert!(by_name.contains(&opt_out) && !by_name.contains(&reference));
    assert!(
        !by_name.contains("ana@example.org"),
        "another person may have this name"
    );
    let by_reference = find("reference", &reference.to_lowercase()).await.body;
    assert!(by_reference.contains(&format!("/desk/requests/{reference}")));
    for nothing in [
        find("email", "bo@example.org").await,
        find("reference", "0000-0000-0000").await,
    ] {
        assert_eq!(nothing.status, 200, "{}", nothing.body);
        assert!(
            nothing.body.contains("Nothing was found"),
            "{}",
            nothing.body
        );
    }
    let wrong = find("phone", "<b>12").await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("id=\"errors\"") && wrong.body.contains("&#60;b&#62;12"),
        "{}",
        wrong.body
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_that_opened_nothing_becomes_a_request_or_leaves_its_list() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    let parcel = "Where is my parcel? It should have arrived on Monday.";
    app.deliver(&mail("bo@example.org", "parcel", "My parcel", parcel))
        .await;
    let list = browser.page("/desk/inbox?list=unopened").await;
    assert!(
        list.contains("My parcel") && list.contains("bo@example.org"),
        "{list}"
    );
    let (_, after) = list.split_once("href=\"/desk/inbox/").unwrap();
    let path = format!("/desk/inbox/{}", after.split_once('"').unwrap().0);
    let page = browser.page(&path).await;
    assert!(
        page.contains("value=\"bo@example.org\""),
        "the sender is filled in"
    );
    let wrong = browser
        .post(&format!("{path}/open"), &[("person.email", "no")])
        .await;
    assert_eq!(wrong.status, 422);
    let fields = [("right", "know"), ("person.email", "bo@example.org")];
    let opened = browser.post(&format!("{path}/open"), &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let list = browser.page("/desk/inbox?list=unopened").await;
    assert!(!list.contains("My parcel"), "{list}");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn every_page_is_small_unlisted_and_sends_its_origin_with_forms() {
    let app = TestApp::open().await;
    let browser = Browser::sign_in(&app).await;
    for n in 0..60 {
        deletion(&app, &format!("person{n}@example.org")).await;
    }
    for path in [
        "/desk",
        "/desk/inbox",
        "/desk/search",
        "/desk/emails",
        "/desk/partners",
        "/desk/new",
        "/desk/me",
    ] {
        let answer = browser.open(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("script-src 'sha256-") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(
            answer.body.len() <= 60 * 1024,
            "{path}: {}",
            answer.body.len()
        );
    }
    let queue = browser.page("/desk").await;
    assert_eq!(queue.matches("<th scope=\"row\">").count(), 50);
    let (_, next) = queue.split_once("class=\"next\" href=\"").unwrap();
    let next = next.split_once('"').unwrap().0.replace("&#38;", "&");
    assert!(
        browser
            .page(&next)
            .await
            .matches("<th scope=\"row\">")
            .count()
            >= 10
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_page_of_law_changes_says_what_a_coming_day_does_to_open_requests() {
    let app = TestApp::open().await;
    app.set_clock("2026-12-20T18:00:00Z");
    for (right, state) in [
        ("delete", "OK"),
        ("know", "DE"),
        ("opt_out", "LA"),
        ("know", "VA"),
    ] {
        let email = format!("{state}@example.org").to_lowercase();
        let asked = json!({"right": right, "email": email, "state": state});
        assert_eq!(app.post_json(&asked).await.status, 201);
    }
    let browser = Browser::sign_in(&app).await;
    let next = browser.page("/desk/law-changes").await;
    for words in [
        "<h1>Change of the law: January 1, 2027</h1>",
        "3 open requests change on this day:",
        "0 open requests get an earlier date.",
        "2 open requests get an appeal.",
        "2 open requests get a wider scope.",
        "Oklahoma",
    ] {
        assert!(next.contains(words), "{words}: {next}");
    }
    assert!(!next.contains("Count the rest"), "{next}");
    // The page of a count that was cut adds what was counted before.
    let rest = "/desk/law-changes?on=2027-01-01&requests=40&earlier_date=39&appeal=1";
    let rest = browser.page(rest).await;
    for words in [
        "43 open requests change on this day:",
        "39 open requests get an earlier date.",
        "3 open requests get an appeal.",
    ] {
        assert!(rest.contains(words), "{words}: {rest}");
    }
    let quiet = browser.page("/desk/law-changes?on=2026-12-31").await;
    assert!(
        quiet.contains("No open request changes on this day."),
        "{quiet}"
    );
    for wrong in ["on=soon", "requests=-1", "when=2027-01-01"] {
        let answer = browser.open(&format!("/desk/law-changes?{wrong}")).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.body);
    }
    app.serve_outbox().await;
    app.close().await;
}

/// Returns the routes in the access log under which staff saw this request or email.
fn seen(app: &TestApp, id: &str) -> Vec<String> {
    let lines = app.logged(id).into_iter();
    let accesses = lines.filter(|line| line["target"] == "runtime::access");
    let accesses = accesses.filter(|line| {
        line["seen"]
            .as_str()
            .unwrap()
            .split(' ')
            .any(|one| one == id)
    });
    accesses
        .map(|line| {
            assert!(
                line["staff"].is_string() && line["at"].is_string(),
                "{line}"
            );
            assert_eq!(
                (&line["role"], &line["level"]),
                (&json!("configure"), &json!(null))
            );
            format!(
                "{} {} {}",
                line["method"].as_str().unwrap(),
                line["route"].as_str().unwrap(),
                line["status"]
            )
        })
        .collect()
}

#[tokio::test]
async fn every_view_and_download_by_staff_is_logged_with_what_it_shows() {
    let app = TestApp::open().await;
    let reference = deletion(&app, "ana@example.org").await;
    let id = app.look_up(&reference).await.unwrap().1.id.to_string();
    let browser = Browser::sign_in(&app).await;
    assert_eq!(seen(&app, &id), [""; 0]);
    for path in ["/desk", "/desk/requests/{}", "/desk/requests/{}/evidence"] {
        browser.page(&path.replace("{}", &reference)).await;
    }
    let found = browser
        .post(
            "/desk/search",
            &[("by", "email"), ("value", "ana@example.org")],
        )
        .await;
    assert!(found.body.contains(&reference), "{}", found.body);
    browser
        .post(
            "/desk/search",
            &[("by", "email"), ("value", "nobody@example.org")],
        )
        .await;
    for path in [
        "/requests",
        "/requests/{}",
        "/requests/{}/export",
        "/queue/open",
    ] {
        let answer = app.desk(&path.replace("{}", &reference)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let verified = json!({"action": "verify", "method": "matched"});
    let path = format!("/requests/{reference}/actions");
    assert_eq!(app.order(&path, &verified).await.status, 200);
    let mut routes = seen(&app, &id);
    routes.sort();
    let expected = [
        "GET /api/desk/queue/{view} 200",
        "GET /api/desk/requests 200",
        "GET /api/desk/requests/{id} 200",
        "GET /api/desk/requests/{id}/export 200",
        "GET /desk 200",
        "GET /desk/requests/{name} 200",
        "GET /desk/requests/{name}/evidence 200",
        "POST /api/desk/requests/{id}/actions 200",
        "POST /desk/search 200",
    ];
    assert_eq!(routes, expected);

    // The request log names the routes of the pages as well.
    let answered = app.logged("\"function\":\"desk-pages\"");
    assert!(!answered.is_empty());
    for route in ["/desk", "/desk/requests/{name}", "/desk/sign-in/link"] {
        assert!(
            answered.iter().any(|line| line["route"] == route),
            "{route}"
        );
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_access_log_names_who_is_refused_for_a_role() {
    let app = TestApp::build(Build {
        settings: vec![("ROLES".to_owned(), "read=group:audit".to_owned())],
        ..Build::default()
    })
    .await;
    let desk = &app.system.functions.desk_pages;
    let now = desk.wall_clock.now();
    for (subject, group, method, path) in [
        ("refused-reader", "audit", "POST", "/desk/bulk"),
        ("refused-stranger", "sales", "GET", "/desk/reports"),
    ] {
        let random = Digest::of(subject.as_bytes());
        let session = StaffSession {
            issuer: "https://id.example".to_owned(),
            subject: subject.to_owned(),
            groups: vec![group.to_owned()],
            name: subject.to_owned(),
            signed_in_at: now,
            renewed_at: now,
            seen_at: now,
        };
        let expires = now + SignedDuration::from_hours(1);
        let key = Digest::of(random.as_bytes());
        let opened = desk.sessions.open_session(&key, &session, None, expires);
        opened.await.unwrap();
        let cookie = data_encoding::BASE64URL_NOPAD.encode(random.as_bytes());
        let cookie = format!("honored_desk={cookie}");
        let headers = [("cookie", cookie.as_str())];
        let answer = app.send(method, path, &headers, "").await;
        assert_eq!(answer.status, 403, "{subject}: {}", answer.body);
    }
    for (subject, role, call) in [
        ("refused-reader", "read", "POST /desk/bulk"),
        ("refused-stranger", "none", "GET /desk/reports"),
    ] {
        let lines = app.logged(subject);
        let [line] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        let said = |name: &str| line[name].as_str().unwrap().to_owned();
        assert_eq!(said("target"), "runtime::access");
        assert_eq!(said("staff"), format!("https://id.example#{subject}"));
        assert_eq!(said("role"), role);
        assert_eq!(format!("{} {}", said("method"), said("route")), call);
        assert_eq!(line["status"], 403);
    }
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_that_staff_read_is_in_the_access_log() {
    let app = TestApp::open().await;
    app.deliver(&mail(
        "cy@example.org",
        "parcel",
        "A question",
        "Where is my parcel?",
    ))
    .await;
    let listed = app.desk("/inbound?list=unopened").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(app.desk(&format!("/inbound/{id}")).await.status, 200);
    let browser = Browser::sign_in(&app).await;
    browser.page(&format!("/desk/inbox/{id}")).await;
    let routes = seen(&app, &id);
    for route in [
        "GET /api/desk/inbound 200",
        "GET /api/desk/inbound/{id} 200",
        "GET /desk/inbox/{id} 200",
    ] {
        assert!(routes.iter().any(|one| one == route), "{route}: {routes:?}");
    }
    app.serve_outbox().await;
    app.close().await;
}
