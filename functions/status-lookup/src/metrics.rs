//! The public page of the metrics of a year (11 CCR § 7102(a)(2)), if the company turns it on. One read per page.

use crate::{Deps, unavailable};
use askama::Template;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use domain::calendar::Calendar;
use domain::figures::{MetricRow, People, YearFigures};
use http::{HeaderMap, StatusCode, Uri};
use pages::{FileKind, Pages, Problem, Visitor, Wants, negotiate};
use serde::Serialize;

/// The path of the page.
pub(crate) const PATH: &str = "/metrics";

/// A kind of request, with its numbers: label and value.
struct Kind {
    title: String,
    facts: Vec<(String, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "metrics.html")]
struct MetricsPage<'a> {
    pages: &'a Pages,
    year: String,
    about: String,
    kinds: Vec<Kind>,
    csv: String,
}

#[derive(Serialize)]
struct MetricsJson {
    year: i16,
    people: People,
    rows: Vec<MetricRow>,
}

/// Shows the metrics of a calendar year that has ended: `year`, or the last one. `format=csv` downloads them.
pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
) -> HttpResponse {
    let wants = negotiate(&headers);
    let pages = deps.pages.for_visitor(&visitor);
    let no_page = || pages.problem(Problem::no_page(), wants);
    let Some(people) = deps.public_metrics else {
        return no_page();
    };
    let last = Calendar::California.date_of(deps.clock.now()).year() - 1;
    let asked = |name: &str| {
        let mut pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        pairs
            .find(|(of, _)| of == name)
            .map(|(_, value)| value.into_owned())
    };
    let year = match asked("year").map(|year| year.parse::<i16>()) {
        None => last,
        Some(Ok(year)) if (2000..=last).contains(&year) => year,
        Some(_) => return no_page(),
    };
    let figures = match deps.store.year_figures(year).await {
        Ok(Some(figures)) => figures,
        Ok(None) => return no_page(),
        Err(error) => return unavailable(&pages, &error, wants),
    };
    if asked("format").as_deref() == Some("csv") {
        let name = format!("metrics-{year}.csv");
        return pages.file(&name, FileKind::Csv, figures.csv(people).into_bytes());
    }
    match wants {
        Wants::Json => {
            let rows = figures.rows(people);
            pages.json(StatusCode::OK, &MetricsJson { year, people, rows })
        }
        Wants::Html => pages.html(StatusCode::OK, &page(&pages, &figures, people)),
    }
}

fn page<'a>(pages: &'a Pages, figures: &YearFigures, people: People) -> MetricsPage<'a> {
    let year = figures.year.to_string();
    MetricsPage {
        pages,
        about: pages
            .text("metrics-about")
            .with("people", people.as_str())
            .with("year", year.clone())
            .into(),
        kinds: figures
            .rows(people)
            .iter()
            .map(|row| kind(pages, row))
            .collect(),
        csv: format!("{PATH}?year={year}&format=csv"),
        year,
    }
}

fn kind(pages: &Pages, row: &MetricRow) -> Kind {
    let fact = |name: &'static str, value: String| {
        (
            String::from(pages.text("metrics-fact").with("name", name)),
            value,
        )
    };
    let days = |days: Option<f64>| days.map_or_else(|| "–".to_owned(), |days| days.to_string());
    let facts = vec![
        fact("received", row.received.to_string()),
        fact("whole", row.complied_in_whole.to_string()),
        fact("part", row.complied_in_part.to_string()),
        fact("denied", row.denied.to_string()),
        fact("open", row.open.to_string()),
        fact("median", days(row.median_days)),
        fact("mean", days(row.mean_days)),
    ];
    Kind {
        title: pages
            .text("metrics-kind")
            .with("name", row.request.as_str())
            .into(),
        facts,
    }
}
