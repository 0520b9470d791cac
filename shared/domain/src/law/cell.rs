//! One cell of a state's row: the law's answer on one point, and its evidence.

use super::duty::Provision;
use super::rule::Evidence;

/// A value and how well it is known.
#[derive(Clone, Copy)]
pub(super) struct Known<T> {
    pub(super) is: T,
    pub(super) evidence: Evidence,
}

/// A value that was read in the primary text.
pub(super) const fn primary<T>(is: T) -> Known<T> {
    known(is, Evidence::Primary)
}

/// A value that was read in a secondary source.
pub(super) const fn secondary<T>(is: T) -> Known<T> {
    known(is, Evidence::Secondary)
}

/// A value from general knowledge.
pub(super) const fn unverified<T>(is: T) -> Known<T> {
    known(is, Evidence::Unverified)
}

const fn known<T>(is: T, evidence: Evidence) -> Known<T> {
    Known { is, evidence }
}

/// A law's answer on one point.
#[derive(Clone, Copy)]
pub(super) enum Cell<T> {
    /// The law says this.
    Says(Known<T>),
    /// The law says nothing, as far as this evidence goes.
    Nothing(Evidence),
    /// No text that answers it was read. It grants nothing and denies nothing, so the baseline rule decides.
    NotRead,
}

impl<T: Copy> Cell<T> {
    pub(super) const fn provision(self) -> Provision<T> {
        match self {
            Self::Says(known) => Provision::Is(known.is),
            Self::Nothing(_) => Provision::Absent,
            Self::NotRead => Provision::NotRead,
        }
    }

    /// Returns how well the cell is known. A cell that was not read weakens nothing: the row doesn't use it.
    pub(super) const fn evidence(&self) -> Evidence {
        match self {
            Self::Says(known) => known.evidence,
            Self::Nothing(evidence) => *evidence,
            Self::NotRead => Evidence::Primary,
        }
    }

    /// Returns the same cell, known less well: for a later text of the law that was not read.
    pub(super) const fn unverified(self) -> Self {
        match self {
            Self::Says(known) => Self::Says(unverified(known.is)),
            Self::Nothing(_) => Self::Nothing(Evidence::Unverified),
            Self::NotRead => Self::NotRead,
        }
    }
}
