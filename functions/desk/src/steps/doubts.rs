//! Steps on an email that somebody must read.

use super::answers::{one, tried, words};
use super::{Kind, Ordered, Row, WHY, need};
use crate::fields::Fields;
use domain::law::Right;
use domain::log::Role;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Command, Request, RequestId};

pub(super) const ROWS: &[Row] = &[
    Row {
        command: "confirm",
        role: Role::Decide,
        does: "the email exercises this right",
        needs: &[need("right", Kind::ImmediateRight, "the right"), WHY],
        read: |fields| {
            let right = fields.required("right", Fields::right)?;
            Some(Ordered::Command(Command::Confirm(right)))
        },
        tries: |request, now| {
            let right =
                |right: Right| (right.as_str(), tried(request, Command::Confirm(right), now));
            Right::ALL.map(right).into()
        },
    },
    Row {
        command: "split",
        role: Role::Decide,
        does: "the email exercises one more right, which gets a request of its own",
        needs: &[need("right", Kind::ImmediateRight, "the right")],
        read: |fields| Some(Ordered::Split(fields.required("right", Fields::right)?)),
        tries: |request, now| {
            let opens = |right: Right| {
                let submission = request.split(right)?;
                Request::open(submission, now).map(|_| ())
            };
            Right::ALL
                .map(|right| (right.as_str(), opens(right)))
                .into()
        },
    },
    Row {
        command: "change_person",
        role: Role::Decide,
        does: "the email is about somebody else",
        needs: &[need("person", Kind::Person, "whom it is about"), WHY],
        read: |fields| {
            let person = fields.required("person", Fields::person)?;
            Some(Ordered::Command(Command::ChangePerson(person)))
        },
        tries: |request, now| {
            let somebody = Identifier::parse(IdentifierKind::Account, "somebody").ok();
            let person = Person::new(None, None, somebody).unwrap_or_else(|_| Person::unknown());
            one(request, Command::ChangePerson(person), now)
        },
    },
    Row {
        command: "join",
        role: Role::Decide,
        does: "the email belongs to another request",
        needs: &[
            need("to", Kind::Request, "that request, by id or reference"),
            WHY,
        ],
        read: |fields| Some(Ordered::Join(fields.required("to", Fields::text)?)),
        tries: |request, now| {
            let to = RequestId(ReceiptId::from_bytes([0; 16]));
            one(request, Command::Join { to }, now)
        },
    },
    Row {
        command: "not_a_request",
        role: Role::Decide,
        does: "the email asks for nothing; this can be taken back for 30 days",
        needs: &[need("why", Kind::Text, "why; it is kept on the record")],
        read: |fields| {
            let why = fields.required("why", Fields::text)?;
            Some(Ordered::Command(Command::NotARequest { why }))
        },
        tries: |request, now| one(request, Command::NotARequest { why: words() }, now),
    },
    Row {
        command: "reopen",
        role: Role::Decide,
        does: "it is taken back that the email asks for nothing",
        needs: &[WHY],
        read: |_| Some(Ordered::Command(Command::Reopen)),
        tries: |request, now| one(request, Command::Reopen, now),
    },
    Row {
        command: "reread",
        role: Role::Decide,
        does: "what a machine read in the email is doubted: it waits to be read again",
        needs: &[WHY],
        read: |_| Some(Ordered::Command(Command::Reread)),
        tries: |request, now| one(request, Command::Reread, now),
    },
    Row {
        command: "ask_person",
        role: Role::Decide,
        does: "the person is asked one question by email; the clock goes on",
        needs: &[
            need("question", Kind::Text, "the question; the person reads it"),
            WHY,
        ],
        read: |fields| {
            let question = fields.required("question", Fields::text)?;
            Some(Ordered::Command(Command::AskPerson { question }))
        },
        tries: |request, now| one(request, Command::AskPerson { question: words() }, now),
    },
];
