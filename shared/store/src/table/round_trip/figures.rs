//! Figures: those of the index, of a day and of a year.

use super::requests::{channels, requests};
use super::{at, every, round_trip};
use crate::queue::entry::{QueueEntry, figure_of};
use domain::figures::{Figure, Figures, Groups, Metric, YearFigures};
use domain::request::Request;
use std::collections::BTreeMap;

/// Returns the requests of every stage, by every channel.
fn samples() -> Vec<Request> {
    let requests = requests();
    let by_channel = channels().into_iter().map(|channel| Request {
        channel,
        ..requests[0].clone()
    });
    let by_channel: Vec<_> = by_channel.collect();
    requests.into_iter().chain(by_channel).collect()
}

#[test]
fn the_figure_of_every_request_is_read_from_the_index_as_it_was_written() {
    let mut read = 0;
    for request in samples() {
        let Some(entry) = QueueEntry::of(&request) else {
            continue;
        };
        let (id, figure) = figure_of(entry.texts().1).unwrap();
        let right = request.rule().and_then(|rule| rule.duty.right());
        let expected = Figure {
            right,
            ..Figure::of(&request)
        };
        assert_eq!((id, figure), (request.id, expected));
        read += 1;
    }
    assert!(read > 20, "{read}");
}

#[test]
fn the_figures_of_a_day_and_of_a_year_are_read_as_they_were_written() {
    let metrics = every!(Metric {
        Delete,
        Correct,
        Know,
        OptOut,
        Limit,
        AdmtOptOut,
        AdmtAccess
    });
    round_trip(&metrics);
    let mut figures = Figures::default();
    for request in samples() {
        figures.add(Figure::of(&request), 7);
    }
    let days: Vec<Groups> = figures.0.values().cloned().collect();
    round_trip(&days);
    let years: BTreeMap<i16, YearFigures> = figures
        .0
        .keys()
        .map(|(day, _)| (day.year(), YearFigures::of(day.year(), &figures, at(1))))
        .collect();
    round_trip(&years.into_values().collect::<Vec<_>>());
}
