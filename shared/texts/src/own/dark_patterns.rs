//! Wording that keeps people from their choice (11 CCR § 7004).
//!
//! A text with one of these phrases is refused even if it is meant well, because the company can say it in another way.

use super::finding::Finding;
use super::phrases::Folded;
use super::readings::{Reading, readings};
use super::world::World;
use domain::law::Right;
use domain::locale::Locale;

/// A kind of wording. Phrases are in lower case and without accents, and match at the start of a word.
struct DarkPattern {
    problem: &'static str,
    rule: &'static str,
    instead: &'static str,
    is_of_immediate_rights: bool,
    /// Whether a negation makes it harmless: "no password", but not "we don't apply it for 15 days".
    can_be_denied: bool,
    english: &'static [&'static str],
    spanish: &'static [&'static str],
}

const DARK_PATTERNS: &[DarkPattern] = &[
    DarkPattern {
        problem: "It asks the person to think again",
        rule: "11 CCR § 7004(a)(2) and (4)",
        instead: "Say what will happen, and leave the choice to the person.",
        is_of_immediate_rights: false,
        can_be_denied: true,
        english: &[
            "are you sure",
            "are you certain",
            "are you really",
            "do you really",
            "reconsider your",
            "please reconsider",
            "you reconsider",
            "you to reconsider",
            "think again",
            "think twice",
            "before you go",
            "before you leave",
            "before you opt out",
            "sorry to see you go",
            "sorry you're leaving",
            "would you rather",
            "stay with us",
            "give us another chance",
            "ask me later",
            "maybe later",
            "remind me later",
        ],
        spanish: &[
            "¿esta segur",
            "¿no esta segur",
            "¿esta usted segur",
            "esta seguro de",
            "esta segura de",
            "¿estas segur",
            "¿no estas segur",
            "estas seguro",
            "estas segura",
            "¿segur",
            "seguro que",
            "segura que",
            "seguro de que quiere",
            "segura de que quiere",
            "de verdad quiere",
            "realmente quiere",
            "reconsidere",
            "reconsideralo",
            "piensalo",
            "pienselo",
            "piense bien",
            "antes de irse",
            "antes de que se vaya",
            "lamentamos que se vaya",
            "sentimos que se vaya",
            "no se vaya",
            "quedese con nosotros",
            "quizas mas tarde",
            "tal vez mas tarde",
            "preguntarme mas tarde",
            "recordarme mas tarde",
        ],
    },
    DarkPattern {
        problem: "It makes the person feel guilty or afraid of a loss",
        rule: "11 CCR § 7004(a)(4) and (c), Civ. Code §§ 1798.125 and 1798.140(l)",
        instead: "Leave it out. Say only what the request does and does not do.",
        is_of_immediate_rights: false,
        can_be_denied: true,
        english: &[
            "miss out",
            "missing out",
            "don't miss",
            "do not miss",
            "you will lose",
            "you'll lose",
            "you could lose",
            "you may lose",
            "lose access",
            "lose your",
            "hurts us",
            "hurt us",
            "hurts our",
            "hurt our",
            "support us",
            "support our",
            "help us keep",
            "keep this site free",
            "i don't care",
            "i do not care",
            "i don't want to save",
            "paying full price",
            "pay full price",
            "worse experience",
            "less relevant",
            "we are sad",
            "makes us sad",
            "disappoint",
            "shame",
        ],
        spanish: &[
            "se perdera",
            "no se lo pierda",
            "no te lo pierdas",
            "no se pierda",
            "se pierde",
            "usted perdera",
            "va a perder",
            "podria perder",
            "puede perder",
            "perdera acceso",
            "perdera el acceso",
            "perdera sus",
            "nos perjudica",
            "nos hace dano",
            "nos afecta",
            "apoyenos",
            "apoye nuestr",
            "ayudenos a seguir",
            "no me importa",
            "pagar el precio completo",
            "pagar mas",
            "peor experiencia",
            "menos relevantes",
            "nos da tristeza",
            "nos entristece",
            "decepcion",
            "lastima",
        ],
    },
    DarkPattern {
        problem: "It delays a request that is in effect at once",
        rule: "11 CCR §§ 7026(f)(1) and 7027(g)(1), and § 7004(a)(5)",
        instead: "Say that the request is in effect. Only partners are notified later, by the date that the built-in text shows.",
        is_of_immediate_rights: true,
        can_be_denied: false,
        english: &[
            "day",
            "business day",
            "hour",
            "week",
            "month",
            "please allow",
            "allow us",
            "will take effect",
            "take effect in",
            "will be in effect",
            "will become effective",
            "will be effective",
            "will be processed",
            "we will process",
            "we'll process",
            "may take",
            "can take",
            "as soon as we",
            "once we",
            "after we have",
            "until we have",
            "soon",
            "shortly",
            "is pending",
            "in progress",
        ],
        spanish: &[
            "dia ",
            "dias",
            "hora",
            "semana",
            "mes ",
            "mes.",
            "meses",
            "en un plazo",
            "entrara en vigor",
            "sera efectiv",
            "se procesara",
            "sera procesad",
            "procesaremos",
            "aplicaremos",
            "puede tardar",
            "puede tomar",
            "puede demorar",
            "tan pronto como",
            "una vez que",
            "cuando hayamos",
            "despues de que",
            "pronto",
            "espere",
            "esta pendiente",
            "en proceso",
        ],
    },
    DarkPattern {
        problem: "It asks for more than an opt-out needs",
        rule: "Civ. Code § 1798.135(c)(1), 11 CCR §§ 7004(a)(5) and 7026(c) and (d)",
        instead: "Ask for an email address or a phone number. Say that one is enough, and that no proof is needed.",
        is_of_immediate_rights: true,
        can_be_denied: true,
        english: &[
            "required",
            "mandatory",
            "you must",
            "you have to",
            "you need to",
            "must enter",
            "must provide",
            "both your email",
            "both an email",
            "and your phone",
            "and a phone",
            "and your email",
            "create an account",
            "create your account",
            "register",
            "sign up",
            "sign in",
            "log in",
            "password",
            "photo id",
            "copy of your id",
            "driver's license",
            "notar",
            "verify your identity",
            "prove your identity",
            "prove who",
            "proof of",
            "upload",
            "call us",
            "date of birth",
            "all fields",
        ],
        spanish: &[
            "obligatori",
            "requerid",
            "es necesario",
            "debe escribir",
            "debe dar",
            "debe enviar",
            "debe llamar",
            "tiene que escribir",
            "tiene que dar",
            "tiene que enviar",
            "tiene que llamar",
            "debe confirmar",
            "debe verificar",
            "tanto su correo",
            "y su telefono",
            "y su numero de telefono",
            "y un numero de telefono",
            "y su correo",
            "ambos",
            "cree una cuenta",
            "cree su cuenta",
            "crear una cuenta",
            "crear su cuenta",
            "registrese",
            "registrate",
            "registrarse",
            "inicie sesion",
            "iniciar sesion",
            "contrasena",
            "copia de su identificacion",
            "identificacion con foto",
            "licencia de conducir",
            "notari",
            "verificar su identidad",
            "verifique su identidad",
            "confirmar su identidad",
            "confirme su identidad",
            "pruebe su identidad",
            "probar quien",
            "comprobante",
            "suba ",
            "adjunte",
            "llamenos",
            "fecha de nacimiento",
            "todos los campos",
        ],
    },
    DarkPattern {
        problem: "It asks for an account or for money",
        rule: "Civ. Code § 1798.130(a)(2)(A)",
        instead: "Say that there is no charge, and that no account is needed.",
        is_of_immediate_rights: false,
        can_be_denied: true,
        english: &[
            "create an account",
            "create your account",
            "open an account",
            "register first",
            "processing fee",
            "service fee",
            "administrative fee",
            "a fee of",
            "you must pay",
            "you have to pay",
            "you will be charged",
            "we charge",
            "we will charge",
        ],
        spanish: &[
            "cree una cuenta",
            "cree su cuenta",
            "crear una cuenta",
            "registrese",
            "abra una cuenta",
            "abrir una cuenta",
            "tarifa",
            "cobramos",
            "cobraremos",
            "debe pagar",
            "tiene que pagar",
            "con un costo de",
        ],
    },
];

/// Phrases that only look like a dark pattern.
const ALLOWED: &[&str] = &[
    "as soon as you",
    "tan pronto como usted",
    "tan pronto como pulse",
    "tan pronto como presione",
    "since the day",
    "desde el dia",
    // For how long we don't ask again.
    "{ $months } month",
    "{ $months } meses",
];

/// The texts about rights that are in effect at once: whole names, or starts that end with a dash.
const OF_IMMEDIATE_RIGHTS: &[&str] = &[
    "recorded",
    "recorded-",
    "done",
    "done-",
    "immediate-",
    "signal-",
    "browser-",
    "unsubscribe-",
    "unsubscribed",
    "unsubscribed-",
    "form-title",
    "form-description",
    "form-contact",
    "form-contact-hint",
    "form-email",
    "form-phone",
    "form-button",
    "form-use",
    "form-know-",
    "how-needed-immediate",
    "summary-recorded",
    "summary-recorded-no-partners",
    "together-undo-by-link",
    "together-undo-by-reply",
    "status-setting",
    "ended-next",
    "opted-back-in-change",
    "undone-change",
];

/// The ends of the names of texts that offer a choice.
const LABELS: &[&str] = &["-button", "-link", "-label", "-setting"];

/// Returns the dark patterns in the company's messages.
pub(super) fn check(world: &World<'_>) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    for (id, _) in world.own() {
        let all = readings(world, id, |id| world.message(id));
        let found = all
            .iter()
            .find_map(|reading| in_reading(world.locale, id, reading));
        if let Some((problem, rule, instead)) = found {
            let finding = world.finding(id, problem, Some(rule), instead.to_owned());
            findings.push((id.to_owned(), finding));
        }
    }
    findings
}

fn in_reading(
    locale: Locale,
    id: &str,
    reading: &Reading<'_>,
) -> Option<(String, &'static str, &'static str)> {
    let text = Folded::of(&reading.text).without(ALLOWED);
    let is_immediate = is_of_immediate_right(id, reading);
    for pattern in DARK_PATTERNS {
        if pattern.is_of_immediate_rights && !is_immediate {
            continue;
        }
        let phrases = match locale {
            Locale::Spanish => pattern.spanish,
            _ => pattern.english,
        };
        let has = |phrase: &&&str| match pattern.can_be_denied {
            true => text.asserts(phrase),
            false => text.has(phrase),
        };
        if let Some(phrase) = phrases.iter().find(has) {
            let problem = format!("{}: \"{}\".", pattern.problem, phrase.trim());
            return Some((problem, pattern.rule, pattern.instead));
        }
    }
    let is_label = id == "right" || LABELS.iter().any(|end| id.ends_with(end));
    if is_label
        && text
            .clauses()
            .any(|clause| is_doubly_negative(locale, clause))
    {
        return Some((
            "It denies twice, so the choice is hard to understand.".to_owned(),
            "11 CCR § 7004(a)(3)",
            "Say in positive words what the button or the link does.",
        ));
    }
    None
}

fn is_of_immediate_right(id: &str, reading: &Reading<'_>) -> bool {
    match id {
        "right-hint" => reading
            .choice
            .get("right")
            .is_some_and(|right| matches!(Right::named(right), Some(Right::Immediate(_)))),
        _ => OF_IMMEDIATE_RIGHTS
            .iter()
            .any(|name| match name.ends_with('-') {
                true => id.starts_with(name),
                false => id == *name,
            }),
    }
}

fn is_doubly_negative(locale: Locale, clause: &str) -> bool {
    let negates = |word: &&str| match locale {
        // Spanish negates a verb once more with a pronoun: "no … nada", "no … ni".
        Locale::Spanish => matches!(*word, "no" | "sin" | "nunca"),
        _ => {
            matches!(*word, "not" | "no" | "never" | "without" | "cannot") || word.ends_with("n't")
        }
    };
    clause.split_whitespace().filter(negates).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CATALOGS;
    use crate::own::world;

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        for pattern in DARK_PATTERNS {
            for phrase in pattern.english.iter().chain(pattern.spanish) {
                assert!(Folded::of(&format!("({phrase})")).has(phrase), "{phrase}");
            }
        }
    }

    #[test]
    fn every_name_of_an_immediate_text_exists() {
        let builtin = CATALOGS.map(|catalog| world::builtin(catalog.files, Locale::English, &[]));
        let worlds = builtin
            .each_ref()
            .map(|files| World::new(files, &[], Locale::English));
        let ids: Vec<_> = worlds.iter().flat_map(World::builtin_ids).collect();
        for name in OF_IMMEDIATE_RIGHTS {
            let exists = ids.iter().any(|id| match name.ends_with('-') {
                true => id.starts_with(name),
                false => id == name,
            });
            assert!(exists, "{name}");
        }
    }
}
