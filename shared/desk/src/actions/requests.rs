//! The actions on immediate and verifiable rights, and those that every request allows.

use super::responses::{
    BASIS_NAMES, COPY_CHECKED, DECISIONS, RESPONSES, VERIFICATION_METHODS, one, respond,
    sample_text, samples, tried, words,
};
use super::{Action, ActionSpec, FieldKind, WHY, WHY_REQUIRED, choice, optional, required};
use crate::fields::Fields;
use domain::log::Role;
use domain::person::{AgeGroup, EmailAddress};
use domain::request::{
    AppealDecision, Command, CommandName, FraudBelief, Note, ParentMethod, Response,
};

/// The longest ID of a member of staff: an ARN has up to 2,048 bytes.
const LONGEST_STAFF_ID: usize = 2_048;

/// The ages that staff can record.
const AGES: [(&str, Option<AgeGroup>); 3] = [
    (AgeGroup::Under13.as_str(), Some(AgeGroup::Under13)),
    (AgeGroup::From13To15.as_str(), Some(AgeGroup::From13To15)),
    ("16_or_older", None),
];

pub(super) const ACTIONS: &[ActionSpec] = &[
    ActionSpec {
        name: CommandName::Verify,
        role: Role::Decide,
        about: "records how the requester's identity was verified",
        fields: &[required("method", FieldKind::Choice, "the method"), WHY],
        read: |fields| {
            let names = VERIFICATION_METHODS.map(|(name, _)| name);
            let name = fields.required("method", |fields, name| fields.one_of(name, &names))?;
            let (_, method) = VERIFICATION_METHODS
                .into_iter()
                .find(|(known, _)| *known == name)?;
            Some(Action::Command(Command::Verify(method)))
        },
        attempt: |request, now| {
            let attempt = |(name, method)| (name, tried(request, Command::Verify(method), now));
            VERIFICATION_METHODS.map(attempt).into()
        },
    },
    ActionSpec {
        name: CommandName::ConfirmParent,
        role: Role::Decide,
        about: "records how you established that the requester is the parent or guardian of a child under 13",
        fields: &[
            required(
                "method",
                FieldKind::Choice,
                "the method; `why` says what the parent showed or said",
            ),
            optional(
                "email",
                FieldKind::Text,
                "the parent's email address, if the request has none",
            ),
            optional(
                "opt_in",
                FieldKind::Boolean,
                "true only if the parent asked to opt the child back in: emails them the second step",
            ),
            WHY_REQUIRED,
        ],
        read: |fields| {
            let names = ParentMethod::ALL.map(ParentMethod::as_str);
            let name = fields.required("method", |fields, name| fields.one_of(name, &names));
            let email = fields.email("email");
            let opt_in = fields.boolean("opt_in").unwrap_or_default();
            let by = ParentMethod::ALL
                .into_iter()
                .find(|known| Some(known.as_str()) == name)?;
            Some(Action::Command(Command::ConfirmParent {
                by,
                email,
                opt_in,
            }))
        },
        attempt: |request, now| {
            let confirm = |by| Command::ConfirmParent {
                by,
                email: EmailAddress::parse("parent@example.org").ok(),
                opt_in: false,
            };
            let attempt = |by: ParentMethod| (by.as_str(), tried(request, confirm(by), now));
            ParentMethod::ALL.map(attempt).into()
        },
    },
    ActionSpec {
        name: CommandName::CorrectAge,
        role: Role::Decide,
        about: "corrects the age of the person; under 16 opts them out, and under 13 means that a parent decides",
        fields: &[
            required("age", FieldKind::Choice, "the age group"),
            WHY_REQUIRED,
        ],
        read: |fields| {
            let names = AGES.map(|(name, _)| name);
            let name = fields.required("age", |fields, name| fields.one_of(name, &names))?;
            let (_, age) = AGES.into_iter().find(|(known, _)| *known == name)?;
            Some(Action::Command(Command::CorrectAge { age, beside: None }))
        },
        attempt: |request, now| {
            let correct = |age| Command::CorrectAge { age, beside: None };
            let attempt = |(name, age)| (name, tried(request, correct(age), now));
            AGES.map(attempt).into()
        },
    },
    ActionSpec {
        name: CommandName::Extend,
        role: Role::Decide,
        about: "extends the deadline of the response or of the decision on an appeal, once",
        fields: &[
            required(
                "reason",
                FieldKind::Text,
                "the reason, which the person reads",
            ),
            WHY,
        ],
        read: |fields| {
            let reason = words(fields, "reason")?;
            Some(Action::Command(Command::Extend { reason }))
        },
        attempt: |request, now| {
            one(
                request,
                Command::Extend {
                    reason: sample_text(),
                },
                now,
            )
        },
    },
    ActionSpec {
        name: CommandName::Respond,
        role: Role::Decide,
        about: "responds to the request; the person gets the response by email",
        fields: &[
            required("response", FieldKind::Choice, "the outcome"),
            choice(
                "basis",
                &BASIS_NAMES,
                "with in_part and denied: lawful_exception, accurate, repeated_without_news, too_often or unfounded",
            ),
            optional(
                "explanation",
                FieldKind::Text,
                "the person reads it: with in_part and denied the reason, which is required; with granted and not_verified what you add",
            ),
            optional(
                "partners_keep",
                FieldKind::Text,
                "with in_part, for a deletion: the information that service providers keep, and its only purpose, which they read",
            ),
            optional(
                "delivery",
                FieldKind::Delivery,
                "with granted and in_part, if the person gets data: {\"file\": key} or {\"elsewhere\": how}",
            ),
            optional(
                COPY_CHECKED,
                FieldKind::Boolean,
                "true if you checked that the copy leaves out Social Security, ID and account numbers, passwords and biometric data, and says which of these you have; required for a copy, because the email says so",
            ),
            WHY,
        ],
        read: |fields| Some(Action::Command(respond(fields)?)),
        attempt: |request, now| {
            let tried =
                |response: &Response| tried(request, Command::respond(response.clone()), now);
            let responses = RESPONSES.map(|outcome| {
                let results = samples(outcome).map(|sample| tried(&sample));
                let [one, other] = results;
                (outcome, one.or(other))
            });
            responses.into()
        },
    },
    ActionSpec {
        name: CommandName::RenewCode,
        role: Role::Decide,
        about: "sends a new code for the response file; the link works as on its first day",
        fields: &[WHY],
        read: |_| Some(Action::Command(Command::RenewCode)),
        attempt: |request, now| one(request, Command::RenewCode, now),
    },
    ActionSpec {
        name: CommandName::Appeal,
        role: Role::Decide,
        about: "records an appeal by phone, on paper or in person",
        fields: &[WHY],
        read: |_| Some(Action::Command(Command::Appeal)),
        attempt: |request, now| one(request, Command::Appeal, now),
    },
    ActionSpec {
        name: CommandName::DecideAppeal,
        role: Role::Decide,
        about: "decides the appeal",
        fields: &[
            required("decision", FieldKind::Choice, "the decision"),
            required(
                "words",
                FieldKind::Text,
                "what changes, or why the response remains; the person reads it",
            ),
            WHY,
        ],
        read: |fields| {
            let decision = fields.deciding("decision", &DECISIONS);
            let text = words(fields, "words")?;
            let decision = match decision? {
                "upheld" => AppealDecision::Upheld { remedy: text },
                _ => AppealDecision::Denied { explanation: text },
            };
            Some(Action::Command(Command::DecideAppeal(decision)))
        },
        attempt: |request, now| {
            let denied = AppealDecision::Denied {
                explanation: sample_text(),
            };
            let result = tried(request, Command::DecideAppeal(denied), now);
            DECISIONS.map(|word| (word, result)).into()
        },
    },
    ActionSpec {
        name: CommandName::DenyForFraud,
        role: Role::Decide,
        about: "denies the request because of a documented good-faith belief of fraud",
        fields: &[
            required(
                "belief",
                FieldKind::Text,
                "the reason for this belief, which the person reads",
            ),
            WHY,
        ],
        read: |fields| {
            let belief = words(fields, "belief")?;
            Some(Action::Command(Command::DenyForFraud(FraudBelief(belief))))
        },
        attempt: |request, now| {
            one(
                request,
                Command::DenyForFraud(FraudBelief(sample_text())),
                now,
            )
        },
    },
    ActionSpec {
        name: CommandName::PartnersNotified,
        role: Role::Decide,
        about: "records that staff notified the partners that have the data",
        fields: &[
            required("count", FieldKind::Number, "the number of partners"),
            WHY_REQUIRED,
        ],
        read: |fields| {
            let notified = fields.required("count", Fields::number)?;
            Some(Action::Command(Command::PartnersNotified { notified }))
        },
        attempt: |request, now| one(request, Command::PartnersNotified { notified: 1 }, now),
    },
    ActionSpec {
        name: CommandName::PartnerAcknowledged,
        role: Role::Decide,
        about: "records that one more of these partners acknowledged",
        fields: &[WHY_REQUIRED],
        read: |_| Some(Action::Command(Command::PartnerAcknowledged)),
        attempt: |request, now| one(request, Command::PartnerAcknowledged, now),
    },
    ActionSpec {
        name: CommandName::Write,
        role: Role::Decide,
        about: "writes to the requester by email, at any stage; the dates stay",
        fields: &[required(
            "text",
            FieldKind::Text,
            "what you write; the person reads it",
        )],
        read: |fields| {
            let text = words(fields, "text")?;
            Some(Action::Command(Command::Write { text }))
        },
        attempt: |request, now| {
            one(
                request,
                Command::Write {
                    text: sample_text(),
                },
                now,
            )
        },
    },
    ActionSpec {
        name: CommandName::SetLanguage,
        role: Role::Decide,
        about: "sets the language of later emails to the requester; what you write yourself stays as you write it",
        fields: &[required(
            "language",
            FieldKind::Choice,
            "the code of the language",
        )],
        read: |fields| {
            let language = fields.required("language", Fields::language)?;
            Some(Action::Command(Command::SetLanguage { language }))
        },
        attempt: |request, now| {
            texts::OFFERED
                .into_iter()
                .filter(|language| *language != request.locale)
                .map(|language| {
                    let command = Command::SetLanguage { language };
                    (language.code(), request.apply(command, now).map(drop))
                })
                .collect()
        },
    },
    ActionSpec {
        name: CommandName::Assign,
        role: Role::Decide,
        about: "assigns the request to a member of staff, or to nobody",
        fields: &[optional(
            "assignee",
            FieldKind::Staff,
            "the ID of the member of staff, as the log records it; without it: nobody",
        )],
        read: |fields| {
            let to = fields.text("assignee");
            let is_too_long = |id: &String| id.len() > LONGEST_STAFF_ID;
            if to.as_ref().is_some_and(is_too_long) {
                fields.wrong("assignee", format!("Use at most {LONGEST_STAFF_ID} bytes"));
            }
            Some(Action::Command(Command::Assign { to }))
        },
        attempt: |request, now| one(request, Command::Assign { to: None }, now),
    },
    ActionSpec {
        name: CommandName::Note,
        role: Role::Decide,
        about: "adds a note for your colleagues; the requester never gets it",
        fields: &[required("note", FieldKind::Text, "the note")],
        read: |_| Some(Action::Command(Command::Note(Note::ByStaff))),
        attempt: |request, now| one(request, Command::Note(Note::ByStaff), now),
    },
    ActionSpec {
        name: CommandName::Hold,
        role: Role::Configure,
        about: "blocks the erasure of the request during a dispute, or allows it again",
        fields: &[
            required("held", FieldKind::Boolean, "true to block the erasure"),
            WHY_REQUIRED,
        ],
        read: |fields| {
            let held = fields.required("held", Fields::boolean)?;
            Some(Action::Command(Command::Hold { held }))
        },
        attempt: |request, now| {
            one(
                request,
                Command::Hold {
                    held: !request.held,
                },
                now,
            )
        },
    },
    ActionSpec {
        name: CommandName::EraseMessage,
        role: Role::Decide,
        about: "erases a message that came after the request, such as proof of identity, when the request is closed",
        fields: &[
            required(
                "message",
                FieldKind::Text,
                "the message's `archived` in the record",
            ),
            WHY_REQUIRED,
        ],
        read: |fields| {
            let message = fields.required("message", Fields::text)?;
            Some(Action::EraseMessage(message))
        },
        attempt: |request, now| {
            let archived = sample_text();
            one(request, Command::EraseMessage { archived }, now)
        },
    },
    ActionSpec {
        name: CommandName::Erase,
        role: Role::Configure,
        about: "erases the person; the record that the law requires stays",
        fields: &[],
        read: |_| Some(Action::Erase),
        attempt: |request, now| one(request, Command::Erase, now),
    },
];
