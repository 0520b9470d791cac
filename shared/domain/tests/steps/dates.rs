//! The dates that emails promise.

use crate::asking::{asks, at, opened};
use domain::law::{Right, VerifiableRight};
use domain::request::{Asked, Command, Request, ReviewReason, SetBy};
use jiff::civil::Date;

/// Returns the date that the command's email promises on this day, and who set it.
fn promised(request: &Request, command: Command, now: &str) -> (Option<Date>, SetBy) {
    let applied = request.apply(command, at(now)).unwrap();
    let [email] = &applied.emails[..] else {
        panic!("{} emails", applied.emails.len())
    };
    (email.due.map(|due| due.target), email.due_set_by)
}

#[test]
fn a_question_promises_the_target_then_the_last_day_and_then_no_date() {
    let unclear = Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: true,
    };
    let review = opened(None, unclear);
    let due = review.due().unwrap();
    let question = |now: &str| {
        let question = "Do you mean all of it?".to_owned();
        promised(&review, Command::AskPerson { question }, now)
    };
    assert_eq!(
        question("2026-11-22T18:00:00Z"),
        (Some(due.target), SetBy::Policy)
    );
    let between = format!("{}T18:00:00Z", due.latest);
    assert_eq!(question(&between), (Some(due.latest), SetBy::Policy));
    assert_eq!(question("2026-12-26T18:00:00Z"), (None, SetBy::Policy));
}

#[test]
fn a_late_reminder_promises_no_date_that_has_passed() {
    let deletion = asks("CA", Right::Verifiable(VerifiableRight::Delete));
    let late = deletion.apply(Command::CheckDeadlines, at("2027-02-20T18:00:00Z"));
    for email in late.unwrap().emails {
        assert_eq!(email.due, None);
    }
}
