//! Letters to those whose state grants an appeal.

use crate::catalogue::letter;
use crate::says::denied;
use domain::calendar::Calendar;
use domain::law::{Choice, Demand, Right};
use domain::letter::{Letter, Says};
use domain::person::Region;
use domain::request::{Answer, Decision, DenialBasis};

/// Letters to those whose state grants an appeal: Virginia names a body with its denial, Colorado with any
/// decision, Nebraska with the refusal already, and Florida names none.
pub(crate) fn appealable() -> impl Iterator<Item = (String, Letter)> {
    let basis = DenialBasis::LawfulException;
    let decided = |decision| Says::AppealDecided { decision };
    let delete = Right::Demand(Demand::Delete);
    let refused = Says::Answered {
        answer: Answer::Denied {
            denial: denied(basis),
        },
    };
    let opt_out = Right::Choice(Choice::OptOut);
    let because = "Your information is in three systems.".to_owned();
    [
        ("va", "appeal_received", delete, Says::AppealReceived),
        ("va", "appeal_upheld", delete, decided(upheld())),
        ("va", "appeal_denied", delete, decided(stays())),
        ("va", "received", delete, Says::DemandReceived),
        ("va", "denied", delete, refused.clone()),
        ("co", "appeal_upheld", delete, decided(upheld())),
        (
            "co",
            "appeal_extended",
            delete,
            Says::AppealExtended {
                because: because.clone(),
            },
        ),
        ("ne", "denied", delete, refused),
        ("ct", "appeal_received", opt_out, Says::AppealReceived),
        ("ct", "appeal_upheld", opt_out, decided(in_force())),
        ("ct", "appeal_denied", opt_out, decided(stays())),
        ("fl", "appeal_denied", delete, decided(stays())),
        ("fl", "extended", delete, Says::AnswerExtended { because }),
        (
            "ct",
            "denied",
            opt_out,
            Says::ChoiceDenied {
                because: "The card was stolen.".into(),
            },
        ),
    ]
    .into_iter()
    .map(|(state, name, right, says)| {
        let letter = letter(says, Some(right));
        let region = Region::parse(state).ok();
        let day = Calendar::California.date_of(letter.received);
        let grounds = right.rules_on(region, day).unwrap();
        let due = match letter.says {
            Says::AppealReceived => grounds.appeal_due(day).ok(),
            Says::AppealExtended { .. } => grounds.appeal_extension(day).ok(),
            Says::AnswerExtended { .. } => grounds.extension(day).ok().map(|(due, _)| due),
            Says::DemandReceived => Some(grounds.due(day).0),
            _ => None,
        };
        let letter = Letter {
            grounds: Some(grounds),
            due,
            ..letter
        };
        (format!("{}_{state}_{name}", right.as_str()), letter)
    })
}

fn upheld() -> Decision {
    Decision::Upheld {
        done: "We have now deleted the last of the three copies, too.".into(),
    }
}

fn in_force() -> Decision {
    Decision::Upheld {
        done: "We have found that the card was yours.".into(),
    }
}

fn stays() -> Decision {
    Decision::Denied {
        because: "Your contract runs until May, as our first answer said.".into(),
    }
}
