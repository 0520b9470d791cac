//! The language of a request and of pages: where it comes from, and where it is kept.

use crate::mail;
use engines::ses::SentMail;
use jiff::SignedDuration;
use serde_json::json;
use tests::{HttpResponse, TestApp};

const ANA: &str = "ana@example.org";

/// Returns the language of an email, by its header, and its text as one line.
fn written(email: &SentMail) -> (Option<String>, String) {
    let text = email.text().unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (email.header("Content-Language"), text)
}

async fn last_email(app: &TestApp) -> SentMail {
    app.serve_outbox().await;
    app.emails_to(ANA).pop().unwrap()
}

fn reference_of(email: &SentMail) -> String {
    let subject = email.subject().unwrap();
    let (_, reference) = subject.rsplit_once('(').unwrap();
    reference.trim_end_matches(')').to_owned()
}

#[tokio::test]
async fn a_spanish_email_is_answered_in_spanish() {
    let app = TestApp::open().await;
    let asks =
        "Hola,\r\n\r\nno vendan ni compartan mi información personal, por favor.\r\n\r\nAna Lima";
    let raw = mail(
        "Ana Lima <ana@example.org>",
        "uno@example.org",
        "Mis datos",
        asks,
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
    let receipt = last_email(&app).await;
    let (language, text) = written(&receipt);
    assert_eq!(language.as_deref(), Some("es"));
    assert!(text.contains("Registramos su solicitud de no vender ni compartir su información."));
    let subject = receipt.subject().unwrap();
    assert!(
        subject
            .starts_with("Su solicitud de no vender ni compartir su información está en vigor (")
    );
    app.close().await;
}

#[tokio::test]
async fn a_spanish_email_that_asks_for_nothing_plain_is_answered_in_spanish() {
    let app = TestApp::open().await;
    let asks = "Hola, ¿me pueden explicar cuáles son mis derechos de privacidad y cómo los puedo usar con ustedes?";
    let raw = mail(
        "Ana Lima <ana@example.org>",
        "dos@example.org",
        "Pregunta",
        asks,
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
    let (language, text) = written(&last_email(&app).await);
    assert_eq!(language.as_deref(), Some("es"), "{text}");
    app.close().await;
}

#[tokio::test]
async fn accept_language_decides_for_a_program_that_names_no_language() {
    for (header, field, expected) in [
        ("es-MX", None, "es"),
        ("es-MX,es;q=0.9,en;q=0.8", Some(json!("en")), "en"),
        ("en-US", Some(json!("es-419")), "es"),
        ("es", Some(json!("klingon")), "es"),
        ("es", Some(json!("de")), "es"),
        ("es", Some(json!(5)), "es"),
        ("de-DE, es;q=0.5", None, "es"),
        ("de", None, "en"),
        (";;q=,%$#", None, "en"),
    ] {
        let app = TestApp::open().await;
        let mut body = json!({"right": "delete", "email": ANA});
        if let Some(field) = &field {
            body["language"] = field.clone();
        }
        let headers = [
            ("content-type", "application/json"),
            ("accept-language", header),
        ];
        let response = app
            .send("POST", "/requests", &headers, body.to_string())
            .await;
        assert_eq!(response.status, 201, "{}", response.body);
        let (language, _) = written(&last_email(&app).await);
        assert_eq!(language.as_deref(), Some(expected), "{header} {field:?}");
        app.close().await;
    }
}

#[tokio::test]
async fn the_form_is_answered_in_the_language_of_its_page_also_later() {
    let app = TestApp::open().await;
    let fields = [("right", "delete"), ("email", ANA), ("language", "es")];
    assert_eq!(app.post_form(&fields).await.status, 303);
    let receipt = last_email(&app).await;
    assert_eq!(written(&receipt).0.as_deref(), Some("es"));

    let path = format!("/requests/{}/actions", reference_of(&receipt));
    let not_verified = json!({"action": "respond", "response": "not_verified"});
    let answer = app.order(&path, &not_verified).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (language, text) = written(&last_email(&app).await);
    assert_eq!(language.as_deref(), Some("es"));
    assert!(
        text.contains("No pudimos verificar que esta solicitud viene"),
        "{text}"
    );
    app.close().await;
}

#[tokio::test]
async fn staff_change_the_language_of_later_emails() {
    let app = TestApp::open().await;
    assert_eq!(
        app.post_form(&[("right", "delete"), ("email", ANA)])
            .await
            .status,
        303
    );
    let receipt = last_email(&app).await;
    assert_eq!(written(&receipt).0.as_deref(), Some("en"));

    let path = format!("/requests/{}/actions", reference_of(&receipt));
    // No emails exist in German.
    for unknown in ["xx", "de"] {
        let unknown = json!({"action": "set_language", "language": unknown});
        let answer = app.order(&path, &unknown).await;
        assert_eq!(
            (answer.status, answer.wrong_fields()),
            (422, vec!["language".to_owned()])
        );
    }
    let spanish = json!({"action": "set_language", "language": "es"});
    let answer = app.order(&path, &spanish).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let extend = json!({"action": "extend", "reason": "Sus datos están en tres sistemas."});
    assert_eq!(app.order(&path, &extend).await.status, 200);
    let (language, text) = written(&last_email(&app).await);
    assert_eq!(language.as_deref(), Some("es"));
    assert!(
        text.contains("Necesitamos más tiempo para su solicitud de eliminación"),
        "{text}"
    );

    let desk = app
        .desk(&format!("/requests/{}", reference_of(&receipt)))
        .await
        .json();
    assert_eq!(desk["language"], "es");
    app.close().await;
}

#[tokio::test]
async fn a_repeat_in_another_language_gets_its_receipt_in_it_and_changes_no_request() {
    let app = TestApp::open().await;
    let ask =
        |language: &'static str| [("right", "delete"), ("email", ANA), ("language", language)];
    assert_eq!(app.post_form(&ask("en")).await.status, 303);
    let first = last_email(&app).await;
    assert_eq!(written(&first).0.as_deref(), Some("en"));
    app.pass(SignedDuration::from_hours(25)); // an email of one kind about one request leaves once a day
    assert_eq!(app.post_form(&ask("es")).await.status, 303);
    let repeat = last_email(&app).await;
    assert_eq!(written(&repeat).0.as_deref(), Some("es"));

    // Anyone can type the address of another person, so a repeat doesn't choose the language of later emails.
    let path = format!("/requests/{}/actions", reference_of(&first));
    let extend = json!({"action": "extend", "reason": "The data is in three systems."});
    assert_eq!(app.order(&path, &extend).await.status, 200);
    assert_eq!(written(&last_email(&app).await).0.as_deref(), Some("en"));
    app.close().await;
}

const MEXICO: (&str, &str) = ("accept-language", "es-MX,es;q=0.9,en;q=0.5");

/// Returns the headline of a page, and its language by its header.
fn headline(page: &HttpResponse) -> (&str, Option<&str>) {
    let (_, rest) = page.body.split_once("<h1>").unwrap();
    let headline = rest.split_once("</h1>").unwrap().0;
    (headline, page.header("content-language"))
}

#[tokio::test]
async fn a_browser_that_prefers_spanish_gets_each_page_in_spanish() {
    let app = TestApp::open().await;
    let form = app.send("GET", "/", &[MEXICO], "").await;
    let title = "No vender ni compartir mi información personal";
    assert_eq!(headline(&form), (title, Some("es")));
    assert!(form.body.contains("<html lang=\"es\">"));
    assert_eq!(form.header("cache-control"), Some("no-store"));
    let vary = form.header("vary").unwrap();
    assert!(vary.contains("Accept-Language"), "{vary}");
    for (path, title) in [
        ("/status", "Consulte su solicitud"),
        ("/signals", "Este navegador no está excluido"),
        ("/nowhere", "No encontramos esta página"),
        ("/unsubscribe/1.x", "Este enlace está incompleto"),
        ("/requests/x/confirm/1.x", "No encontramos esta página"),
    ] {
        let page = app.send("GET", path, &[MEXICO], "").await;
        assert_eq!(headline(&page), (title, Some("es")), "{path}");
        let separator = if path.contains('?') { '&' } else { '?' };
        let english = format!("{path}{separator}lang=en");
        let page = app.send("GET", &english, &[MEXICO], "").await;
        assert_eq!(headline(&page).1, Some("en"), "{path}");
        assert!(page.body.contains("href=\"?lang=es\""), "{path}");
    }
    app.close().await;
}

#[tokio::test]
async fn programs_read_english_and_a_signal_has_text_for_people() {
    let app = TestApp::open().await;
    let json = ("accept", "application/json");
    let wrong = [MEXICO, ("content-type", "application/json")];
    let refused = app
        .send("POST", "/requests", &wrong, r#"{"right":"delete"}"#)
        .await;
    assert!(
        refused
            .body
            .contains("Enter an email address or a phone number")
    );
    let unknown = app.send("GET", "/status/x/1.x", &[MEXICO, json], "").await;
    assert_eq!(unknown.json()["title"], "Not found");
    let signal = app.send("GET", "/signals", &[MEXICO, json], "").await;
    assert_eq!(signal.json()["text"], "Este navegador no está excluido");
    app.close().await;
}

#[tokio::test]
async fn the_pages_about_a_request_are_in_its_language_and_those_of_a_repeat_in_its_own() {
    let app = TestApp::open().await;
    let spanish = [("right", "delete"), ("email", ANA), ("language", "es")];
    let first = app.post_form(&spanish).await;
    let again = app.post_form(&[("right", "delete"), ("email", ANA)]).await;
    let receipt = app.open_page(first.header("location").unwrap()).await;
    assert_eq!(headline(&receipt), ("Recibimos su solicitud", Some("es")));
    // A stranger who repeats the request in English must not see that there was a Spanish one.
    let repeat = app.open_page(again.header("location").unwrap()).await;
    assert_eq!(headline(&repeat), ("We received your request", Some("en")));

    app.serve_outbox().await;
    let email = app.emails_to(ANA).remove(0).text().unwrap();
    let link = |action: &str| {
        let mut words = email.split_whitespace();
        let url = words.find(|word| word.contains(action)).unwrap();
        url[url.find(action).unwrap()..].to_owned()
    };
    let status = app.open_page(&link("/status/")).await;
    assert_eq!(headline(&status).1, Some("es"));
    let confirm = email
        .split_whitespace()
        .find(|word| word.contains("/confirm/"));
    let confirm = confirm.unwrap();
    let confirm = &confirm[confirm.find("/requests/").unwrap()..];
    let page = app.open_page(confirm).await;
    assert_eq!(
        headline(&page),
        ("Confirme que usted hizo esta solicitud", Some("es"))
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let no = app.send("POST", confirm, &form, "answer=no").await;
    assert_eq!((no.status, headline(&no).0), (200, "Gracias por avisarnos"));
    let twice = app.send("POST", confirm, &form, "answer=no").await;
    assert_eq!(twice.body, no.body);
    let path = format!("/requests/{}", reference_of(&app.emails_to(ANA)[0]));
    let desk = app.desk(&path).await.body;
    assert!(desk.contains("I did not make this request."), "{desk}");
    assert!(desk.contains("\"stage\":\"open\""), "{desk}");
    app.close().await;
}

/// Makes a folder with a company's text for the form and one for an email.
fn own_texts(form_button: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("en")).unwrap();
    let write = |file: &str, text: &str| {
        std::fs::write(folder.path().join("en").join(file), text).unwrap();
    };
    write(
        "form.ftl",
        &format!("form-button = {form_button}\nerror-contact = Acme needs one of the two\n"),
    );
    write(
        "emails.ftl",
        "recorded-unasked = Acme asks nothing else of you.\n",
    );
    folder
}

async fn with_texts(folder: &tempfile::TempDir) -> anyhow::Result<TestApp> {
    let path = folder.path().display().to_string();
    TestApp::try_build(tests::Build {
        settings: vec![("TEXTS".to_owned(), path)],
        ..tests::Build::default()
    })
    .await
}

#[tokio::test]
async fn a_companys_own_texts_are_on_its_pages_and_in_its_emails() {
    let folder = own_texts("Send this to Acme");
    let app = with_texts(&folder).await.unwrap();
    let page = app.open_page("/").await;
    assert!(page.body.contains("Send this to Acme"));
    let spanish = app.open_page("/?lang=es").await;
    assert!(spanish.body.contains("Enviar mi solicitud"));
    let json = json!({"right": "opt_out"});
    let refused = app.post_json(&json).await;
    assert!(
        refused.body.contains("Acme needs one of the two"),
        "{}",
        refused.body
    );
    let json = json!({"right": "opt_out", "email": ANA});
    assert_eq!(app.post_json(&json).await.status, 201);
    let (_, text) = written(&last_email(&app).await);
    assert!(text.contains("Acme asks nothing else of you."), "{text}");
    app.close().await;
}

#[tokio::test]
async fn the_runner_refuses_a_dark_pattern_and_names_the_rule() {
    let folder = own_texts("Are you sure? Send it");
    let error = with_texts(&folder).await.err().unwrap().to_string();
    for part in [
        "en/form.ftl:1: form-button",
        "are you sure",
        "11 CCR § 7004(a)(2)",
        "Instead: ",
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test]
async fn counsel_reads_every_text_in_each_language_and_state_with_the_companys_own_ones() {
    let folder = own_texts("Send this to Acme");
    let app = with_texts(&folder).await.unwrap();
    let english = app.open_page("/texts").await;
    assert_eq!(english.status, 200);
    for text in [
        "Send this to Acme",
        "Acme asks nothing else of you.",
        "Acme needs one of the two",
        "Opt-Out Request Honored",
        "We could not find a request with these details",
        "Download our response",
        "You are unsubscribed",
        "Your deletion request: denied",
        "messages about privacy requests",
        "This is taking too long",
        "Your Privacy Choices",
    ] {
        assert!(english.body.contains(text), "{text}");
    }
    assert_eq!(
        english.body.matches("<form").count(),
        1,
        "only the choice can be sent"
    );
    let appeal = "You can appeal: use the link below";
    assert!(!english.body.contains(appeal), "no state is chosen");
    let virginia = app.open_page("/texts?in=en&state=VA").await;
    assert!(virginia.body.contains(appeal));
    let of_virginia =
        |page: &HttpResponse| page.body.contains("Virginia Consumer Data Protection Act");
    assert!(
        of_virginia(&virginia) && !of_virginia(&english),
        "its status pages"
    );
    let spanish = app.open_page("/texts?in=es").await;
    for text in [
        "Enviar mi solicitud",
        "Su solicitud de eliminación: denegada",
        "Su suscripción está cancelada",
        "Política de privacidad",
        "Sus opciones de privacidad",
    ] {
        assert!(spanish.body.contains(text), "{text}");
    }
    assert!(!spanish.body.contains("Send this to Acme"));
    assert!(app.emails().is_empty(), "nothing is stored or sent");
    app.close().await;
}
