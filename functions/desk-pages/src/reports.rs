//! Reports of a year: tables, a chart with the same numbers, and CSV.

use crate::Deps;
use crate::frame::Frame;
use crate::queue::ListLink;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use desk::Query;
use desk::reports::{self, Line, Numbers, Report, UNREAD};
use domain::calendar::Calendar;
use domain::law::{Law, Right};
use domain::request::Channel;
use http::{StatusCode, Uri};
use jiff::civil::Date;
use pages::{FileKind, Pages};

/// How many years a page offers.
const YEARS: i16 = 5;

/// The height of the chart's bars.
const HEIGHT: u64 = 160;
/// The width of a month in the chart.
const MONTH: u64 = 56;
/// The width of a bar.
const BAR: u64 = 36;

/// A choice of a filter: value, label.
type Choice = (String, String);

/// A line of a table.
struct Row {
    name: String,
    /// The numbers, in the order of the columns.
    cells: Vec<String>,
}

/// A table of lines.
struct Table {
    title: String,
    first_column: String,
    rows: Vec<Row>,
}

/// A part of a bar: its label, position and height.
struct Part {
    class: &'static str,
    y: u64,
    height: u64,
}

/// A bar of the chart.
struct Bar {
    x: u64,
    middle: u64,
    label: String,
    top: u64,
    received: u64,
    parts: Vec<Part>,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage<'a> {
    frame: Frame<'a>,
    title: String,
    lists: Vec<ListLink>,
    years: Vec<Choice>,
    year: String,
    rights: Vec<Choice>,
    right: String,
    laws: Vec<Choice>,
    law: String,
    channels: Vec<Choice>,
    channel: String,
    counted: String,
    columns: Vec<String>,
    tables: Vec<Table>,
    denied: Vec<Choice>,
    bars: Vec<Bar>,
    legend: Vec<(&'static str, String)>,
    width: u64,
    csv: String,
}

/// The parameters of a page.
struct Asked {
    year: String,
    right: String,
    law: String,
    channel: String,
}

impl Asked {
    fn of(uri: &Uri) -> Self {
        let mut query = Query::of(uri.query());
        let mut take = |name| query.take(name).unwrap_or_default();
        Self {
            year: take("year"),
            right: take("right"),
            law: take("law"),
            channel: take("channel"),
        }
    }

    fn query(&self) -> String {
        words::query([
            ("year", self.year.as_str()),
            ("right", self.right.as_str()),
            ("law", self.law.as_str()),
            ("channel", self.channel.as_str()),
        ])
    }
}

/// Returns the links to the reports.
pub(crate) fn lists(pages: &Pages, current: &str) -> Vec<ListLink> {
    let link = |(name, href): (&'static str, &str)| ListLink {
        label: pages.text("desk-report").with("name", name).into(),
        count: String::new(),
        href: href.to_owned(),
        is_current: name == current,
    };
    let lists = [("figures", "/desk/reports"), ("metrics", "/desk/metrics")];
    lists.map(link).into()
}

/// Returns the years that a page offers, this one first.
pub(crate) fn years(deps: &Deps) -> Vec<Choice> {
    let this = today(deps).year();
    let years = (this - YEARS + 1..=this).rev();
    years
        .map(|year| (year.to_string(), year.to_string()))
        .collect()
}

/// Says when the figures were counted.
pub(crate) fn counted(pages: &Pages, at: Option<jiff::Timestamp>) -> String {
    match at {
        Some(at) => pages
            .text("desk-report-counted")
            .with("time", words::time(pages, at))
            .into(),
        None => pages.text("desk-report-not-counted").into(),
    }
}

/// Writes a number of days.
pub(crate) fn days(days: Option<f64>) -> String {
    days.map_or_else(|| "–".to_owned(), |days| days.to_string())
}

fn today(deps: &Deps) -> Date {
    Calendar::California.date_of(deps.desk.clock.now())
}

/// Shows the report of a year.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    let pages = &deps.pages;
    let report = match reports::read(&deps.desk, Query::of(uri.query())).await {
        Ok(report) => report,
        Err(error) => return deps.failed(Some(&signed), error.into()),
    };
    let asked = Asked::of(&uri);
    let channels = Channel::ALL.map(|one| {
        let name = one.as_str();
        (name.to_owned(), words::value(pages, name))
    });
    let rights = Right::ALL.map(|one| (one.as_str().to_owned(), pages.texts().right(one)));
    let laws = Law::ALL.map(|one| (one.as_str().to_owned(), pages.texts().law(one)));
    let page = ReportsPage {
        frame: deps.frame(&signed, "reports"),
        title: pages
            .text("desk-report-title")
            .with("year", report.year.to_string())
            .into(),
        lists: lists(pages, "figures"),
        years: years(&deps),
        year: report.year.to_string(),
        rights: rights.into(),
        laws: laws.into(),
        channels: channels.into(),
        counted: counted(pages, report.counted_at),
        columns: columns(pages),
        tables: tables(pages, &report),
        denied: denied(pages, &report),
        bars: bars(pages, &report),
        legend: PARTS
            .map(|(class, _)| {
                (
                    class,
                    pages.text("desk-report-part").with("name", class).into(),
                )
            })
            .into(),
        width: 12 * MONTH,
        csv: format!("/desk/reports.csv?{}", asked.query()),
        right: asked.right,
        law: asked.law,
        channel: asked.channel,
    };
    pages.unlisted(StatusCode::OK, &page)
}

/// Downloads the report of a year as CSV.
pub(crate) async fn csv(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
    uri: Uri,
) -> HttpResponse {
    match reports::read(&deps.desk, Query::of(uri.query())).await {
        Ok(report) => {
            let name = format!("requests-{}.csv", report.year);
            deps.pages
                .file(&name, FileKind::Csv, report.csv().into_bytes())
        }
        Err(error) => deps.failed(Some(&signed), error.into()),
    }
}

/// The numbers of a table, in the order of its columns.
const COLUMNS: [&str; 9] = [
    "received",
    "responded",
    "on_time",
    "whole",
    "part",
    "denied",
    "open",
    "median",
    "mean",
];

fn columns(pages: &Pages) -> Vec<String> {
    let column = |name: &str| {
        let name = name.to_owned();
        pages.text("desk-report-column").with("name", name).into()
    };
    COLUMNS.map(column).into()
}

fn cells(numbers: &Numbers) -> Vec<String> {
    vec![
        numbers.received.to_string(),
        numbers.responded.to_string(),
        numbers.on_time.to_string(),
        numbers.complied_in_whole.to_string(),
        numbers.complied_in_part.to_string(),
        numbers.denied.to_string(),
        numbers.open.to_string(),
        days(numbers.median_days),
        days(numbers.mean_days),
    ]
}

fn tables(pages: &Pages, report: &Report) -> Vec<Table> {
    let table = |by: &'static str, lines: &[Line], label: &dyn Fn(&str) -> String| {
        let row = |line: &Line| Row {
            name: label(&line.name),
            cells: cells(&line.numbers),
        };
        Table {
            title: pages.text("desk-report-by").with("name", by).into(),
            first_column: pages.text("desk-report-first").with("name", by).into(),
            rows: lines.iter().map(row).collect(),
        }
    };
    let law = |name: &str| {
        let law = Law::ALL.into_iter().find(|law| law.as_str() == name);
        law.map_or_else(|| name.to_owned(), |law| pages.texts().law(law))
    };
    let right = |name: &str| match name {
        UNREAD => pages.text("desk-unread-right").into(),
        name => words::right(pages, name),
    };
    let residence = |name: &str| {
        let name = name.to_owned();
        pages.text("desk-residence").with("name", name).into()
    };
    let mut months = table("month", &report.months, &|name| month(pages, name));
    months.rows.push(Row {
        name: pages.text("desk-report-total").into(),
        cells: cells(&report.total),
    });
    vec![
        months,
        table("right", &report.rights, &right),
        table("law", &report.laws, &law),
        table("channel", &report.channels, &|name| {
            words::value(pages, name)
        }),
        table("residence", &report.residences, &residence),
    ]
}

/// Returns the name of a month such as `2026-11`.
fn month(pages: &Pages, name: &str) -> String {
    let number: i8 = name
        .rsplit('-')
        .next()
        .and_then(|month| month.parse().ok())
        .unwrap_or_default();
    pages.text("desk-month").with("month", number).into()
}

fn denied(pages: &Pages, report: &Report) -> Vec<Choice> {
    let ground = |(ground, count): (&&'static str, &u64)| {
        let label = pages.text("desk-ground").with("name", *ground);
        (label.into(), count.to_string())
    };
    report.denied_by_ground.iter().map(ground).collect()
}

/// Takes one of the numbers.
type Number = fn(&Numbers) -> u64;

/// The parts of a bar, from the bottom: class and number.
const PARTS: [(&str, Number); 4] = [
    ("whole", |numbers| numbers.complied_in_whole),
    ("part", |numbers| numbers.complied_in_part),
    ("denied", |numbers| numbers.denied),
    ("open", |numbers| numbers.open),
];

fn bars(pages: &Pages, report: &Report) -> Vec<Bar> {
    let months = report.months.iter();
    let most = months.map(|line| line.numbers.received).max().unwrap_or(0);
    let scaled = |count: u64| count * HEIGHT / most.max(1);
    let bar = |(at, line): (u64, &Line)| {
        let mut sum = 0;
        let mut parts = Vec::new();
        for (class, number) in PARTS {
            let (from, to) = (scaled(sum), scaled(sum + number(&line.numbers)));
            sum += number(&line.numbers);
            if to > from {
                parts.push(Part {
                    class,
                    y: HEIGHT + 20 - to,
                    height: to - from,
                });
            }
        }
        let x = at * MONTH + (MONTH - BAR) / 2;
        Bar {
            x,
            middle: x + BAR / 2,
            label: short_month(pages, &line.name),
            top: HEIGHT + 14 - scaled(sum),
            received: line.numbers.received,
            parts,
        }
    };
    (0..).zip(&report.months).map(bar).collect()
}

fn short_month(pages: &Pages, name: &str) -> String {
    month(pages, name).chars().take(3).collect()
}
