//! The reader of an email: whether a link in it can act on behalf of the person.

use crate::person::{Agent, Person};
use serde::{Deserialize, Serialize};

/// The reader of an email, as far as its address shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Not known to be the person. Pressing a link verifies nothing.
    #[default]
    Unknown,
    /// The person, at the address that made the request.
    Person,
    /// The person, at their own address. An agent made the request.
    Represented,
    /// The parent or guardian of the person, who is a child under 13. Pressing a link verifies nothing: staff establish that
    /// the reader is the parent.
    Parent,
}

impl Reader {
    /// Returns the reader of emails about this person. An address that an agent gave for both counts as the agent's.
    #[must_use]
    pub fn of(person: &Person, agent: Option<&Agent>) -> Self {
        if person.is_child(agent) {
            let has_address = agent.is_some_and(|agent| agent.is_parent() && agent.email.is_some());
            return if has_address {
                Self::Parent
            } else {
                Self::Unknown
            };
        }
        match (person.email_address(), agent) {
            (None, _) => Self::Unknown,
            (Some(_), None) => Self::Person,
            (Some(address), Some(agent)) => {
                let agents = agent.email.as_ref();
                if agents.is_some_and(|agents| agents.normalized() == address.normalized()) {
                    Self::Unknown
                } else {
                    Self::Represented
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{AgeGroup, EmailAddress, Identifier, IdentifierKind, Permission};

    #[test]
    fn the_reader_of_emails_about_a_person() {
        let person = |kind, value| {
            let identifier = Identifier::parse(kind, value).unwrap();
            Person::new(None, None, [identifier]).unwrap()
        };
        let agent = |email: Option<&str>| Agent {
            name: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            permission: Permission::Signed,
        };
        let ana = person(IdentifierKind::Email, "ana@example.org");
        let phone = person(IdentifierKind::Phone, "916 555 0143");
        for (who, agent, reader) in [
            (&ana, None, Reader::Person),
            (&ana, Some(agent(None)), Reader::Represented),
            (
                &ana,
                Some(agent(Some("bo@agents.example"))),
                Reader::Represented,
            ),
            (&ana, Some(agent(Some("Ana@example.org"))), Reader::Unknown),
            (
                &phone,
                Some(agent(Some("bo@agents.example"))),
                Reader::Unknown,
            ),
            (&phone, None, Reader::Unknown),
        ] {
            assert_eq!(Reader::of(who, agent.as_ref()), reader);
        }
        let parent = |email: Option<&str>| Agent {
            permission: Permission::ParentOrGuardian,
            ..agent(email)
        };
        let child = ana.clone().aged(Some(AgeGroup::Under13));
        for (who, agent, reader) in [
            (&ana, Some(parent(Some("mo@example.org"))), Reader::Parent),
            (&child, Some(parent(None)), Reader::Unknown),
            (
                &child,
                Some(agent(Some("bo@agents.example"))),
                Reader::Unknown,
            ),
            (&child, None, Reader::Unknown),
        ] {
            assert_eq!(Reader::of(who, agent.as_ref()), reader);
        }
    }
}
