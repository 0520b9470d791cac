//! Journeys through the whole system, named as sentences.

mod form;
