//! Which later entries of the log mean that staff must decide again.

use super::{CommandName, Note};
use crate::log::{Actor, Entry, Event};
use crate::outbound_email::EmailEvent;

impl CommandName {
    /// Whether staff `by` must look at the request again before this command, because `later` is newer than the version
    /// that they saw. A decision depends on everything that its page showed. A note depends on nothing, an assignment on
    /// the assignment before it, and a message on what the requester and colleagues did.
    #[must_use]
    pub fn is_outdated_by(self, by: &Actor, later: &Entry) -> bool {
        match self {
            // The same button pressed twice must not record the note twice.
            Self::Note => later.event == Event::Noted(Note::ByStaff) && is_same(by, &later.by),
            Self::Assign => matches!(later.event, Event::Assigned { .. }),
            Self::Write => !is_report(&later.event) && !is_among_staff(&later.event),
            _ => !is_delivered(&later.event),
        }
    }
}

/// The role of a member of staff can have changed in between.
fn is_same(one: &Actor, other: &Actor) -> bool {
    match (one, other) {
        (Actor::Staff { id: one, .. }, Actor::Staff { id: other, .. }) => one == other,
        _ => one == other,
    }
}

/// An email arrived, as every page assumes it will.
fn is_delivered(event: &Event) -> bool {
    let Event::Noted(Note::OutboundEmail { event, .. }) = event else {
        return false;
    };
    *event == EmailEvent::Delivered
}

/// The system noted what happened to emails, notifications, files or dates.
fn is_report(event: &Event) -> bool {
    matches!(
        event,
        Event::Noted(Note::OutboundEmail { .. } | Note::Collected)
            | Event::NotificationProgressed { .. }
            | Event::MilestonesPassed { .. }
    )
}

/// Colleagues divided the work or left each other a note.
fn is_among_staff(event: &Event) -> bool {
    matches!(
        event,
        Event::Assigned { .. } | Event::Noted(Note::ByStaff | Note::PartnerNotification { .. })
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Role;
    use crate::request::StageName;
    use jiff::Timestamp;

    fn staff(id: &str) -> Actor {
        Actor::Staff {
            id: id.to_owned(),
            role: Role::Decide,
        }
    }

    fn entry(by: Actor, event: Event) -> Entry {
        Entry {
            at: Timestamp::UNIX_EPOCH,
            by,
            event,
        }
    }

    fn email(event: EmailEvent) -> Event {
        Event::Noted(Note::OutboundEmail {
            email: "A".to_owned(),
            event,
            at: Timestamp::UNIX_EPOCH,
        })
    }

    #[test]
    fn each_command_depends_on_what_could_change_it() {
        let ana = staff("ana");
        let applied = Event::Applied {
            command: CommandName::Extend,
            stage: StageName::Open,
        };
        let assigned = || Event::Assigned { to: None };
        let cases = [
            // later entry, outdates: note, assign, write, respond
            (
                entry(Actor::System, email(EmailEvent::Delivered)),
                [false; 4],
            ),
            (
                entry(Actor::System, email(EmailEvent::NotSent)),
                [false, false, false, true],
            ),
            (
                entry(Actor::Person, Event::Noted(Note::Collected)),
                [false, false, false, true],
            ),
            (entry(staff("bo"), assigned()), [false, true, false, true]),
            (
                entry(staff("bo"), Event::Noted(Note::ByStaff)),
                [false, false, false, true],
            ),
            (
                entry(staff("ana"), Event::Noted(Note::ByStaff)),
                [true, false, false, true],
            ),
            (entry(staff("bo"), applied), [false, false, true, true]),
        ];
        let commands = [
            CommandName::Note,
            CommandName::Assign,
            CommandName::Write,
            CommandName::Respond,
        ];
        for (later, expected) in cases {
            let found = commands.map(|command| command.is_outdated_by(&ana, &later));
            assert_eq!(found, expected, "{later:?}");
        }
    }
}
