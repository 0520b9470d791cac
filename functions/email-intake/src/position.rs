//! The position in a long email, over several calls.

use crate::plan::Requests;
use crate::{Deps, Unhandled};
use domain::digest::Digest;
use mail_reader::MessageRead;
use runtime::Limit;
use store::IntakeProgress;

/// The position in an email, and the limit of this call.
pub(crate) struct Position<'a> {
    archived: &'a str,
    /// `None` for an email that is short enough for one call.
    limit: Option<Limit>,
    /// The stored position.
    pub(crate) done: IntakeProgress,
}

impl<'a> Position<'a> {
    /// Reads where an earlier call stopped. Only an email with several messages or people can be long, so every other email
    /// costs no read.
    pub(crate) async fn of(
        deps: &Deps,
        archived: &'a str,
        messages: &[MessageRead],
        limit: Limit,
    ) -> Result<Self, Unhandled> {
        let is_long = messages.len() > 1 || messages.iter().any(|of| !of.people.is_empty());
        let saved = match is_long {
            true => deps.store.intake_progress(archived).await?,
            false => None,
        };
        Ok(Self {
            archived,
            limit: is_long.then_some(limit),
            done: saved.unwrap_or_else(|| at_message(0)),
        })
    }

    fn is_over(&self) -> bool {
        self.limit.is_some_and(Limit::has_come)
    }

    /// Returns how many submissions of the current message are stored.
    pub(crate) fn stored_of(&self, submissions: &Requests<'_>) -> usize {
        match self.done.submissions {
            0 => 0,
            stored if self.done.plan == submissions.hash() => stored.min(submissions.len()),
            _ => 0,
        }
    }

    /// Stops at the limit, behind this many submissions of the current message.
    pub(crate) async fn pause_at(
        &mut self,
        deps: &Deps,
        stored: usize,
        submissions: &Requests<'_>,
    ) -> Result<(), Unhandled> {
        if !self.is_over() {
            return Ok(());
        }
        self.done.submissions = stored;
        self.done.plan = submissions.hash();
        self.stop(deps).await
    }

    /// Goes on to the next message of the email, or stops at the limit before it.
    pub(crate) async fn next_message(
        &mut self,
        deps: &Deps,
        is_last: bool,
    ) -> Result<(), Unhandled> {
        self.done = at_message(self.done.messages + 1);
        match self.is_over() && !is_last {
            true => self.stop(deps).await,
            false => Ok(()),
        }
    }

    async fn stop(&self, deps: &Deps) -> Result<(), Unhandled> {
        let now = deps.clock.now();
        deps.store
            .save_intake_progress(self.archived, &self.done, now)
            .await?;
        Err(Unhandled::Unfinished)
    }
}

fn at_message(nth: usize) -> IntakeProgress {
    IntakeProgress {
        messages: nth,
        submissions: 0,
        plan: Digest::of(b""),
    }
}
