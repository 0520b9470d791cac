//! What the law requires a text to say.
//!
//! Each [`Statement`] is about texts that carry a required statement. It compares words, so it finds a statement that is
//! missing, not one that is badly written: counsel still reads every text.

use super::finding::Finding;
use super::phrases::Folded;
use super::readings::{Choice, Reading, readings};
use super::world::World;
use domain::locale::Locale;
use std::collections::BTreeMap;

/// A statement that the law requires.
struct Statement {
    /// The messages that make it.
    texts: &'static [&'static str],
    /// The right for which they make it. Empty for all.
    right: &'static str,
    needs: &'static [Need],
    problem: &'static str,
    rule: &'static str,
    instead: &'static str,
}

/// What a text needs in order to make a statement. Words are in lower case and without accents.
enum Need {
    /// The value of a hole.
    Hole(&'static str),
    /// Another message.
    Message(&'static str),
    /// A different text for each value of this hole.
    TextForEach(&'static str),
    /// One of these English or Spanish words.
    Words(&'static [&'static str], &'static [&'static str]),
}

use Need::{Hole, Message, TextForEach, Words};

const WHY: Need = Words(
    &["why", "reason", "because"],
    &["razon", "por que", "porque", "motivo"],
);
const IN_EFFECT: Need = Words(
    &["in effect", "took effect", "takes effect", "effective"],
    &["en vigor", "efectiv", "vigente"],
);
const HONORED: Need = Words(
    &["honored", "in effect", "processed", "opted out"],
    &["cumpl", "en vigor", "procesad", "respet"],
);
const OPTIONAL: Need = Words(&["optional"], &["opcional"]);
const VERIFY: Need = Words(&["verif", "confirm"], &["verific", "confirm"]);
const APPEAL: Need = Words(&["appeal"], &["apel"]);

/// The laws of states that grant an appeal.
const APPEALS: &str =
    "the appeal of state laws, such as Va. Code § 59.1-577(C) and Colo. Rev. Stat. § 6-1-1306(3)";

const STATEMENTS: &[Statement] = &[
    Statement {
        texts: &["denied", "in-part-rest"],
        right: "",
        needs: &[Message("denial-basis")],
        problem: "It doesn't say on which basis we deny the request.",
        rule: "11 CCR §§ 7022(f)(1), 7023(f)(1) and 7024(e)(1)",
        instead: "Keep { denial-basis } in the text.",
    },
    Statement {
        texts: &["denial-basis"],
        right: "",
        needs: &[TextForEach("basis")],
        problem: "It has the same text for two bases of a denial.",
        rule: "11 CCR §§ 7022(f)(1), 7023(f)(1) and 7024(e)(1)",
        instead: "Write a text for each value of { $basis }.",
    },
    Statement {
        texts: &["instead-opt-out", "instead-opt-out-link"],
        right: "",
        needs: &[Words(
            &[
                "opt out",
                "opted out",
                "do not sell",
                "don't sell",
                "sale and sharing",
            ],
            &["no vend", "no vender", "no compart"],
        )],
        problem: "The denial of a deletion doesn't offer to opt out of sale and sharing.",
        rule: "11 CCR § 7022(g)",
        instead: "Say that the person can opt out of the sale and sharing of their information here.",
    },
    Statement {
        texts: &["instead-opt-out"],
        right: "",
        needs: &[
            Words(&["right"], &["derecho"]),
            Words(&["form"], &["formulario"]),
        ],
        problem: "It doesn't have the contents of the Notice of Right to Opt-out: the right, and how to use it.",
        rule: "11 CCR §§ 7013(f) and 7022(g)",
        instead: "Say that the person has the right to opt out, and that our form takes the request.",
    },
    Statement {
        texts: &["record-delete"],
        right: "",
        needs: &[Words(&["record"], &["registro", "constancia"])],
        problem: "It doesn't say that we keep a record of the request.",
        rule: "11 CCR § 7022(e)",
        instead: "Say: We keep a record of your request, as the law requires.",
    },
    Statement {
        texts: &["kept-delete"],
        right: "",
        needs: &[Words(&["only"], &["solo", "unicamente"])],
        problem: "It doesn't limit the use of what we keep.",
        rule: "11 CCR § 7022(f)(3)",
        instead: "Say that we use the information that we keep only for the purpose that the law allows.",
    },
    Statement {
        texts: &["instead-correct-statement"],
        right: "",
        needs: &[
            Words(&["250"], &["250"]),
            Words(&["health"], &["salud"]),
            Words(
                &["ask us", "request that"],
                &["pidanos", "nos pide", "pedirnos", "solicit"],
            ),
        ],
        problem: "It doesn't offer the statement about health: up to 250 words for each item, added if the person asks for it.",
        rule: "11 CCR § 7023(f)(3)",
        instead: "Name health, the 250 words, and that the person must ask us to add the statement to their record.",
    },
    Statement {
        texts: &["instead-correct-delete"],
        right: "",
        needs: &[Words(&["delet", "eras"], &["elimin", "borr"])],
        problem: "It doesn't say that the information can be deleted.",
        rule: "11 CCR § 7023(f)(4)",
        instead: "Say: You can ask us to delete the information.",
    },
    Statement {
        texts: &["not-verified"],
        right: "",
        needs: &[VERIFY],
        problem: "It doesn't say that we could not verify the request.",
        rule: "11 CCR §§ 7022(a), 7023(a) and 7024(a) and (b)",
        instead: "Say that we could not verify that the request came from the person it is about.",
    },
    Statement {
        texts: &["not-verified"],
        right: "know",
        needs: &[Words(&["categor"], &["categor"])],
        problem: "It doesn't say that we treat the request as one for categories.",
        rule: "11 CCR § 7024(a)",
        instead: "Say that we have treated the request as a request for the categories of information.",
    },
    Statement {
        texts: &["instead-policy", "instead-policy-link"],
        right: "",
        needs: &[Words(
            &["privacy policy", "privacy notice"],
            &["politica de privacidad", "aviso de privacidad"],
        )],
        problem: "It doesn't lead to the practices in the privacy policy.",
        rule: "11 CCR § 7024(b)",
        instead: "Name the privacy policy.",
    },
    Statement {
        texts: &["other-rights"],
        right: "",
        needs: &[Words(
            &["retaliat", "discriminat"],
            &["represalia", "discrimin"],
        )],
        problem: "It doesn't say that we may not retaliate.",
        rule: "11 CCR § 7222(b)(4), Civ. Code § 1798.125",
        instead: "Say: The law forbids us to retaliate against you because you use your privacy rights.",
    },
    Statement {
        texts: &["extended", "appeal-extended", "extended-why"],
        right: "",
        needs: &[WHY],
        problem: "It doesn't lead to the reason for the delay, which staff write below it.",
        rule: "11 CCR § 7021(b), Civ. Code § 1798.130(a)(2)(A)",
        instead: "End with: Here is why:",
    },
    Statement {
        texts: &[
            "extended-first",
            "extended-now",
            "appeal-extended-now",
            "when-respond",
            "appeal-received-when",
        ],
        right: "",
        needs: &[Hole("date")],
        problem: "It doesn't say by which day we will respond.",
        rule: "11 CCR § 7021(a) and (b), and the deadlines of state laws",
        instead: "Show { $date } in every variant.",
    },
    Statement {
        texts: &["immediate-denied"],
        right: "",
        needs: &[Words(&["fraud"], &["fraud"])],
        problem: "It doesn't say that we believe that the request is fraudulent.",
        rule: "11 CCR §§ 7026(e) and 7027(f)",
        instead: "Say that we believe that the request is fraudulent. The law knows no other reason.",
    },
    Statement {
        texts: &["immediate-denied-because", "appeal-denied"],
        right: "",
        needs: &[WHY],
        problem: "It doesn't lead to the reasons, which staff write below it.",
        rule: "11 CCR §§ 7026(e) and 7027(f); for appeals, state laws such as Va. Code § 59.1-577(C)",
        instead: "End with: Here is why:",
    },
    Statement {
        texts: &["appeal-by-link", "appeal-by-reply", "next-appeal"],
        right: "",
        needs: &[APPEAL, Hole("days")],
        problem: "It doesn't say that the person can appeal, and when we decide.",
        rule: APPEALS,
        instead: "Say how to appeal, and that we decide within { $days } of the appeal.",
    },
    Statement {
        texts: &["appeal-by-link", "appeal-by-reply"],
        right: "",
        needs: &[
            Words(&["in writing", "written"], &["por escrito", "escrit"]),
            WHY,
        ],
        problem: "It doesn't promise a decision in writing, with reasons.",
        rule: APPEALS,
        instead: "Say that we will send our decision in writing, with our reasons.",
    },
    Statement {
        texts: &[
            "appeal-by-link-or-complaint",
            "appeal-by-reply-or-complaint",
        ],
        right: "",
        needs: &[APPEAL, Message("complaint")],
        problem: "It doesn't name both the appeal and the authority that takes complaints.",
        rule: "state laws such as Conn. Gen. Stat. § 42-518(d) and Va. Code § 59.1-577(C)",
        instead: "Name the appeal, and keep { complaint } in the text.",
    },
    Statement {
        texts: &["complaint", "appeal-complaint", "late-ask-or-complain"],
        right: "",
        needs: &[
            Hole("authority"),
            Words(&["complain"], &["queja", "denuncia", "reclam"]),
        ],
        problem: "It doesn't say to which authority the person can complain.",
        rule: "state laws such as Va. Code § 59.1-577(C) and Tex. Bus. & Com. Code § 541.053",
        instead: "Say that the person can file a complaint with { $authority }.",
    },
    Statement {
        texts: &["recorded", "done"],
        right: "",
        needs: &[IN_EFFECT, Hole("date"), Message("immediate-effect")],
        problem: "It doesn't confirm since when the request is in effect, and what that means.",
        rule: "11 CCR §§ 7026(f) and (g), 7027(g) and (h)",
        instead: "Say that the request has been in effect since { $date }, and keep { immediate-effect }.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "opt_out",
        needs: &[Words(&["sell"], &["vend"]), Words(&["share"], &["compart"])],
        problem: "It doesn't say that we neither sell nor share.",
        rule: "Civ. Code § 1798.120(d)",
        instead: "Say that we do not sell the person's information, and that we do not share it.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "limit",
        needs: &[Words(
            &["sensitive"],
            &["confidencial", "sensible", "delicad"],
        )],
        problem: "It doesn't say that the limit is about sensitive information.",
        rule: "Civ. Code § 1798.121(b)",
        instead: "Say that we use sensitive personal information only for what the law still allows.",
    },
    Statement {
        texts: &["signal-honored", "browser-honored"],
        right: "",
        needs: &[HONORED],
        problem: "It doesn't say that the opt-out was honored.",
        rule: "11 CCR § 7025(c)(6)",
        instead: "Write Opt-Out Request Honored, or words that say that the opt-out is in effect.",
    },
    Statement {
        texts: &["done-headline", "immediate-title"],
        right: "",
        needs: &[HONORED],
        problem: "It doesn't say that the request was honored.",
        rule: "11 CCR §§ 7026(g) and 7027(h)",
        instead: "Say that the request was honored, or that it is in effect.",
    },
    Statement {
        texts: &["rule-honor", "immediate-recorded"],
        right: "",
        needs: &[Words(
            &["right away", "at once", "immediately", "already"],
            &["de inmediato", "inmediatamente", "enseguida", "ya esta"],
        )],
        problem: "It doesn't say that the request took effect right away.",
        rule: "11 CCR §§ 7026(f)(1) and 7027(g)(1)",
        instead: "Say that it takes effect right away.",
    },
    Statement {
        texts: &["recorded-ask-again", "done-end-ask-again"],
        right: "",
        needs: &[Hole("months")],
        problem: "It doesn't say for how long we don't ask again.",
        rule: "Civ. Code § 1798.135(c)(4), 11 CCR §§ 7026(k) and 7027(l)",
        instead: "Show { $months } in every variant.",
    },
    Statement {
        texts: &["opt-in-question", "opt-in-question-in-short"],
        right: "",
        needs: &[VERIFY, Message("opt-in-effect")],
        problem: "It doesn't say that nothing changes without a confirmation, and what a confirmation changes.",
        rule: "11 CCR § 7028(a)",
        instead: "Say that nothing changes unless the person confirms it, and keep { opt-in-effect }.",
    },
    Statement {
        texts: &["undo"],
        right: "",
        needs: &[Message("undo-effect")],
        problem: "It doesn't say what ending the request changes.",
        rule: "11 CCR §§ 7004(a)(1) and 7028(a)",
        instead: "Keep { undo-effect } in the text.",
    },
    Statement {
        texts: &["form-title"],
        right: "",
        needs: &[Words(
            &[
                "do not sell or share my personal information",
                "your privacy choices",
                "your california privacy choices",
            ],
            &["no vend", "opciones de privacidad"],
        )],
        problem: "The form doesn't have the title that the law gives it.",
        rule: "Civ. Code § 1798.135(a), 11 CCR §§ 7013(a), 7015(b) and 7026(a)(1)",
        instead: "Write Do Not Sell or Share My Personal Information, or Your Privacy Choices.",
    },
    Statement {
        texts: &[
            "form-state",
            "form-details",
            "form-name",
            "form-others",
            "form-agent",
            "form-minor",
            "appeal-message",
        ],
        right: "",
        needs: &[OPTIONAL],
        problem: "It doesn't say that the field is optional, so it looks required.",
        rule: "Civ. Code § 1798.135(c)(1), 11 CCR §§ 7004(a)(5) and 7026(c)",
        instead: "End the label with (optional).",
    },
    Statement {
        texts: &["form-minor-hint"],
        right: "",
        needs: &[Words(&["16"], &["16"])],
        problem: "It doesn't name the age under which we need permission to sell or share.",
        rule: "Civ. Code § 1798.120(c)",
        instead: "Say that under 16, we may not sell or share the information unless the person allows it.",
    },
];

/// Returns the statements that are missing, by the company's message that leaves them out.
pub(super) fn check(world: &World<'_>) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    for statement in STATEMENTS {
        for text in statement.texts {
            let Some(id) = world.builtin_ids().find(|id| id == text) else {
                continue; // a text of another catalog
            };
            let authors = world.authors_of(id);
            if authors.is_empty() || statement.is_made_by(world, id) {
                continue;
            }
            for author in authors {
                let problem = match author == id {
                    true => statement.problem.to_owned(),
                    false => format!("It is part of {id}. {}", statement.problem),
                };
                let (rule, instead) = (Some(statement.rule), statement.instead.to_owned());
                let finding = world.finding(author, problem, rule, instead);
                findings.push((author.to_owned(), finding));
            }
        }
    }
    findings
}

/// Returns whether a text has one of these words.
fn says(text: &str, words: &[&str]) -> bool {
    let text = Folded::of(text);
    words.iter().any(|word| text.has(word))
}

impl Statement {
    fn is_made_by<'a>(&self, world: &World<'a>, id: &'a str) -> bool {
        let own = readings(world, id, |id| world.message(id));
        let builtin = readings(world, id, |id| world.builtin(id));
        let concerns = |reading: &Reading<'_>| {
            let right = reading.choice.get("right");
            self.right.is_empty() || right.is_none_or(|right| *right == self.right)
        };
        let pairs = own.iter().zip(&builtin);
        let concerned: Vec<_> = pairs.filter(|(own, _)| concerns(own)).collect();
        let each = |makes: &dyn Fn(&Reading<'a>, &Reading<'a>) -> bool| {
            concerned.iter().all(|(own, builtin)| makes(own, builtin))
        };
        self.needs.iter().all(|need| match need {
            Message(name) => each(&|own, builtin| {
                own.messages.contains(name) || !builtin.messages.contains(name)
            }),
            TextForEach(hole) => differ(hole, &concerned),
            Hole(hole) => each(&|own, _| own.holes.contains(hole)),
            Words(english, spanish) => {
                let words = match world.locale {
                    Locale::Spanish => spanish,
                    _ => english,
                };
                each(&|own, _| says(&own.text, words))
            }
        })
    }
}

/// Returns whether two texts for different values of a hole are different wherever the built-in ones are.
fn differ(hole: &str, readings: &[(&Reading<'_>, &Reading<'_>)]) -> bool {
    // The built-in text for each choice among the other holes and each own text.
    let mut meanings: BTreeMap<(Choice<'_>, String), &str> = BTreeMap::new();
    readings.iter().all(|(own, builtin)| {
        let mut others = own.choice.clone();
        others.remove(hole);
        let words = own.text.chars().filter(|c| c.is_alphanumeric());
        let words = words.flat_map(char::to_lowercase).collect();
        let meaning = meanings.entry((others, words)).or_insert(&builtin.text);
        *meaning == builtin.text
    })
}

#[cfg(test)]
mod tests {
    use super::super::world::{self, Source};
    use super::*;
    use crate::{CATALOGS, OFFERED};

    #[test]
    fn a_text_that_says_nothing_breaks_every_rule() {
        for statement in STATEMENTS {
            for id in statement.texts {
                let mut catalogs = 0;
                for (catalog, locale) in CATALOGS.iter().flat_map(|one| OFFERED.map(|to| (one, to)))
                {
                    let builtin = world::builtin(catalog.files, locale);
                    let none = World::new(&builtin, &[], locale);
                    let Some(file) = none.file_of(id) else {
                        continue;
                    };
                    catalogs += 1;
                    let source = Source::parse(file, locale, format!("{id} = Ok.\n"));
                    let sources = [source];
                    let world = World::new(&builtin, &sources, locale);
                    let found = check(&world);
                    let found = found
                        .iter()
                        .any(|(_, finding)| finding.rule == Some(statement.rule));
                    assert!(found, "{id}: {}", statement.problem);
                }
                assert!(catalogs >= OFFERED.len(), "no text is called {id}");
            }
        }
    }

    #[test]
    fn words_are_written_as_they_are_compared() {
        let needs = STATEMENTS.iter().flat_map(|statement| statement.needs);
        for need in needs {
            if let Words(english, spanish) = need {
                for word in english.iter().chain(*spanish) {
                    assert!(Folded::of(word).has(word), "{word}");
                }
            }
        }
    }
}
