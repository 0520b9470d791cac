//! Sections with the citations of their requirements.

use super::citations::{self, Citation};
use super::section::{Answer, Requirement, Section};

/// A section with the citations of its requirements.
pub(crate) struct Trace {
    pub(crate) section: Section,
    pub(crate) entries: Vec<Entry>,
}

/// A requirement with its citations.
pub(crate) struct Entry {
    pub(crate) requirement: Requirement,
    pub(crate) cite: String,
    pub(crate) code: Vec<Citation>,
    pub(crate) tests: Vec<Citation>,
    pub(crate) state: State,
}

/// The state of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Implemented and tested.
    Done,
    /// For the machine, and something is missing that the data name.
    Open,
    /// For the machine, without code or without a test.
    Untraced,
    /// Left to the company and its staff.
    Staff,
    /// Not applicable.
    NotApplicable,
    /// Answered by its items or by another sentence.
    Elsewhere,
}

impl Trace {
    /// Reads all sections whose text was read, and all citations.
    pub(crate) fn of_all() -> Vec<Self> {
        let citations = citations::all();
        let sections = Section::all().into_iter().filter(Section::is_read);
        sections
            .map(|section| Self::of(section, &citations))
            .collect()
    }

    fn of(mut section: Section, citations: &[Citation]) -> Self {
        let requirements = std::mem::take(&mut section.requirements);
        let entries = requirements.into_iter().map(|requirement| {
            let cited = citations
                .iter()
                .filter(|citation| citation.id == requirement.id);
            let (tests, code): (Vec<_>, Vec<_>) = cited.cloned().partition(|one| one.is_test);
            let state = match requirement.answer {
                Answer::Machine if requirement.open.is_some() => State::Open,
                Answer::Machine if code.is_empty() || tests.is_empty() => State::Untraced,
                Answer::Machine => State::Done,
                Answer::Staff => State::Staff,
                Answer::NotApplicable => State::NotApplicable,
                Answer::Parts | Answer::SameAs => State::Elsewhere,
            };
            let cite = section.cite(&requirement);
            Entry {
                requirement,
                cite,
                code,
                tests,
                state,
            }
        });
        let entries = entries.collect();
        Self { section, entries }
    }

    /// Returns how many sentences the section has.
    pub(crate) fn sentences(&self) -> u32 {
        self.section.sentences.values().sum()
    }

    /// Returns how many requirements have this state.
    pub(crate) fn count(&self, state: State) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.state == state)
            .count()
    }
}
