//! Emails about a choice: recorded, told to everyone, ended, not honored.

mod phrases;

use crate::block::{Draft, Fact};
use crate::case::Case;
use crate::{appeal, dates};
use domain::keys::LinkAction;
use domain::law::{ApplicableRules, ImmediateRight, Named};
use domain::outbound_email::Reader;
use jiff::Timestamp;
use phrases::{Phrases, phrases};

/// The choice is recorded and in force.
pub(crate) fn recorded(case: &Case<'_>, choice: ImmediateRight) -> Draft {
    let Phrases {
        in_force,
        name,
        write,
        explained,
        notified,
        does_not,
        ..
    } = phrases(choice);
    let notified = case
        .email
        .due
        .map(|due| format!("{notified} That will be done {}.", dates::by(due)));
    let draft = Draft::new(in_force)
        .say(format!(
            "Your {name} is recorded. It has been in force in our systems since {}. {write}",
            case.in_force_since()
        ))
        .say_any(explained.map(str::to_owned))
        .say_any(notified)
        .say_any(case.own_promise().map(str::to_owned))
        .say(format!(
            "You do not need to do anything.{}",
            ask_again(case)
        ))
        .facts_and_status(case)
        .heading(format!("What your {name} does not do"))
        .list(does_not)
        .heading("If you did not ask for this")
        .say("You do not need to do anything in that case either. It costs you nothing.");
    undo(draft, case)
}

/// Where the person asks for the choice to be taken back: the first of two steps (11 CCR § 7028(a)). Nobody is
/// urged to, and an agent can't.
fn undo(draft: Draft, case: &Case<'_>) -> Draft {
    let url = match case.email.reader {
        Reader::Anybody => None,
        Reader::Person | Reader::Represented => case.link_action_url(LinkAction::RequestOptIn),
    };
    match url {
        Some(url) => draft
            .say("If you want it undone, use this link or answer this email.")
            .aside("Undo this choice", url),
        None => draft.say("If you want it undone, answer this email."),
    }
}

/// For how long the person isn't asked to change their mind, as the rule says.
fn ask_again(case: &Case<'_>) -> String {
    let months = case.rules.and_then(ApplicableRules::ask_again_after_months);
    months.map_or(String::new(), |months| {
        format!(" We will not ask you to change your mind for at least {months} months.")
    })
}

/// How many were told, and when the last of them confirmed it.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) notified: u16,
    pub(crate) excused: u16,
    pub(crate) last: Option<Timestamp>,
}

impl Told {
    fn in_words(self, case: &Case<'_>) -> String {
        let all = self.notified.saturating_add(self.excused);
        if all == 0 {
            return "It is in force in our own systems, and there was nobody else whom we had to tell."
                .to_owned();
        }
        let last = match (self.last, self.notified) {
            (None, _) | (_, 0) => String::new(),
            (Some(at), 1) => format!(" on {}", case.day_of(at)),
            (Some(at), _) => format!(", the last of them on {}", case.day_of(at)),
        };
        let excused = match self.excused {
            0 => String::new(),
            1 => " For one of them we recorded why it need not be told.".to_owned(),
            some => format!(" For {some} of them we recorded why they need not be told."),
        };
        format!(
            "We told everyone who must know: {} of {all} confirmed it{last}.{excused}",
            self.notified
        )
    }
}

/// Everyone who must know has been told.
pub(crate) fn done(
    case: &Case<'_>,
    choice: ImmediateRight,
    notified: Told,
    applies_to: &[String],
) -> Draft {
    let Phrases {
        honored,
        name,
        write,
        ..
    } = phrases(choice);
    let mut facts = case.facts();
    if !applies_to.is_empty() {
        facts.push(Fact::new("Applies to", applies_to.join(", ")));
    }
    Draft::new(honored)
        .say(format!(
            "Your {name} has been in force since {}. {write}",
            case.in_force_since()
        ))
        .say(notified.in_words(case))
        .say(format!(
            "Nothing is left to do, for us or for you.{}",
            ask_again(case)
        ))
        .facts(facts)
        .link("See where your request stands", case.status_url())
}

/// Somebody asked that the choice be taken back; the holder of the address confirms it, or does nothing.
pub(crate) fn opt_in_asked(case: &Case<'_>, choice: ImmediateRight) -> Draft {
    let Phrases { name, ended, .. } = phrases(choice);
    let confirm = opt_in_url(case).map(|url| (format!("End my {name}"), url));
    Draft::new(format!("Do you want to end your {name}?"))
        .say(format!(
            "Somebody who named this address asked us on {} to end your {name}. Nothing has changed, and nothing changes unless you confirm it yourself. This is what changes then: {ended}",
            case.received()
        ))
        .say("The link shows you what ends, and a button. It works for 30 days, and only for this address.")
        .link_any(confirm)
        .facts_and_status(case)
        .heading("If you did not ask for this")
        .say("You do not need to do anything. Your choice stays in force.")
}

/// Where the holder of the address confirms that the choice ends.
pub(crate) fn opt_in_url(case: &Case<'_>) -> Option<String> {
    case.link_action_url(LinkAction::OptIn)
}

/// What the person made: "your …".
pub(crate) const fn name(choice: ImmediateRight) -> &'static str {
    phrases(choice).name
}

/// The holder of one address took the choice back for it. What else it named is nobody's business here but that it
/// stays as it was; and nobody is asked to end the rest, too (11 CCR § 7026(k)).
pub(crate) fn ended_in_part(case: &Case<'_>, choice: ImmediateRight) -> Draft {
    let Phrases { name, again, .. } = phrases(choice);
    Draft::new(format!("Your {name} has ended for this address"))
        .say(format!(
            "You asked us to end your {name} for this address, and you confirmed that. It is no longer in force for it. For whatever else your request named, it stays in force, and nothing changes."
        ))
        .say("You can change your mind at any time. It works at once, and you need not say why.")
        .link(again, case.form_url())
        .facts_and_status(case)
        .heading("If you did not ask for this")
        .say("Make your choice again with the form, or answer this email and say so. Either way counts from the moment it reaches us.")
}

/// The person took the choice back.
pub(crate) fn ended(case: &Case<'_>, choice: ImmediateRight) -> Draft {
    let Phrases {
        name, ended, again, ..
    } = phrases(choice);
    Draft::new(format!("Your {name} has ended"))
        .say(format!(
            "You asked us to end your {name}, and you confirmed that. It is no longer in force. {ended}"
        ))
        .say("You can change your mind at any time. It works at once, and you need not say why.")
        .link(again, case.form_url())
        .facts_and_status(case)
        .heading("If you did not ask for this")
        .say("Make your choice again with the form, or answer this email and say so. Either way counts from the moment it reaches us.")
}

/// The choice is not honored.
pub(crate) fn denied(case: &Case<'_>, choice: ImmediateRight, because: &str) -> Draft {
    let Phrases { name, .. } = phrases(choice);
    let draft = Draft::new(format!("We are not honoring your {name}"))
        .say(format!(
            "We looked at your request that reached us on {}. We believe that it is fraudulent, so we are not honoring it. It is no longer in force.",
            case.received()
        ))
        .say("This is why we believe so:")
        .quote(because)
        .heading("If we are wrong")
        .say("Answer this email and tell us. A person reads your answer and looks at your request again. We do not need to see an ID for this.");
    let named = case
        .appeal()
        .filter(|appeal| appeal.named != Named::WithRefusal);
    appeal::offer(draft, case)
        .say_any(appeal::complaint(named))
        .facts_and_status(case)
}
