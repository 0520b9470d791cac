//! Who reads an email: whether a link in it can speak for the person.

use crate::person::{Agent, Person};
use serde::{Deserialize, Serialize};

/// Who reads an email, as far as its address tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Somebody of whom it isn't known that they are the person: what they press proves nothing.
    #[default]
    Unknown,
    /// The person, at the address that asked.
    Person,
    /// The person, at their own address, for whom an agent asked.
    Represented,
}

impl Reader {
    /// Who reads emails about this person. An address that the agent gave for both is the agent's.
    #[must_use]
    pub fn of(person: &Person, agent: Option<&Agent>) -> Self {
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
    use crate::person::{EmailAddress, Identifier, IdentifierKind, Permission};

    #[test]
    fn who_reads_emails_about_a_person() {
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
    }
}
