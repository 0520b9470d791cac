//! The rights that a form offers, by residence and date.
//!
//! A right is offered to a resident on a day if a rule grants it then, and if it concerns the company. The rule says both:
//! its law, its dates, and [`Rule::concerns`]. A request for a right that isn't offered is accepted as long as a rule grants
//! it, because the company must still respond.

use super::rule::{Means, Rule};
use super::{ApplicableRules, Right};
use crate::person::Region;
use jiff::civil::Date;

//= req: ca-7221-b-1-B
/// The companies that a right concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// Every company.
    EveryCompany,
    /// Companies that use sensitive data.
    SensitiveData,
    /// Companies that make significant decisions about people by automated means.
    AutomatedDecisions,
    /// The same, unless people can appeal the decisions to a human (11 CCR § 7221(b)(1)).
    AutomatedDecisionsWithoutAppeal,
    /// Companies that offer this appeal instead of an opt-out.
    HumanAppeal,
    /// Companies that have consumer health data.
    HealthData,
}

//= req: ca-7027-b, ca-7200-a
/// The practice that makes a right concern a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Practices {
    /// It uses sensitive personal information for more than the purposes of 11 CCR § 7027(m).
    pub sensitive_data: bool,
    /// It makes significant decisions about people by automated means (11 CCR § 7200).
    pub automated_decisions: bool,
    /// It lets people appeal these decisions to a human, instead of letting Californians opt out (11 CCR § 7221(b)(1)).
    pub human_appeal: bool,
    /// It has consumer health data, so the laws on it apply (RCW 19.373.040, NRS 603A.505).
    pub health_data: bool,
}

/// A list of practices that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownPractices {
    /// A name is no practice.
    #[error(
        "write practices separated by commas: sensitive_data, automated_decisions, human_appeal, health_data, or none"
    )]
    Unreadable,
    /// A human appeal without the decisions that it is about.
    #[error(
        "human_appeal goes with automated_decisions: without automated decisions there is nothing to appeal"
    )]
    AppealWithoutDecisions,
}

impl Practices {
    /// What most companies do, if they don't say: a right too many is offered rather than one too few.
    pub const USUAL: Self = Self {
        sensitive_data: true,
        automated_decisions: false,
        human_appeal: false,
        health_data: false,
    };

    /// Parses names separated by commas. `none` is an empty list.
    ///
    /// # Errors
    /// [`UnknownPractices`] if a name is unknown, or if the list contradicts itself.
    pub fn parse(text: &str) -> Result<Self, UnknownPractices> {
        let mut practices = Self {
            sensitive_data: false,
            automated_decisions: false,
            human_appeal: false,
            health_data: false,
        };
        for name in text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            match name {
                "sensitive_data" => practices.sensitive_data = true,
                "automated_decisions" => practices.automated_decisions = true,
                "human_appeal" => practices.human_appeal = true,
                "health_data" => practices.health_data = true,
                "none" => {}
                _ => return Err(UnknownPractices::Unreadable),
            }
        }
        if practices.human_appeal && !practices.automated_decisions {
            return Err(UnknownPractices::AppealWithoutDecisions);
        }
        Ok(practices)
    }

    /// Whether rights of this kind concern the company.
    const fn are_concerned(self, concerns: Concerns) -> bool {
        match concerns {
            Concerns::EveryCompany => true,
            Concerns::SensitiveData => self.sensitive_data,
            Concerns::AutomatedDecisions => self.automated_decisions,
            Concerns::AutomatedDecisionsWithoutAppeal => {
                self.automated_decisions && !self.human_appeal
            }
            Concerns::HumanAppeal => self.human_appeal,
            Concerns::HealthData => self.health_data,
        }
    }
}

impl Default for Practices {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Right {
    //= req: ca-7221-a, or-646a-578-1-d, mn-325m-16-2-e, ri-6-48-1-4-e
    /// Returns the rights that the company offers to a resident of `region` on this day, in the form's order. A person who
    /// doesn't say where they live is offered what everyone has.
    pub fn offered(
        region: Option<Region>,
        day: Date,
        practices: Practices,
    ) -> impl Iterator<Item = (Self, ApplicableRules)> {
        Self::ALL.into_iter().filter_map(move |right| {
            let rules = right.rules_in(Means::Request, region, practices.health_data, day)?;
            let concerned = rules
                .iter()
                .any(|rule| practices.are_concerned(rule.concerns));
            concerned.then_some((right, rules))
        })
    }

    /// Returns the first rule that will grant this right to a resident of `region`, if no rule grants it on this day.
    #[must_use]
    pub fn granted_later(self, region: Option<Region>, day: Date) -> Option<&'static Rule> {
        if self.rules_on(region, day).is_some() {
            return None;
        }
        let starts = Rule::all().map(|rule| rule.from).filter(|from| *from > day);
        let first = starts
            .filter(|from| self.rules_on(region, *from).is_some())
            .min()?;
        Some(self.rules_on(region, first)?.baseline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const AUTOMATED: Practices = Practices {
        automated_decisions: true,
        ..Practices::USUAL
    };
    const WITH_APPEAL: Practices = Practices {
        human_appeal: true,
        ..AUTOMATED
    };

    fn offered(code: &str, day: Date, practices: Practices) -> Vec<&'static str> {
        let region = Region::parse(code).ok();
        Right::offered(region, day, practices)
            .map(|(right, _)| right.as_str())
            .collect()
    }

    const FOR_EVERYONE: [&str; 7] = [
        "opt_out",
        "limit",
        "delete",
        "know",
        "know_categories",
        "correct",
        "marketing_stop",
    ];

    //= req: ca-7200-a
    #[test]
    fn californians_and_people_of_unknown_residence_get_the_rights_on_automated_decisions_in_2027()
    {
        for code in ["CA", "WY", "unknown"] {
            let eve = offered(code, date(2026, 12, 31), AUTOMATED);
            assert_eq!(eve, FOR_EVERYONE, "{code}");
            let first = offered(code, date(2027, 1, 1), AUTOMATED);
            assert_eq!(first[..7], FOR_EVERYONE, "{code}");
            assert_eq!(first[7..], ["admt_opt_out", "admt_access"], "{code}");
        }
    }

    //= req: ca-7221-b-1-B
    #[test]
    fn a_human_appeal_replaces_the_opt_out_in_california_only() {
        let day = date(2027, 1, 1);
        let rest = |code| offered(code, day, WITH_APPEAL)[7..].to_vec();
        assert_eq!(rest("CA"), ["admt_access", "admt_appeal"]);
        assert_eq!(rest("VA"), ["admt_opt_out", "admt_access", "admt_appeal"]);
    }

    #[test]
    fn states_grant_the_opt_out_of_profiling_and_the_contest_before_california() {
        let day = date(2026, 12, 31);
        let rest = |code| offered(code, day, AUTOMATED)[7..].to_vec();
        assert_eq!(rest("VA"), ["admt_opt_out"]);
        let minnesotas = ["admt_opt_out", "admt_appeal", "withdraw_consent"];
        assert_eq!(rest("MN"), minnesotas);
        assert!(rest("UT").is_empty() && rest("IA").is_empty());
    }

    //= req: or-646a-578-1-d, mn-325m-16-2-e, ri-6-48-1-4-e
    #[test]
    fn every_company_offers_to_withdraw_consent_where_a_law_grants_it() {
        let day = date(2026, 12, 1);
        let withdrawal = |code, practices| {
            let offered = offered(code, day, practices);
            offered.contains(&"withdraw_consent")
        };
        for code in ["CT", "DE", "MD", "MN", "MT", "NH", "NJ", "OR", "RI"] {
            assert!(withdrawal(code, Practices::USUAL), "{code}");
            assert!(
                withdrawal(code, Practices::parse("none").unwrap()),
                "{code}"
            );
        }
        assert!(!withdrawal("CA", Practices::USUAL) && !withdrawal("VA", Practices::USUAL));
    }

    //= req: ca-7027-b
    #[test]
    fn a_right_that_does_not_concern_the_company_is_not_offered() {
        let day = date(2027, 1, 1);
        assert_eq!(offered("CA", day, Practices::USUAL), FOR_EVERYONE);
        let none = Practices::parse("none").unwrap();
        assert!(!offered("CA", day, none).contains(&"limit"));
    }

    #[test]
    fn a_right_that_no_law_grants_yet_has_a_first_day() {
        let opt_out = Right::named("admt_opt_out").unwrap();
        let california = Region::parse("CA").ok();
        let virginia = Region::parse("VA").ok();
        let eve = date(2026, 12, 31);
        let later = opt_out.granted_later(california, eve).unwrap();
        assert_eq!((later.id, later.from), ("ca.admt_optout", date(2027, 1, 1)));
        assert_eq!(opt_out.granted_later(virginia, eve), None);
        assert_eq!(opt_out.granted_later(california, date(2027, 1, 1)), None);
    }

    #[test]
    fn practices_are_names_separated_by_commas() {
        assert_eq!(
            Practices::parse("sensitive_data, automated_decisions"),
            Ok(AUTOMATED)
        );
        assert_eq!(
            Practices::parse("sensitive_data,adm"),
            Err(UnknownPractices::Unreadable)
        );
        assert_eq!(
            Practices::parse("human_appeal"),
            Err(UnknownPractices::AppealWithoutDecisions)
        );
    }
}
