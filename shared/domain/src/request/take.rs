//! The machine: one step on one request.

use super::open::{Terms, begin, matter_of, notices, receipt, receipt_letters, turn, who};
use super::step::CONFIRM;
use super::{
    Asked, Change, ChoiceStage, DemandStage, DoubtStage, Effect, Extended, Matter, Proof, Refused,
    Request, Step, Submission, Telling,
};
use crate::calendar::Due;
use crate::law::{Choice, Right, Rule};
use crate::letter::{Letter, Says};
use crate::log::{Actor, Entry, Event};
use crate::notice::Notice;
use crate::person::Person;
use crate::suppression::{Purpose, Suppression, Turn};
use jiff::Timestamp;

/// What a step leads to, before it is made a change.
pub(super) struct Outcome {
    pub(super) matter: Matter,
    /// Who asks, if that has changed.
    pub(super) person: Option<Person>,
    /// A letter about the step.
    pub(super) letter: Option<(Says, Option<Due>)>,
    /// Letters that are more than that.
    pub(super) letters: Vec<Letter>,
    pub(super) notices: Vec<Notice>,
    /// How far telling others of a granted demand has come, if that has changed.
    pub(super) telling: Option<Telling>,
    pub(super) suppressions: Vec<Suppression>,
}

impl Outcome {
    pub(super) fn quiet(matter: Matter) -> Self {
        Self {
            matter,
            person: None,
            letter: None,
            letters: Vec::new(),
            notices: Vec::new(),
            telling: None,
            suppressions: Vec::new(),
        }
    }

    pub(super) fn telling(matter: Matter, says: Says, due: Option<Due>) -> Self {
        Self {
            letter: Some((says, due)),
            ..Self::quiet(matter)
        }
    }
}

impl Request {
    /// Takes a step, or says why not. The request itself is left as it is.
    ///
    /// # Errors
    /// [`Refused`] if the stage or the rule doesn't allow the step.
    pub fn take(&self, step: Step, now: Timestamp) -> Result<Change, Refused> {
        let name = step.name();
        let outcome = match (&self.matter, step) {
            (_, Step::Repeat(submission)) => return self.repeat(submission, now),
            (_, Step::Note(note)) => return Ok(self.noted(note, now)),
            (_, Step::Look) => return self.look(now),
            (_, Step::Hold { held }) => return Ok(self.hold(held, now)),
            (_, Step::Erase) => return self.erase(now),

            (_, Step::NoticesCame(told)) => return self.notices_came(told, now),
            (_, Step::PartnersTold { told }) => self.told_by_hand(told, now)?,
            (_, Step::PartnerAnswered) => self.answered_by_hand(now)?,
            (
                Matter::Choice {
                    choice,
                    stage: ChoiceStage::InForce { .. } | ChoiceStage::Done { .. },
                    ..
                },
                Step::DenyForFraud(belief),
            ) => {
                let grounds = self.grounds().ok_or(Refused::NoLaw)?;
                let denied = grounds.fraud_denial();
                denied.map_err(|rule| not_granted(rule, "denial for fraud"))?;
                if belief.0.trim().is_empty() {
                    return Err(Refused::NoExplanation);
                }
                let says = Says::ChoiceDenied {
                    because: belief.0.clone(),
                };
                Outcome {
                    suppressions: self.turn((*choice).into(), now, Turn::Withdraw),
                    ..Outcome::telling(
                        self.choice_at(ChoiceStage::Denied { at: now, belief }),
                        says,
                        None,
                    )
                }
            }
            (_, Step::AskOptIn { of }) => self.ask_opt_in(&of, now)?,
            (_, Step::OptIn { confirmed }) => self.opt_in(&confirmed, now)?,

            (
                Matter::Demand {
                    stage:
                        DemandStage::Open {
                            acknowledge,
                            answer,
                            extended,
                            // Late is not too late: until it is answered, whoever asks may still show it.
                            proof: Proof::Wanted | Proof::Lapsed { .. },
                        },
                    ..
                },
                Step::ShowProof(by),
            ) => {
                let proof = Proof::Shown { at: now, by };
                Outcome::quiet(self.demand_at(DemandStage::Open {
                    acknowledge: *acknowledge,
                    answer: *answer,
                    extended: extended.clone(),
                    proof,
                }))
            }
            (
                Matter::Demand {
                    stage:
                        DemandStage::Open {
                            acknowledge,
                            answer,
                            extended,
                            proof,
                        },
                    ..
                },
                Step::Extend { reason },
            ) => {
                let grounds = self.grounds().ok_or(Refused::NoLaw)?;
                let (until, _) = grounds
                    .extension(grounds.day_of(self.received))
                    .map_err(|rule| not_granted(rule, "extension"))?;
                if reason.trim().is_empty() {
                    return Err(Refused::NoExplanation);
                }
                if extended.is_some() || grounds.day_of(now) > answer.target {
                    return Err(Refused::TooLateToExtend);
                }
                let says = Says::AnswerExtended {
                    because: reason.clone(),
                };
                let stage = DemandStage::Open {
                    acknowledge: *acknowledge,
                    answer: until,
                    extended: Some(Extended {
                        at: now,
                        reason,
                        from: *answer,
                    }),
                    proof: *proof,
                };
                Outcome::telling(self.demand_at(stage), says, Some(until))
            }
            (_, Step::Extend { reason }) => self.extend_appeal(reason, now)?,
            (_, Step::Answer(answer)) => self.answer(answer, now)?,
            (_, Step::RenewCode) => self.renew_code(now)?,
            (_, Step::Appeal) => self.appeal(now)?,
            (_, Step::DecideAppeal(decision)) => self.decide_appeal(decision, now)?,
            (_, Step::UpholdBesideNewer { done }) => self.uphold_beside_newer(done, now)?,

            (
                Matter::Doubt {
                    stage:
                        DoubtStage::Waiting {
                            provisional_since, ..
                        },
                },
                Step::Confirm(right),
            ) => self.confirm(right, *provisional_since, now)?,
            (_, Step::NotARequest { why }) => self.not_a_request(why, now)?,
            (_, Step::Reopen) => self.reopen(now)?,
            (_, Step::ChangePerson(person)) => self.change_person(person, now)?,
            (_, Step::AskPerson { question }) => self.ask_person(question)?,
            (_, Step::Join { to }) => self.join(to, now)?,
            (_, Step::Reread) => self.reread(now)?,

            (_, step) => return Err(self.wrong_stage(step.name())),
        };
        Ok(self.moved(name, outcome, now))
    }

    /// The same person asks for the same right again: the submission gets a receipt and a letter like any
    /// other, what it adds to a choice is stopped at once and partners are told of it, and the obligation
    /// stays the one that stands, with its date: nobody can put it off by asking again.
    fn repeat(&self, submission: Submission, now: Timestamp) -> Result<Change, Refused> {
        let same = |right: Right| submission.asked == Asked::Right(right);
        if !self.right().is_some_and(same) {
            return Err(Refused::AnotherRequest);
        }
        if !self.stands() {
            return Err(Refused::WrongStage {
                step: "repeat",
                stage: self.stage(),
            });
        }
        let terms = Terms::of_submission(&submission)?;
        let named = submission.person.identifiers();
        let repeated = self.repeated.unwrap_or(submission.received);
        let mut request = Self {
            version: self.version + 1,
            repeated: Some(repeated.max(submission.received)),
            ..self.clone()
        };
        // Whoever proved themselves for a demand proved it for the identifiers that they knew of.
        let is_choice = matches!(self.matter, Matter::Choice { .. });
        let added = if is_choice {
            request.person.add(named).ok_or(Refused::KnowsEnough)?
        } else {
            0
        };
        let added = added + request.begin_again_for(named);
        let mut told_anew = Vec::new();
        if added > 0 {
            // A notice that is still owed will name what is added until then.
            let owed = self.owed_notice();
            let notice = owed.map_or(request.version, |(_, notice)| notice);
            let due = self.due().map_or(terms.due, |due| due.earlier(terms.due));
            request.matter = request.choice_at(ChoiceStage::InForce {
                due,
                telling: Telling::Owed { notice },
            });
            if owed.is_none() {
                told_anew = notices(&request);
            }
        }
        let entry = Entry {
            at: now,
            by: who(&submission),
            event: Event::Repeated {
                receipt: submission.receipt,
                channel: submission.channel,
                received: submission.received,
                added: u16::try_from(added).unwrap_or(u16::MAX),
            },
        };
        Ok(Change {
            request,
            effect: Effect::Moves {
                from: self.version,
                stood: self.stood(),
            },
            entry,
            receipt: Some(receipt(&submission, self.id, false, &terms, now)),
            letters: receipt_letters(&submission, &terms, now),
            notices: told_anew,
            suppressions: begin(&submission, named, self.id, now),
        })
    }

    /// A letter turned out to exercise `right`, with the clock that has run since it arrived.
    fn confirm(
        &self,
        right: Right,
        provisional_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        if self.person.identifiers().is_empty() {
            return Err(Refused::NobodyNamed);
        }
        let terms = Terms::of(right, self.person.region, self.received)?;
        let grounds = terms.grounds.ok_or(Refused::NoLaw)?;
        // What was not stopped while the letter waited is stopped now, and the letter must not say otherwise.
        let since = match (right, provisional_since) {
            (Right::Choice(Choice::OptOut), Some(since)) => since,
            _ => now,
        };
        let matter = matter_of(right, grounds, since, &terms, self.version + 1);
        let (says, purpose) = match right {
            Right::Choice(choice) => (Says::ChoiceRecorded, Some(Purpose::from(choice))),
            Right::Demand(_) => (Says::DemandReceived, None),
        };
        let mut suppressions = Vec::new();
        if provisional_since.is_some() && purpose != Some(Purpose::SaleSharing) {
            suppressions.extend(self.turn(Purpose::SaleSharing, now, Turn::Withdraw));
        }
        if let Some(purpose) = purpose {
            suppressions.extend(self.turn(purpose, since, Turn::Begin));
        }
        let confirmed = Self {
            version: self.version + 1,
            matter: matter.clone(),
            ..self.clone()
        };
        Ok(Outcome {
            notices: notices(&confirmed),
            suppressions,
            ..Outcome::telling(matter, says, Some(terms.due))
        })
    }

    pub(super) fn wrong_stage(&self, step: &'static str) -> Refused {
        Refused::WrongStage {
            step,
            stage: self.stage(),
        }
    }

    pub(super) fn choice_at(&self, stage: ChoiceStage) -> Matter {
        match self.matter.clone() {
            Matter::Choice {
                choice,
                grounds,
                since,
                ended_for,
                ..
            } => Matter::Choice {
                choice,
                grounds,
                since,
                ended_for,
                stage,
            },
            other => other,
        }
    }

    pub(super) fn demand_at(&self, stage: DemandStage) -> Matter {
        match self.matter.clone() {
            Matter::Demand {
                demand, grounds, ..
            } => Matter::Demand {
                demand,
                grounds,
                stage,
            },
            other => other,
        }
    }

    pub(super) fn turn(&self, purpose: Purpose, at: Timestamp, how: Turn) -> Vec<Suppression> {
        turn(self.person.identifiers(), purpose, self.id, at, how)
    }

    fn moved(&self, step: &str, outcome: Outcome, now: Timestamp) -> Change {
        let request = Self {
            version: self.version + 1,
            read_by_staff: self.read_by_staff || step == CONFIRM,
            person: outcome.person.unwrap_or_else(|| self.person.clone()),
            matter: outcome.matter,
            telling: outcome.telling.or(self.telling),
            ..self.clone()
        };
        let told = outcome.letter;
        let told = told.map(|(says, due)| Letter::about(&request, step, says, due));
        let event = Event::Step {
            step: step.to_owned(),
            stage: request.stage().to_owned(),
        };
        Change {
            effect: Effect::Moves {
                from: self.version,
                stood: self.stood(),
            },
            entry: Entry {
                at: now,
                by: Actor::System,
                event,
            },
            receipt: None,
            letters: told.into_iter().chain(outcome.letters).collect(),
            notices: outcome.notices,
            suppressions: outcome.suppressions,
            request,
        }
    }
}

/// A step that this rule doesn't allow.
pub(super) fn not_granted(rule: &Rule, what: &'static str) -> Refused {
    Refused::NotGranted {
        rule: rule.id,
        what,
    }
}
