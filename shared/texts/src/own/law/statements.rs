//! The statements that the law requires, with their rules.

use super::Need::{self, Asserted, Denied, Hole, Message, Start, TextForEach, Words};
use super::Statement;

const WHY: Need = Asserted(
    &["why", "reason", "because"],
    &["razon", "por que", "porque", "motivo"],
);
const IN_EFFECT: Need = Asserted(
    &["in effect", "took effect", "takes effect", "effective"],
    &["en vigor", "efectiv", "vigente"],
);
const HONORED: Need = Asserted(
    &["honored", "in effect", "processed", "opted out"],
    &["cumpl", "en vigor", "procesad", "respet"],
);
const OPTIONAL: Need = Asserted(&["optional"], &["opcional"]);
const APPEAL: Need = Asserted(&["appeal"], &["apel"]);
const CONFIRM: Need = Words(&["confirm"], &["confirm"]);
const UNLESS: Need = Words(
    &["unless", "only if", "only when", "only after"],
    &[
        "si usted no",
        "si no",
        "a menos que",
        "salvo que",
        "solo si",
        "solo cuando",
    ],
);
const USE: Need = Asserted(&["use", "process"], &["usa", "utiliz", "trata"]);
const SENSITIVE: Need = Words(&["sensitive"], &["confidencial", "sensible", "delicad"]);
const AUTOMATED: Need = Words(&["automat"], &["automat"]);

/// Consumers must understand what a choice does.
const CLEAR: &str = "11 CCR § 7004(a)(1) and (3)";

/// The laws of states that grant an appeal.
const APPEALS: &str =
    "the appeal of state laws, such as Va. Code § 59.1-577(C) and Colo. Rev. Stat. § 6-1-1306(3)";

/// The texts that say what changes if a person ends an immediate right.
const EFFECTS_OF_ENDING: &[&str] = &[
    "opt-in-effect",
    "opt-in-effect-child",
    "undo-effect",
    "undo-child-effect",
];

pub(super) const STATEMENTS: &[Statement] = &[
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
        needs: &[Asserted(
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
        needs: &[Asserted(&["record"], &["registro", "constancia"])],
        problem: "It doesn't say that we keep a record of the request.",
        rule: "11 CCR § 7022(e)",
        instead: "Say: We keep a record of your request, as the law requires.",
    },
    Statement {
        texts: &["kept-delete"],
        right: "",
        needs: &[Asserted(&["only"], &["solo", "unicamente"])],
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
        needs: &[Asserted(&["delet", "eras"], &["elimin", "borr"])],
        problem: "It doesn't say that the information can be deleted.",
        rule: "11 CCR § 7023(f)(4)",
        instead: "Say: You can ask us to delete the information.",
    },
    Statement {
        texts: &["not-verified"],
        right: "",
        needs: &[Denied(&["verif", "confirm"], &["verific", "confirm"])],
        problem: "It doesn't say that we could not verify the request.",
        rule: "11 CCR §§ 7022(a), 7023(a) and 7024(a) and (b)",
        instead: "Say that we could not verify that the request came from the person it is about.",
    },
    Statement {
        texts: &["not-verified"],
        right: "know",
        needs: &[Asserted(&["categor"], &["categor"])],
        problem: "It doesn't say that we treat the request as one for categories.",
        rule: "11 CCR § 7024(a)",
        instead: "Say that we have treated the request as a request for the categories of information.",
    },
    Statement {
        texts: &["instead-policy", "instead-policy-link"],
        right: "",
        needs: &[Asserted(
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
        needs: &[Denied(
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
        needs: &[Asserted(&["fraud"], &["fraud"])],
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
            Asserted(&["in writing", "written"], &["por escrito", "escrit"]),
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
            Asserted(&["complain"], &["queja", "denuncia", "reclam"]),
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
        needs: &[
            Denied(&["sell"], &["vend"]),
            Denied(&["share"], &["compart"]),
        ],
        problem: "It doesn't say that we neither sell nor share.",
        rule: "Civ. Code § 1798.120(d)",
        instead: "Say that we do not sell the person's information, and that we do not share it.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "marketing_stop",
        needs: &[Denied(&["send"], &["envi", "mand"])],
        problem: "It doesn't say that we send no marketing emails.",
        rule: "15 U.S.C. § 7704(a)(4)",
        instead: "Say: We do not send you marketing emails.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "withdraw_consent",
        needs: &[Denied(&["use", "process"], &["usa", "utiliz", "trata"])],
        problem: "It doesn't say that we stop the uses that need consent.",
        rule: CLEAR,
        instead: "Say: We do not use your information in ways that need your consent.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "admt_opt_out",
        needs: &[AUTOMATED, Denied(&["use"], &["usa", "utiliz"])],
        problem: "It doesn't say that we don't use automated technology.",
        rule: CLEAR,
        instead: "Say that we do not use automated technology to make significant decisions.",
    },
    Statement {
        texts: &["immediate-effect"],
        right: "limit",
        needs: &[
            SENSITIVE,
            Words(
                &["only", "no other", "not use", "n't use"],
                &["solo", "unicamente", "ningun otro", "no usa"],
            ),
        ],
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
        needs: &[Asserted(
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
        needs: &[CONFIRM, UNLESS, Message("opt-in-effect")],
        problem: "It doesn't say that nothing changes without a confirmation, and what a confirmation changes.",
        rule: "11 CCR § 7028(a)",
        instead: "Say that nothing changes unless the person confirms it, and keep { opt-in-effect }.",
    },
    Statement {
        texts: &["opt-in-question-child", "opt-in-question-in-short-child"],
        right: "",
        needs: &[CONFIRM, UNLESS, Message("opt-in-effect-child")],
        problem: "It doesn't say that nothing changes without a confirmation, and what a confirmation changes.",
        rule: "11 CCR § 7028(a)",
        instead: "Say that nothing changes unless the parent confirms it, and keep { opt-in-effect-child }.",
    },
    Statement {
        texts: EFFECTS_OF_ENDING,
        right: "opt_out",
        needs: &[
            Asserted(&["sell"], &["vend"]),
            Asserted(&["share"], &["compart"]),
        ],
        problem: "It doesn't say that we may then sell and share the information.",
        rule: "11 CCR §§ 7004(a)(1) and 7028(a)",
        instead: "Say that we may sell the information, or share it.",
    },
    Statement {
        texts: EFFECTS_OF_ENDING,
        right: "limit",
        needs: &[SENSITIVE, USE],
        problem: "It doesn't say that we may then use sensitive information for more.",
        rule: "11 CCR §§ 7004(a)(1) and 7028(a)",
        instead: "Say that we may use sensitive personal information for other purposes.",
    },
    Statement {
        texts: EFFECTS_OF_ENDING,
        right: "marketing_stop",
        needs: &[Asserted(&["send"], &["envi", "mand"])],
        problem: "It doesn't say that we may then send marketing emails.",
        rule: CLEAR,
        instead: "Say that we may send marketing emails.",
    },
    Statement {
        texts: EFFECTS_OF_ENDING,
        right: "withdraw_consent",
        needs: &[USE],
        problem: "It doesn't say that we may then use the information again.",
        rule: CLEAR,
        instead: "Say that we may use the information again in every way that the person agreed to before.",
    },
    Statement {
        texts: EFFECTS_OF_ENDING,
        right: "admt_opt_out",
        needs: &[AUTOMATED, USE],
        problem: "It doesn't say that we may then use automated technology.",
        rule: CLEAR,
        instead: "Say that we may use automated technology to make significant decisions.",
    },
    Statement {
        texts: &["undo-child"],
        right: "",
        needs: &[Message("undo-child-effect")],
        problem: "It doesn't say what ending the request changes.",
        rule: "11 CCR §§ 7004(a)(1) and 7028(a)",
        instead: "Keep { undo-child-effect } in the text.",
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
        texts: &["right"],
        right: "",
        needs: &[TextForEach("right")],
        problem: "It has the same text for two rights.",
        rule: CLEAR,
        instead: "Write a text for each value of { $right }.",
    },
    Statement {
        texts: &["right"],
        right: "opt_out",
        needs: &[
            Denied(&["sell"], &["vend"]),
            Denied(&["share"], &["compart"]),
        ],
        problem: "The choice doesn't say that we neither sell nor share.",
        rule: CLEAR,
        instead: "Write: Do not sell or share my personal information.",
    },
    Statement {
        texts: &["right"],
        right: "limit",
        needs: &[SENSITIVE, Asserted(&["limit"], &["limit"])],
        problem: "The choice doesn't say that it limits the use of sensitive information.",
        rule: CLEAR,
        instead: "Write: Limit the use of my sensitive personal information.",
    },
    Statement {
        texts: &["right"],
        right: "marketing_stop",
        needs: &[
            Words(&["marketing"], &["publicidad", "marketing", "mercadeo"]),
            Words(
                &["stop", "do not", "don't", "no more", "unsubscribe"],
                &[
                    "no envi",
                    "no me envi",
                    "no mand",
                    "no me mand",
                    "dejar de",
                    "dejen de",
                ],
            ),
        ],
        problem: "The choice doesn't say that marketing emails stop.",
        rule: CLEAR,
        instead: "Write: Stop sending me marketing emails.",
    },
    Statement {
        texts: &["right"],
        right: "admt_opt_out",
        needs: &[
            AUTOMATED,
            Words(
                &["do not", "don't", "stop", "opt out"],
                &["no us", "no tom", "no quiero", "dejar de", "dejen de"],
            ),
        ],
        problem: "The choice doesn't say that automated decisions stop.",
        rule: CLEAR,
        instead: "Write: Do not use automated tools to make decisions about me.",
    },
    Statement {
        texts: &["right"],
        right: "delete",
        needs: &[Asserted(&["delet", "eras"], &["elimin", "borr"])],
        problem: "The choice doesn't say that it deletes.",
        rule: CLEAR,
        instead: "Write: Delete my personal information.",
    },
    Statement {
        texts: &["right"],
        right: "know",
        needs: &[Asserted(
            &["show", "copy", "access", "see", "know", "get", "send"],
            &[
                "mostr", "muestr", "copia", "ver", "acce", "conocer", "saber", "envi", "obtener",
            ],
        )],
        problem: "The choice doesn't say that it shows the information.",
        rule: CLEAR,
        instead: "Write: Show me the personal information you have about me.",
    },
    Statement {
        texts: &["right"],
        right: "know_categories",
        needs: &[Asserted(
            &["categor", "kinds", "types"],
            &["categor", "tipos", "clases"],
        )],
        problem: "The choice doesn't say that it is about kinds of information.",
        rule: CLEAR,
        instead: "Write: Tell me what kinds of personal information you have about me.",
    },
    Statement {
        texts: &["right"],
        right: "correct",
        needs: &[Asserted(
            &["correct", "fix", "change", "update"],
            &["correg", "corrij", "correc", "cambi", "actualiz"],
        )],
        problem: "The choice doesn't say that it corrects.",
        rule: CLEAR,
        instead: "Write: Correct my personal information.",
    },
    Statement {
        texts: &["right"],
        right: "admt_access",
        needs: &[
            AUTOMATED,
            Asserted(
                &["explain", "explanation", "tell", "know", "access"],
                &["expli", "saber", "conocer", "acce"],
            ),
        ],
        problem: "The choice doesn't say that it explains an automated decision.",
        rule: CLEAR,
        instead: "Write: Explain an automated decision you made about me.",
    },
    Statement {
        texts: &["right"],
        right: "withdraw_consent",
        needs: &[
            Words(&["consent"], &["consent"]),
            Asserted(
                &["take back", "withdraw", "revoke", "end"],
                &["retir", "revoc", "quit"],
            ),
        ],
        problem: "The choice doesn't say that it takes back a consent.",
        rule: CLEAR,
        instead: "Write: Take back a consent that I gave you.",
    },
    Statement {
        texts: &["right"],
        right: "admt_appeal",
        needs: &[
            AUTOMATED,
            Asserted(
                &["review", "person", "appeal", "human"],
                &["revis", "persona", "apel"],
            ),
        ],
        problem: "The choice doesn't say that a person reviews an automated decision.",
        rule: CLEAR,
        instead: "Write: Have a person review an automated decision about me.",
    },
    Statement {
        texts: &["confirm-button", "confirm-agent-button"],
        right: "",
        needs: &[Start("yes", "si")],
        problem: "The button doesn't start with Yes, as the page calls it.",
        rule: CLEAR,
        instead: "Write: Yes, I made this request.",
    },
    Statement {
        texts: &["confirm-no-button", "confirm-agent-no-button"],
        right: "",
        needs: &[Start("no", "no")],
        problem: "The button doesn't start with No, as the page calls it.",
        rule: CLEAR,
        instead: "Write: No, that wasn’t me.",
    },
    Statement {
        texts: &["form-title"],
        right: "",
        needs: &[Asserted(
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
        needs: &[Asserted(&["16"], &["16"])],
        problem: "It doesn't name the age under which we need permission to sell or share.",
        rule: "Civ. Code § 1798.120(c)",
        instead: "Say that under 16, we may not sell or share the information unless the person allows it.",
    },
];
