//! Answering a demand: what the law lets be answered, and how what is handed over reaches the person.

use super::take::Outcome;
use super::{
    Answer, Delivery, DemandStage, Denial, DenialBasis, Earlier, Given, Matter, Proof, ProofMeans,
    Refused, Renewed, Request, Telling,
};
use crate::calendar::Calendar;
use crate::law::{Demand, Window};
use crate::letter::{Addressee, Letter, Says};
use crate::notice::Notice;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Months within which a correction that was denied need not be looked at again (11 CCR § 7023(g)).
const DENIED_FOR_MONTHS: i32 = 6;
/// Months in which answers are counted that are free of charge (Civ. Code § 1798.130(b)).
const FREE_MONTHS: i32 = 12;

impl Request {
    /// The answer, and what it owes: the letter, the code that comes apart from it, and a notice to those who got
    /// what was deleted or corrected.
    pub(super) fn answer(&self, answer: Answer, now: Timestamp) -> Result<Outcome, Refused> {
        let Matter::Demand {
            demand,
            stage: DemandStage::Open { proof, .. },
            ..
        } = &self.matter
        else {
            return Err(self.wrong_stage("answer"));
        };
        match (proof, &answer) {
            // Whoever reads the mail at an address may be too little for what is asked (11 CCR § 7062): staff say so.
            (Proof::Shown { by, .. }, Answer::NotVerified)
                if *by != ProofMeans::AddressConfirmed =>
            {
                return Err(Refused::ProofShown);
            }
            (Proof::Wanted | Proof::Lapsed { .. }, answer) if answer.acts() => {
                return Err(Refused::ProofWanted);
            }
            _ => {}
        }
        self.allowed(*demand, &answer)?;
        let tells = answer.acts() && matches!(demand, Demand::Delete | Demand::Correct);
        let code = matches!(answer.delivery(), Some(Delivery::File { .. })).then(|| {
            let says = Says::CollectCode { round: 0 };
            Letter::about(self, "answer code", says, None)
        });
        let says = Says::Answered {
            answer: answer.clone(),
        };
        Ok(Outcome {
            letters: code.into_iter().collect(),
            notices: if tells {
                vec![Notice::TellPartners {
                    request: self.id,
                    version: self.version + 1,
                }]
            } else {
                Vec::new()
            },
            telling: tells.then_some(Telling::Owed {
                notice: self.version + 1,
            }),
            ..Outcome::telling(
                self.demand_at(DemandStage::Answered { at: now, answer }),
                says,
                None,
            )
        })
    }

    /// A new code for the file that is the answer: for whoever locked their link, or lost what they collected.
    pub(super) fn renew_code(&self, now: Timestamp) -> Result<Outcome, Refused> {
        let mut matter = self.matter.clone();
        let answer = match &mut matter {
            Matter::Demand { stage, .. } => stage.answer_mut(),
            Matter::Choice { .. } | Matter::Doubt { .. } => None,
        };
        let answer = answer.ok_or_else(|| self.wrong_stage("renew code"))?;
        let Some(Delivery::File { renewed, .. }) = answer.delivery_mut() else {
            return Err(Refused::NoFile);
        };
        let round = renewed.map_or(0, |renewed| renewed.round).saturating_add(1);
        *renewed = Some(Renewed { round, at: now });
        Ok(Outcome::telling(matter, Says::CollectCode { round }, None))
    }

    /// Whether the law lets the demand be answered so, staff said what it wants said, and what is handed over can
    /// reach the person.
    fn allowed(&self, demand: Demand, answer: &Answer) -> Result<(), Refused> {
        if let Some(denial) = answer.denial() {
            if !denial.basis.is_for(demand) {
                return Err(Refused::NotABasis);
            }
            if denial.explanation.trim().is_empty() {
                return Err(Refused::NoExplanation);
            }
            self.borne_out(denial)?;
        }
        let hands_over = matches!(
            demand,
            Demand::Know | Demand::KnowCategories | Demand::AdmtAccess
        );
        if answer.acts() && hands_over != answer.delivery().is_some() {
            return Err(Refused::NoDelivery);
        }
        let to = Addressee::of(&self.person, self.agent.as_ref());
        match (answer.delivery(), to) {
            (Some(Delivery::File { .. }), Addressee::Hand(_)) => Err(Refused::FileByHand),
            _ => Ok(()),
        }
    }

    /// Whether the answers that came before bear out a basis that stands on them.
    fn borne_out(&self, denial: &Denial) -> Result<(), Refused> {
        match denial.basis {
            DenialBasis::LawfulException | DenialBasis::Accurate | DenialBasis::Unfounded => Ok(()),
            DenialBasis::TooOften => self.used_up(&denial.earlier),
            DenialBasis::RepeatedWithoutNews => {
                let since = self.months_before(DENIED_FOR_MONTHS);
                let refused = |earlier: &Earlier| {
                    earlier.demand == Demand::Correct
                        && earlier.given != Given::All
                        && earlier.request != self.id
                        && Calendar::California.date_of(earlier.at) >= since
                };
                match denial.earlier.iter().any(refused) {
                    true => Ok(()),
                    false => Err(Refused::NotRepeated),
                }
            }
        }
    }

    /// Whether what is free was used up when this request reached us: by answers that gave something, in twelve
    /// months and, where the law counts by the year, in the same year as well. Denials use up nothing.
    fn used_up(&self, earlier: &[Earlier]) -> Result<(), Refused> {
        let grounds = self.grounds().ok_or(Refused::NoLaw)?;
        let free = grounds.free().ok_or(Refused::NotABasis)?;
        let received = Calendar::California.date_of(self.received);
        let since = match free.window {
            Window::TwelveMonths => self.months_before(FREE_MONTHS),
            Window::Year => self
                .months_before(FREE_MONTHS)
                .max(received.first_of_year()),
        };
        let counts = |earlier: &&Earlier| {
            matches!(earlier.demand, Demand::Know | Demand::KnowCategories)
                && earlier.given != Given::Nothing
                && earlier.request != self.id
                && Calendar::California.date_of(earlier.at) >= since
        };
        match earlier.iter().filter(counts).count() >= usize::from(free.times) {
            true => Ok(()),
            false => Err(Refused::NotTooOften),
        }
    }

    fn months_before(&self, months: i32) -> Date {
        let received = Calendar::California.date_of(self.received);
        received.saturating_sub(months.months())
    }

    /// What was answered to this demand, as later ones of the same person may have to know it.
    #[must_use]
    pub fn answered(&self) -> Option<Earlier> {
        let Matter::Demand { demand, stage, .. } = &self.matter else {
            return None;
        };
        Some(Earlier {
            request: self.id,
            demand: *demand,
            at: stage.answered_at()?,
            given: stage.answer()?.given()?,
        })
    }
}

impl DemandStage {
    /// What was answered, if it was.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Open { .. } => None,
            Self::Answered { answer, .. }
            | Self::Appealing { answer, .. }
            | Self::AppealDecided { answer, .. } => Some(answer),
        }
    }

    fn answer_mut(&mut self) -> Option<&mut Answer> {
        match self {
            Self::Open { .. } => None,
            Self::Answered { answer, .. }
            | Self::Appealing { answer, .. }
            | Self::AppealDecided { answer, .. } => Some(answer),
        }
    }

    /// When it was answered, if it was.
    #[must_use]
    pub fn answered_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open { .. } => None,
            Self::Answered { at, .. } => Some(*at),
            Self::Appealing { answered_at, .. } | Self::AppealDecided { answered_at, .. } => {
                Some(*answered_at)
            }
        }
    }
}

impl Answer {
    fn delivery_mut(&mut self) -> Option<&mut Delivery> {
        match self {
            Self::Granted { delivery } | Self::InPart { delivery, .. } => delivery.as_mut(),
            Self::Denied { .. } | Self::NotVerified => None,
        }
    }
}
