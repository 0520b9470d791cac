//! A company's own texts: what counts, and what is refused with which reason.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::company::{BrandId, Color, Company, Face, Image};
use domain::locale::Locale;
use domain::person::EmailAddress;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use texts::own::{Checked, check};
use texts::{CATALOGS, EMAILS, FORM, OFFERED};

/// Makes a folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn checked(path: &str, text: &str) -> Checked {
    check(folder(&[(path, text)]).path())
}

/// Checks that a text is refused for this reason, by this rule.
fn refused(path: &str, text: &str, problem: &str, rule: Option<&str>) {
    let checked = checked(path, text);
    let found = checked.findings.iter().any(|finding| {
        finding.problem.contains(problem)
            && match rule {
                Some(rule) => finding.rule.is_some_and(|own| own.contains(rule)),
                None => finding.rule.is_none(),
            }
            && !finding.instead.is_empty()
    });
    assert!(found, "{path}: {text}\n{:#?}", checked.findings);
}

#[test]
fn the_built_in_texts_pass_every_check() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().unwrap();
    let mut files = 0;
    for language in OFFERED.map(Locale::code) {
        fs::create_dir(copy.path().join(language)).unwrap();
        for file in fs::read_dir(root.join(language)).unwrap() {
            let file = file.unwrap();
            fs::copy(
                file.path(),
                copy.path().join(language).join(file.file_name()),
            )
            .unwrap();
            files += 1;
        }
    }
    let checked = check(copy.path());
    let findings: Vec<_> = checked.findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
    assert_eq!(files, 15);
    assert!(checked.messages["en"] > 400 && checked.messages["es"] > 400);
    for catalog in CATALOGS {
        assert!(catalog.with_texts_of(copy.path()).findings.is_empty());
    }
}

#[test]
fn an_own_text_is_shown_and_the_others_stay() {
    let folder = folder(&[
        (
            "en/emails.ftl",
            "nothing-to-do = There is nothing left for you to do.\n",
        ),
        ("en/common.ftl", "list-two = { $first } & { $second }\n"),
    ]);
    let own = EMAILS.with_texts_of(folder.path());
    assert_eq!(own.findings, []);
    let own: &'static _ = Box::leak(Box::new(own.catalog));
    let english = own.in_language(Locale::English);
    assert_eq!(
        english.text("nothing-to-do").to_string(),
        "There is nothing left for you to do."
    );
    assert_eq!(english.list(&["a".to_owned(), "b".to_owned()]), "a & b");
    assert_eq!(english.text("form-link").to_string(), "Make a request");
    let spanish = own.in_language(Locale::Spanish);
    assert_eq!(
        spanish.text("nothing-to-do").to_string(),
        "No tiene que hacer nada."
    );
}

#[test]
fn a_refused_text_leaves_the_built_in_one_and_the_good_ones_beside_it() {
    let folder = folder(&[(
        "es/form.ftl",
        "form-button = ¿Está seguro?\nform-email = Su correo\nform-phone = { $number }\n",
    )]);
    let own = FORM.with_texts_of(folder.path());
    assert_eq!(own.findings.len(), 2, "{:#?}", own.findings);
    let own: &'static _ = Box::leak(Box::new(own.catalog));
    let (own, builtin) = (
        own.in_language(Locale::Spanish),
        FORM.in_language(Locale::Spanish),
    );
    assert_eq!(own.text("form-email").to_string(), "Su correo");
    for id in ["form-button", "form-phone"] {
        assert_eq!(own.text(id).to_string(), builtin.text(id).to_string());
    }
}

#[test]
fn a_finding_names_the_place_the_rule_and_what_to_write() {
    let checked = checked(
        "es/form.ftl",
        "# Our own words.\nform-email = Su correo\nform-button = ¿Está seguro de que quiere enviar?\n",
    );
    assert_eq!(
        checked.findings[0].to_string(),
        "es/form.ftl:3: form-button\n    It asks the person to think again: \"¿esta segur\".\n    Rule: 11 CCR § 7004(a)(2) and (4)\n    Instead: Say what will happen, and leave the choice to the person."
    );
    assert_eq!(checked.messages["es"], 2);
}

#[test]
fn a_text_of_the_wrong_form_is_refused() {
    for (path, text, problem) in [
        (
            "en/emails.ftl",
            "nothing-to-do Nothing.",
            "can't be read as Fluent",
        ),
        (
            "en/emails.ftl",
            "nothing-to-do = { $",
            "can't be read as Fluent",
        ),
        (
            "en/emails.ftl",
            "nothing-todo = Nothing.",
            "no built-in message",
        ),
        ("en/emails.ftl", "form-button = Send", "no built-in message"),
        (
            "en/form.ftl",
            "list-two = { $first }, { $second }",
            "another file",
        ),
        ("en/emails.ftl", "form-link = A\nform-link = B", "twice"),
        ("en/emails.ftl", "-company = Acme", "Terms"),
        (
            "en/emails.ftl",
            "form-link = Go\n    .title = x",
            "Attributes",
        ),
        ("en/emails.ftl", "form-link = { NUMBER(3) }", "Functions"),
        (
            "en/emails.ftl",
            "form-link = { policy-dates }",
            "no such message",
        ),
        (
            "en/common.ftl",
            "list-two = { $first } { form-link } { $second }",
            "no such message",
        ),
        (
            "en/emails.ftl",
            "form-link = { footer-form-link }\nfooter-form-link = { form-link }",
            "refers back",
        ),
        (
            "en/emails.ftl",
            "form-link = { $name }",
            "{ $name }, which this message doesn't fill",
        ),
        (
            "en/emails.ftl",
            "status-link-of = See the status",
            "doesn't show { $reference }",
        ),
        ("en/emails.ftl", "form-link = Go <b>now</b>", "HTML"),
        ("en/emails.ftl", "form-link = Go &amp; see", "HTML"),
        ("en/emails.ftl", "form-link = Go \u{202e}now", "invisible"),
        ("en/emails.ftl", "form-link = Go\u{200b}now", "invisible"),
        (
            "en/emails.ftl",
            "done-headline =\n    Honored\n    indeed",
            "several lines",
        ),
        ("en/emails.ftl", "form-link = [Go](form)", "has a link"),
        ("en/emails.ftl", "form-link = **Go**", "strong"),
        (
            "en/form.ftl",
            "form-ways-status = [See](https://evil.example)",
            "link to https://evil.example",
        ),
        (
            "en/form.ftl",
            "form-ways-status = Ask us.",
            "doesn't have the link to status",
        ),
        (
            "en/emails.ftl",
            "opt-in-link =\n    { $right ->\n        [optout] End\n       *[other] End it\n    }",
            "[optout]",
        ),
        (
            "en/emails.ftl",
            "opt-in-link =\n    { $right ->\n        [opt_out] End\n       *[limit] Remove it\n    }",
            "gets the text for [limit]",
        ),
        // Constructs that the built-in texts don't need, and that could hide words from the check.
        ("en/emails.ftl", "form-link = { \"\" }", "Quoted text"),
        (
            "en/emails.ftl",
            "form-link = { \"\\u0041re you sure?\" }",
            "Quoted text",
        ),
        (
            "en/emails.ftl",
            "form-link = { { form-link } }",
            "within braces",
        ),
        (
            "en/emails.ftl",
            "opt-in-link =\n    { $right ->\n        [opt_out] A\n        [opt_out] B\n       *[other] C\n    }",
            "two texts for the same variant",
        ),
        (
            "en/emails.ftl",
            "done-all-excused =\n    { $excused ->\n        [1] { $excused }, are you sure?\n       *[other] For { $excused }.\n    }",
            "[1]",
        ),
        (
            "en/emails.ftl",
            "recorded-ask-again =\n    { $months ->\n        [one] { $months }, are you sure?\n       *[other] For { $months }.\n    }",
            "chooses by { $months }",
        ),
        // A value that has no text of its own.
        (
            "en/emails.ftl",
            "done-all-confirmed =\n    { $date ->\n        [other] All { $notified } confirmed by { $date }.\n       *[unknown] All { $notified } confirmed.\n    }",
            "isn't the default",
        ),
        (
            "en/emails.ftl",
            "done-all-confirmed = All { $notified } confirmed by { $date }.",
            "shows { $date } if { $date } is unknown",
        ),
        // Facts that the other checks see only as holes.
        (
            "en/common.ftl",
            "date = { $weekday } { $month } { $day } 1999 { $year }",
            "can't be replaced",
        ),
        (
            "es/common.ftl",
            "calendar-days = { $days } años",
            "can't be replaced",
        ),
        (
            "en/common.ftl",
            "authority = nobody, { $name }",
            "can't be replaced",
        ),
        // Characters that hide words.
        ("en/emails.ftl", "form-link = A\u{ad}re you sure?", "U+00AD"),
        ("en/emails.ftl", "form-link = Аre you sure?", "U+0410"),
        (
            "es/emails.ftl",
            "form-link = ¿Esta\u{301} seguro?",
            "U+0301",
        ),
        ("en/emails.ftl", "form-link = \u{2800}", "U+2800"),
        ("en/emails.ftl", "form-link = Go\u{34f}now", "U+034F"),
        ("en/emails.ftl", "form-link = Go\u{61c}now", "U+061C"),
        ("en/emails.ftl", "form-link = Go\u{2028}now", "U+2028"),
        ("en/emails.ftl", "form-link = Go\u{fe0f}now", "U+FE0F"),
        ("en/emails.ftl", "form-link = Go\u{e0041}now", "U+E0041"),
        // Links that lead elsewhere, or that can't be seen.
        (
            "en/emails.ftl",
            "form-link = Go to https://evil.example",
            "address of a website",
        ),
        (
            "en/emails.ftl",
            "form-link = WWW.evil.example",
            "address of a website",
        ),
        (
            "en/form.ftl",
            "form-ways-status = [](status)",
            "can't be seen",
        ),
        (
            "en/form.ftl",
            "form-ways-status = [**](status)",
            "can't be seen",
        ),
        (
            "en/form.ftl",
            "form-ways-status = See](status)",
            "doesn't have the link to status",
        ),
        (
            "en/status.ftl",
            "status-fresh-email = **{ $address } Go to [us](inbox).",
            "without a second one",
        ),
        // Lines that change their meaning when they are written again.
        (
            "en/emails.ftl",
            "recorded-limits = *one\n    two",
            "reads as syntax",
        ),
        ("en/letters.ftl", "a = b", "no built-in file"),
        ("de/emails.ftl", "a = b", "not a language"),
    ] {
        refused(path, text, problem, None);
    }
}

/// Writes messages of which each one refers twice to the next one.
fn doubling(ids: &[&str]) -> String {
    let twice = |two: &[&str]| format!("{} = {{ {} }} {{ {} }}\n", two[0], two[1], two[1]);
    ids.windows(2).map(twice).collect()
}

#[test]
fn a_text_that_would_exhaust_the_process_is_refused() {
    let nested = format!("form-link = {}", "{ ".repeat(100_000));
    refused("en/emails.ftl", &nested, "open braces", None);
    let many = format!("form-link = {}", "{ policy-date }".repeat(101));
    refused("en/emails.ftl", &many, "too long", None);
    let names = [
        "form-link",
        "policy-date",
        "nothing-to-do",
        "unasked-heading",
        "unasked-tell-us",
        "footer-automated",
        "footer-agent",
        "footer-form-link",
    ];
    refused("en/emails.ftl", &doubling(&names), "too long", None);
    // A long chain of messages, whose last one has the dark pattern.
    let chain = [
        "fact-reference",
        "fact-request",
        "fact-received",
        "fact-in-effect-since",
        "fact-notify-by",
        "fact-read-by",
        "fact-act-by",
        "fact-decide-by",
        "fact-respond-by",
        "fact-law",
        "fact-sections",
    ];
    let mut texts: String = chain
        .windows(2)
        .map(|two| format!("{} = {{ {} }}\n", two[0], two[1]))
        .collect();
    texts.push_str("fact-sections = Are you sure?\n");
    let checked = checked("en/emails.ftl", &texts);
    let found = checked.findings.iter();
    let mut found = found.filter(|one| one.id == "fact-reference");
    assert!(
        found.any(|one| one.problem.contains("think again")),
        "{:#?}",
        checked.findings
    );
}

#[test]
fn a_file_that_is_not_text_is_refused() {
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("en")).unwrap();
    fs::write(folder.path().join("en/form.ftl"), [0xff, 0xfe, 0x00]).unwrap();
    fs::write(folder.path().join("en/emails.ftl"), " ".repeat(300_000)).unwrap();
    let findings = check(folder.path()).findings;
    assert!(
        findings.iter().any(|one| one.problem.contains("UTF-8")),
        "{findings:#?}"
    );
    assert!(
        findings.iter().any(|one| one.problem.contains("too large")),
        "{findings:#?}"
    );
    // A function that starts names a folder or a file of the wrong name too.
    for path in ["english/emails.ftl", "en/email.ftl"] {
        let misnamed = self::folder(&[(path, "form-link = Go\n")]);
        assert_eq!(EMAILS.with_texts_of(misnamed.path()).findings.len(), 1);
    }
    let nowhere = check(Path::new("/nowhere/texts")).findings;
    assert!(nowhere[0].problem.contains("can't be read"), "{nowhere:#?}");
    assert_eq!(
        EMAILS
            .with_texts_of(Path::new("/nowhere/texts"))
            .findings
            .len(),
        1
    );
}

#[test]
fn a_statement_that_the_law_requires_stays() {
    for (path, text, problem, rule) in [
        (
            "en/emails.ftl",
            "denied = We have not deleted anything.",
            "on which basis",
            "7022(f)(1)",
        ),
        (
            "es/emails.ftl",
            "denied = No eliminamos nada.",
            "on which basis",
            "7022(f)(1)",
        ),
        // One right without the statement is enough.
        (
            "en/emails.ftl",
            "denied =\n    { $right ->\n        [delete] We have not deleted your information.\n       *[other] We did not do it, because { denial-basis }.\n    }",
            "on which basis",
            "7022(f)(1)",
        ),
        (
            "en/emails.ftl",
            "denial-basis =\n    { $basis ->\n        [lawful_exception] the law says so\n        [accurate] it is accurate\n        [repeated_without_news] it is repeated\n        [too_often] it is too often\n       *[unfounded] { $right ->\n            [delete] the law says so\n           *[other] it is unfounded\n        }\n    }",
            "same text for two bases",
            "7022(f)(1)",
        ),
        (
            "en/emails.ftl",
            "denial-basis = the law says so",
            "same text for two bases",
            "7022(f)(1)",
        ),
        (
            "en/signals.ftl",
            "signal-honored = Opt-Out Request Not Honored",
            "honored",
            "7025(c)(6)",
        ),
        (
            "es/signals.ftl",
            "signal-honored = Solicitud de exclusión no cumplida",
            "honored",
            "7025(c)(6)",
        ),
        (
            "en/form.ftl",
            "form-name = Name (not optional)",
            "optional",
            "1798.135(c)(1)",
        ),
        (
            "en/emails.ftl",
            "other-rights = We may retaliate against you.",
            "retaliate",
            "1798.125",
        ),
        (
            "es/emails.ftl",
            "other-rights = Podemos tomar represalias contra usted.",
            "retaliate",
            "1798.125",
        ),
        (
            "en/emails.ftl",
            "recorded = Your { immediate-name } is not in effect on { $date }. { immediate-effect }",
            "since when",
            "7026",
        ),
        (
            "en/emails.ftl",
            "appeal-by-reply = You cannot appeal for { $days }, in writing, with reasons.",
            "can appeal",
            "Va. Code",
        ),
        (
            "en/emails.ftl",
            "opt-in-question-child = On { $date }, we were asked to { opt-in-request-child }. Confirm it.",
            "nothing changes",
            "7028(a)",
        ),
        (
            "en/actions.ftl",
            "undo-child = Press it to end your { undo-name }.\n    Or close the page.",
            "what ending the request changes",
            "7028(a)",
        ),
        (
            "en/actions.ftl",
            "confirm-button = No, I did not\nconfirm-no-button = Yes, I did",
            "start with Yes",
            "7004(a)(1)",
        ),
        (
            "en/actions.ftl",
            "confirm-button = Yes, I did not make this request",
            "denies it",
            "7004(a)(1)",
        ),
        (
            "en/emails.ftl",
            "recorded-undo-link = Keep my choice",
            "request ends",
            "7004(a)(1)",
        ),
        (
            "en/signals.ftl",
            "signal-setting = Sell or share my personal information: on for this browser",
            "neither sell nor share",
            "7025(c)",
        ),
        (
            "es/signals.ftl",
            "unsubscribed = Enviaremos publicidad a { $address }.",
            "send no more",
            "7704",
        ),
        (
            "es/actions.ftl",
            "confirm-no-button = Sí, fui yo",
            "start with No",
            "7004(a)(1)",
        ),
        (
            "en/emails.ftl",
            "instead-opt-out = You can do more here.",
            "offer to opt out",
            "7022(g)",
        ),
        (
            "es/emails.ftl",
            "instead-opt-out = Puede hacer más aquí.",
            "offer to opt out",
            "7022(g)",
        ),
        (
            "en/emails.ftl",
            "instead-opt-out = You can opt out here.",
            "Notice of Right to Opt-out",
            "7013(f)",
        ),
        (
            "es/emails.ftl",
            "instead-opt-out = Puede pedir que no vendamos ni compartamos su información.",
            "Notice of Right to Opt-out",
            "7013(f)",
        ),
        (
            "en/emails.ftl",
            "appeal-by-reply-or-complaint = You can appeal within { $days }. { $authority }",
            "the authority",
            "Va. Code",
        ),
        (
            "en/emails.ftl",
            "complaint = { $authority } exists.",
            "complain",
            "Va. Code",
        ),
        (
            "en/emails.ftl",
            "recorded = We got your { immediate-name } on { $date }. { immediate-effect }",
            "since when",
            "7026",
        ),
        // The company's own part of a text that is built in.
        (
            "en/emails.ftl",
            "immediate-effect =\n    { $right ->\n        [opt_out] We took note.\n       *[other] We use sensitive data less.\n    }",
            "neither sell nor share",
            "1798.120",
        ),
        (
            "en/form.ftl",
            "form-name = Name",
            "optional",
            "1798.135(c)(1)",
        ),
        (
            "es/form.ftl",
            "form-name = Nombre",
            "optional",
            "1798.135(c)(1)",
        ),
        (
            "en/form.ftl",
            "form-title = Privacy options",
            "title",
            "1798.135(a)",
        ),
        (
            "en/emails.ftl",
            "instead-correct-statement = You can write a statement about your health.",
            "250 words",
            "7023(f)(3)",
        ),
    ] {
        refused(path, text, problem, Some(rule));
    }
}

/// Returns the built-in `right` with another text for a right.
fn right_with(language: &str, right: &str, text: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = fs::read_to_string(root.join(language).join("common.ftl")).unwrap();
    let start = file.find("\nright =\n").unwrap() + 1;
    let end = start + file[start..].find("\n    }\n").unwrap() + 7;
    let lines = file[start..end].lines().map(|line| {
        let key = format!("[{right}]");
        match line.split_once(&key) {
            Some((before, _)) => format!("{before}{key} {text}\n"),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

#[test]
fn a_choice_says_what_it_does() {
    for (right, english, spanish) in [
        (
            "opt_out",
            "Sell my personal information",
            "Vender y compartir mi información",
        ),
        ("limit", "Use my information", "Usar mi información"),
        (
            "marketing_stop",
            "Send me marketing emails",
            "Enviarme correos de publicidad",
        ),
        (
            "admt_opt_out",
            "Use automated tools",
            "Usar herramientas automatizadas",
        ),
        (
            "delete",
            "Do not delete my information",
            "No eliminar mi información",
        ),
        ("know", "Hide my information", "Ocultar mi información"),
        ("know_categories", "Send me news", "Enviarme noticias"),
        ("correct", "Keep my information", "Guardar mi información"),
        ("admt_access", "Decide about me", "Decidir sobre mí"),
        (
            "withdraw_consent",
            "Give a consent",
            "Dar un consentimiento",
        ),
        ("admt_appeal", "Decide about me", "Decidir sobre mí"),
    ] {
        for (language, text) in [("en", english), ("es", spanish)] {
            let path = format!("{language}/common.ftl");
            let own = right_with(language, right, text);
            refused(&path, &own, "The choice doesn't say", Some("7004(a)(1)"));
        }
    }
    let twice = right_with(
        "en",
        "know",
        "Tell me what kinds of personal information you have about me",
    );
    refused(
        "en/common.ftl",
        &twice,
        "same text for two rights",
        Some("7004(a)(1)"),
    );
}

/// Texts of the form that are refused, by language and message.
const WITH_A_DARK_PATTERN: &[(&str, &str, &str)] = &[
    ("es", "form-button", "¿Estás seguro?"),
    ("es", "form-button", "¿Seguro de que quiere enviarlo?"),
    ("es", "form-contact-hint", "No se lo pierda."),
    ("es", "form-contact-hint", "Cree su cuenta primero."),
    ("es", "form-contact-hint", "Regístrese."),
    ("es", "form-contact-hint", "Debe confirmar su identidad."),
    ("es", "form-contact-hint", "Lo aplicaremos en un mes."),
    (
        "es",
        "form-contact-hint",
        "Mientras no inicie sesión, no aplicaremos su solicitud.",
    ),
    (
        "es",
        "form-contact-hint",
        "No cuenta hasta que inicie sesión.",
    ),
    (
        "es",
        "form-contact-hint",
        "Escriba su correo y su número de teléfono.",
    ),
    (
        "en",
        "form-contact-hint",
        "It counts after a 15-day period.",
    ),
    ("en", "form-contact-hint", "It counts within one month."),
    ("en", "form-contact-hint", "It starts next month."),
    (
        "en",
        "form-contact-hint",
        "It counts no later than in 15 days.",
    ),
    (
        "en",
        "form-contact-hint",
        "Enter both your email and your phone number.",
    ),
    ("en", "form-contact-hint", "Register first."),
    (
        "en",
        "form-contact-hint",
        "You cannot opt out without a password.",
    ),
    (
        "en",
        "form-contact-hint",
        "It does not count until you sign in.",
    ),
    (
        "en",
        "form-contact-hint",
        "If you do not sign in, we ignore it.",
    ),
    ("en", "form-contact-hint", "We will apply it soon."),
    (
        "en",
        "form-contact-hint",
        "We will not apply it for 15 days.",
    ),
    (
        "en",
        "form-contact-hint",
        "Nothing changes when you do not sign in.",
    ),
];

/// Texts of the form that deny what a dark pattern would demand.
const WITHOUT_A_DARK_PATTERN: &[(&str, &str, &str)] = &[
    (
        "en",
        "form-contact-hint",
        "You don't need to create an account.",
    ),
    ("en", "form-contact-hint", "A phone number is not required."),
    ("en", "form-contact-hint", "It works without a password."),
    (
        "en",
        "form-contact-hint",
        "It counts as soon as you press the button.",
    ),
    (
        "en",
        "form-contact-hint",
        "We will reconsider our decision.",
    ),
    (
        "es",
        "form-contact-hint",
        "No es necesario crear una cuenta.",
    ),
    ("es", "form-contact-hint", "No tiene que iniciar sesión."),
    ("es", "form-contact-hint", "Es gratis, sin tarifas."),
    ("es", "form-contact-hint", "Su información está segura."),
    (
        "es",
        "form-contact-hint",
        "Cuenta tan pronto como usted pulse el botón.",
    ),
];

#[test]
fn phrases_are_judged_with_the_negation_in_their_clause() {
    for (language, id, text) in WITH_A_DARK_PATTERN {
        let found = checked(&format!("{language}/form.ftl"), &format!("{id} = {text}\n"));
        assert!(
            found.findings.iter().any(|one| one.rule.is_some()),
            "{text}: {:#?}",
            found.findings
        );
    }
    for (language, id, text) in WITHOUT_A_DARK_PATTERN {
        let found = checked(&format!("{language}/form.ftl"), &format!("{id} = {text}\n"));
        assert_eq!(found.findings, [], "{text}");
    }
}

#[test]
fn a_company_can_say_it_in_its_own_words() {
    let emails = "\
subject = { $headline } - Acme ({ $reference })
recorded = We recorded your { immediate-name }. It took effect on { $date }. { immediate-effect }
granted = We did it, and you don't have to do anything.
recorded-notifying = We are also notifying the other companies that must honor it. We will finish by { $date }.
immediate-effect =
    { $right ->
        [opt_out] We don't sell or share your personal information.
        [limit] We use your sensitive personal information only as the law allows.
        [marketing_stop] We will not send you marketing emails.
        [withdraw_consent] We no longer use your information where we need your consent.
       *[admt_opt_out] We do not use automated tools for significant decisions about you.
    }
complaint = If you disagree, you may complain to { $authority }.
done-headline = Acme honored your request
done-all-excused = For { $excused }, we recorded why we did not have to notify them.
";
    let form = "\
form-title = Your Privacy Choices
form-button = Send my request to Acme
form-name = Your name (optional)
form-contact-hint = An email address or a phone number is enough. No account is needed.
form-ways-status = Look at [the status page of Citroën](status).
";
    let spanish = "\
form-button = Enviar mi solicitud a Acme
form-name = Nombre (opcional)
form-contact-hint = Basta con uno. No necesita una cuenta.
";
    for (path, text) in [
        ("en/emails.ftl", emails),
        ("en/form.ftl", form),
        ("es/form.ftl", spanish),
    ] {
        assert_eq!(checked(path, text).findings, [], "{path}");
    }
}

#[test]
fn a_dark_pattern_is_refused_in_both_languages() {
    for (path, text, problem, rule) in [
        (
            "en/actions.ftl",
            "undo-request-button = Are you sure? Send it",
            "think again",
            "7004",
        ),
        (
            "es/form.ftl",
            "form-button = ¿Está segura de que quiere continuar?",
            "think again",
            "7004",
        ),
        (
            "en/form.ftl",
            "form-contact-hint = You will miss out on offers.",
            "guilty",
            "7004",
        ),
        (
            "es/form.ftl",
            "form-contact-hint = Se perderá nuestras ofertas.",
            "guilty",
            "7004",
        ),
        (
            "en/form.ftl",
            "form-contact-hint = We will process it within 15 business days.",
            "delays",
            "7026(f)(1)",
        ),
        (
            "es/form.ftl",
            "form-contact-hint = Puede tardar un poco.",
            "delays",
            "7026(f)(1)",
        ),
        (
            "en/form.ftl",
            "form-phone = Phone number (required)",
            "more than an opt-out needs",
            "1798.135(c)(1)",
        ),
        (
            "es/form.ftl",
            "form-phone = Teléfono (obligatorio)",
            "more than an opt-out needs",
            "1798.135(c)(1)",
        ),
        (
            "en/signals.ftl",
            "unsubscribe-button = Do not stop not sending me emails",
            "denies twice",
            "7004(a)(3)",
        ),
        (
            "es/signals.ftl",
            "unsubscribe-button = No quiero que no me escriban",
            "denies twice",
            "7004(a)(3)",
        ),
        (
            "en/emails.ftl",
            "received = We got your { verifiable-name } on { $date }. We charge $10.",
            "money",
            "1798.130",
        ),
        (
            "es/emails.ftl",
            "footer-form-link = Cree una cuenta",
            "account",
            "1798.130",
        ),
    ] {
        refused(path, text, problem, Some(rule));
    }
    // One variant is enough, and only the one that is about a right in effect at once.
    let hint = |delete: &str, opt_out: &str| {
        format!(
            "right-hint =\n    {{ $right ->\n        [delete] {delete}\n        [opt_out] {opt_out}\n       *[other] Choose it.\n    }}\n"
        )
    };
    let fine = hint("We answer in 45 days.", "We start right away.");
    assert_eq!(checked("en/form.ftl", &fine).findings, []);
    refused(
        "en/form.ftl",
        &hint("We answer.", "It counts in 15 days."),
        "delays",
        Some("7026"),
    );
}

const LOGO: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/></svg>";

#[test]
fn a_folder_may_have_a_logo_an_icon_and_a_phone_number() {
    let contact = r#"{"phone": "+1 916 555 0100", "hours": {"en": "Monday to Friday, 9 to 5", "es": "de lunes a viernes"}}"#;
    let files = [
        ("logo.svg", LOGO),
        ("favicon.svg", LOGO),
        ("contact.json", contact),
    ];
    let folder = folder(&files);
    assert_eq!(check(folder.path()).findings, []);
    let (face, findings) = texts::own::face(folder.path());
    assert_eq!(findings, []);
    assert!(
        face.logo
            .is_some_and(|logo| logo.url().starts_with("data:image/svg+xml;base64,"))
    );
    assert_eq!(
        face.hours,
        [
            (Locale::English, "Monday to Friday, 9 to 5".to_owned()),
            (Locale::Spanish, "de lunes a viernes".to_owned()),
        ]
    );
}

#[test]
fn a_logo_that_is_a_script_or_no_image_is_refused() {
    let script = "<svg><script>alert(1)</script></svg>";
    refused("logo.svg", script, "It has the element script.", None);
    refused("logo.svg", "<svg onload=\"x()\"/>", "It has a script", None);
    let outside = "<svg><use href=\"https://cdn.example/logo.svg#a\"/></svg>";
    refused("favicon.svg", outside, "outside of the file", None);
    refused("logo.png", LOGO, "It is not a PNG file.", None);
    refused(
        "logo.svg",
        &format!("<svg>{}</svg>", " ".repeat(40_000)),
        "too large",
        None,
    );
    refused("logo.gif", "GIF89a", "This is not a language", None);
    let both = check(folder(&[("logo.svg", LOGO), ("logo.png", "x")]).path());
    assert!(
        both.findings
            .iter()
            .any(|finding| finding.problem.contains("the same image"))
    );
}

#[test]
fn a_phone_number_and_hours_that_can_not_be_shown_are_refused() {
    for (text, problem) in [
        ("{\"phone\": \"call us\"}", "not a phone number"),
        ("{\"phone\": \"123\"}", "not a phone number"),
        ("{\"hours\": {\"en\": \"9 to 5\"}}", "no phone number"),
        (
            "{\"phone\": \"916 555 0100\", \"hours\": {\"ja\": \"9\"}}",
            "a language that has no texts",
        ),
        (
            "{\"phone\": \"916 555 0100\", \"hours\": {\"en\": \"<b>9</b>\"}}",
            "can't be shown",
        ),
        ("{\"fax\": \"916 555 0100\"}", "can't be read"),
        ("call us", "can't be read"),
    ] {
        refused("contact.json", text, problem, None);
    }
}

/// A brand whose pages are at one host and whose inbox is one address.
const KIDS: &str = r#"{"name": "Acme Kids", "hosts": ["Privacy.Kids.example"], "inboxes": ["privacy@kids.example"]}"#;

#[test]
fn a_brand_has_its_texts_and_face_and_the_companys_where_it_has_none() {
    let folder = folder(&[
        (
            "en/emails.ftl",
            "form-link = Ask Acme\nrecorded-unasked = Look it up at Acme\n",
        ),
        ("brands/kids/brand.json", KIDS),
        ("brands/kids/en/emails.ftl", "form-link = Ask Acme Kids\n"),
        ("brands/kids/logo.svg", LOGO),
        (
            "brands/plain/brand.json",
            r#"{"name": "Acme Plain", "hosts": ["plain.example"]}"#,
        ),
    ]);
    let checked = check(folder.path());
    assert_eq!(checked.findings, []);
    assert_eq!(checked.messages["en"], 3, "a brand's message counts apart");
    let replaced = EMAILS.with_texts_of(folder.path());
    assert_eq!(replaced.findings, []);
    let catalog: &'static _ = Box::leak(Box::new(replaced.catalog));
    let [kids, plain, gone] = ["kids", "plain", "gone"].map(|id| BrandId::parse(id).unwrap());
    for (brand, form, lookup) in [
        (None, "Ask Acme", "Look it up at Acme"),
        (Some(&kids), "Ask Acme Kids", "Look it up at Acme"),
        (Some(&plain), "Ask Acme", "Look it up at Acme"),
        (Some(&gone), "Ask Acme", "Look it up at Acme"),
    ] {
        let texts = catalog.under(brand).in_language(Locale::English);
        assert_eq!(texts.text("form-link").to_string(), form, "{brand:?}");
        assert_eq!(
            texts.text("recorded-unasked").to_string(),
            lookup,
            "{brand:?}"
        );
    }
    let (brands, findings) = texts::own::brands(folder.path());
    assert_eq!(findings, []);
    assert_eq!(brands[0].hosts, ["privacy.kids.example"], "in lowercase");
    let company = brands[0].clone().of(&acme());
    assert_eq!(company.company.name, "Acme Kids");
    assert_eq!(company.company.base_url, "https://privacy.kids.example");
    assert_eq!(company.company.inbox.as_str(), "privacy@kids.example");
    assert!(company.company.face.logo.is_some());
    let plain = brands[1].clone().of(&acme()).company;
    assert_eq!(plain.inbox.as_str(), "privacy@acme.example");
    assert_eq!(plain.face.phone.as_deref(), Some("+1 916 555 0100"));
    assert_eq!(
        plain.face.logo, None,
        "the company's logo names the company"
    );
}

/// The company of the tests about brands.
fn acme() -> Company {
    Company {
        name: "Acme".into(),
        postal_address: vec!["1 Main Street".into()],
        privacy_policy: "https://acme.example/privacy".into(),
        accent: Color::DEFAULT,
        inbox: EmailAddress::parse("privacy@acme.example").unwrap(),
        base_url: "https://privacy.acme.example".into(),
        face: Face {
            logo: Some(Image::png(b"png")),
            phone: Some("+1 916 555 0100".into()),
            ..Face::default()
        },
        brands: Vec::new(),
    }
}

#[test]
fn the_check_reads_a_brands_texts_as_the_companys() {
    let brand = ("brands/kids/brand.json", KIDS);
    let sure = "nothing-to-do = Are you sure?\n";
    let folder = folder(&[brand, ("brands/kids/en/emails.ftl", sure)]);
    for findings in [
        check(folder.path()).findings,
        EMAILS.with_texts_of(folder.path()).findings,
    ] {
        let [finding] = &findings[..] else {
            panic!("{findings:#?}");
        };
        assert_eq!(finding.file, "brands/kids/en/emails.ftl");
        assert!(finding.rule.is_some_and(|rule| rule.contains("§ 7004")));
    }
    let catalog: &'static _ = Box::leak(Box::new(EMAILS.with_texts_of(folder.path()).catalog));
    let kids = BrandId::parse("kids").unwrap();
    let texts = catalog.under(Some(&kids)).in_language(Locale::English);
    let builtin = EMAILS.in_language(Locale::English);
    let text = |texts: texts::Texts| texts.text("nothing-to-do").to_string();
    assert_eq!(text(texts), text(builtin));
}

#[test]
fn a_brand_that_can_not_be_told_apart_or_shown_is_refused() {
    let refused = |path: &str, text: &str, problem: &str| refused(path, text, problem, None);
    let file = "brands/kids/brand.json";
    for (text, problem) in [
        ("", "can't be read"),
        (r#"{"name": "Kids"}"#, "no host and no inbox"),
        (
            r#"{"name": "<b>Kids</b>", "hosts": ["kids.example"]}"#,
            "name can't be shown",
        ),
        (
            r#"{"name": "Kids", "hosts": ["https://kids.example"]}"#,
            "not a host name",
        ),
        (
            r#"{"name": "Kids", "inboxes": ["kids"]}"#,
            "not an email address",
        ),
        (
            r##"{"name": "Kids", "hosts": ["kids.example"], "accent_color": "#ffcc00"}"##,
            "color can't be used",
        ),
        (
            r#"{"name": "Kids", "hosts": ["kids.example"], "privacy_policy": "javascript:x"}"#,
            "privacy policy",
        ),
        (
            r#"{"name": "Kids", "hosts": ["kids.example"], "partners": []}"#,
            "can't be read",
        ),
    ] {
        refused(file, text, problem);
    }
    refused("brands/Kids/brand.json", KIDS, "can't be the ID of a brand");
    refused("brands/kids/logo.svg", LOGO, "no description");
    refused("brands/kids/brand.txt", KIDS, "no description");
    let two = folder(&[(file, KIDS), ("brands/toys/brand.json", KIDS)]);
    let findings = check(two.path()).findings;
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(
        findings
            .iter()
            .all(|finding| finding.problem.contains("also belongs to the brand kids"))
    );
}
