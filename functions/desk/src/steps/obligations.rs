//! Steps on a demand or a choice, and those that every request takes.

use super::answers::{ANSWERS, DECISIONS, PROOFS, answer, one, samples, tried, words};
use super::{Kind, Ordered, Row, WHY, WHY_NEEDED, may, need};
use crate::fields::Fields;
use domain::log::Role;
use domain::request::{Answer, Decision, FraudBelief, Step};

pub(super) const ROWS: &[Row] = &[
    Row {
        step: "show_proof",
        role: Role::Decide,
        does: "it was shown who asks",
        needs: &[need("by", Kind::Choice, "by what"), WHY],
        read: |fields| {
            let words = PROOFS.map(|(word, _)| word);
            let by = fields.required("by", |fields, name| fields.one_of(name, &words))?;
            let (_, means) = PROOFS.into_iter().find(|(word, _)| *word == by)?;
            Some(Ordered::Step(Step::ShowProof(means)))
        },
        tries: |request, now| {
            let means = |(word, by)| (word, tried(request, Step::ShowProof(by), now));
            PROOFS.map(means).into()
        },
    },
    Row {
        step: "extend",
        role: Role::Decide,
        does: "the answer, or the decision on an appeal, takes longer: the one extension",
        needs: &[need("reason", Kind::Text, "why; the person reads it"), WHY],
        read: |fields| {
            let reason = fields.required("reason", Fields::text)?;
            Some(Ordered::Step(Step::Extend { reason }))
        },
        tries: |request, now| one(request, Step::Extend { reason: words() }, now),
    },
    Row {
        step: "answer",
        role: Role::Decide,
        does: "the answer, which goes out as a letter",
        needs: &[
            need("answer", Kind::Choice, "what was done"),
            may(
                "basis",
                Kind::Choice,
                "with in_part and denied: lawful_exception, accurate, repeated_without_news, too_often or unfounded",
            ),
            may(
                "explanation",
                Kind::Text,
                "with in_part and denied: why; the person reads it",
            ),
            may(
                "delivery",
                Kind::Delivery,
                "with granted and in_part, where something is handed over: {\"file\": key} or {\"elsewhere\": how}",
            ),
            WHY,
        ],
        read: |fields| Some(Ordered::Step(Step::Answer(answer(fields)?))),
        tries: |request, now| {
            let tried = |answer: &Answer| tried(request, Step::Answer(answer.clone()), now);
            let answers = ANSWERS.map(|word| {
                let results = samples(word).map(|sample| tried(&sample));
                let [one, other] = results;
                (word, one.or(other))
            });
            answers.into()
        },
    },
    Row {
        step: "renew_code",
        role: Role::Decide,
        does: "the person gets a new code for the file that is their answer, and the link works as on its first day",
        needs: &[WHY],
        read: |_| Some(Ordered::Step(Step::RenewCode)),
        tries: |request, now| one(request, Step::RenewCode, now),
    },
    Row {
        step: "appeal",
        role: Role::Decide,
        does: "the person appeals, by phone, on paper or in person",
        needs: &[WHY],
        read: |_| Some(Ordered::Step(Step::Appeal)),
        tries: |request, now| one(request, Step::Appeal, now),
    },
    Row {
        step: "decide_appeal",
        role: Role::Decide,
        does: "the appeal is decided",
        needs: &[
            need("decision", Kind::Choice, "how"),
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
            Some(Ordered::Step(Step::DecideAppeal(decision)))
        },
        tries: |request, now| {
            let denied = Decision::Denied { because: words() };
            let result = tried(request, Step::DecideAppeal(denied), now);
            DECISIONS.map(|word| (word, result)).into()
        },
    },
    Row {
        step: "deny_for_fraud",
        role: Role::Decide,
        does: "the choice is not honoured, for a documented good-faith belief of fraud",
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
            Some(Ordered::Step(Step::DenyForFraud(FraudBelief(belief))))
        },
        tries: |request, now| one(request, Step::DenyForFraud(FraudBelief(words())), now),
    },
    Row {
        step: "partners_told",
        role: Role::Decide,
        does: "those who got the data were told by hand",
        needs: &[need("told", Kind::Number, "how many"), WHY_NEEDED],
        read: |fields| {
            let told = fields.required("told", Fields::number)?;
            Some(Ordered::Step(Step::PartnersTold { told }))
        },
        tries: |request, now| one(request, Step::PartnersTold { told: 1 }, now),
    },
    Row {
        step: "partner_answered",
        role: Role::Decide,
        does: "one more of them has answered",
        needs: &[WHY_NEEDED],
        read: |_| Some(Ordered::Step(Step::PartnerAnswered)),
        tries: |request, now| one(request, Step::PartnerAnswered, now),
    },
    Row {
        step: "hold",
        role: Role::Configure,
        does: "nothing of it may be erased while a dispute lasts, or that is over",
        needs: &[
            need("held", Kind::Boolean, "whether it is held"),
            WHY_NEEDED,
        ],
        read: |fields| {
            let held = fields.required("held", Fields::yes_or_no)?;
            Some(Ordered::Step(Step::Hold { held }))
        },
        tries: |request, now| {
            one(
                request,
                Step::Hold {
                    held: !request.held,
                },
                now,
            )
        },
    },
    Row {
        step: "erase",
        role: Role::Configure,
        does: "its person is forgotten; what the law wants kept stays",
        needs: &[],
        read: |_| Some(Ordered::Erase),
        tries: |request, now| one(request, Step::Erase, now),
    },
];
