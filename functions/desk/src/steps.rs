//! The steps that staff take, in one table: what each needs, who may take it, and how it is read.
//!
//! Whether a stage allows a step is not written here. It is asked of the request itself, which refuses what the
//! law or its life doesn't allow; so what the desk offers and what is then taken cannot disagree.

use crate::fields::Fields;
use crate::problem::Problem;
use domain::law::Right;
use domain::log::Role;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{
    Answer, Decision, Delivery, Denial, DenialBasis, FraudBelief, ProofMeans, Refused, Request,
    RequestId, Step,
};
use jiff::Timestamp;
use serde::Serialize;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Text,
    Choice,
    Number,
    Boolean,
    Request,
    Person,
    Delivery,
}

/// A field that a step takes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Need {
    name: &'static str,
    kind: Kind,
    required: bool,
    about: &'static str,
}

const fn need(name: &'static str, kind: Kind, about: &'static str) -> Need {
    Need {
        name,
        kind,
        required: true,
        about,
    }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Need {
    Need {
        required: false,
        ..need(name, kind, about)
    }
}

/// Why, where only the record wants it.
const WHY: Need = may("why", Kind::Text, "why, for the record");
const WHY_NEEDED: Need = need("why", Kind::Text, "why, for the record");

/// What staff order about a request.
#[derive(Debug, Clone)]
pub(crate) enum Ordered {
    /// A step of the request's own.
    Step(Step),
    /// One more request out of the same letter.
    Split(Right),
    /// The letter belongs to the request of this id or reference.
    Join(String),
    /// Its person is forgotten.
    Erase,
}

/// An order, and why.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) row: &'static Row,
    pub(crate) ordered: Ordered,
    pub(crate) why: Option<String>,
}

/// A step that staff take.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) step: &'static str,
    pub(crate) role: Role,
    does: &'static str,
    needs: &'static [Need],
    read: fn(&mut Fields) -> Option<Ordered>,
    tries: fn(&Request, Timestamp) -> Vec<Try>,
}

/// A choice of the step's first field that was tried, and what came of it; the empty word where it has none.
type Try = (&'static str, Result<(), Refused>);

/// Every step that staff take.
pub(crate) const ROWS: &[Row] = &[
    Row {
        step: "confirm",
        role: Role::Decide,
        does: "the letter exercises this right",
        needs: &[need("right", Kind::Choice, "the right"), WHY],
        read: |fields| {
            let right = fields.required("right", Fields::right)?;
            Some(Ordered::Step(Step::Confirm(right)))
        },
        tries: |request, now| {
            let right = |right: Right| (right.as_str(), tried(request, Step::Confirm(right), now));
            Right::ALL.map(right).into()
        },
    },
    Row {
        step: "split",
        role: Role::Decide,
        does: "the letter exercises one more right, which gets a request of its own",
        needs: &[need("right", Kind::Choice, "the right")],
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
        step: "change_person",
        role: Role::Decide,
        does: "the letter is about somebody else",
        needs: &[need("person", Kind::Person, "whom it is about"), WHY],
        read: |fields| {
            let person = fields.required("person", Fields::person)?;
            Some(Ordered::Step(Step::ChangePerson(person)))
        },
        tries: |request, now| {
            let somebody = Identifier::parse(IdentifierKind::Account, "somebody").ok();
            let person = Person::new(None, None, somebody).unwrap_or_else(|_| Person::unknown());
            one(request, Step::ChangePerson(person), now)
        },
    },
    Row {
        step: "join",
        role: Role::Decide,
        does: "the letter belongs to another request",
        needs: &[
            need("to", Kind::Request, "that request, by id or reference"),
            WHY,
        ],
        read: |fields| Some(Ordered::Join(fields.required("to", Fields::text)?)),
        tries: |request, now| {
            let to = RequestId(ReceiptId::from_bytes([0; 16]));
            one(request, Step::Join { to }, now)
        },
    },
    Row {
        step: "not_a_request",
        role: Role::Decide,
        does: "the letter asks for nothing; this can be taken back for 30 days",
        needs: &[need("why", Kind::Text, "why; it is kept on the record")],
        read: |fields| {
            let why = fields.required("why", Fields::text)?;
            Some(Ordered::Step(Step::NotARequest { why }))
        },
        tries: |request, now| one(request, Step::NotARequest { why: words() }, now),
    },
    Row {
        step: "reopen",
        role: Role::Decide,
        does: "it is taken back that the letter asks for nothing",
        needs: &[WHY],
        read: |_| Some(Ordered::Step(Step::Reopen)),
        tries: |request, now| one(request, Step::Reopen, now),
    },
    Row {
        step: "reread",
        role: Role::Decide,
        does: "what a machine read in the letter is doubted: it waits to be read again",
        needs: &[WHY],
        read: |_| Some(Ordered::Step(Step::Reread)),
        tries: |request, now| one(request, Step::Reread, now),
    },
    Row {
        step: "ask_person",
        role: Role::Decide,
        does: "the person is asked one question by letter; the clock goes on",
        needs: &[
            need("question", Kind::Text, "the question; the person reads it"),
            WHY,
        ],
        read: |fields| {
            let question = fields.required("question", Fields::text)?;
            Some(Ordered::Step(Step::AskPerson { question }))
        },
        tries: |request, now| one(request, Step::AskPerson { question: words() }, now),
    },
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
        does: "the answer takes longer: the one extension",
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

const PROOFS: [(&str, ProofMeans); 3] = [
    ("known_account", ProofMeans::KnownAccount),
    ("power_of_attorney", ProofMeans::PowerOfAttorney),
    ("matched", ProofMeans::Matched),
];
const ANSWERS: [&str; 4] = ["granted", "in_part", "denied", "not_verified"];
const DECISIONS: [&str; 2] = ["upheld", "denied"];
const BASES: [(&str, DenialBasis); 5] = [
    ("lawful_exception", DenialBasis::LawfulException),
    ("accurate", DenialBasis::Accurate),
    ("repeated_without_news", DenialBasis::RepeatedWithoutNews),
    ("too_often", DenialBasis::TooOften),
    ("unfounded", DenialBasis::Unfounded),
];

/// Reads an answer with what belongs to it.
fn answer(fields: &mut Fields) -> Option<Answer> {
    let word = fields.required("answer", |fields, name| fields.one_of(name, &ANSWERS))?;
    let delivery = match word {
        "granted" | "in_part" => fields.delivery("delivery"),
        _ => None,
    };
    let denial = match word {
        "in_part" | "denied" => {
            let words = BASES.map(|(word, _)| word);
            let basis = fields.required("basis", |fields, name| fields.one_of(name, &words));
            let explanation = fields.required("explanation", Fields::text);
            let (_, basis) = BASES.into_iter().find(|(word, _)| Some(*word) == basis)?;
            Some(Denial {
                basis,
                explanation: explanation?,
            })
        }
        _ => None,
    };
    Some(match (word, denial) {
        ("in_part", Some(denial)) => Answer::InPart { denial, delivery },
        (_, Some(denial)) => Answer::Denied { denial },
        ("granted", None) => Answer::Granted { delivery },
        (_, None) => Answer::NotVerified,
    })
}

/// An answer of this kind, with nothing to hand over and with something.
fn samples(word: &str) -> [Answer; 2] {
    let denial = || Denial {
        basis: DenialBasis::LawfulException,
        explanation: words(),
    };
    let deliveries = [None, Some(Delivery::Elsewhere { how: words() })];
    deliveries.map(|delivery| match word {
        "granted" => Answer::Granted { delivery },
        "in_part" => Answer::InPart {
            denial: denial(),
            delivery,
        },
        "denied" => Answer::Denied { denial: denial() },
        _ => Answer::NotVerified,
    })
}

/// Words of nobody, to try a step with.
fn words() -> String {
    "words".to_owned()
}

fn tried(request: &Request, step: Step, now: Timestamp) -> Result<(), Refused> {
    request.take(step, now).map(|_| ())
}

fn one(request: &Request, step: Step, now: Timestamp) -> Vec<Try> {
    vec![("", tried(request, step, now))]
}

/// A step as it is offered.
#[derive(Debug, Serialize)]
pub(crate) struct Offered {
    step: &'static str,
    does: &'static str,
    role: Role,
    fields: Vec<OfferedField>,
}

#[derive(Debug, Serialize)]
struct OfferedField {
    #[serde(flatten)]
    need: Need,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<&'static str>,
}

/// The steps that a request allows as it is now, each with what it needs.
pub(crate) fn offered(request: &Request, now: Timestamp) -> Vec<Offered> {
    if request.erased.is_some() {
        return Vec::new();
    }
    let offer = |row: &'static Row| {
        let allowed = (row.tries)(request, now).into_iter();
        let allowed: Vec<_> = allowed.filter(|(_, result)| result.is_ok()).collect();
        let first = row.needs.first().map(|need| need.name);
        let values: Vec<_> = allowed
            .iter()
            .map(|(value, _)| *value)
            .filter(|value| !value.is_empty())
            .collect();
        let fields = row.needs.iter().map(|need| OfferedField {
            need: *need,
            values: if Some(need.name) == first {
                values.clone()
            } else {
                Vec::new()
            },
        });
        (!allowed.is_empty()).then(|| Offered {
            step: row.step,
            does: row.does,
            role: row.role,
            fields: fields.collect(),
        })
    };
    ROWS.iter().filter_map(offer).collect()
}

/// Reads an order: `{"step": name, …}`, or the fields of a step that the address names.
pub(crate) fn read(body: &[u8], named: Option<&'static str>) -> Result<Told, Problem> {
    let mut fields = Fields::of(body)?;
    let names: Vec<&'static str> = ROWS.iter().map(|row| row.step).collect();
    let name =
        named.or_else(|| fields.required("step", |fields, name| fields.one_of(name, &names)));
    let Some(row) = ROWS.iter().find(|row| Some(row.step) == name) else {
        // Which fields belong to a step that isn't there nobody can say.
        return Err(fields.done().err().unwrap_or_else(Problem::bad_json));
    };
    let ordered = (row.read)(&mut fields);
    // What a step takes as its own reason was read with it.
    let why = match row.needs.iter().find(|need| need.name == "why") {
        Some(need) if row.step != "not_a_request" && need.required => {
            fields.required("why", Fields::text)
        }
        Some(_) if row.step != "not_a_request" => fields.text("why"),
        _ => None,
    };
    fields.done()?;
    let ordered = ordered.ok_or_else(Problem::bad_json)?;
    Ok(Told { row, ordered, why })
}

/// The table in Markdown, for the README.
#[must_use]
pub fn steps_table() -> String {
    let mut table =
        "| step | what it says | role | fields |\n| --- | --- | --- | --- |\n".to_owned();
    for row in ROWS {
        let field = |need: &Need| match need.required {
            true => format!("`{}`", need.name),
            false => format!("`{}`?", need.name),
        };
        let fields: Vec<String> = row.needs.iter().map(field).collect();
        table += &format!(
            "| `{}` | {} | {} | {} |\n",
            row.step,
            row.does,
            row.role.as_str(),
            fields.join(", ")
        );
    }
    table
}
