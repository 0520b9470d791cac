//! Steps on a demand or a choice, and those that every request takes.

use super::answers::{ANSWERS, DECISIONS, PROOFS, answer, one, samples, tried, words};
use super::{Kind, Ordered, Row, WHY, WHY_NEEDED, may, need};
use crate::fields::Fields;
use domain::log::Role;
use domain::request::{Command, Decision, FraudBelief, Response};

pub(super) const ROWS: &[Row] = &[
    Row {
        command: "show_proof",
        role: Role::Decide,
        does: "it was shown who asks",
        needs: &[need("by", Kind::ImmediateRight, "by what"), WHY],
        read: |fields| {
            let words = PROOFS.map(|(word, _)| word);
            let by = fields.required("by", |fields, name| fields.one_of(name, &words))?;
            let (_, means) = PROOFS.into_iter().find(|(word, _)| *word == by)?;
            Some(Ordered::Command(Command::Verify(means)))
        },
        tries: |request, now| {
            let means = |(word, by)| (word, tried(request, Command::Verify(by), now));
            PROOFS.map(means).into()
        },
    },
    Row {
        command: "extend",
        role: Role::Decide,
        does: "the answer, or the decision on an appeal, takes longer: the one extension",
        needs: &[need("reason", Kind::Text, "why; the person reads it"), WHY],
        read: |fields| {
            let reason = fields.required("reason", Fields::text)?;
            Some(Ordered::Command(Command::Extend { reason }))
        },
        tries: |request, now| one(request, Command::Extend { reason: words() }, now),
    },
    Row {
        command: "answer",
        role: Role::Decide,
        does: "the answer, which goes out as an email",
        needs: &[
            need("answer", Kind::ImmediateRight, "what was done"),
            may(
                "basis",
                Kind::ImmediateRight,
                "with in_part and denied: lawful_exception, accurate, repeated_without_news, too_often or unfounded",
            ),
            may(
                "explanation",
                Kind::Text,
                "with in_part and denied: why; the person reads it",
            ),
            may(
                "delivery",
                Kind::ResponseDelivery,
                "with granted and in_part, where something is handed over: {\"file\": key} or {\"elsewhere\": how}",
            ),
            WHY,
        ],
        read: |fields| Some(Ordered::Command(Command::Respond(answer(fields)?))),
        tries: |request, now| {
            let tried = |answer: &Response| tried(request, Command::Respond(answer.clone()), now);
            let answers = ANSWERS.map(|word| {
                let results = samples(word).map(|sample| tried(&sample));
                let [one, other] = results;
                (word, one.or(other))
            });
            answers.into()
        },
    },
    Row {
        command: "renew_code",
        role: Role::Decide,
        does: "the person gets a new code for the file that is their answer, and the link works as on its first day",
        needs: &[WHY],
        read: |_| Some(Ordered::Command(Command::RenewCode)),
        tries: |request, now| one(request, Command::RenewCode, now),
    },
    Row {
        command: "appeal",
        role: Role::Decide,
        does: "the person appeals, by phone, on paper or in person",
        needs: &[WHY],
        read: |_| Some(Ordered::Command(Command::Appeal)),
        tries: |request, now| one(request, Command::Appeal, now),
    },
    Row {
        command: "decide_appeal",
        role: Role::Decide,
        does: "the appeal is decided",
        needs: &[
            need("decision", Kind::ImmediateRight, "how"),
            need(
                "words",
                Kind::Text,
                "what is done now, or why the answer stands; the person reads it",
            ),
            WHY,
        ],
        read: |fields| {
            let decision =
                fields.required("decision", |fields, name| fields.one_of(name, &DECISIONS));
            let words = fields.required("words", Fields::text)?;
            let decision = match decision? {
                "upheld" => Decision::Upheld { done: words },
                _ => Decision::Denied { because: words },
            };
            Some(Ordered::Command(Command::DecideAppeal(decision)))
        },
        tries: |request, now| {
            let denied = Decision::Denied { because: words() };
            let result = tried(request, Command::DecideAppeal(denied), now);
            DECISIONS.map(|word| (word, result)).into()
        },
    },
    Row {
        command: "deny_for_fraud",
        role: Role::Decide,
        does: "the choice is not honored, for a documented good-faith belief of fraud",
        needs: &[
            need(
                "belief",
                Kind::Text,
                "why it is believed; the person reads it",
            ),
            WHY,
        ],
        read: |fields| {
            let belief = fields.required("belief", Fields::text)?;
            Some(Ordered::Command(Command::DenyForFraud(FraudBelief(belief))))
        },
        tries: |request, now| one(request, Command::DenyForFraud(FraudBelief(words())), now),
    },
    Row {
        command: "partners_told",
        role: Role::Decide,
        does: "those who got the data were told by hand",
        needs: &[need("told", Kind::Number, "how many"), WHY_NEEDED],
        read: |fields| {
            let notified = fields.required("told", Fields::number)?;
            Some(Ordered::Command(Command::PartnersTold { notified }))
        },
        tries: |request, now| one(request, Command::PartnersTold { notified: 1 }, now),
    },
    Row {
        command: "partner_answered",
        role: Role::Decide,
        does: "one more of them has answered",
        needs: &[WHY_NEEDED],
        read: |_| Some(Ordered::Command(Command::PartnerAnswered)),
        tries: |request, now| one(request, Command::PartnerAnswered, now),
    },
    Row {
        command: "hold",
        role: Role::Configure,
        does: "nothing of it may be erased while a dispute lasts, or that is over",
        needs: &[
            need("held", Kind::Boolean, "whether it is held"),
            WHY_NEEDED,
        ],
        read: |fields| {
            let held = fields.required("held", Fields::yes_or_no)?;
            Some(Ordered::Command(Command::Hold { held }))
        },
        tries: |request, now| {
            one(
                request,
                Command::Hold {
                    held: !request.held,
                },
                now,
            )
        },
    },
    Row {
        command: "erase",
        role: Role::Configure,
        does: "its person is forgotten; what the law wants kept stays",
        needs: &[],
        read: |_| Some(Ordered::Erase),
        tries: |request, now| one(request, Command::Erase, now),
    },
];
