//! The log of a request in words.

use crate::people::People;
use crate::words;
use desk::views::Logged;
use domain::log::{Actor, Event};
use domain::request::Note;
use pages::Pages;

/// An entry of the timeline.
pub(crate) struct TimelineEntry {
    pub(crate) at: String,
    pub(crate) text: String,
    pub(crate) by: String,
    pub(crate) why: String,
}

/// Returns the newest entries first.
pub(crate) fn entries(pages: &Pages, people: &People, log: &[Logged]) -> Vec<TimelineEntry> {
    let entry = |logged: &Logged| TimelineEntry {
        at: words::time(pages, logged.entry.at),
        text: event(pages, people, &logged.entry.event),
        by: match &logged.entry.by {
            Actor::Staff { id, .. } => pages
                .text("desk-by-staff")
                .with("who", people.name(id))
                .to_string(),
            Actor::Person | Actor::Agent | Actor::System => String::new(),
        },
        why: logged.why.as_ref().map_or_else(String::new, |why| {
            let text = match logged.entry.event {
                Event::Noted(Note::ByStaff) => pages.text("desk-note").with("note", why.clone()),
                // The page shows what was proposed while it waits.
                Event::Noted(Note::Proposed { .. }) => return String::new(),
                _ => pages.text("desk-why").with("why", why.clone()),
            };
            text.into()
        }),
    };
    log.iter().rev().map(entry).collect()
}

/// Returns the end of an ID, which names the member of staff: the part behind the issuer or the role.
pub(crate) fn short(id: &str) -> String {
    id.rsplit(['#', '/']).next().unwrap_or(id).to_owned()
}

/// Returns an event of the log in words.
pub(crate) fn event(pages: &Pages, people: &People, event: &Event) -> String {
    let name = match event {
        Event::Created { .. } => "created",
        Event::Repeated { .. } => "repeated",
        Event::Applied { command, .. } => command.as_str(),
        Event::NotificationProgressed { .. } => "partners",
        Event::LanguageSet { .. } => "language",
        Event::Assigned { to: Some(_) } => "assigned",
        Event::Assigned { to: None } => "unassigned",
        Event::Held { held: true } => "held",
        Event::Held { held: false } => "released",
        Event::Erased => "erased",
        Event::MilestonesPassed { .. } => "milestone",
        Event::LawChanged(_) => "law",
        Event::Noted(note) => match note {
            Note::OutboundEmail { .. } => "email",
            Note::FollowedUp { .. } => "follow_up",
            Note::EmailByStaff { .. } => "email_by_staff",
            Note::PartnerNotification { .. } => "notification_by_staff",
            Note::SplitOff { .. } => "split_off",
            Note::ContinuedIn { .. } => "continued",
            Note::Joined { .. } => "joined_here",
            Note::Collected => "collected",
            Note::Proposed { .. } => "proposed",
            Note::ByStaff => "note",
        },
    };
    let text = words::plain(name);
    let who = match event {
        Event::Assigned { to: Some(id) } => people.name(id),
        _ => String::new(),
    };
    let text = pages
        .text("desk-event")
        .with("name", name)
        .with("text", text)
        .with("who", who);
    match event {
        Event::MilestonesPassed { milestones } => {
            let names: Vec<String> = milestones.iter().map(milestone).collect();
            format!("{text} {}", names.join(", "))
        }
        Event::Noted(Note::OutboundEmail { event, .. }) => {
            format!("{text} {}", crate::emails::event(pages, event))
        }
        _ => text.into(),
    }
}

/// Returns the name of a milestone as the record writes it.
fn milestone(milestone: &domain::request::Milestone) -> String {
    let name = serde_json::to_value(milestone).ok();
    let name = name.and_then(|value| value["milestone"].as_str().map(words::plain));
    name.unwrap_or_default()
}
