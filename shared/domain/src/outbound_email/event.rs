//! What happened to an email after SES accepted it.

use super::ManualDeliveryReason;
use serde::{Deserialize, Serialize};

/// An event that SES reported about an email. SES may report several events of one email, in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum EmailEvent {
    /// The recipient's mail server accepted it.
    Delivered,
    /// It bounced.
    Bounced(Bounce),
    /// SES accepted it and did not send it.
    NotSent,
    /// The recipient reported it as spam. Nothing ends because of it: the email is not marketing, and the report is not
    /// a request.
    Complained,
}

/// How an email bounced, from the least permanent way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounce {
    /// SES can't classify the bounce. SES reports some automatic replies to delivered emails, such as out-of-office
    /// replies, this way.
    Unclear,
    /// For a reason that may pass, such as a full mailbox. SES has tried for hours and given up.
    Transient,
    /// For good: the address doesn't exist, or accepts no email.
    Permanent,
}

/// The text is not the name of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the name of an email event")]
pub struct NotAnEmailEvent;

impl EmailEvent {
    /// Every event.
    pub const ALL: [Self; 6] = [
        Self::Delivered,
        Self::Bounced(Bounce::Unclear),
        Self::Bounced(Bounce::Transient),
        Self::Bounced(Bounce::Permanent),
        Self::NotSent,
        Self::Complained,
    ];

    /// Returns the event's name, in the log and in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Bounced(Bounce::Unclear) => "bounced_unclear",
            Self::Bounced(Bounce::Transient) => "bounced_transient",
            Self::Bounced(Bounce::Permanent) => "bounced_permanent",
            Self::NotSent => "not_sent",
            Self::Complained => "complained",
        }
    }
}

impl From<EmailEvent> for &'static str {
    fn from(event: EmailEvent) -> Self {
        event.name()
    }
}

impl TryFrom<String> for EmailEvent {
    type Error = NotAnEmailEvent;

    fn try_from(name: String) -> Result<Self, NotAnEmailEvent> {
        let found = Self::ALL.into_iter().find(|event| event.name() == name);
        found.ok_or(NotAnEmailEvent)
    }
}

impl ManualDeliveryReason {
    /// Returns why staff must deliver an email with these events, in any order. `None` if it arrived, or may have
    /// arrived.
    ///
    /// An email stays pending until the person has it, so every bounce counts, even a transient one. Exception: an
    /// unclassified bounce does not count if the email was delivered.
    #[must_use]
    pub fn after(notified: &[EmailEvent]) -> Option<Self> {
        let bounce = notified.iter().filter_map(|event| match event {
            EmailEvent::Bounced(bounce) => Some(*bounce),
            EmailEvent::Delivered | EmailEvent::NotSent | EmailEvent::Complained => None,
        });
        let arrived = notified.contains(&EmailEvent::Delivered);
        match bounce.max() {
            Some(Bounce::Unclear) | None if notified.contains(&EmailEvent::NotSent) => {
                Some(Self::Refused)
            }
            Some(Bounce::Unclear) if arrived => None,
            Some(bounce) => Some(Self::Bounced(bounce)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_deliver_an_email_that_did_not_arrive() {
        let bounced = EmailEvent::Bounced;
        let table: [(&[EmailEvent], Option<ManualDeliveryReason>); 11] = [
            (&[], None),
            (&[EmailEvent::Delivered], None),
            (&[EmailEvent::Complained], None),
            (&[EmailEvent::Delivered, EmailEvent::Complained], None),
            (&[EmailEvent::NotSent], Some(ManualDeliveryReason::Refused)),
            (
                &[bounced(Bounce::Permanent)],
                Some(ManualDeliveryReason::Bounced(Bounce::Permanent)),
            ),
            (
                &[bounced(Bounce::Transient)],
                Some(ManualDeliveryReason::Bounced(Bounce::Transient)),
            ),
            (
                &[bounced(Bounce::Unclear)],
                Some(ManualDeliveryReason::Bounced(Bounce::Unclear)),
            ),
            (&[EmailEvent::Delivered, bounced(Bounce::Unclear)], None),
            (
                &[EmailEvent::Delivered, bounced(Bounce::Permanent)],
                Some(ManualDeliveryReason::Bounced(Bounce::Permanent)),
            ),
            (
                &[bounced(Bounce::Unclear), bounced(Bounce::Permanent)],
                Some(ManualDeliveryReason::Bounced(Bounce::Permanent)),
            ),
        ];
        for (notified, why) in table {
            assert_eq!(ManualDeliveryReason::after(notified), why, "{notified:?}");
            let reversed: Vec<_> = notified.iter().rev().copied().collect();
            assert_eq!(ManualDeliveryReason::after(&reversed), why, "{reversed:?}");
        }
    }

    #[test]
    fn an_event_reads_back_by_its_name() {
        for event in EmailEvent::ALL {
            let written = serde_json::to_string(&event).unwrap();
            assert_eq!(written, format!("\"{}\"", event.name()));
            assert_eq!(serde_json::from_str::<EmailEvent>(&written).unwrap(), event);
        }
        assert_eq!(
            EmailEvent::try_from("lost".to_owned()),
            Err(NotAnEmailEvent)
        );
    }
}
