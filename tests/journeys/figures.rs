//! Reports and the metrics of § 7102: a history of requests, and the same figures counted from the raw items.

use crate::mail;
use deadline_sweeper::{Event, Job};
use domain::request::Request;
use local::Function;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::{Build, TestApp};

/// A request of the history.
struct Case {
    right: &'static str,
    /// Its state; empty if the requester doesn't say.
    state: &'static str,
    received: &'static str,
    /// The day of the response, and the action. An empty day means no response.
    responded: &'static str,
    action: &'static str,
    /// The expected figures: outcome and days, and whether it was on time.
    expected: (&'static str, u32, bool),
}

const fn case(
    right: &'static str,
    state: &'static str,
    received: &'static str,
    responded: &'static str,
    action: &'static str,
    expected: (&'static str, u32, bool),
) -> Case {
    Case {
        right,
        state,
        received,
        responded,
        action,
        expected,
    }
}

/// Two months of requests. An opt-out is due after 15 business days, the others after 45 days.
const HISTORY: [Case; 15] = [
    case(
        "delete",
        "CA",
        "2026-11-02",
        "2026-11-20",
        "granted",
        ("whole", 18, true),
    ),
    case(
        "delete",
        "CA",
        "2026-11-02",
        "2026-12-01",
        "in_part",
        ("part", 29, true),
    ),
    case(
        "delete",
        "",
        "2026-11-03",
        "2026-12-10",
        "denied",
        ("denied", 37, true),
    ),
    case(
        "delete",
        "VA",
        "2026-11-04",
        "2026-12-09",
        "not_verified",
        ("denied", 35, true),
    ),
    case("delete", "VA", "2026-12-20", "", "", ("open", 0, false)),
    case(
        "know",
        "CA",
        "2026-11-10",
        "2027-01-20",
        "elsewhere",
        ("whole", 71, false),
    ),
    case(
        "know_categories",
        "",
        "2026-11-12",
        "2026-11-12",
        "elsewhere",
        ("whole", 0, true),
    ),
    case(
        "correct",
        "CA",
        "2026-12-01",
        "2026-12-11",
        "accurate",
        ("denied", 10, true),
    ),
    case(
        "opt_out",
        "CA",
        "2026-11-02",
        "2026-11-03",
        "notified",
        ("whole", 1, true),
    ),
    case(
        "opt_out",
        "TX",
        "2026-11-02",
        "2026-12-22",
        "notified",
        ("whole", 50, false),
    ),
    case(
        "opt_out",
        "",
        "2026-11-05",
        "2026-11-08",
        "fraud",
        ("denied", 3, true),
    ),
    case(
        "opt_out",
        "",
        "2026-12-30",
        "2027-01-04",
        "notified",
        ("whole", 5, true),
    ),
    case("opt_out", "CA", "2027-01-02", "", "", ("open", 0, false)),
    case(
        "limit",
        "CA",
        "2026-12-30",
        "2027-01-02",
        "notified",
        ("whole", 3, true),
    ),
    case(
        "marketing_stop",
        "CA",
        "2026-11-30",
        "",
        "",
        ("open", 0, false),
    ),
];

/// Lives through the history, day by day. Returns the references.
async fn live(app: &TestApp) -> Vec<String> {
    let mut days: Vec<_> = HISTORY
        .iter()
        .flat_map(|case| [case.received, case.responded])
        .collect();
    days.retain(|day| !day.is_empty());
    days.sort_unstable();
    days.dedup();
    let mut references = vec![String::new(); HISTORY.len()];
    for day in days {
        app.set_clock(&format!("{day}T18:00:00Z"));
        for (at, case) in HISTORY
            .iter()
            .enumerate()
            .filter(|(_, case)| case.received == day)
        {
            let email = format!("person.{at}@example.org");
            let mut body = json!({"right": case.right, "email": email});
            if !case.state.is_empty() {
                body["state"] = json!(case.state);
            }
            let answer = app.post_json(&body).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
            references[at] = answer.json()["reference"].as_str().unwrap().to_owned();
        }
        for (at, case) in HISTORY
            .iter()
            .enumerate()
            .filter(|(_, case)| case.responded == day)
        {
            respond(app, &references[at], case.action).await;
        }
        app.serve_outbox().await;
    }
    references
}

async fn respond(app: &TestApp, reference: &str, action: &str) {
    if ["granted", "in_part", "elsewhere"].contains(&action) {
        take(
            app,
            reference,
            json!({"action": "verify", "method": "matched"}),
        )
        .await;
    }
    let body = match action {
        "granted" => json!({"action": "respond", "response": "granted"}),
        "elsewhere" => {
            json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": {"elsewhere": "by registered letter"}})
        }
        "in_part" => {
            json!({"action": "respond", "response": "in_part", "basis": "lawful_exception", "explanation": "Invoices stay."})
        }
        "denied" => {
            json!({"action": "respond", "response": "denied", "basis": "lawful_exception", "explanation": "A contract is open."})
        }
        "accurate" => {
            json!({"action": "respond", "response": "denied", "basis": "accurate", "explanation": "It is right."})
        }
        "not_verified" => json!({"action": "respond", "response": "not_verified"}),
        "fraud" => json!({"action": "deny_for_fraud", "belief": "A program sent it."}),
        _ => json!({"action": "partners_notified", "count": 0, "why": "no partner has the data"}),
    };
    take(app, reference, body).await;
}

async fn take(app: &TestApp, reference: &str, body: Value) {
    let answer = app
        .order(&format!("/requests/{reference}/actions"), &body)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn count(app: &TestApp) -> u64 {
    app.do_job(Event::Job(Job::Figures)).await.unwrap().figures
}

async fn json_of(app: &TestApp, path: &str) -> Value {
    let answer = app.desk(path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Counts by hand what the history says about the cases that `is` accepts.
fn by_hand(is: impl Fn(&Case) -> bool) -> Value {
    let cases: Vec<_> = HISTORY.iter().filter(|case| is(case)).collect();
    let with = |outcome: &str| {
        cases
            .iter()
            .filter(|case| case.expected.0 == outcome)
            .count()
    };
    let mut days: Vec<f64> = cases
        .iter()
        .filter(|case| case.expected.0 != "open")
        .map(|case| f64::from(case.expected.1))
        .collect();
    days.sort_by(f64::total_cmp);
    let middle = days.len() / 2;
    let median = match days.len() {
        0 => json!(null),
        even if even % 2 == 0 => json!((days[middle - 1] + days[middle]) / 2.0),
        _ => json!(days[middle]),
    };
    let count = u32::try_from(days.len()).unwrap();
    let mean = days.iter().sum::<f64>() / f64::from(count.max(1));
    let mean = match count {
        0 => json!(null),
        _ => json!((mean * 100.0).round() / 100.0),
    };
    json!({
        "received": cases.len(), "complied_in_whole": with("whole"), "complied_in_part": with("part"),
        "denied": with("denied"), "open": with("open"), "median_days": median, "mean_days": mean,
    })
}

/// Compares the numbers that a line has with those counted by hand.
fn assert_numbers(line: &Value, by_hand: &Value, name: &str) {
    for (field, expected) in by_hand.as_object().unwrap() {
        let (found, expected) = (&line[field], expected);
        assert_eq!(found.as_f64(), expected.as_f64(), "{name}, {field}: {line}");
    }
}

fn named<'a>(lines: &'a Value, name: &str) -> &'a Value {
    let mut lines = lines.as_array().unwrap().iter();
    let found = lines.find(|line| line["name"] == name || line["request"] == name);
    found.unwrap_or_else(|| panic!("no line {name}"))
}

//= req: ca-7102-a-1
#[tokio::test]
async fn each_figure_of_a_history_is_the_one_counted_by_hand() {
    let app = TestApp::open().await;
    let references = live(&app).await;
    assert!(count(&app).await > 0);

    let report = json_of(&app, "/reports?year=2026").await;
    let in_2026 = |case: &Case| case.received.starts_with("2026");
    assert_numbers(&report["total"], &by_hand(in_2026), "the year");
    let on_time = HISTORY
        .iter()
        .filter(|case| in_2026(case) && case.expected.2)
        .count();
    assert_eq!(report["total"]["on_time"], on_time);
    for month in ["2026-01", "2026-11", "2026-12"] {
        let of_month = by_hand(|case| case.received.starts_with(month));
        assert_numbers(named(&report["months"], month), &of_month, month);
    }
    for right in [
        "delete",
        "know",
        "know_categories",
        "correct",
        "opt_out",
        "limit",
        "marketing_stop",
    ] {
        let of_right = by_hand(|case| in_2026(case) && case.right == right);
        assert_numbers(named(&report["rights"], right), &of_right, right);
        let filtered = json_of(&app, &format!("/reports?year=2026&right={right}")).await;
        assert_numbers(&filtered["total"], &of_right, right);
    }
    for (name, states) in [
        ("california", "CA"),
        ("elsewhere", "VA TX"),
        ("unknown", ""),
    ] {
        let of = by_hand(|case| {
            in_2026(case)
                && (states == case.state || (!case.state.is_empty() && states.contains(case.state)))
        });
        assert_numbers(named(&report["residences"], name), &of, name);
    }
    let grounds = json!({"lawful_exception": 1, "accurate": 1, "not_verified": 1, "fraud": 1});
    assert_eq!(report["denied_by_ground"], grounds);
    assert_eq!(
        json_of(&app, "/reports?year=2027").await["total"]["received"],
        1
    );

    let metrics = json_of(&app, "/metrics?year=2026").await;
    let of_metric = |metric: &'static str| {
        move |case: &Case| match metric {
            "know" => case.right.starts_with("know"),
            metric => case.right == metric,
        }
    };
    for metric in [
        "delete",
        "correct",
        "know",
        "opt_out",
        "limit",
        "admt_opt_out",
        "admt_access",
    ] {
        let is = of_metric(metric);
        let all = by_hand(|case| in_2026(case) && is(case));
        assert_numbers(named(&metrics["rows"], metric), &all, metric);
        // A person whose residence is unknown counts as a Californian, and is shown apart.
        let few = json_of(&app, "/metrics?year=2026&people=californians").await;
        let few = named(&few["rows"], metric).clone();
        let of_californians =
            by_hand(|case| in_2026(case) && is(case) && ["CA", ""].contains(&case.state));
        assert_numbers(&few, &of_californians, metric);
        let unknown = HISTORY
            .iter()
            .filter(|case| in_2026(case) && is(case) && case.state.is_empty());
        assert_eq!(few["of_unknown_residence"], unknown.count(), "{metric}");
    }

    // A second count finds nothing to replace.
    assert_eq!(count(&app).await, 0);
    erased_requests_still_count(&app, &references, &report, &metrics).await;
    app.close().await;
}

/// Erases a person, and compares the figures.
async fn erased_requests_still_count(
    app: &TestApp,
    references: &[String],
    report: &Value,
    metrics: &Value,
) {
    for (reference, case) in references
        .iter()
        .zip(&HISTORY)
        .filter(|(_, case)| ["granted", "notified", "fraud"].contains(&case.action))
    {
        let answer = app
            .order(&format!("/requests/{reference}/erase"), &json!({}))
            .await;
        assert_eq!(answer.status, 200, "{}: {}", case.right, answer.body);
    }
    count(app).await;
    let without_time = |mut value: Value| {
        value["counted_at"] = json!(null);
        value
    };
    let again = json_of(app, "/reports?year=2026").await;
    assert_eq!(without_time(again), without_time(report.clone()));
    let again = json_of(app, "/metrics?year=2026").await;
    assert_eq!(without_time(again), without_time(metrics.clone()));
    // The weekly comparison agrees: no row of an erased request is wrong.
    let run = app.do_job(Event::Job(Job::Weekly)).await.unwrap();
    assert_eq!((run.audit_failures, run.repaired), (0, 0));
}

#[tokio::test]
async fn the_figures_are_those_of_the_raw_items_and_mind_the_stage_of_each() {
    let app = TestApp::open().await;
    live(&app).await;
    // Emails: one that staff find to be no request, and one that they have not read.
    app.set_clock("2026-12-28T18:00:00Z");
    for (id, words) in [
        ("one", "About my data: it is complicated."),
        ("two", "About my data: it is hard to say."),
    ] {
        app.deliver(&mail(&format!("{id}@example.org"), id, "My data", words))
            .await;
    }
    let listed = json_of(&app, "/requests?kind=review").await;
    let reviews = listed["found"].as_array().unwrap();
    assert_eq!(reviews.len(), 2, "{listed}");
    let reference = reviews[0]["reference"].as_str().unwrap();
    take(
        &app,
        reference,
        json!({"action": "not_a_request", "why": "a question"}),
    )
    .await;
    app.serve_outbox().await;
    count(&app).await;

    let mut received: BTreeMap<String, u64> = BTreeMap::new();
    let mut open = 0;
    for item in app.items().await {
        if item["sk"].as_s().is_ok_and(|sk| sk == "REQUEST") {
            let request: Request =
                serde_dynamo::from_attribute_value(item["value"].clone()).unwrap();
            let record = serde_json::to_value(domain::record::Record::of(&request)).unwrap();
            let day = record["date_of_request"].as_str().unwrap();
            if record["nature_of_response"] == "not a request" || !day.starts_with("2026") {
                continue;
            }
            let right = record["nature_of_request"]
                .as_str()
                .unwrap()
                .replace(' ', "_");
            *received.entry(right).or_default() += 1;
            open += u64::from(request.is_open() && request.right().is_some());
        }
    }
    let report = json_of(&app, "/reports?year=2026").await;
    let rights = report["rights"].as_array().unwrap().iter();
    let counted: BTreeMap<String, u64> = rights
        .map(|line| {
            (
                line["name"].as_str().unwrap().to_owned(),
                line["received"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(counted, received);
    assert_eq!(named(&report["rights"], "to_be_read")["received"], 1);
    assert_eq!(
        report["total"]["open"],
        open + 1,
        "and the email that nobody has read"
    );
    app.close().await;
}

#[tokio::test]
async fn a_count_that_is_cut_writes_nothing_and_the_next_makes_good_one_that_failed() {
    let app = TestApp::open().await;
    app.set_clock("2026-11-02T18:00:00Z");
    for at in 0..3 {
        let body = json!({"right": "opt_out", "email": format!("person.{at}@example.org")});
        assert_eq!(app.post_json(&body).await.status, 201);
    }
    let over = deadline_sweeper::Limit::within(std::time::Duration::ZERO);
    let sweeper = &app.system.functions.deadline_sweeper;
    let cut = deadline_sweeper::handle(sweeper, Event::Job(Job::Figures), over)
        .await
        .unwrap();
    assert!(cut.unfinished);
    let before = json_of(&app, "/reports").await;
    assert_eq!(
        (&before["total"]["received"], &before["counted_at"]),
        (&json!(0), &json!(null))
    );

    // The schedule counts once a day.
    assert_eq!(app.sweep().await.figures, 1);
    assert_eq!(app.sweep().await.figures, 0);
    let counted = json_of(&app, "/reports").await;
    assert_eq!(counted["total"]["received"], 3);
    assert_eq!(counted["counted_at"], "2026-11-02T18:00:00Z");

    // A call of the table fails: nothing is lost, and the next count is right.
    app.set_clock("2026-11-03T18:00:00Z");
    let body = json!({"right": "opt_out", "email": "late@example.org"});
    assert_eq!(app.post_json(&body).await.status, 201);
    let table = app.table_of(Function::DeadlineSweeper);
    table.plan_for("PutItem", [(2, engines::proxy::Fault::Outage)]);
    let _ = app.do_job(Event::Job(Job::Figures)).await;
    table.heal();
    count(&app).await;
    assert_eq!(json_of(&app, "/reports").await["total"]["received"], 4);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn reports_are_pages_tables_and_csv_and_refuse_nonsense() {
    let app = TestApp::open().await;
    live(&app).await;
    count(&app).await;
    let browser = crate::desk_pages::Browser::sign_in(&app).await;
    let page = browser.page("/desk/reports?year=2026").await;
    for words in [
        "Requests of 2026",
        "Counted on",
        "<svg",
        "California Consumer Privacy Act",
        "Belief of fraud",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for file in ["/desk/reports.csv", "/desk/metrics.csv"] {
        let answer = browser.open(&format!("{file}?year=2026")).await;
        let media_type = answer.header("content-type");
        assert_eq!(media_type, Some("text/csv; charset=utf-8"), "{file}");
    }
    let csv = browser
        .page("/desk/reports.csv?year=2026&right=delete")
        .await;
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 5, "{csv}");
    assert!(
        lines.contains(&"2026-11,delete,ccpa,api,california,2,2,2,1,1,0,0,23.5,23.5"),
        "{csv}"
    );
    let metrics = browser
        .page("/desk/metrics?year=2026&people=californians")
        .await;
    for words in ["Metrics of 2026", "Residence unknown", "Belief of fraud: 1"] {
        assert!(metrics.contains(words), "{words}: {metrics}");
    }
    let csv = browser.page("/desk/metrics.csv?year=2026").await;
    assert!(
        csv.contains("2026,all,delete,5,1,1,2,1,32,29.75,1\r\n"),
        "{csv}"
    );
    let before = browser.page("/desk/metrics?year=2024").await;
    assert!(
        before.contains("Nothing is counted for this year yet."),
        "{before}"
    );
    for wrong in [
        "reports?year=soon",
        "reports?right=fly",
        "metrics?people=dogs",
        "metrics?month=1",
    ] {
        assert_eq!(
            browser.open(&format!("/desk/{wrong}")).await.status,
            422,
            "{wrong}"
        );
        assert_eq!(app.desk(&format!("/{wrong}")).await.status, 422, "{wrong}");
    }
    app.close().await;
}

/// A full year of metrics is one read. A report of a year reads its days.
#[tokio::test]
async fn a_year_of_metrics_costs_one_read() {
    let app = TestApp::open().await;
    live(&app).await;
    count(&app).await;
    let table = app.table_of(Function::DeskApi);
    table.take_calls();
    json_of(&app, "/metrics?year=2026").await;
    assert_eq!(table.take_calls().len(), 1);
    json_of(&app, "/reports?year=2026").await;
    assert_eq!(table.take_calls().len(), 2);
    app.close().await;
}

#[tokio::test]
async fn the_public_page_shows_years_that_have_ended_if_the_company_turns_it_on() {
    let app = TestApp::build(Build {
        settings: vec![("PUBLIC_METRICS".to_owned(), "californians".to_owned())],
        ..Build::default()
    })
    .await;
    live(&app).await;
    count(&app).await;
    let page = app.open_page("/metrics").await;
    assert_eq!(page.status, 200, "{}", page.body);
    for words in [
        "Privacy requests in 2026",
        "Delete my data",
        "Requests we received",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(
        page.header("x-robots-tag"),
        None,
        "search engines may list it"
    );
    let spanish = app.open_page("/metrics?lang=es").await;
    assert!(
        spanish.body.contains("Solicitudes de privacidad en 2026"),
        "{}",
        spanish.body
    );
    let json = app.read("/metrics?year=2026").await.json();
    assert_eq!(named(&json["rows"], "delete")["received"], 3);
    let csv = app.open_page("/metrics?format=csv").await;
    let media_type = csv.header("content-type");
    assert_eq!(media_type, Some("text/csv; charset=utf-8"));
    let csv = csv.body;
    assert!(csv.contains("2026,californians,delete,3,"), "{csv}");
    for path in [
        "/metrics?year=2027",
        "/metrics?year=1999",
        "/metrics?year=x",
        "/metrics?year=2020",
    ] {
        assert_eq!(app.open_page(path).await.status, 404, "{path}");
    }
    app.close().await;

    let app = TestApp::open().await;
    assert_eq!(app.open_page("/metrics").await.status, 404);
    app.close().await;
}
