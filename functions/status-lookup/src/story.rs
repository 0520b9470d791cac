//! What a receipt tells: told from the submission alone where another submission opened the request, so
//! that nobody learns here that somebody asked before.

use crate::page::StatusView;
use domain::calendar::{Calendar, Due};
use domain::law::{Choice, Duty, Extension, Grounds, Named, Right, Rule};
use domain::receipt::Receipt;
use domain::request::{
    Answer, Asked, ChoiceStage, Decision, DemandStage, DoubtStage, Matter, Request, SetBy, Telling,
};
use jiff::{SignedDuration, Timestamp};
use pages::date_in_words;
use serde::Serialize;

/// For how long after its arrival a page also says to keep its address.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// A request as its receipt tells it.
#[derive(Debug, Clone)]
pub struct Story {
    receipt: Receipt,
    right: Option<Right>,
    grounds: Option<Grounds>,
    stage: Stage,
}

/// A stage in the words of whoever asked.
#[derive(Debug, Clone)]
struct Stage {
    name: &'static str,
    title: String,
    words: &'static str,
    in_force_since: Option<Timestamp>,
    due: Option<Due>,
    due_set_by: SetBy,
    done: Vec<(Timestamp, String)>,
    told: Option<Told>,
    next: Vec<String>,
}

/// How far telling others has come (11 CCR § 7026(f)(2)).
#[derive(Debug, Clone, Copy)]
struct Told {
    of: u16,
    confirmed: u16,
    excused: u16,
    last: Option<Timestamp>,
}

/// The story for programs.
#[derive(Debug, Serialize)]
pub struct StoryJson {
    reference: String,
    right: &'static str,
    stage: &'static str,
    status: String,
    received_at: String,
    in_force_since: Option<String>,
    due: Option<Due>,
    due_set_by: Option<SetBy>,
    law: Option<&'static str>,
    rule: Option<&'static str>,
    citation: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconfirmed: bool,
    identifiers: Vec<String>,
    told: Option<ToldJson>,
    done: Vec<DoneJson>,
    next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ToldJson {
    of: u16,
    confirmed: u16,
    /// For so many it is recorded why they need not be told.
    not_needed: u16,
    last_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct DoneJson {
    at: String,
    what: String,
}

impl Story {
    /// The story of a receipt and the request that it points to.
    #[must_use]
    pub fn of(receipt: &Receipt, request: &Request) -> Self {
        let mut stage = Stage::of(request);
        stage.told = Told::of(request);
        let (right, grounds, mut stage) = match receipt.asked {
            Asked::Right(right) if !receipt.opened => {
                (Some(right), receipt.grounds, stage.told_since(receipt))
            }
            _ => (request.right(), request.grounds(), stage),
        };
        stage.next.extend(complaint(grounds, request));
        Self {
            receipt: receipt.clone(),
            right,
            grounds,
            stage,
        }
    }

    /// The rule that set the date.
    fn rule(&self) -> Option<&'static Rule> {
        let grounds = self.grounds?;
        Some(grounds.law_named(grounds.day_of(self.receipt.received)))
    }

    fn calendar(&self) -> Calendar {
        self.rule()
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    fn words_of(&self, at: Timestamp) -> String {
        date_in_words(self.calendar().date_of(at))
    }

    fn identifiers(&self) -> Vec<String> {
        self.receipt
            .identifiers
            .iter()
            .map(domain::person::Identifier::masked)
            .collect()
    }

    /// The story for people.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> StatusView {
        let words = |date| date_in_words(date);
        StatusView {
            title: self.stage.title.clone(),
            reference: self.receipt.reference().to_string(),
            right: self.right.map_or("Your letter", Right::in_words).to_owned(),
            stage: self.stage.words.to_owned(),
            received: self.words_of(self.receipt.received),
            in_force_since: self.stage.in_force_since.map(|at| self.words_of(at)),
            identifiers: self.identifiers(),
            law: self
                .rule()
                .map_or(String::new(), |rule| rule.law.name().to_owned()),
            rule: self.in_a_sentence(),
            citation: self
                .rule()
                .map_or(String::new(), |rule| rule.cite.to_owned()),
            target: self.stage.due.map(|due| words(due.target)),
            latest: self
                .stage
                .due
                .filter(|due| due.latest != due.target)
                .map(|due| words(due.latest)),
            house_date: self.stage.due_set_by == SetBy::House,
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| (self.words_of(*at), what.clone()))
                .collect(),
            told: self.stage.told.map(|told| self.told_in_words(told)),
            next: self.stage.next.clone(),
            fresh: now.duration_since(self.receipt.received) < FRESH,
        }
    }

    fn told_in_words(&self, told: Told) -> String {
        let Told {
            of,
            confirmed,
            excused,
            last,
        } = told;
        if of == 0 {
            return "Nobody else had to be told".to_owned();
        }
        let last = match (last, confirmed) {
            (Some(at), 1) => format!(", on {}", self.words_of(at)),
            (Some(at), _) => format!(", the last on {}", self.words_of(at)),
            (None, _) => String::new(),
        };
        let excused = match excused {
            0 => String::new(),
            1 => "; for one we recorded why it need not be told".to_owned(),
            some => format!("; for {some} we recorded why they need not be told"),
        };
        format!("{confirmed} of {of} confirmed it{last}{excused}")
    }

    /// What the law asks of the company, for the person.
    fn in_a_sentence(&self) -> String {
        let extension = self.grounds.and_then(|grounds| {
            let longer = grounds.extension(grounds.day_of(self.receipt.received));
            longer.ok()?.1.extension()
        });
        match (self.rule().map(|rule| rule.duty), extension) {
            (Some(Duty::Honour { within, .. }), _) => {
                format!("In force at once. The law allows {within} at the most.")
            }
            (Some(Duty::Answer { answer, .. }), Some(Extension { by })) => {
                format!("An answer within {answer}; once {by} more, if we tell you why before.")
            }
            (Some(Duty::Answer { answer, .. }), None) => format!("An answer within {answer}."),
            (Some(Duty::OptIn) | None, _) => String::new(),
        }
    }

    /// The story for programs.
    #[must_use]
    pub fn json(&self) -> StoryJson {
        let second = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        StoryJson {
            reference: self.receipt.reference().to_string(),
            right: self.right.map_or("to_be_read", |right| right.as_str()),
            stage: self.stage.name,
            status: self.stage.title.clone(),
            received_at: second(self.receipt.received),
            in_force_since: self.stage.in_force_since.map(second),
            due: self.stage.due,
            due_set_by: self.stage.due.map(|_| self.stage.due_set_by),
            law: self.rule().map(|rule| rule.law.as_str()),
            rule: self.rule().map(|rule| rule.id),
            citation: self.rule().map(|rule| rule.cite),
            unconfirmed: self.rule().is_some_and(Rule::unconfirmed),
            identifiers: self.identifiers(),
            told: self.stage.told.map(|told| ToldJson {
                of: told.of,
                confirmed: told.confirmed,
                not_needed: told.excused,
                last_at: told.last.map(second),
            }),
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| DoneJson {
                    at: second(*at),
                    what: what.clone(),
                })
                .collect(),
            next: self.stage.next.clone(),
        }
    }
}

/// To whom the person can complain about how their appeal was decided, where their law has them told.
fn complaint(grounds: Option<Grounds>, request: &Request) -> Option<String> {
    let Matter::Demand {
        stage: DemandStage::AppealDecided { decision, .. },
        ..
    } = &request.matter
    else {
        return None;
    };
    let appeal = grounds?.appeal()?;
    let denied = matches!(decision, Decision::Denied { .. });
    let told = denied || appeal.named == Named::WithDecision;
    let body = appeal.complaint_body.filter(|_| told)?;
    Some(format!("If you do not agree, you can complain to {body}."))
}

const RECEIVED: &str = "We received your request.";
const RECORDED: &str = "We recorded your choice. It is in force in our systems.";
const TELL: &str = "We tell the companies that got your information from us to stop, too.";
const LETTER: &str = "You need not do anything.";

impl Told {
    fn of(request: &Request) -> Option<Self> {
        if let Matter::Choice {
            stage:
                ChoiceStage::Done {
                    told,
                    excused,
                    last,
                    ..
                },
            ..
        } = &request.matter
        {
            return Some(Self {
                of: told.saturating_add(*excused),
                confirmed: *told,
                excused: *excused,
                last: *last,
            });
        }
        match request.telling()? {
            Telling::Owed { .. } => None,
            Telling::Sent {
                told,
                answered,
                excused,
                last,
                ..
            } => Some(Self {
                of: told,
                confirmed: answered,
                excused,
                last,
            }),
        }
    }
}

impl Stage {
    /// The stage as a receipt tells it that met the request when it stood: with the receipt's own dates, and
    /// with nothing that happened before it. What happens afterwards it tells like any other.
    fn told_since(mut self, receipt: &Receipt) -> Self {
        let untouched = !self
            .done
            .iter()
            .skip(1)
            .any(|(at, _)| *at >= receipt.recorded);
        if let (true, Asked::Right(right)) = (untouched, &receipt.asked) {
            return match right {
                Right::Choice(choice) => Self::choice(*choice, receipt.recorded, receipt.due),
                Right::Demand(_) => Self::open(receipt.received, receipt.due),
            };
        }
        if let Some((began, _)) = self.done.first_mut() {
            *began = receipt.recorded;
        }
        self.done.retain(|(at, _)| *at >= receipt.recorded);
        if let Some(told) = &mut self.told {
            told.last = told.last.filter(|last| *last >= receipt.recorded);
        }
        self.in_force_since = self.in_force_since.map(|_| receipt.recorded);
        self
    }

    fn of(request: &Request) -> Self {
        match &request.matter {
            Matter::Choice {
                choice,
                since,
                stage,
                ..
            } => Self::of_choice(*choice, *since, stage),
            Matter::Demand { stage, .. } => Self::of_demand(request.received, stage),
            Matter::Doubt { stage } => Self::of_doubt(request.received, stage),
        }
    }

    fn of_choice(choice: Choice, since: Timestamp, stage: &ChoiceStage) -> Self {
        match stage {
            ChoiceStage::InForce { due, .. } => Self::choice(choice, since, Some(*due)),
            ChoiceStage::Done {
                at, told, excused, ..
            } => {
                let mut done = Self::choice(choice, since, None);
                done.name = "done";
                let (words, what) = match (told, excused) {
                    (0, 0) => (
                        "Done: in force, and nobody else had to be told",
                        "It is in force in all our systems, and nobody else had to be told."
                            .to_owned(),
                    ),
                    _ => (
                        "Done: in force, and everyone who must know was told",
                        format!(
                            "We told everyone who must know: {told} of {} confirmed it.",
                            told.saturating_add(*excused)
                        ),
                    ),
                };
                done.words = words;
                done.done.push((*at, what));
                done.next = vec!["Nothing. Your choice stays in force until you change it.".into()];
                done
            }
            ChoiceStage::Denied { at, .. } => Self {
                name: "denied",
                title: "We did not follow this request".into(),
                words: "Not followed; our letter says why",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Law,
                done: vec![
                    (since, RECEIVED.into()),
                    (*at, "We wrote to you why we do not follow it.".into()),
                ],
                told: None,
                next: vec!["You can answer our letter if we are wrong.".into()],
            },
            ChoiceStage::Ended { at, .. } => Self {
                name: "ended",
                title: "You opted back in".into(),
                words: "Ended: you opted back in",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::Law,
                done: vec![(since, RECORDED.into()), (*at, "You opted back in.".into())],
                told: None,
                next: vec!["You can opt out again at any time.".into()],
            },
        }
    }

    /// A choice that is in force.
    fn choice(choice: Choice, since: Timestamp, due: Option<Due>) -> Self {
        let title = match choice {
            Choice::OptOut => "Opt-Out Request Honored",
            Choice::Limit => "Request to limit honored",
            Choice::MarketingStop => "Marketing mail stopped",
            Choice::AdmtOptOut => "Opt-out of automated decisions honored",
        };
        let next = if choice == Choice::MarketingStop {
            vec![LETTER.into()]
        } else {
            vec![TELL.into(), LETTER.into()]
        };
        Self {
            name: "in_force",
            title: title.into(),
            words: "In force",
            in_force_since: Some(since),
            due,
            due_set_by: SetBy::Law,
            done: vec![(since, RECORDED.into())],
            told: None,
            next,
        }
    }

    /// A demand that is to be answered.
    fn open(received: Timestamp, due: Option<Due>) -> Self {
        Self {
            name: "open",
            title: "Your request is recorded".into(),
            words: "We are working on it",
            in_force_since: None,
            due,
            due_set_by: SetBy::Law,
            done: vec![(received, RECEIVED.into())],
            told: None,
            next: vec![
                "We check with what we have that it is you who asks. If we need anything, we write to you.".into(),
                "You get our answer by the date above.".into(),
            ],
        }
    }

    fn of_demand(received: Timestamp, stage: &DemandStage) -> Self {
        let answered = |at: &Timestamp, answer: &Answer| {
            let what = match answer {
                Answer::Granted { .. } => "We did what you asked.",
                Answer::InPart { .. } => {
                    "We did a part of what you asked; our letter says why not the rest."
                }
                Answer::Denied { .. } => "We did not do what you asked; our letter says why.",
                Answer::NotVerified => {
                    "We could not verify that it was you who asked; our letter says what you can do."
                }
            };
            (*at, what.to_owned())
        };
        let mut told = Self::open(received, None);
        told.title = "Your request was answered".into();
        told.name = "answered";
        told.words = "Answered";
        told.next = vec!["Nothing. You can answer our letter if something is wrong.".into()];
        match stage {
            DemandStage::Open {
                answer, extended, ..
            } => {
                let mut open = Self::open(received, Some(*answer));
                if let Some(extended) = extended {
                    open.done.push((
                        extended.at,
                        "We wrote to you that we need more time, and why.".into(),
                    ));
                }
                return open;
            }
            DemandStage::Answered { at, answer } => told.done.push(answered(at, answer)),
            DemandStage::Appealing {
                answered_at,
                answer,
                appeal,
            } => {
                told.name = "appealing";
                told.words = "Your appeal is being looked at";
                told.due = Some(appeal.due);
                told.done.push(answered(answered_at, answer));
                told.done.push((appeal.received, "You appealed.".into()));
                told.next = vec!["You get our decision by the date above.".into()];
            }
            DemandStage::AppealDecided {
                answered_at,
                answer,
                at,
                ..
            } => {
                told.name = "appeal_decided";
                told.words = "Your appeal was decided";
                told.done.push(answered(answered_at, answer));
                told.done
                    .push((*at, "We decided your appeal; our letter says how.".into()));
            }
        }
        told
    }

    fn of_doubt(received: Timestamp, stage: &DoubtStage) -> Self {
        let received = (received, "We received your letter.".to_owned());
        match stage {
            DoubtStage::Waiting {
                due,
                provisional_since,
                ..
            } => {
                let mut done = vec![received];
                if let Some(since) = provisional_since {
                    done.push((*since, "We treat it as an opt-out until it is read.".into()));
                }
                Self {
                    name: "to_be_read",
                    title: "Your letter is recorded".into(),
                    words: "A person will read your letter",
                    in_force_since: *provisional_since,
                    due: Some(*due),
                    due_set_by: SetBy::House,
                    done,
                    told: None,
                    next: vec![
                        "A person reads your letter and does what it asks. We write to you then."
                            .into(),
                    ],
                }
            }
            DoubtStage::Joined { at, .. } => Self {
                name: "joined",
                title: "Your letter was read".into(),
                words: "Read: it belongs to another request of yours",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::House,
                done: vec![received, (*at, "A person read your letter.".into())],
                told: None,
                next: vec!["We keep it with that request, and answer it there.".into()],
            },
            DoubtStage::NotARequest { at, .. } => Self {
                name: "not_a_request",
                title: "Your letter was read".into(),
                words: "Read: it asks for nothing that this office does",
                in_force_since: None,
                due: None,
                due_set_by: SetBy::House,
                done: vec![received, (*at, "A person read your letter.".into())],
                told: None,
                next: vec![
                    "If you meant to ask for something, answer our letter or use the form.".into(),
                ],
            },
        }
    }
}
