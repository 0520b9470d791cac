//! The actions on an email that staff must read.

use super::responses::{one, sample_text, tried, words};
use super::{Action, ActionSpec, FieldKind, WHY, optional, required};
use crate::fields::Fields;
use domain::law::Right;
use domain::log::Role;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Command, CommandName, Request, RequestId};

pub(super) const ACTIONS: &[ActionSpec] = &[
    ActionSpec {
        name: CommandName::Confirm,
        role: Role::Decide,
        about: "confirms that the email exercises this right",
        fields: &[required("right", FieldKind::Choice, "the right"), WHY],
        read: |fields| {
            let right = fields.required("right", Fields::right)?;
            Some(Action::Command(Command::Confirm(right)))
        },
        attempt: |request, now| {
            let right =
                |right: Right| (right.as_str(), tried(request, Command::Confirm(right), now));
            Right::ALL.map(right).into()
        },
    },
    ActionSpec {
        name: CommandName::Split,
        role: Role::Decide,
        about: "opens another request for a further right in the email",
        fields: &[required("right", FieldKind::Choice, "the right")],
        read: |fields| Some(Action::Split(fields.required("right", Fields::right)?)),
        attempt: |request, now| {
            let opens = |right: Right| {
                let submission = request.split(right)?;
                Request::open(submission, now).map(|_| ())
            };
            Right::ALL
                .map(|right| (right.as_str(), opens(right)))
                .into()
        },
    },
    ActionSpec {
        name: CommandName::ChangePerson,
        role: Role::Decide,
        about: "names a requester other than the sender",
        fields: &[
            required("person", FieldKind::Person, "the requester"),
            optional(
                "agent",
                FieldKind::Agent,
                "who acts for the requester, such as the parent of a child",
            ),
            WHY,
        ],
        read: |fields| {
            let person = fields.required("person", Fields::person);
            let agent = fields.agent("agent");
            let person = person?;
            Some(Action::Command(Command::ChangePerson { person, agent }))
        },
        attempt: |request, now| {
            let account = Identifier::parse(IdentifierKind::Account, "sample").ok();
            let person = Person::new(None, None, account).unwrap_or_else(|_| Person::unknown());
            let agent = None;
            one(request, Command::ChangePerson { person, agent }, now)
        },
    },
    ActionSpec {
        name: CommandName::Join,
        role: Role::Decide,
        about: "attaches the email to another request",
        fields: &[
            required(
                "to",
                FieldKind::Request,
                "the other request, by ID or reference",
            ),
            WHY,
        ],
        read: |fields| Some(Action::Join(fields.required("to", Fields::text)?)),
        attempt: |request, now| {
            let to = RequestId(ReceiptId::from_bytes([0; 16]));
            one(request, Command::Join { to }, now)
        },
    },
    ActionSpec {
        name: CommandName::NotARequest,
        role: Role::Decide,
        about: "closes an email that is not a request; `reopen` reverses this for 30 days",
        fields: &[required(
            "why",
            FieldKind::Text,
            "the reason, for the record",
        )],
        read: |fields| {
            let why = fields.required("why", Fields::text)?;
            Some(Action::Command(Command::NotARequest { why }))
        },
        attempt: |request, now| one(request, Command::NotARequest { why: sample_text() }, now),
    },
    ActionSpec {
        name: CommandName::Reopen,
        role: Role::Decide,
        about: "returns the closed email to review",
        fields: &[WHY],
        read: |_| Some(Action::Command(Command::Reopen)),
        attempt: |request, now| one(request, Command::Reopen, now),
    },
    ActionSpec {
        name: CommandName::Reread,
        role: Role::Decide,
        about: "returns the request to review because the reader may have misread the email",
        fields: &[WHY],
        read: |_| Some(Action::Command(Command::Reread)),
        attempt: |request, now| one(request, Command::Reread, now),
    },
    ActionSpec {
        name: CommandName::AskPerson,
        role: Role::Decide,
        about: "asks the person one question by email; the deadline stays",
        fields: &[
            required(
                "question",
                FieldKind::Text,
                "the question, which the person reads",
            ),
            WHY,
        ],
        read: |fields| {
            let question = words(fields, "question")?;
            Some(Action::Command(Command::AskPerson { question }))
        },
        attempt: |request, now| {
            one(
                request,
                Command::AskPerson {
                    question: sample_text(),
                },
                now,
            )
        },
    },
];
