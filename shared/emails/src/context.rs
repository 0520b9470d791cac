//! The facts and links that emails about a request share.

use crate::block::{Draft, Fact};
use crate::links;
use domain::calendar::{Calendar, Due};
use domain::company::Company;
use domain::keys::{LinkAction, LinkKeys};
use domain::law::{Appeal, ApplicableRules, Extension, Rule};
use domain::outbound_email::{Addressee, EmailKind, OutboundEmail, Reader};
use domain::request::SetBy;
use jiff::Timestamp;
use texts::{Message, Texts};

/// An email with its sender, its texts and the keys of its links.
pub(crate) struct Context<'a> {
    pub(crate) email: &'a OutboundEmail,
    pub(crate) rules: Option<ApplicableRules>,
    pub(crate) texts: Texts,
    /// The rule that set the date.
    rule: Option<&'static Rule>,
    company: &'a Company,
    links: &'a LinkKeys,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        email: &'a OutboundEmail,
        company: &'a Company,
        links: &'a LinkKeys,
        texts: Texts,
    ) -> Self {
        Self {
            email,
            rules: email.rules,
            texts,
            rule: email.rule(),
            company,
            links,
        }
    }

    /// Returns the message with this ID. Its hole `$right` has the right of the request.
    pub(crate) fn text(&self, id: &'static str) -> Message {
        let message = self.texts.text(id);
        match self.email.right {
            Some(right) => message.with("right", right.as_str()),
            None => message,
        }
    }

    fn calendar(&self) -> Calendar {
        self.rule
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    /// Returns the day we received the submission, in the time zone of the law that applies.
    pub(crate) fn received(&self) -> String {
        self.day_of(self.email.received)
    }

    /// Returns the day of this moment, in the time zone of the law that applies.
    pub(crate) fn day_of(&self, at: Timestamp) -> String {
        self.texts.date(self.calendar().date_of(at))
    }

    /// Returns the day the request took effect.
    pub(crate) fn in_force_since(&self) -> String {
        self.day_of(self.email.in_force_since.unwrap_or(self.email.received))
    }

    /// Returns the date that we promise. The reader gets one date; the law's last day may be later. A request that is done has
    /// none.
    pub(crate) fn due_date(&self) -> Option<String> {
        let due = self.email.due.filter(|_| !self.email.no_partners)?;
        Some(self.texts.date(due.target))
    }

    /// Returns the due date that the law set on the day of receipt.
    pub(crate) fn first_due(&self) -> Option<Due> {
        let rules = self.rules?;
        Some(rules.due(rules.day_of(self.email.received)).0)
    }

    /// Returns the one extension of the response time, where the law allows it.
    pub(crate) fn extension(&self) -> Option<Extension> {
        let rules = self.rules?;
        let (_, rule) = rules.extension(rules.day_of(self.email.received)).ok()?;
        rule.extension()
    }

    /// Returns the appeal, where the law of the person's state grants one.
    pub(crate) fn appeal(&self) -> Option<Appeal> {
        self.rules?.appeal()
    }

    /// Returns a note for a date that the company set, because no law does.
    pub(crate) fn policy_date_note(&self) -> Option<Message> {
        match self.email.due_set_by {
            SetBy::Policy if !self.email.no_partners => Some(self.text("policy-date")),
            SetBy::Law | SetBy::Policy => None,
        }
    }

    /// Returns the facts of a receipt.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let mut facts = self.reference();
        if let Some(right) = self.email.right {
            facts.push(Fact::new(
                self.text("fact-request"),
                self.texts.right(right),
            ));
        }
        facts.extend(self.dates_and_law());
        facts
    }

    /// Returns the facts that belong under a heading that already names the request.
    pub(crate) fn facts_under_a_heading(&self) -> Vec<Fact> {
        let mut facts = self.reference();
        facts.extend(self.dates_and_law());
        facts
    }

    fn reference(&self) -> Vec<Fact> {
        let reference = self.email.reference().to_string();
        vec![Fact::new(self.text("fact-reference"), reference)]
    }

    fn dates_and_law(&self) -> Vec<Fact> {
        let mut facts = vec![match self.email.kind {
            EmailKind::ImmediateRecorded => {
                Fact::new(self.text("fact-in-effect-since"), self.in_force_since())
            }
            _ => Fact::new(self.text("fact-received"), self.received()),
        }];
        if let Some(date) = self.due_date() {
            let promise = match self.email.kind {
                EmailKind::ImmediateRecorded => self.text("fact-notify-by"),
                EmailKind::ReviewPending => self.text("fact-read-by"),
                EmailKind::Question { .. } => self.text("fact-act-by"),
                EmailKind::AppealReceived | EmailKind::AppealExtended { .. } => {
                    self.text("fact-decide-by")
                }
                _ => self.text("fact-respond-by"),
            };
            facts.push(Fact::new(promise, date));
        }
        if let Some(rule) = self.rule {
            facts.push(Fact::new(self.text("fact-law"), self.texts.law(rule.law)));
            facts.push(Fact::new(self.text("fact-sections"), rule.cite));
        }
        facts
    }

    /// Returns the label of a link with the reference number, so that the labels in one email differ.
    pub(crate) fn label_with_reference(&self, label: Message) -> Message {
        self.text("label-with-reference")
            .with("label", label)
            .with("reference", self.email.reference().to_string())
    }

    /// Returns the label and the URL of the link to the status page, in an email that has several.
    pub(crate) fn status_link_of(&self) -> (String, String) {
        let reference = self.email.reference().to_string();
        let label = self.text("status-link-of").with("reference", reference);
        (label.into(), self.status_url())
    }

    /// Returns the URL of this action. An email that staff deliver manually has none: the token in the URL is bound
    /// to an email address.
    pub(crate) fn action_url(&self, link_action: LinkAction) -> Option<String> {
        let Addressee::Email(holder) = &self.email.to else {
            return None;
        };
        let (receipt, made) = (&self.email.receipt, self.email.received);
        let path = self.links.action_path(link_action, receipt, holder, made);
        Some(links::at(self.company, &path))
    }

    /// Returns the URL to confirm the request, if the person it is about reads this email.
    pub(crate) fn confirm_url(&self) -> Option<String> {
        match self.email.reader {
            Reader::Unknown | Reader::Parent => None,
            Reader::Person | Reader::Represented => self.action_url(LinkAction::Confirm),
        }
    }

    /// Returns whether a parent or guardian reads this email about their child.
    pub(crate) fn is_parents(&self) -> bool {
        self.email.reader == Reader::Parent
    }

    /// Returns whether someone else than the person whom the email calls "you" may read it.
    pub(crate) fn may_be_an_agents(&self) -> bool {
        match self.email.reader {
            Reader::Unknown => true,
            // These emails say "your child".
            Reader::Parent => !matches!(
                self.email.kind,
                EmailKind::OptInConfirmation | EmailKind::OptedBackIn
            ),
            Reader::Person | Reader::Represented => false,
        }
    }

    /// Returns whether an agent made the request for the reader of this email.
    pub(crate) fn is_represented(&self) -> bool {
        self.email.reader == Reader::Represented
    }

    /// Returns the code for the download page, in two groups of digits.
    pub(crate) fn code(&self, round: u32) -> String {
        let code = self.links.code(&self.email.receipt, round);
        let (first, second) = code.split_at(code.len() / 2);
        format!("{first} {second}")
    }

    pub(crate) fn status_url(&self) -> String {
        let holder = match &self.email.to {
            Addressee::Email(holder) => Some(holder),
            Addressee::Manual(_) => None,
        };
        links::status_url(&self.email.receipt, holder, self.company, self.links)
    }

    pub(crate) fn lookup_url(&self) -> String {
        links::lookup_url(self.company)
    }

    pub(crate) fn form_url(&self) -> String {
        links::form_url(self.company)
    }

    pub(crate) fn privacy_policy(&self) -> &str {
        &self.company.privacy_policy
    }
}

impl Draft {
    /// Adds the facts of the request and the link to its status.
    pub(crate) fn facts_and_status(self, context: &Context<'_>) -> Self {
        self.facts(context.facts())
            .link(context.text("status-link"), context.status_url())
    }
}
