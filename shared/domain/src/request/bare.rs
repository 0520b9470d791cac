//! Submissions that have nothing but an identifier: browser signals and one-click unsubscribes.

use super::{Asked, Channel, Submission};
use crate::digest::Digest;
use crate::law::{ImmediateRight, Right};
use crate::locale::Locale;
use crate::person::{EmailAddress, Identifier, Person};
use crate::receipt::ReceiptId;
use crate::signal::ProfileId;
use jiff::Timestamp;

impl Submission {
    //= req: ca-7025-c-1
    /// Creates the submission of a browser's signal: an opt-out of sale and sharing for its profile, and for the
    /// account that the company vouches is signed in there (11 CCR § 7025(c)(1)). `ended` is when an earlier signal
    /// ended.
    #[must_use]
    pub fn of_signal(
        profile: ProfileId,
        account: Option<Identifier>,
        ended: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let profile = profile.identifier();
        let named = [Some(&profile), account.as_ref()].map(|of| of.map(Identifier::normalized));
        let digest = Digest::of_parts(named.iter().flatten().map(|name| name.as_bytes()));
        let person = Person::known_by(profile, account);
        Self::bare(
            Channel::Signal,
            ImmediateRight::OptOut,
            person,
            digest,
            ended,
            now,
        )
    }

    /// Creates the submission of a one-click unsubscribe: a marketing stop and nothing else (RFC 8058). `link` is the
    /// signed link, which can't be forged from the address.
    #[must_use]
    pub fn of_one_click(
        address: EmailAddress,
        link: &str,
        ended: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let (channel, right) = (Channel::OneClick, ImmediateRight::MarketingStop);
        let person = Person::known_by(Identifier::Email(address), None);
        Self::bare(
            channel,
            right,
            person,
            Digest::of(link.as_bytes()),
            ended,
            now,
        )
    }

    fn bare(
        channel: Channel,
        right: ImmediateRight,
        person: Person,
        digest: Digest,
        ended: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        Self {
            receipt: ReceiptId::from_identifiers(&digest, ended),
            asked: Asked::Right(Right::Immediate(right)),
            person,
            agent: None,
            channel,
            locale: Locale::English,
            brand: None,
            received: now,
            inbound_email: None,
            approval_required: false,
            companions: Vec::new(),
            details: None,
            digest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::IdentifierKind;
    use crate::request::{Command, Request};
    use crate::suppression::Purpose;

    fn now() -> Timestamp {
        "2026-11-21T18:00:00Z".parse().unwrap()
    }

    fn profile() -> ProfileId {
        ProfileId::from_bytes([7; 16])
    }

    fn account() -> Identifier {
        Identifier::parse(IdentifierKind::Account, "customer-4711").unwrap()
    }

    //= req: ca-7025-c-1
    #[test]
    fn a_signal_is_in_force_at_once_under_its_own_rule_without_an_email() {
        let signal = Submission::of_signal(profile(), Some(account()), None, now());
        let transition = Request::open(signal, now()).unwrap();
        assert_eq!(transition.request.rule().unwrap().id, "ca.gpc");
        assert_eq!(transition.request.in_force_since(), Some(now()));
        assert_eq!(transition.request.channel.as_str(), "signal");
        assert!(transition.emails.is_empty());
        assert_eq!(
            transition.notifications.len(),
            1,
            "whoever got the data is told"
        );
        let stopped: Vec<_> = transition
            .suppressions
            .iter()
            .map(|stop| (stop.identifier.kind(), stop.purpose))
            .collect();
        assert_eq!(
            stopped,
            [
                (IdentifierKind::Device, Purpose::SaleSharing),
                (IdentifierKind::Account, Purpose::SaleSharing)
            ]
        );
    }

    //= req: ca-7025-c-1.2
    #[test]
    fn an_account_that_signs_in_later_is_added_to_the_request_of_its_browser() {
        let alone = Submission::of_signal(profile(), None, None, now());
        let with = Submission::of_signal(profile(), Some(account()), None, now());
        assert_ne!(alone.receipt, with.receipt);
        let opened = Request::open(alone, now()).unwrap().request;
        let transition = opened.apply(Command::Repeat(with), now()).unwrap();
        assert!(transition.emails.is_empty());
        assert_eq!(transition.request.person.identifiers().len(), 2);
        assert!(
            transition
                .suppressions
                .iter()
                .any(|stop| stop.identifier.is_same(&account()))
        );
    }

    #[test]
    fn a_repeated_signal_is_the_same_submission_until_it_ended() {
        let of = |ended| Submission::of_signal(profile(), None, ended, now()).receipt;
        assert_eq!(of(None), of(None));
        assert_ne!(of(None), of(Some(now())));
    }

    #[test]
    fn one_click_stops_marketing_and_nothing_else() {
        let address = EmailAddress::parse("ana@example.org").unwrap();
        let press = Submission::of_one_click(address, "1.link", None, now());
        let transition = Request::open(press, now()).unwrap();
        assert_eq!(transition.request.rule().unwrap().id, "us.can_spam_stop");
        assert!(transition.emails.is_empty());
        let stopped: Vec<_> = transition
            .suppressions
            .iter()
            .map(|stop| stop.purpose)
            .collect();
        assert_eq!(stopped, [Purpose::Marketing]);
    }

    #[test]
    fn no_email_reports_that_a_signal_is_done() {
        let signal = Submission::of_signal(profile(), None, None, now());
        let opened = Request::open(signal, now()).unwrap().request;
        let done = opened
            .apply(Command::PartnersNotified { notified: 0 }, now())
            .unwrap();
        assert_eq!(done.request.stage().as_str(), "done");
        assert!(done.emails.is_empty());
    }
}
