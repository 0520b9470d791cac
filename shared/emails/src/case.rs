//! What every email needs to say about its request.

use crate::block::{Draft, Fact};
use crate::{dates, link};
use domain::calendar::{Calendar, Due};
use domain::company::Company;
use domain::keys::{LinkAction, LinkKeys};
use domain::law::{Appeal, ApplicableRules, Extension, Rule};
use domain::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader};
use domain::request::SetBy;
use jiff::Timestamp;

/// An email, and who writes it.
pub(crate) struct Case<'a> {
    pub(crate) email: &'a OutboundEmail,
    pub(crate) rules: Option<ApplicableRules>,
    /// The rule that set the date.
    rule: Option<&'static Rule>,
    company: &'a Company,
    links: &'a LinkKeys,
}

impl<'a> Case<'a> {
    pub(crate) fn new(email: &'a OutboundEmail, company: &'a Company, links: &'a LinkKeys) -> Self {
        Self {
            email,
            rules: email.rules,
            rule: email.rule(),
            company,
            links,
        }
    }

    fn calendar(&self) -> Calendar {
        self.rule
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    /// The day on which it reached us, in the zone of the law that governs it.
    pub(crate) fn received(&self) -> String {
        dates::in_words(self.calendar().date_of(self.email.received))
    }

    /// The day of this moment, in the same zone.
    pub(crate) fn day_of(&self, at: Timestamp) -> String {
        dates::in_words(self.calendar().date_of(at))
    }

    /// The day since which it is in force.
    pub(crate) fn in_force_since(&self) -> String {
        let since = self.email.in_force_since.unwrap_or(self.email.received);
        dates::in_words(self.calendar().date_of(since))
    }

    /// The date that the law gave it on the day of receipt.
    pub(crate) fn first_due(&self) -> Option<Due> {
        let rules = self.rules?;
        Some(rules.due(rules.day_of(self.email.received)).0)
    }

    /// How much longer an answer may take, once.
    pub(crate) fn extension(&self) -> Option<Extension> {
        let rules = self.rules?;
        let (_, rule) = rules.extension(rules.day_of(self.email.received)).ok()?;
        rule.extension()
    }

    /// The appeal against an answer, where the person's law grants one.
    pub(crate) fn appeal(&self) -> Option<Appeal> {
        self.rules?.appeal()
    }

    /// Whose date the email names, where that isn't the law's.
    pub(crate) fn own_promise(&self) -> Option<&'static str> {
        match self.email.due_set_by {
            SetBy::Law => None,
            SetBy::Policy => Some("This date is our own promise. The law sets none."),
        }
    }

    /// The facts as a receipt shows them.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let mut facts = vec![Fact::new("Reference", self.email.reference().to_string())];
        if let Some(right) = self.email.right {
            facts.push(Fact::new("Your request", right.in_words()));
        }
        facts.extend(self.facts_after_the_request());
        facts
    }

    /// The facts under a heading that names the request already.
    pub(crate) fn facts_under_a_heading(&self) -> Vec<Fact> {
        let mut facts = vec![Fact::new("Reference", self.email.reference().to_string())];
        facts.extend(self.facts_after_the_request());
        facts
    }

    fn facts_after_the_request(&self) -> Vec<Fact> {
        let mut facts = vec![match self.email.kind {
            EmailKind::ImmediateRecorded => Fact::new("In force since", self.in_force_since()),
            _ => Fact::new("Received", self.received()),
        }];
        if let Some(due) = self.email.due {
            let by = match self.email.kind {
                EmailKind::ImmediateRecorded => "Everyone told by",
                EmailKind::ReviewPending => "Read by",
                EmailKind::Question { .. } => "We act by",
                EmailKind::AppealReceived | EmailKind::AppealExtended { .. } => "Decision by",
                _ => "Answer by",
            };
            facts.push(Fact::new(by, dates::in_words(due.target)));
            if due.latest != due.target {
                facts.push(Fact::new("At the latest", dates::in_words(due.latest)));
            }
        }
        if let Some(rule) = self.rule {
            facts.push(Fact::new("Law", rule.law.name()));
            facts.push(Fact::new("Sections", rule.cite));
        }
        facts
    }

    /// Where whoever reads the email does this; nobody can where it goes by hand.
    pub(crate) fn link_action_url(&self, link_action: LinkAction) -> Option<String> {
        let Addressee::Email(holder) = &self.email.to else {
            return None;
        };
        let (receipt, made) = (&self.email.receipt, self.email.received);
        let path = self.links.action_path(link_action, receipt, holder, made);
        Some(link::at(self.company, &path))
    }

    /// Where the person confirms that it was them, if they are who reads the email.
    pub(crate) fn confirm_url(&self) -> Option<String> {
        match self.email.reader {
            Reader::Anybody => None,
            Reader::Person | Reader::Represented => self.link_action_url(LinkAction::Confirm),
        }
    }

    /// Whether an agent asked for whoever reads the email.
    pub(crate) fn is_represented(&self) -> bool {
        self.email.reader == Reader::Represented
    }

    /// The code that goes with the link to an answer's file.
    pub(crate) fn code(&self, round: u32) -> String {
        let code = self.links.code(&self.email.receipt, round);
        let (first, second) = code.split_at(code.len() / 2);
        format!("{first} {second}")
    }

    pub(crate) fn status_url(&self) -> String {
        link::status_url(&self.email.receipt, self.company, self.links)
    }

    pub(crate) fn lookup_url(&self) -> String {
        link::lookup_url(self.company)
    }

    pub(crate) fn form_url(&self) -> String {
        link::form_url(self.company)
    }

    pub(crate) fn privacy_policy(&self) -> &str {
        &self.company.privacy_policy
    }
}

impl Draft {
    /// The facts of the case, and where its status is.
    pub(crate) fn facts_and_status(self, case: &Case<'_>) -> Self {
        self.facts(case.facts())
            .link("See where your request stands", case.status_url())
    }
}
