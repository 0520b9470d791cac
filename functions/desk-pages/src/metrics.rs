//! The metrics of a calendar year that 11 CCR § 7102(a)(1) names.

use crate::Deps;
use crate::frame::Frame;
use crate::queue::ListLink;
use crate::reports::{counted, days, lists, years};
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use desk::{Query, metrics};
use domain::figures::{MetricRow, People};
use http::{StatusCode, Uri};
use pages::{FileKind, Pages};

/// A kind of request.
struct Row {
    name: String,
    /// The numbers, in the order of the columns.
    cells: Vec<String>,
    /// The grounds of its denials, with their numbers.
    grounds: Vec<String>,
}

#[derive(Template)]
#[template(path = "metrics.html")]
struct MetricsPage<'a> {
    frame: Frame<'a>,
    title: String,
    lists: Vec<ListLink>,
    years: Vec<(String, String)>,
    year: String,
    /// Whose requests count: value, label, whether it is chosen.
    people: Vec<(&'static str, String, bool)>,
    counted: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    csv: String,
}

/// Shows the metrics of a year.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let pages = &deps.pages;
    let found = match metrics::read(&deps.desk, Query::of(uri.query())).await {
        Ok(found) => found,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let year = found.year.to_string();
    let people = People::ALL.map(|one| {
        let label = pages.text("desk-people-counted").with("name", one.as_str());
        (one.as_str(), label.into(), one == found.people)
    });
    let query = words::query([("year", year.as_str()), ("people", found.people.as_str())]);
    let page = MetricsPage {
        frame: deps.frame(&signed, "reports"),
        title: pages
            .text("desk-metrics-title")
            .with("year", year.clone())
            .into(),
        lists: lists(pages, "metrics"),
        years: years(&deps),
        year,
        people: people.into(),
        counted: counted(pages, found.counted_at),
        columns: columns(pages),
        rows: found.rows.iter().map(|one| row(pages, one)).collect(),
        csv: format!("/desk/metrics.csv?{query}"),
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Downloads the metrics of a year as CSV.
pub(crate) async fn csv(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    match metrics::read(&deps.desk, Query::of(uri.query())).await {
        Ok(found) => {
            let name = format!("metrics-{}-{}.csv", found.year, found.people.as_str());
            deps.pages
                .file(&name, FileKind::Csv, found.csv().into_bytes())
        }
        Err(error) => deps.failed(Some(&signed), error.into()),
    }
}

/// The numbers of a kind of request, in the order of the columns.
const COLUMNS: [&str; 8] = [
    "received", "whole", "part", "denied", "open", "median", "mean", "unknown",
];

fn columns(pages: &Pages) -> Vec<String> {
    let column = |name: &str| {
        let name = name.to_owned();
        pages.text("desk-report-column").with("name", name).into()
    };
    COLUMNS.map(column).into()
}

fn row(pages: &Pages, row: &MetricRow) -> Row {
    let ground = |(ground, count): (&&'static str, &u64)| {
        let label: String = pages.text("desk-ground").with("name", *ground).into();
        format!("{label}: {count}")
    };
    Row {
        name: pages
            .text("desk-metric")
            .with("name", row.request.as_str())
            .into(),
        cells: vec![
            row.received.to_string(),
            row.complied_in_whole.to_string(),
            row.complied_in_part.to_string(),
            row.denied.to_string(),
            row.open.to_string(),
            days(row.median_days),
            days(row.mean_days),
            row.of_unknown_residence.to_string(),
        ],
        grounds: row.denied_by_ground.iter().map(ground).collect(),
    }
}
